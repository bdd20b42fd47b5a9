/** Models with what the guide's don't have: versions, conversions, self-references, one-to-one, circles. */
import {
  bigint,
  bytea,
  dataModel,
  integer,
  jsonb,
  manyToMany,
  manyToOne,
  model,
  numeric,
  oneToMany,
  oneToOne,
  sql,
  table,
  text,
  timestamp,
  uuid,
  varchar,
} from "../../src/public/limbeck.ts";

const reversed = (value: string) => [...value].reverse().join("");

export class Person extends model("people", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  version: integer().notNull().version(),
  secret: text().convert({
    read: (stored) => reversed(stored).slice(1),
    write: (value: string) => reversed(`!${value}`),
  }),
  made: integer().default(() => 42),
  touched: timestamp({ timezone: true }).onUpdate(() => new Date(Date.UTC(2026, 0, 1))),
  managerId: integer().references("people.id"),
  manager: manyToOne<Person>("Person", { backPopulates: "reports" }),
  reports: oneToMany<Person>("Person", { backPopulates: "manager", orderBy: "name desc" }),
  friends: manyToMany<Person>("Person", { secondary: "friends", remoteSide: "friendId" }),
  badge: oneToOne<Badge>("Badge", { backPopulates: "person", cascade: "all, delete-orphan" }),
}) {}

export const friends = table("friends", {
  personId: integer().references("people.id").primaryKey(),
  friendId: integer().references("people.id").primaryKey(),
});

export class Badge extends model("badges", {
  id: uuid()
    .primaryKey()
    .default(() => crypto.randomUUID()),
  personId: integer().unique().references("people.id"),
  person: oneToOne<Person>("Person", { backPopulates: "badge" }),
}) {}

export class Blob extends model("blobs", {
  id: bigint().identity({ always: true }).primaryKey(),
  small: bigint({ mode: "number" }),
  exact: numeric(20, 4),
  code: varchar(3),
  words: text().array(),
  grid: integer().array(),
  doc: jsonb<unknown>(),
  bytes: bytea(),
  at: timestamp({ timezone: true, mode: "string" }),
  twice: integer().generated(sql`length(code) * 2`),
}) {}

export class Team extends model("teams", {
  id: integer().identity().primaryKey(),
  name: text(),
  leaderId: integer().references("members.id"),
  leader: manyToOne<Member>("Member", { foreignKeys: "leaderId", postUpdate: true }),
  members: oneToMany<Member>("Member", { backPopulates: "team", cascade: "all" }),
}) {}

export class Member extends model("members", {
  id: integer().identity().primaryKey(),
  teamId: integer().references("teams.id"),
  team: manyToOne<Team>("Team", { backPopulates: "members" }),
}) {}

export const company = dataModel({ Person, Badge, Blob, Team, Member, friends });
