/** Tables that refer to one another by keys that change, in each way that PostgreSQL follows them. */
import { dataModel, manyToMany, manyToOne, model, oneToMany, table, text } from "../../src/public/limbeck.ts";

export class Country extends model("countries", {
  code: text().primaryKey(),
  cities: oneToMany<City>("City", { backPopulates: "country" }),
  rivers: oneToMany<River>("River", { backPopulates: "country", passiveUpdates: false }),
  peaks: oneToMany<Peak>("Peak", { backPopulates: "country" }),
  languages: manyToMany<Language>("Language", { secondary: "spoken", passiveUpdates: false }),
}) {}

export class City extends model("cities", {
  name: text().primaryKey(),
  countryCode: text().references("countries.code", { onUpdate: "cascade" }),
  country: manyToOne<Country>("Country", { backPopulates: "cities" }),
}) {}

export class River extends model("rivers", {
  name: text().primaryKey(),
  countryCode: text().references("countries.code", { deferrable: "immediate" }),
  country: manyToOne<Country>("Country", { backPopulates: "rivers", passiveUpdates: false }),
}) {}

export class Peak extends model("peaks", {
  name: text().primaryKey(),
  countryCode: text().references("countries.code", { onUpdate: "set null" }),
  country: manyToOne<Country>("Country", { backPopulates: "peaks" }),
}) {}

export class Language extends model("languages", { name: text().primaryKey() }) {}

export const spoken = table("spoken", {
  countryCode: text().references("countries.code", { deferrable: "immediate" }).primaryKey(),
  language: text().references("languages.name").primaryKey(),
});

export const world = dataModel({ Country, City, River, Peak, Language, spoken });
