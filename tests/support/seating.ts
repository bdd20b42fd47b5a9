/** Tables whose unique values change hands: NOT NULL, nullable, and of a constraint that can wait. */
import { dataModel, integer, manyToOne, model, oneToMany, text, unique } from "../../src/public/limbeck.ts";

export class Seat extends model("seats", {
  id: integer().identity().primaryKey(),
  label: text().notNull().unique(),
  guest: text().unique(),
  shift: text(),
  successorId: integer().references("seats.id"),
  successor: manyToOne<Seat>("Seat", { remoteSide: "id", backPopulates: "predecessors" }),
  predecessors: oneToMany<Seat>("Seat", { backPopulates: "successor" }),
}) {}

export class Slot extends model(
  "slots",
  { id: integer().identity().primaryKey(), row: text().notNull(), place: integer().notNull() },
  (t) => [unique([t.row, t.place], { name: "slots_place", deferrable: "immediate" })],
) {}

export const seating = dataModel({ Seat, Slot });
