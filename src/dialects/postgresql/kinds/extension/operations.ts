import type { ExtensionModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral } from "../../../../sql/identifier.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface CreateExtensionOp extends Operation {
  readonly type: "createExtension";
  readonly object: ExtensionModel;
}

export interface DropExtensionOp extends Operation, DropOptions {
  readonly type: "dropExtension";
  readonly object: ExtensionModel;
}

export interface AlterExtensionOp extends Operation {
  readonly type: "alterExtension";
  readonly name: string;
  readonly changes: { readonly schema?: string; readonly version?: string };
  readonly former?: { readonly schema?: string; readonly version?: string };
}

export const createExtensionOp = (object: ExtensionModel): CreateExtensionOp => ({ type: "createExtension", object });
export const dropExtensionOp = (object: ExtensionModel): DropExtensionOp => ({ type: "dropExtension", object });

/** op.createExtension("citext", { schema: "public" }) */
export const createExtension = defineOperation({
  type: "createExtension",
  build: (name: string, options: { readonly schema?: string; readonly version?: string } = {}): CreateExtensionOp =>
    createExtensionOp({ kind: "extension", name, into: options.schema, version: options.version }),
  reverse: (op): readonly Operation[] => [dropExtensionOp(op.object)],
  statements: (op) => {
    const into = op.object.into === undefined ? "" : ` SCHEMA ${quoteIdentifier(op.object.into)}`;
    const version = op.object.version === undefined ? "" : ` VERSION ${quoteLiteral(op.object.version)}`;
    return [{ sql: `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(op.object.name)}${into}${version}` }];
  },
  render: (op) => {
    const { into: schema, version } = op.object;
    const options = (schema ?? version) === undefined ? "" : `, ${literal({ schema, version })}`;
    return `op.createExtension(${literal(op.object.name)}${options})`;
  },
  describe: (op) => `create extension ${op.object.name}`,
});

/** op.dropExtension("citext") */
export const dropExtension = droppable(
  defineOperation({
    type: "dropExtension",
    build: (name: string): DropExtensionOp => dropExtensionOp({ kind: "extension", name }),
    reverse: (op): readonly Operation[] => [createExtensionOp(op.object)],
    statements: (op) => [
      { sql: `DROP EXTENSION${ifExists(op)} ${quoteIdentifier(op.object.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropExtension(${literal(op.object.name)})`,
    describe: (op) => `drop extension ${op.object.name}`,
  }),
);

/** op.alterExtension("postgis", { version: "3.5" }) */
export const alterExtension = defineOperation({
  type: "alterExtension",
  build: (
    name: string,
    changes: AlterExtensionOp["changes"],
    former?: AlterExtensionOp["changes"],
  ): AlterExtensionOp => ({
    type: "alterExtension",
    name,
    changes,
    former,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined) throw new IrreversibleError("alterExtension", "the former version is not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: ({ name, changes }) => {
    const target = `ALTER EXTENSION ${quoteIdentifier(name)}`;
    return [
      ...(changes.schema === undefined ? [] : [{ sql: `${target} SET SCHEMA ${quoteIdentifier(changes.schema)}` }]),
      ...(changes.version === undefined ? [] : [{ sql: `${target} UPDATE TO ${quoteLiteral(changes.version)}` }]),
    ];
  },
  render: (op) => `op.alterExtension(${literal(op.name)}, ${literal(op.changes)})`,
  describe: (op) => `alter extension ${op.name}`,
});

/** What `op` has of it. */
export const extensionOperations = { createExtension, dropExtension, alterExtension };
