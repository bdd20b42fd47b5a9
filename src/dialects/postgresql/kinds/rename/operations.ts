/** New names and schemas for types of every sort, and new schemas for relations. */
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { locate, written } from "../../ddl/locate.ts";
import type { RenameTableOp } from "../table/operations.ts";

export interface RenameTypeOp extends Operation {
  readonly type: "renameType";
  readonly schema: string;
  readonly from: string;
  readonly to: string;
}

export interface SetSchemaOp extends Operation {
  readonly type: "setSchema";
  readonly on: "table" | "type";
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** op.renameType("order_status", "status"): an enum, a domain, a composite or a range type. */
export const renameType = defineOperation({
  type: "renameType",
  build: (from: string, to: string): RenameTypeOp => {
    const { schema, name } = locate(from);
    return { type: "renameType", schema, from: name, to };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [{ sql: `ALTER TYPE ${quoteQualified(op.schema, op.from)} RENAME TO ${quoteIdentifier(op.to)}` }],
  render: (op) => `op.renameType(${literal(written(op.schema, op.from))}, ${literal(op.to)})`,
  describe: (op) => `rename type ${written(op.schema, op.from)} to ${op.to}`,
});

/** op.setSchema({ table: "orders" }, "shop"): indexes, constraints and owned sequences go along. */
export const setSchema = defineOperation({
  type: "setSchema",
  build: (
    object: { readonly table: string } | { readonly sequence: string } | { readonly type: string },
    to: string,
  ): SetSchemaOp => {
    const [[word, name]] = Object.entries(object) as [[string, string]];
    const located = locate(name);
    // ALTER TABLE moves sequences too (manual, ALTER TABLE).
    return {
      type: "setSchema",
      on: word === "type" ? "type" : "table",
      name: located.name,
      from: located.schema,
      to,
    };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    {
      sql: `ALTER ${op.on.toUpperCase()} ${quoteQualified(op.from, op.name)} SET SCHEMA ${quoteIdentifier(op.to)}`,
    },
  ],
  render: (op) => `op.setSchema(${literal({ [op.on]: written(op.from, op.name) })}, ${literal(op.to)})`,
  describe: (op) => `move ${op.on} ${written(op.from, op.name)} to schema ${op.to}`,
});

const moved = (on: SetSchemaOp["on"], database: SchemaObject, target: SchemaObject): SetSchemaOp[] =>
  database.schema === target.schema
    ? []
    : [
        {
          type: "setSchema",
          on,
          name: database.name,
          from: database.schema as string,
          to: target.schema as string,
        },
      ];

/** A table or sequence gets its new schema, then its new name. */
export function renameRelationOps(database: SchemaObject, target: SchemaObject): Operation[] {
  const schema = target.schema as string;
  const rename: RenameTableOp = { type: "renameTable", schema, from: database.name, to: target.name };
  return [...moved("table", database, target), ...(database.name === target.name ? [] : [rename])];
}

/** A type gets its new schema, then its new name. */
export function renameTypeOps(database: SchemaObject, target: SchemaObject): Operation[] {
  const schema = target.schema as string;
  const rename: RenameTypeOp = { type: "renameType", schema, from: database.name, to: target.name };
  return [...moved("type", database, target), ...(database.name === target.name ? [] : [rename])];
}
