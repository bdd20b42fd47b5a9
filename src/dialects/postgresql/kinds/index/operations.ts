import { storageParameterTexts } from "../../../../kinds/canonical.ts";
import type { StorageParameters } from "../../../../kinds/column/declaration.ts";
import { elementsOf, elementWords, parameterWords, type IndexWords } from "./words.ts";
import type { IndexElement, IndexModel } from "../../../../kinds/index/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import {
  block,
  call,
  literal,
  propertyKey,
  sqlTemplate,
  type CallArgument,
  type SourceWriter,
} from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../../sql/sql.ts";
import { objectName, parameterList, splitParameter, tablespaceClause } from "../../ddl/clauses.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { clusterSql, createIndexSql, indexSettings } from "../../ddl/index.ts";
import { locate, locateTable, written, writtenTable } from "../../ddl/locate.ts";
import {
  cascadeClause,
  dropsIfThere,
  ifExists,
  ifMissing,
  type CreateOptions,
  type DropOptions,
} from "../../ddl/existence.ts";

/** A key of an index in a revision: a column name, an expression, or an element with its options. */
export type WrittenElement =
  | string
  | SqlFragment
  | (Omit<IndexElement, "expression"> & { readonly expression?: string | SqlFragment });

export interface WrittenIndexOptions {
  readonly unique?: boolean;
  /** Access method; `btree` where absent. */
  readonly using?: string;
  readonly where?: SqlFragment;
  readonly include?: readonly string[];
  readonly nullsNotDistinct?: boolean;
  /** Storage parameters: `{ fillfactor: 70 }`. */
  readonly with?: StorageParameters;
  /** The same as PostgreSQL lists them: `["fillfactor=70"]`. */
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  readonly clustered?: boolean;
  /** The table's `REPLICA IDENTITY`. */
  readonly identifiesRows?: boolean;
  readonly statistics?: readonly string[];
  /** True where an index of that name may be there already: nothing is done then, whatever it looks like. */
  readonly ifNotExists?: boolean;
  readonly comment?: string;
  /** Builds the index without blocking writes, in a step of its own outside any transaction. */
  readonly concurrently?: boolean;
  /** `ON ONLY`: the partitions' indexes are made and attached one by one. */
  readonly only?: boolean;
}

export interface CreateIndexOp extends Operation, CreateOptions {
  readonly type: "createIndex";
  readonly index: IndexModel;
  readonly only?: boolean;
  /** Attached to the parent's index afterwards, so that it goes with that one. */
  readonly attached?: boolean;
  /** Constraints of partitions are attached to it afterwards, so that they go with it. */
  readonly cascade?: boolean;
}

export interface DropIndexOp extends Operation, DropOptions {
  readonly type: "dropIndex";
  readonly schema: string;
  readonly name: string;
  readonly concurrently?: boolean;
  /** What was dropped, where it is known, so that the drop can be undone. */
  readonly index?: IndexModel;
  readonly only?: boolean;
}

export interface AlterIndexOp extends Operation {
  readonly type: "alterIndex";
  readonly schema: string;
  readonly name: string;
  /** The table, needed for `clustered`. */
  readonly table?: string;
  readonly changes: IndexChanges;
  readonly former?: IndexChanges;
}

export interface IndexChanges {
  /** The whole list; parameters that are not in it go back to their defaults. */
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string | null;
  readonly clustered?: boolean;
}

export interface RenameIndexOp extends Operation {
  readonly type: "renameIndex";
  readonly schema: string;
  readonly from: string;
  readonly to: string;
}

export const createIndexOp = (index: IndexModel, only?: boolean, attached?: boolean): CreateIndexOp => ({
  type: "createIndex",
  index,
  ...(only === true ? { only } : {}),
  ...(attached === true ? { attached } : {}),
});

export const dropIndexOp = (index: IndexModel, only?: boolean, implied?: boolean): DropIndexOp => ({
  type: "dropIndex",
  schema: index.schema,
  name: index.name,
  concurrently: index.concurrently,
  index,
  ...(only === true ? { only } : {}),
  ...(implied === true ? { implied } : {}),
});

/**
 * op.createIndex("ix_orders_date", "orders", ["order_date"], { concurrently: true })
 * op.createIndex("ix_lower", "customers", [sql`lower(email)`], { unique: true, where: sql`email IS NOT NULL` })
 * op.createIndex("ix_latest", "orders", (t) => [t.order_date.desc().nullsLast()], { with: { fillfactor: 70 } })
 */
