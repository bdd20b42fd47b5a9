import type { AnyColumn } from "../../../../kinds/column/column-builder.ts";
import type { IdentityOptions, ServerDefault, StorageParameters } from "../../../../kinds/column/declaration.ts";
import { collationText, serverDefaultText, storageParameterTexts } from "../../../../kinds/canonical.ts";
import type { ColumnModel, Identity } from "../../../../kinds/column/model.ts";
import type { DefaultModel } from "../../../../kinds/default/model.ts";
import { declareColumn } from "../../../../kinds/table/declare.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../../sql/sql.ts";
import { splitParameter, tableName } from "../../ddl/clauses.ts";
import { columnDefinition, columnSettings } from "../../ddl/column.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { constraintDefinition, type ConstraintModel } from "../../ddl/constraint.ts";
import { createIndexSql } from "../../ddl/index.ts";
import { defaultSchema, locateTable, writtenTable } from "../../ddl/locate.ts";
import { splitParts } from "../../ddl/table.ts";
import { ConstraintsOfPossibleColumnError } from "../../errors.ts";
import { alterColumnStatements } from "./alter-statements.ts";
import { parameterWords } from "../index/words.ts";
import { columnSource, defaultSource, identityOptions, typeCall, unquoted } from "./source.ts";
import {
  cascadeClause,
  dropsIfThere,
  existenceSource,
  ifExists,
  ifNotExists,
  type CreateOptions,
  type DropOptions,
} from "../../ddl/existence.ts";

export interface AddColumnOp extends Operation, CreateOptions {
  readonly type: "addColumn";
  readonly column: ColumnModel;
  /** Default, and for columns written by hand also constraints and indexes. */
  readonly parts: readonly SchemaObject[];
  /** What else a person should know. */
  readonly note?: string;
}

export interface DropColumnOp extends Operation, DropOptions {
  readonly type: "dropColumn";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** What was dropped, where it is known, so that the drop can be undone (without its values). */
  readonly column?: ColumnModel;
  readonly parts?: readonly SchemaObject[];
  /** Tables that inherit the column keep it as their own. */
  readonly only?: boolean;
}

export interface DropColumnOptions extends DropOptions {
  /** True leaves the column to the tables that inherit it: `ALTER TABLE ONLY`. */
  readonly only?: boolean;
}

export const addColumnOp = (column: ColumnModel, parts: readonly SchemaObject[]): AddColumnOp => ({
  type: "addColumn",
  column,
  parts,
});

/** What the table above brings about takes it back, too. */
const impliedAsWell = ({ implied }: Operation): { readonly implied?: true } => (implied === true ? { implied } : {});

/** What a person must decide: a new NOT NULL column that nothing fills cannot be added to a table with rows. */
function additionNote({ column, parts, note }: AddColumnOp): string | undefined {
  const filled =
    column.generated !== undefined || column.identity !== undefined || parts.some((part) => part.kind === "default");
  if (column.notNull !== true || filled) return note;
  return `fails where ${writtenTable(column)} holds rows: give ${column.name} a default, or add it nullable, fill it, then set NOT NULL`;
}

export const dropColumnOp = (
  column: ColumnModel,
  parts: readonly SchemaObject[],
  only: boolean = false,
): DropColumnOp => ({
  type: "dropColumn",
  schema: column.schema,
  table: column.table,
  name: column.name,
  column,
  parts,
  ...(only ? { only } : {}),
});

