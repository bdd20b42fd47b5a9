import type { SequenceModel, SequenceOwnerModel } from "../../../../kinds/sequence/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { formatQualifiedName, parseQualifiedName } from "../../../../sql/qualified-name.ts";
import { sequenceClauses } from "../../ddl/clauses.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { defaultSchema, locate, written } from "../../ddl/locate.ts";
import { bringWithinSql, setBehindSql, type BehindRows, type Limits } from "../../ddl/sequence-range.ts";
import {
  cascadeClause,
  droppable,
  dropsIfThere,
  ifExists,
  ifMissing,
  type CreateOptions,
  type DropOptions,
} from "../../ddl/existence.ts";

type WholeNumber = string | number | bigint;

export interface SequenceOptions {
  readonly type?: "smallint" | "integer" | "bigint";
  readonly start?: WholeNumber;
  readonly increment?: WholeNumber;
  readonly minValue?: WholeNumber;
  readonly maxValue?: WholeNumber;
  readonly cache?: WholeNumber;
  readonly cycle?: boolean;
  readonly unlogged?: boolean;
  readonly comment?: string;
}

/** Which column a sequence belongs to, `orders.order_id`; null for none. */
export type WrittenOwner = string | null;

export interface CreateSequenceOp extends Operation, CreateOptions {
  readonly type: "createSequence";
  readonly object: SequenceModel;
}

export interface DropSequenceOp extends Operation, DropOptions {
  readonly type: "dropSequence";
  readonly object: SequenceModel;
}

export interface AlterSequenceOp extends Operation {
  readonly type: "alterSequence";
  readonly schema: string;
  readonly name: string;
  readonly changes: SequenceChanges;
  readonly former?: SequenceChanges;
}

/** Null puts an option back to its default. */
export type SequenceChanges = {
  readonly [Name in Exclude<keyof SequenceOptions, "comment" | "unlogged" | "cycle" | "type">]?: string | null;
} & {
  readonly type?: "smallint" | "integer" | "bigint";
  readonly cycle?: boolean;
  readonly unlogged?: boolean;
  readonly ownedBy?: WrittenOwner;
  /** The role that has the table of `ownedBy`, where that is another one than the sequence's: both must have one owner. */
  readonly owner?: string;
  /**
   * The number it goes on with, a column behind whose numbers it goes on, or limits within which it is brought before they
   * hold; else it stays where it is.
   */
  readonly restart?: string | Limits | BehindRows;
};

export const createSequenceOp = (object: SequenceModel): CreateSequenceOp => ({ type: "createSequence", object });
export const dropSequenceOp = (object: SequenceModel, implied: boolean = false): DropSequenceOp => ({
  type: "dropSequence",
  object,
  ...(implied ? { implied } : {}),
});

export const writtenOwner = (owner: SequenceOwnerModel): string =>
  owner.tableSchema === defaultSchema()
    ? formatQualifiedName(owner.table, owner.column)
    : formatQualifiedName(owner.tableSchema, owner.table, owner.column);

const text = (value: WholeNumber | undefined): string | undefined => (value === undefined ? undefined : String(value));

/** op.createSequence("invoice_number", { start: 1000, increment: 10 }) */
export const createSequence = defineOperation({
  type: "createSequence",
  build: (name: string, { ifNotExists, ...options }: SequenceOptions & CreateOptions = {}): CreateSequenceOp => ({
    ...(ifNotExists === true ? { ifNotExists } : {}),
    ...createSequenceOp({
      kind: "sequence",
      ...locate(name),
      ...options,
      type: options.type === "bigint" ? undefined : options.type,
      start: text(options.start),
      increment: text(options.increment),
      minValue: text(options.minValue),
      maxValue: text(options.maxValue),
      cache: text(options.cache),
    }),
  }),
  reverse: (op): readonly Operation[] => [{ ...dropSequenceOp(op.object), ...dropsIfThere(op) } as Operation],
  statements: (op) => {
    const { object } = op;
    const type = object.type === undefined ? [] : [`AS ${object.type}`];
    const unlogged = object.unlogged === true ? "UNLOGGED " : "";
    const head = `CREATE ${unlogged}SEQUENCE ${quoteQualified(object.schema, object.name)}`;
    return ifMissing(op, [
      { sql: [head, ...type, ...sequenceClauses(object)].join(" ") },
      ...commentStatements(object),
    ]);
  },
  render: ({ object, ifNotExists }) => {
    const { kind: _kind, schema, name, ...own } = object;
    const options = { ...own, ...(ifNotExists === true ? { ifNotExists } : {}) };
    const rest = Object.values(options).some((value) => value !== undefined) ? `, ${literal(numeric(options))}` : "";
    return `op.createSequence(${literal(written(schema, name))}${rest})`;
  },
  describe: (op) => `create sequence ${written(op.object.schema, op.object.name)}`,
});

