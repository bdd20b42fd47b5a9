/** Declarations that say more than the database: values of triggers, a cascade of none, a single parent. */
import {
  dataModel,
  integer,
  manyToMany,
  manyToOne,
  model,
  oneToMany,
  sql,
  sqlFunction,
  table,
  text,
  trigger,
} from "../../src/public/limbeck.ts";

export class Part extends model("parts", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  boxId: integer().references("boxes.id"),
  stamp: text().serverValue(),
  born: text().serverValue({ on: "insert" }),
  box: manyToOne<Box>("Box", { backPopulates: "parts" }),
}) {}

export class Box extends model("boxes", {
  id: integer().identity().primaryKey(),
  parts: oneToMany<Part>("Part", { backPopulates: "box", cascade: "none" }),
  keys: manyToMany<Key>("Key", { secondary: "box_keys", cascade: "all, delete-orphan", singleParent: true }),
}) {}

export class Key extends model("keys", { id: integer().identity().primaryKey() }) {}

const boxKeys = table("box_keys", {
  boxId: integer().references("boxes.id").primaryKey(),
  keyId: integer().references("keys.id").primaryKey(),
});

const stamped = sqlFunction(sql`CREATE FUNCTION stamped() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN NEW.stamp := upper(NEW.name); NEW.born := coalesce(NEW.born, 'here') || '!'; RETURN NEW; END $$`);
const stamping = trigger("stamping", {
  on: "parts",
  timing: "before",
  events: ["insert", "update"],
  execute: "stamped()",
});

export const workshop = dataModel({ Part, Box, Key, boxKeys, stamped, stamping });
