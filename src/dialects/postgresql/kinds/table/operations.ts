import { declareTable } from "../../../../kinds/table/declare.ts";
import type { Columns, Extras, TableOptions } from "../../../../kinds/table/table.ts";
import { tableParts } from "../../../../kinds/table/table.ts";
import type { ReplicaIdentity, TableModel } from "../../../../kinds/table/model.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { objectName, tablespaceClause } from "../../ddl/clauses.ts";
import { defaultSchema, locate, written } from "../../ddl/locate.ts";
import { createTableStatements, replicaIdentitySql, type TableDefinition } from "../../ddl/table.ts";
import { formerParameters, parameterStatements } from "../index/operations.ts";
import { createTableSource } from "./source.ts";
import {
  cascadeClause,
  droppable,
  dropsIfThere,
  ifExists,
  ifMissing,
  type CreateOptions,
  type DropOptions,
} from "../../ddl/existence.ts";

export interface CreateTableOp extends Operation, TableDefinition, CreateOptions {
  readonly type: "createTable";
}

export interface DropTableOp extends Operation, DropOptions {
  readonly type: "dropTable";
  readonly schema: string;
  readonly name: string;
  /** What was dropped, where it is known, so that the drop can be undone (without its rows). */
  readonly definition?: TableDefinition;
}

export const createTableOp = (table: TableModel, parts: readonly SchemaObject[]): CreateTableOp => ({
  type: "createTable",
  table,
  parts,
});

export const dropTableOp = (table: TableModel, parts: readonly SchemaObject[]): DropTableOp => ({
  type: "dropTable",
  schema: table.schema,
  name: table.name,
  definition: { table, parts },
});

/**
 * op.createTable("orders", {
 *   order_id: integer().identity({ always: true }).primaryKey(),
 *   order_date: timestamp({ timezone: true }).notNull().serverDefault(now()),
 * }, (t) => [index([t.order_date])])
 *
 * Columns are named as in the database; the third and fourth arguments are those of `table()`, with `ifNotExists` besides.
 */
export const createTable = defineOperation({
  type: "createTable",
  build: (
    name: string,
    columns: Columns,
    extras?: Extras<Columns> | (TableOptions & CreateOptions),
    options?: TableOptions & CreateOptions,
  ): CreateTableOp => {
    const { ifNotExists } = options ?? (typeof extras === "object" ? extras : {});
    const declaration = { columns, ...tableParts(name, extras, options) };
    const declared = declareTable({ ...declaration, schema: defaultSchema(), columnNaming: "verbatim" });
    const parts = declared.objects.map(([, object]) => object).filter((object) => object.kind !== "table");
    return { ...createTableOp(declared.table, parts), ...(ifNotExists === true ? { ifNotExists } : {}) };
  },
  reverse: (op): readonly Operation[] => [{ ...dropTableOp(op.table, op.parts), ...dropsIfThere(op) } as Operation],
  statements: (op) => ifMissing(op, [...sequencesBefore(op), ...createTableStatements(op), ...sequencesAfter(op)]),
  render: (op, source) => createTableSource(op, source),
  describe: (op) => `create table ${written(op.table.schema, op.table.name)}`,
});

/** Serial columns bring their sequence along. */
function sequencesBefore({ parts }: TableDefinition): { readonly sql: string }[] {
  return parts
    .filter((part) => part.kind === "sequence")
    .map((part) => {
      const type = (part as { type?: string }).type;
      return { sql: `CREATE SEQUENCE ${objectName(part)}${type === undefined ? "" : ` AS ${type}`}` };
    });
}

function sequencesAfter({ parts }: TableDefinition): { readonly sql: string }[] {
  return (parts as readonly (SchemaObject & { tableSchema: string; table: string; column: string })[])
    .filter((part) => part.kind === "sequenceOwner")
    .map((part) => ({
      sql: `ALTER SEQUENCE ${objectName(part)} OWNED BY ${quoteQualified(part.tableSchema, part.table, part.column)}`,
    }));
}