/** op.addColumn("orders", "note", text()): the builder may carry a default, a foreign key, a unique constraint, an index. */
export const addColumn = defineOperation({
  type: "addColumn",
  build: (table: string, name: string, builder: AnyColumn, options: CreateOptions = {}): AddColumnOp => {
    const { column, objects } = declareColumn({
      name: table,
      schema: defaultSchema(),
      columnNaming: "verbatim",
      column: name,
      builder,
    });
    const parts = objects.map(([, object]) => object).filter((object) => object.kind !== "column");
    if (options.ifNotExists !== true) return addColumnOp(column, parts);
    // PostgreSQL adds constraints and indexes although the column was there, and then finds that they are, too.
    if (parts.some(({ kind }) => kind !== "default")) throw new ConstraintsOfPossibleColumnError(`${table}.${name}`);
    return { ...addColumnOp(column, parts), ifNotExists: true };
  },
  reverse: (op): readonly Operation[] => [
    { ...dropColumnOp(op.column, op.parts), ...impliedAsWell(op), ...dropsIfThere(op) } as Operation,
  ],
  statements: (op) => {
    const { column, parts } = op;
    const note = additionNote(op);
    const { defaults, constraints, indexes } = splitParts(parts);
    const target = `ALTER TABLE ${tableName(column)}`;
    const settings = columnSettings(column);
    return [
      {
        sql: `${target} ADD COLUMN${ifNotExists(op)} ${columnDefinition(column, defaults.get(column.name))}`,
        ...(note === undefined ? {} : { note }),
      },
      ...(settings.length === 0 ? [] : [{ sql: `${target} ${settings.join(", ")}` }]),
      ...constraints.map((each: ConstraintModel) => ({ sql: `${target} ADD ${constraintDefinition(each)}` })),
      ...indexes.map((index) => ({ sql: createIndexSql(index) })),
      ...commentStatements(column),
    ];
  },
  render: (op, source) => {
    const { column, parts } = op;
    const note = additionNote(op);
    const { defaults, constraints } = splitParts(parts);
    const find = <K extends ConstraintModel["kind"]>(kind: K) =>
      constraints.find((each) => each.kind === kind) as Extract<ConstraintModel, { kind: K }> | undefined;
    const inline = { default: defaults.get(column.name), foreignKey: find("foreignKey"), unique: find("unique") };
    const text = call("op.addColumn", [
      literal(writtenTable(column)),
      literal(column.name),
      columnSource(column, inline, source),
      ...existenceSource(op),
    ]);
    return note === undefined ? text : `// ${note}\n  ${text}`;
  },
  describe: ({ column }) => `add column ${writtenTable(column)}.${column.name}`,
});

/** op.dropColumn("orders", "note"): its values go with it, and what tables below inherit of it, too, unless `{ only: true }`. */
export const dropColumn = defineOperation({
  type: "dropColumn",
  build: (table: string, name: string, options: DropColumnOptions = {}): DropColumnOp => ({
    type: "dropColumn",
    ...locateTable(table),
    name,
    ...options,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.column === undefined)
      throw new IrreversibleError(`dropColumn ${op.table}.${op.name}`, "its type is not known");
    return [{ ...addColumnOp(op.column, op.parts ?? []), ...impliedAsWell(op) } as Operation];
  },
  statements: (op) => [
    {
      sql: `ALTER TABLE ${op.only === true ? "ONLY " : ""}${tableName(op)} DROP COLUMN${ifExists(op)} ${quoteIdentifier(op.name)}${cascadeClause(op)}`,
    },
  ],
  render: (op) => call("op.dropColumn", [literal(writtenTable(op)), literal(op.name), ...dropOptionsSource(op)]),
  describe: (op) => `drop column ${writtenTable(op)}.${op.name}`,
  // What a generated column holds is computed again.
  loses: ({ schema, table, name, column }) =>
    column?.generated === undefined ? [{ schema, name: table, column: name }] : [],
});

function dropOptionsSource({ only, ifExists: exists, cascade }: DropColumnOp): string[] {
  const options = {
    ...(only === true ? { only } : {}),
    ...(exists === true ? { ifExists: exists } : {}),
    ...(cascade === true ? { cascade } : {}),
  };
  return Object.keys(options).length === 0 ? [] : [literal(options)];
}

export interface RenameColumnOp extends Operation {
  readonly type: "renameColumn";
  readonly schema: string;
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** op.renameColumn("orders", "mail", "email") */
export const renameColumn = defineOperation({
  type: "renameColumn",
  build: (table: string, from: string, to: string): RenameColumnOp => ({
    type: "renameColumn",
    ...locateTable(table),
    from,
    to,
  }),
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    { sql: `ALTER TABLE ${tableName(op)} RENAME COLUMN ${quoteIdentifier(op.from)} TO ${quoteIdentifier(op.to)}` },
  ],
  render: (op) => `op.renameColumn(${literal(writtenTable(op))}, ${literal(op.from)}, ${literal(op.to)})`,
  describe: (op) => `rename column ${writtenTable(op)}.${op.from} to ${op.to}`,
});

