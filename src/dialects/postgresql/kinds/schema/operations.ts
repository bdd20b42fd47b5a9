import type { SchemaModel } from "../../../../kinds/schema/model.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { literal } from "../../../../operations/source.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";
import { checkName } from "../../../../sql/qualified-name.ts";
import { commentStatements } from "../../ddl/comment.ts";
import {
  cascadeClause,
  droppable,
  dropsIfThere,
  ifExists,
  ifMissing,
  type CreateOptions,
  type DropOptions,
} from "../../ddl/existence.ts";

export interface CreateSchemaOp extends Operation, CreateOptions {
  readonly type: "createSchema";
  readonly object: SchemaModel;
}

export interface DropSchemaOp extends Operation, DropOptions {
  readonly type: "dropSchema";
  readonly object: SchemaModel;
}

export interface RenameSchemaOp extends Operation {
  readonly type: "renameSchema";
  readonly name: string;
  readonly to: string;
}

export const createSchemaOp = (object: SchemaModel): CreateSchemaOp => ({ type: "createSchema", object });
export const dropSchemaOp = (object: SchemaModel): DropSchemaOp => ({ type: "dropSchema", object });

/** op.createSchema("shop", { comment: "everything the shop sells" }) */
export const createSchema = defineOperation({
  type: "createSchema",
  build: (name: string, options: CreateOptions & { readonly comment?: string } = {}): CreateSchemaOp => {
    const { ifNotExists, ...rest } = options;
    return {
      ...createSchemaOp({ kind: "schema", name: checkName(name), ...rest }),
      ...(ifNotExists === true ? { ifNotExists } : {}),
    };
  },
  reverse: (op): readonly Operation[] => [{ ...dropSchemaOp(op.object), ...dropsIfThere(op) } as Operation],
  statements: (op) =>
    ifMissing(op, [{ sql: `CREATE SCHEMA ${quoteIdentifier(op.object.name)}` }, ...commentStatements(op.object)]),
  render: (op) => {
    const given = { comment: op.object.comment, ifNotExists: op.ifNotExists };
    const options = Object.values(given).every((value) => value === undefined) ? "" : `, ${literal(given)}`;
    return `op.createSchema(${literal(op.object.name)}${options})`;
  },
  describe: (op) => `create schema ${op.object.name}`,
});

/** op.dropSchema("shop"): only an empty schema can be dropped, unless `{ cascade: true }` takes everything along. */
export const dropSchema = droppable(
  defineOperation({
    type: "dropSchema",
    build: (name: string): DropSchemaOp => dropSchemaOp({ kind: "schema", name: checkName(name) }),
    reverse: (op): readonly Operation[] => [createSchemaOp(op.object)],
    statements: (op) => [{ sql: `DROP SCHEMA${ifExists(op)} ${quoteIdentifier(op.object.name)}${cascadeClause(op)}` }],
    render: (op) => `op.dropSchema(${literal(op.object.name)})`,
    describe: (op) => `drop schema ${op.object.name}`,
  }),
);

/** op.renameSchema("shop", "market"): everything in it keeps its name and moves along. */
export const renameSchema = defineOperation({
  type: "renameSchema",
  build: (name: string, to: string): RenameSchemaOp => ({
    type: "renameSchema",
    name: checkName(name),
    to: checkName(to),
  }),
  reverse: (op): readonly Operation[] => [{ ...op, name: op.to, to: op.name } as Operation],
  statements: (op) => [{ sql: `ALTER SCHEMA ${quoteIdentifier(op.name)} RENAME TO ${quoteIdentifier(op.to)}` }],
  render: (op) => `op.renameSchema(${literal(op.name)}, ${literal(op.to)})`,
  describe: (op) => `rename schema ${op.name} to ${op.to}`,
});

/** What `op` has of it. */
export const schemaOperations = { createSchema, dropSchema, renameSchema };