/** op.dropSequence("invoice_number") */
export const dropSequence = droppable(
  defineOperation({
    type: "dropSequence",
    build: (name: string): DropSequenceOp => dropSequenceOp({ kind: "sequence", ...locate(name) }),
    reverse: (op): readonly Operation[] => [createSequenceOp(op.object)],
    statements: (op) => [
      { sql: `DROP SEQUENCE${ifExists(op)} ${quoteQualified(op.object.schema, op.object.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropSequence(${literal(written(op.object.schema, op.object.name))})`,
    describe: (op) => `drop sequence ${written(op.object.schema, op.object.name)}`,
  }),
);

/**
 * op.alterSequence("invoice_number", { increment: 10, ownedBy: "invoices.number" })
 * op.alterSequence("invoice_number", { restart: { behind: "invoices.number" } })
 */
export const alterSequence = defineOperation({
  type: "alterSequence",
  build: (name: string, changes: SequenceChanges, former?: SequenceChanges): AlterSequenceOp => ({
    type: "alterSequence",
    ...locate(name),
    changes,
    former,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined) throw new IrreversibleError("alterSequence", "the former options are not known");
    const isNothing = Object.keys(op.former).length === 0;
    return [{ ...op, changes: op.former, former: op.changes, implied: isNothing ? true : undefined } as Operation];
  },
  statements: ({ schema, name, changes }) => {
    const head = `ALTER SEQUENCE ${quoteQualified(schema, name)}`;
    const clauses = alterClauses(changes);
    const { restart, owner } = changes;
    return [
      ...(owner === undefined
        ? []
        : [{ sql: `${head} OWNED BY NONE` }, { sql: `${head} OWNER TO ${quoteIdentifier(owner)}` }]),
      ...(typeof restart === "object" ? [{ sql: restartSql(schema, name, restart) }] : []),
      ...(changes.unlogged === undefined ? [] : [{ sql: `${head} SET ${changes.unlogged ? "UNLOGGED" : "LOGGED"}` }]),
      ...(clauses.length === 0 ? [] : [{ sql: `${head} ${clauses.join(" ")}` }]),
    ];
  },
  render: (op) => `op.alterSequence(${literal(written(op.schema, op.name))}, ${literal(op.changes)})`,
  describe: (op) => `alter sequence ${written(op.schema, op.name)}`,
});

const restartSql = (schema: string, name: string, restart: Limits | BehindRows): string =>
  "behind" in restart ? setBehindSql(schema, name, restart) : bringWithinSql(schema, name, restart);

function alterClauses(changes: SequenceChanges): string[] {
  const clauses: string[] = [];
  if (changes.type !== undefined) clauses.push(`AS ${changes.type}`);
  if (changes.increment !== undefined) clauses.push(`INCREMENT BY ${changes.increment ?? 1}`);
  if (changes.minValue !== undefined)
    clauses.push(changes.minValue === null ? "NO MINVALUE" : `MINVALUE ${changes.minValue}`);
  if (changes.maxValue !== undefined)
    clauses.push(changes.maxValue === null ? "NO MAXVALUE" : `MAXVALUE ${changes.maxValue}`);
  if (changes.start !== undefined) clauses.push(`START WITH ${changes.start ?? 1}`);
  if (typeof changes.restart === "string") clauses.push(`RESTART WITH ${changes.restart}`);
  if (changes.cache !== undefined) clauses.push(`CACHE ${changes.cache ?? 1}`);
  if (changes.cycle !== undefined) clauses.push(changes.cycle ? "CYCLE" : "NO CYCLE");
  if (changes.ownedBy !== undefined) clauses.push(`OWNED BY ${ownerSql(changes.ownedBy)}`);
  return clauses;
}

function ownerSql(owner: WrittenOwner): string {
  if (owner === null) return "NONE";
  const parts = parseQualifiedName(owner);
  return parts.length === 2 ? quoteQualified(defaultSchema(), ...parts) : quoteQualified(...parts);
}

/** Numbers in source stand as numbers where JavaScript holds them exactly. */
function numeric(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === "string" && name !== "comment" && name !== "type" && Number.isSafeInteger(Number(value))
        ? Number(value)
        : value,
    ]),
  );
}

/** What `op` has of it. */
export const sequenceOperations = { createSequence, alterSequence, dropSequence };