/** What changes of a column; what is absent stays as it is, null removes. */
export interface ColumnChanges {
  readonly type?: string;
  readonly notNull?: boolean;
  /** An expression as SQL. */
  readonly serverDefault?: string | null;
  readonly identity?: Identity | null;
  /** Null makes it a plain column that keeps its values. */
  readonly generated?: string | null;
  readonly collation?: string | null;
  readonly storage?: string | null;
  readonly compression?: string | null;
  readonly statistics?: number | null;
  readonly attributeOptions?: readonly string[];
}

export interface AlterColumnOp extends Operation {
  readonly type: "alterColumn";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly changes: ColumnChanges;
  readonly former?: ColumnChanges;
  /** How existing values become values of the new type; absent where PostgreSQL casts by itself. */
  readonly using?: string;
  /** The same for the way back. */
  readonly formerUsing?: string;
  /** Leaves partitions and children alone. */
  readonly only?: boolean;
  readonly note?: string;
  /** The note of the way back. */
  readonly formerNote?: string;
  /** What a person must decide before the statement can run. */
  readonly decision?: string;
  /** The column as it was, where it can only come back by being dropped and added. */
  readonly formerColumn?: ColumnModel;
}

type WrittenIdentity = IdentityOptions;

export interface AlterColumnOptions {
  readonly type?: AnyColumn;
  readonly notNull?: boolean;
  /** The same turned around. */
  readonly nullable?: boolean;
  /** Null removes the default. */
  readonly serverDefault?: ServerDefault | null;
  readonly identity?: WrittenIdentity | null;
  readonly generated?: SqlFragment | null;
  readonly collation?: string | null;
  readonly storage?: "plain" | "external" | "extended" | "main" | null;
  readonly compression?: "pglz" | "lz4" | null;
  readonly statistics?: number | null;
  /** Planner options: `{ n_distinct: -0.5 }`, or as PostgreSQL lists them. All of them: others go. */
  readonly attributeOptions?: StorageParameters | readonly string[];
  readonly using?: SqlFragment | string;
  readonly only?: boolean;
}

/**
 * op.alterColumn("orders", "count", { type: bigint(), notNull: true, serverDefault: 0 })
 * op.alterColumn("orders", "state", { type: integer(), using: sql`state::integer` })
 * op.alterColumn("orders", "order_id", { identity: { always: true } }, { identity: { increment: 10 } })
 *
 * The last argument is how the column was: an identity that changes and planner options that go need it, and with it the
 * operation can be undone.
 */