export const createIndex = defineOperation({
  type: "createIndex",
  build: (
    name: string,
    table: string,
    elements: readonly WrittenElement[] | IndexWords,
    options: WrittenIndexOptions = {},
  ) => {
    const { using, where, only, ifNotExists, with: parameters, ...rest } = options;
    const index: IndexModel = {
      kind: "index",
      ...locateTable(table),
      name,
      elements: typeof elements === "function" ? elementsOf(elements) : elements.map(elementModel),
      ...rest,
      ...(parameters === undefined ? {} : { storageParameters: storageParameterTexts(parameters) }),
      ...(using === undefined ? {} : { method: using }),
      ...(where === undefined ? {} : { where: fragmentText(where) }),
    };
    return { ...createIndexOp(index, only), ...(ifNotExists === true ? { ifNotExists } : {}) };
  },
  reverse: (op): readonly Operation[] => [
    {
      ...dropIndexOp(op.index, op.only, op.attached),
      ...(op.cascade === true ? { cascade: true } : {}),
      ...dropsIfThere(op),
    } as Operation,
  ],
  statements: (op) =>
    ifMissing(op, [
      op.index.concurrently === true ? concurrentBuild(op.index, op.only) : { sql: createIndexSql(op.index, op.only) },
      ...indexSettings(op.index).map((sql) => ({ sql })),
      ...commentStatements(op.index),
    ]),
  render: ({ index, only, ifNotExists }, source) => {
    const options = indexOptionEntries(index, only, source);
    if (ifNotExists === true) options.unshift("ifNotExists: true");
    return call("op.createIndex", [
      literal(index.name),
      literal(writtenTable(index)),
      elementsSource(index.elements, source),
      ...(options.length === 0 ? [] : [block("{", options, "}")]),
    ]);
  },
  describe: ({ index }) => `create index ${index.name} on ${writtenTable(index)}`,
});

/** op.dropIndex("ix_orders_date", { concurrently: true }); the name is qualified outside the default schema. */
export const dropIndex = defineOperation({
  type: "dropIndex",
  build: (name: string, options: DropOptions & { readonly concurrently?: boolean } = {}): DropIndexOp => ({
    type: "dropIndex",
    ...locate(name),
    ...options,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.index === undefined) throw new IrreversibleError(`dropIndex ${op.name}`, "its definition is not known");
    const { index, only, implied, cascade } = op;
    return [{ ...createIndexOp(index, only, implied), ...(cascade === true ? { cascade } : {}) }];
  },
  statements: (op) => {
    const name = quoteQualified(op.schema, op.name);
    if (op.concurrently !== true) return [{ sql: `DROP INDEX${ifExists(op)} ${name}${cascadeClause(op)}` }];
    const done = `SELECT pg_catalog.to_regclass(${quoteLiteral(name)}) IS NULL`;
    return [{ sql: `DROP INDEX CONCURRENTLY${ifExists(op)} ${name}`, transactional: false, done }];
  },
  render: ({ schema, name, concurrently, cascade, ifExists: exists }) => {
    const options = { concurrently: concurrently === true ? true : undefined, cascade, ifExists: exists };
    const isSet = Object.values(options).some((value) => value === true);
    return call("op.dropIndex", [literal(written(schema, name)), ...(isSet ? [literal(options)] : [])]);
  },
  describe: (op) => `drop index ${written(op.schema, op.name)}`,
});