/** op.dropTable("orders"): the rows go with it. */
export const dropTable = droppable(
  defineOperation({
    type: "dropTable",
    build: (name: string): DropTableOp => ({ type: "dropTable", ...locate(name) }),
    reverse: (op): readonly Operation[] => {
      if (op.definition === undefined) throw new IrreversibleError(`dropTable ${op.name}`, "its columns are not known");
      return [createTableOp(op.definition.table, op.definition.parts)];
    },
    statements: (op) => [
      { sql: `DROP TABLE${ifExists(op)} ${quoteQualified(op.schema, op.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropTable(${literal(written(op.schema, op.name))})`,
    describe: (op) => `drop table ${written(op.schema, op.name)}`,
    loses: ({ schema, name }) => [{ schema, name }],
  }),
);

export interface RenameTableOp extends Operation {
  readonly type: "renameTable";
  readonly schema: string;
  readonly from: string;
  readonly to: string;
}

/** op.renameTable("orders", "purchases"): indexes, constraints and sequences keep their names. */
export const renameTable = defineOperation({
  type: "renameTable",
  build: (from: string, to: string): RenameTableOp => {
    const { schema, name } = locate(from);
    return { type: "renameTable", schema, from: name, to };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    { sql: `ALTER TABLE ${quoteQualified(op.schema, op.from)} RENAME TO ${quoteIdentifier(op.to)}` },
  ],
  render: (op) => `op.renameTable(${literal(written(op.schema, op.from))}, ${literal(op.to)})`,
  describe: (op) => `rename table ${written(op.schema, op.from)} to ${op.to}`,
});

export interface AlterTableOp extends Operation {
  readonly type: "alterTable";
  readonly schema: string;
  readonly name: string;
  readonly changes: TableChanges;
  readonly former?: TableChanges;
}

export interface TableChanges {
  readonly unlogged?: boolean;
  /** Null is the database's own. */
  readonly tablespace?: string | null;
  readonly accessMethod?: string | null;
  /** The whole list; parameters that are not in it go back to their defaults. */
  readonly storageParameters?: readonly string[];
  /** Null is the default, the primary key. */
  readonly replicaIdentity?: ReplicaIdentity | null;
  readonly ofType?: string | null;
}

/** op.alterTable("orders", { storageParameters: ["fillfactor=70"], unlogged: true }) */
export const alterTable = defineOperation({
  type: "alterTable",
  build: (name: string, changes: TableChanges, former?: TableChanges): AlterTableOp => ({
    type: "alterTable",
    ...locate(name),
    changes,
    former,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterTable ${op.name}`, "the former options are not known");
    const implied = Object.keys(op.former).length === 0;
    return [{ ...op, changes: op.former, former: op.changes, implied } as Operation];
  },
  statements: ({ schema, name, changes, former }) => {
    const target = `ALTER TABLE ${quoteQualified(schema, name)}`;
    const { unlogged, tablespace, accessMethod, replicaIdentity, ofType } = changes;
    const clauses = [
      ...(unlogged === undefined ? [] : [`SET ${unlogged ? "UNLOGGED" : "LOGGED"}`]),
      ...(tablespace === undefined ? [] : [`SET${tablespaceClause(tablespace ?? "pg_default")}`]),
      ...(accessMethod === undefined ? [] : [`SET ACCESS METHOD ${quoteIdentifier(accessMethod ?? "heap")}`]),
      ...(ofType === undefined ? [] : [ofType === null ? "NOT OF" : `OF ${ofType}`]),
    ];
    const table: TableModel = { kind: "table", schema, name, replicaIdentity: replicaIdentity ?? undefined };
    return [
      ...clauses.map((clause) => ({ sql: `${target} ${clause}` })),
      ...parameterStatements(target, changes.storageParameters, former?.storageParameters),
      ...(replicaIdentity === null ? [{ sql: `${target} REPLICA IDENTITY DEFAULT` }] : []),
      ...(replicaIdentity === undefined ? [] : replicaIdentitySql(table).map((sql) => ({ sql }))),
    ];
  },
  render: (op) =>
    call("op.alterTable", [
      literal(written(op.schema, op.name)),
      literal(op.changes),
      ...formerParameters(op.changes, op.former),
    ]),
  describe: (op) => `alter table ${written(op.schema, op.name)}`,
});

/** What `op` has of it. */
export const tableOperations = { createTable, dropTable, renameTable, alterTable };