export const alterColumn = defineOperation({
  type: "alterColumn",
  build: (table: string, name: string, options: AlterColumnOptions, former?: AlterColumnOptions): AlterColumnOp => {
    const { using, only } = options;
    return {
      type: "alterColumn",
      ...locateTable(table),
      name,
      changes: changesFrom(table, name, options),
      ...(former === undefined ? {} : { former: changesFrom(table, name, former) }),
      ...(using === undefined ? {} : { using: isSqlFragment(using) ? fragmentText(using) : using }),
      ...(only === undefined ? {} : { only }),
    };
  },
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterColumn ${op.table}.${op.name}`, "its former state is not known");
    if (op.formerColumn !== undefined) return generatedAgain(op, op.formerColumn);
    return [
      {
        ...op,
        changes: op.former,
        former: op.changes,
        using: op.formerUsing,
        formerUsing: op.using,
        note: op.formerNote,
        formerNote: op.note,
        decision: undefined,
      } as Operation,
    ];
  },
  statements: (op): readonly Statement[] => alterColumnStatements(op),
  render: (op, source) => alterColumnSource(op, source),
  describe: (op) => `alter column ${writtenTable(op)}.${op.name}`,
});

function changesFrom(table: string, name: string, options: AlterColumnOptions): ColumnChanges {
  const { type, serverDefault, identity, generated, collation, using: _u, only: _o, ...others } = options;
  const { nullable, notNull = nullable === undefined ? undefined : !nullable, attributeOptions, ...rest } = others;
  return {
    ...(type === undefined ? {} : { type: typeText(table, name, type) }),
    ...(notNull === undefined ? {} : { notNull }),
    ...(serverDefault === undefined
      ? {}
      : { serverDefault: serverDefault === null ? null : serverDefaultText(serverDefault) }),
    ...(identity === undefined ? {} : { identity: identity === null ? null : identityFrom(identity) }),
    ...(generated === undefined ? {} : { generated: generated === null ? null : fragmentText(generated) }),
    ...(collation === undefined ? {} : { collation: collation === null ? null : (collationText(collation) ?? null) }),
    ...(attributeOptions === undefined ? {} : { attributeOptions: optionTexts(attributeOptions) }),
    ...rest,
  };
}

const optionTexts = (options: StorageParameters | readonly string[]): readonly string[] =>
  Array.isArray(options) ? (options as readonly string[]) : (storageParameterTexts(options as StorageParameters) ?? []);

/** Numbers as decimal text, as models hold them. */
function identityFrom({ always = false, cycle, ...options }: WrittenIdentity): Identity {
  const texts = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    always,
    ...Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
    ...(cycle === true ? { cycle } : {}),
  };
}

/** PostgreSQL cannot make a plain column a generated one: it is dropped and added. */
function generatedAgain(op: AlterColumnOp, column: ColumnModel): Operation[] {
  const { schema, table, name } = op;
  return [{ type: "dropColumn", schema, table, name } satisfies DropColumnOp as Operation, addColumnOp(column, [])];
}

function typeText(table: string, name: string, builder: AnyColumn): string {
  return declareColumn({ name: table, schema: defaultSchema(), columnNaming: "verbatim", column: name, builder }).column
    .type;
}

function alterColumnSource(op: AlterColumnOp, source: SourceWriter): string {
  const entries = changeEntries(op.changes, source);
  if (op.using !== undefined) entries.push(`using: ${fragment(op.using, source)}`);
  if (op.only === true) entries.push("only: true");
  const former = changeEntries(neededFormer(op), source);
  const text = call("op.alterColumn", [
    literal(writtenTable(op)),
    literal(op.name),
    block("{", entries, "}"),
    ...(former.length === 0 ? [] : [block("{", former, "}")]),
  ]);
  const remarks = [op.note, op.decision].filter((remark) => remark !== undefined);
  return remarks.map((remark) => `// ${remark}\n  `).join("") + text;
}

/** What the statements cannot be written without: an identity that changes (with its type), planner options that go. */
function neededFormer({ changes, former }: AlterColumnOp): ColumnChanges {
  const names = new Set((changes.attributeOptions ?? []).map((option) => splitParameter(option)[0]));
  const gone = (former?.attributeOptions ?? []).some((option) => !names.has(splitParameter(option)[0]));
  return {
    ...(changes.identity && former?.identity ? { identity: former.identity } : {}),
    ...(changes.identity && former?.identity && changes.type && former.type ? { type: former.type } : {}),
    ...(changes.attributeOptions && gone ? { attributeOptions: former!.attributeOptions! } : {}),
  };
}

function changeEntries(changes: ColumnChanges, source: SourceWriter): string[] {
  const { type, notNull, serverDefault, identity, generated, collation, attributeOptions, ...rest } = changes;
  const entries: string[] = [];
  if (type !== undefined) entries.push(`type: ${typeCall(type, source)}`);
  if (notNull !== undefined) entries.push(`notNull: ${notNull}`);
  if (serverDefault !== undefined) {
    entries.push(`serverDefault: ${serverDefault === null ? "null" : defaultSource(serverDefault, source)}`);
  }
  if (identity !== undefined)
    entries.push(`identity: ${identity === null ? "null" : identityOptions(identity) || "{}"}`);
  if (generated !== undefined) entries.push(`generated: ${generated === null ? "null" : fragment(generated, source)}`);
  if (collation !== undefined) entries.push(`collation: ${collation === null ? "null" : literal(unquoted(collation))}`);
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) entries.push(`${name}: ${literal(value)}`);
  if (attributeOptions !== undefined)
    entries.push(`attributeOptions: ${literal(parameterWords(attributeOptions) ?? attributeOptions)}`);
  return entries;
}

function fragment(text: string, source: SourceWriter): string {
  source.use("sql");
  return sqlTemplate(text);
}

/** The default of a column as part of an alteration. */
export function alterDefaultOp(database: DefaultModel | undefined, target: DefaultModel | undefined): AlterColumnOp {
  const one = (target ?? database) as DefaultModel;
  return {
    type: "alterColumn",
    schema: one.schema,
    table: one.table,
    name: one.name,
    changes: { serverDefault: target?.expression ?? null },
    former: { serverDefault: database?.expression ?? null },
  };
}

/** What `op` has of it. */
export const columnOperations = { addColumn, dropColumn, renameColumn, alterColumn };
