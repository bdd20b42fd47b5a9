/** A hierarchy in one table and in joined ones, with natural and composite keys, self-references and links of all sorts. */
import {
  dataModel,
  foreignKey,
  integer,
  manyToMany,
  manyToOne,
  model,
  oneToMany,
  table,
  text,
} from "../../src/public/limbeck.ts";

/** What every object is known by, whatever its key. */
const numbered = { no: integer().notNull().unique(), label: text().notNull().default("") };

export class Region extends model("regions", {
  code: text().primaryKey(),
  ...numbered,
  sites: oneToMany<Site>("Site", { backPopulates: "region", cascade: "all, delete-orphan" }),
}) {}

export class Site extends model("sites", {
  regionCode: text().references("regions.code", { onUpdate: "cascade", onDelete: "cascade" }).primaryKey(),
  nr: integer().primaryKey(),
  ...numbered,
  region: manyToOne<Region>("Region", { backPopulates: "sites" }),
  guests: oneToMany<Party>("Party", { backPopulates: "home" }),
}) {}

export class Party extends model(
  "parties",
  {
    id: integer().identity().primaryKey(),
    kind: text().notNull(),
    ...numbered,
    parentId: integer().references("parties.id"),
    homeRegion: text(),
    homeNr: integer(),
    parent: manyToOne<Party>("Party", { backPopulates: "children", remoteSide: "id", foreignKeys: "parentId" }),
    children: oneToMany<Party>("Party", { backPopulates: "parent" }),
    home: manyToOne<Site>("Site", { backPopulates: "guests" }),
    clubs: manyToMany<Club>("Club", { secondary: "memberships", backPopulates: "members" }),
    friends: manyToMany<Party>("Party", { secondary: "friendships", remoteSide: "toId", backPopulates: "admirers" }),
    admirers: manyToMany<Party>("Party", { secondary: "friendships", remoteSide: "fromId", backPopulates: "friends" }),
  },
  (t) => [foreignKey([t.homeRegion, t.homeNr], "sites", ["region_code", "nr"], { onUpdate: "cascade" })],
  { polymorphicOn: "kind", polymorphicIdentity: "party" },
) {}

/** In the table of its parent. */
export class Person extends model(
  "parties",
  {
    employerId: integer().references("firms.id"),
    employer: manyToOne<Firm>("Firm", { backPopulates: "staff", foreignKeys: "employerId" }),
  },
  { extends: Party, polymorphicIdentity: "person" },
) {}

/** In a table of its own. */
export class Firm extends model(
  "firms",
  {
    id: integer().references("parties.id", { onDelete: "cascade" }).primaryKey(),
    capital: integer().notNull().default(0),
    staff: oneToMany<Person>("Person", { backPopulates: "employer" }),
    notes: oneToMany<Note>("Note", { backPopulates: "firm", cascade: "all, delete-orphan" }),
  },
  { extends: Party, polymorphicIdentity: "firm" },
) {}

export class Note extends model("notes", {
  id: integer().identity().primaryKey(),
  ...numbered,
  firmId: integer().notNull().references("firms.id"),
  firm: manyToOne<Firm>("Firm", { backPopulates: "notes" }),
}) {}

export class Club extends model("clubs", {
  id: integer().identity().primaryKey(),
  ...numbered,
  members: manyToMany<Party>("Party", { secondary: "memberships", backPopulates: "clubs" }),
}) {}

export const memberships = table("memberships", {
  partyId: foreignKey("parties.id", { onDelete: "cascade" }).primaryKey(),
  clubId: foreignKey("clubs.id").primaryKey(),
});

export const friendships = table("friendships", {
  fromId: foreignKey("parties.id").primaryKey(),
  toId: foreignKey("parties.id").primaryKey(),
});

export const clubs = dataModel({ Region, Site, Party, Person, Firm, Note, Club, memberships, friendships });
