/** Values of several kinds that tell of changes inside of them, also in a class that extends another one. */
import { dataModel, date, integer, jsonb, model, text } from "../../src/public/limbeck.ts";

export interface Details {
  gift?: boolean;
  lines: { note: string; tags?: string[] }[];
}

export class Parcel extends model(
  "parcels",
  {
    id: integer().identity().primaryKey(),
    kind: text().notNull().default("parcel"),
    details: jsonb<Details>().tracked(),
    codes: text().array().tracked(),
    days: date().array().tracked(),
    plain: jsonb<{ a: number }>(),
    version: integer().notNull().version(),
  },
  { polymorphicOn: "kind", polymorphicIdentity: "parcel" },
) {}
export class Letter extends model(
  "parcels",
  { stamps: jsonb<number[]>().tracked() },
  { extends: Parcel, polymorphicIdentity: "letter" },
) {}
export const post = dataModel({ Parcel, Letter });
