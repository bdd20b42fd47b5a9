/** Classes beside one another in one table that share columns. */
import { dataModel, integer, manyToOne, model, oneToMany, text } from "../../src/public/limbeck.ts";

export class Garage extends model("garages", {
  id: integer().identity().primaryKey(),
  trucks: oneToMany<Truck>("Truck", { backPopulates: "garage", orderBy: "axles desc" }),
}) {}

export class Vehicle extends model(
  "vehicles",
  { id: integer().identity().primaryKey(), kind: text().notNull(), name: text().notNull() },
  { polymorphicOn: "kind", polymorphicIdentity: "vehicle" },
) {}

const licensed = { plate: text().unique(), axles: integer().default(2) };

export class Car extends model(
  "vehicles",
  { seats: integer().notNull(), doors: integer(), ...licensed },
  { extends: Vehicle, polymorphicIdentity: "car" },
) {}

export class Truck extends model(
  "vehicles",
  {
    ...licensed,
    cargo: integer().notNull(),
    doors: integer(),
    garageId: integer().references("garages.id"),
    garage: manyToOne<Garage>("Garage", { backPopulates: "trucks" }),
  },
  { extends: Vehicle, polymorphicIdentity: "truck" },
) {}

export const fleet = dataModel({ Garage, Vehicle, Car, Truck });