/** op.alterIndex("ix_orders_date", { storageParameters: ["fillfactor=70"] }) */
export const alterIndex = defineOperation({
  type: "alterIndex",
  build: (name: string, changes: IndexChanges & { readonly table?: string }, former?: IndexChanges): AlterIndexOp => {
    const { table, ...rest } = changes;
    return { type: "alterIndex", ...locate(name), table, changes: rest, former };
  },
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterIndex ${op.name}`, "the former options are not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: ({ schema, name, table, changes, former }) => {
    const target = `ALTER INDEX ${quoteQualified(schema, name)}`;
    return [
      ...parameterStatements(target, changes.storageParameters, former?.storageParameters),
      ...(changes.tablespace === undefined
        ? []
        : [{ sql: `${target} SET${tablespaceClause(changes.tablespace ?? "pg_default")}` }]),
      ...(changes.clustered === undefined || table === undefined
        ? []
        : [
            {
              sql: changes.clustered
                ? clusterSql({ schema, table, name })
                : `ALTER TABLE ${quoteQualified(schema, table)} SET WITHOUT CLUSTER`,
            },
          ]),
    ];
  },
  render: (op) =>
    call("op.alterIndex", [
      literal(written(op.schema, op.name)),
      literal({ ...op.changes, table: op.changes.clustered === undefined ? undefined : op.table }),
      ...formerParameters(op.changes, op.former),
    ]),
  describe: (op) => `alter index ${written(op.schema, op.name)}`,
});

/** op.renameIndex("ix_old", "ix_new") */
export const renameIndex = defineOperation({
  type: "renameIndex",
  build: (from: string, to: string): RenameIndexOp => {
    const { schema, name } = locate(from);
    return { type: "renameIndex", schema, from: name, to };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    { sql: `ALTER INDEX ${quoteQualified(op.schema, op.from)} RENAME TO ${quoteIdentifier(op.to)}` },
  ],
  render: (op) => `op.renameIndex(${literal(written(op.schema, op.from))}, ${literal(op.to)})`,
  describe: (op) => `rename index ${op.from} to ${op.to}`,
});

type Parameterised = { readonly storageParameters?: readonly string[] };

/** The former parameters as an argument, where the statements need them: some go, or are as they were. */
export function formerParameters(changes: Parameterised, former: Parameterised | undefined): string[] {
  if (changes.storageParameters === undefined || (former?.storageParameters ?? []).length === 0) return [];
  return [literal({ storageParameters: former!.storageParameters })];
}

/** `SET (…)` for what is new or different, `RESET (…)` for what is no longer there. */
export function parameterStatements(
  target: string,
  parameters: readonly string[] | undefined,
  former: readonly string[] | undefined,
): Statement[] {
  if (parameters === undefined) return [];
  const before = new Set(former ?? []);
  const names = new Set(parameters.map((parameter) => splitParameter(parameter)[0]));
  const set = parameters.filter((parameter) => !before.has(parameter));
  const reset = [...before].map((parameter) => splitParameter(parameter)[0]).filter((name) => !names.has(name));
  return [
    ...(set.length === 0 ? [] : [{ sql: `${target} SET (${parameterList(set)})` }]),
    ...(reset.length === 0 ? [] : [{ sql: `${target} RESET (${parameterList(reset)})` }]),
  ];
}

/**
 * A concurrent build that was cut off leaves an index that is not valid, which `IF NOT EXISTS` would take for done: it is
 * dropped before a new try (manual, CREATE INDEX, "Building Indexes Concurrently").
 */
function concurrentBuild(index: IndexModel, only: boolean | undefined): Statement {
  const name = objectName(index);
  const valid = `SELECT coalesce((SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(${quoteLiteral(name)})), false)`;
  return {
    sql: createIndexSql(index, only),
    transactional: false,
    done: valid,
    cleanUp: `DROP INDEX CONCURRENTLY IF EXISTS ${name}`,
  };
}

function elementModel(element: WrittenElement): IndexElement {
  if (typeof element === "string") return { column: element };
  if (isSqlFragment(element)) return { expression: fragmentText(element) };
  const { expression, ...rest } = element;
  if (expression === undefined) return rest;
  return { ...rest, expression: isSqlFragment(expression) ? fragmentText(expression) : expression };
}

/** Names and expressions as a list; elements that say more as functions of the columns. */
function elementsSource(elements: readonly IndexElement[], source: SourceWriter): CallArgument {
  const isPlain = ({ column: _c, expression: _e, ...rest }: IndexElement): boolean =>
    Object.values(rest).every((value) => value === undefined);
  const words = elements.every(isPlain) ? undefined : elementWords(elements, source);
  const list = (): string[] => elements.map((element) => renderElement(element, source));
  return words ?? block("[", list(), "]");
}

export function renderElement(element: IndexElement, source: SourceWriter): string {
  const { column, expression, ...rest } = element;
  const plain = Object.values(rest).every((value) => value === undefined);
  if (expression !== undefined) source.use("sql");
  if (plain) return column === undefined ? sqlTemplate(expression ?? "") : literal(column);
  const base = column === undefined ? `expression: ${sqlTemplate(expression ?? "")}` : `column: ${literal(column)}`;
  const options = Object.entries(rest).filter(([, value]) => value !== undefined);
  return `{ ${[base, ...options.map(([name, value]) => `${propertyKey(name)}: ${literal(value)}`)].join(", ")} }`;
}

/** The options of an index as object entries, in the order of `CREATE INDEX`. */
function indexOptionEntries(index: IndexModel, only: boolean | undefined, source: SourceWriter): string[] {
  const { unique, method, include, nullsNotDistinct, storageParameters, tablespace, clustered, statistics } = index;
  const parameters = parameterWords(storageParameters);
  const entries: [string, unknown][] = [
    ["unique", unique],
    ["using", method],
    ["include", include],
    ["nullsNotDistinct", nullsNotDistinct],
    parameters === undefined ? ["storageParameters", storageParameters] : ["with", parameters],
    ["tablespace", tablespace],
    ["clustered", clustered],
    ["identifiesRows", index.identifiesRows],
    ["statistics", statistics],
    ["concurrently", index.concurrently],
    ["only", only],
    ["comment", index.comment],
  ];
  const list = entries.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${literal(value)}`);
  if (index.where !== undefined) {
    source.use("sql");
    list.push(`where: ${sqlTemplate(index.where)}`);
  }
  return list;
}

/** What `op` has of it. */
export const indexOperations = { createIndex, dropIndex, alterIndex, renameIndex };
