import { columnKey, type ColumnModel } from "../../../../kinds/column/model.ts";

import { tableKey, type TableModel } from "../../../../kinds/table/model.ts";
import { partitionKey } from "../../../../kinds/partition/model.ts";
import { valuesKey } from "../values/model.ts";
import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { writtenTable } from "../../ddl/locate.ts";
import type { AlterRequest, Change, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { Key } from "../../../../metadata/key.ts";
import { isA, type SchemaObject } from "../../../../metadata/schema-object.ts";
import { defaultKey, type DefaultModel } from "../../../../kinds/default/model.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { baseType, castFor, type Cast } from "../../types/casts.ts";
import { storageOfType } from "../../types/storage-of.ts";
import { columnsNamed, objectsNamed } from "../../expression-keys.ts";
import { typeKeys } from "../../type-keys.ts";
import { attachmentsOf, columnsAbove, tablesDirectlyBelow } from "../../table-parts.ts";
import { limitsToKeep } from "../../ddl/sequence-range.ts";
import { columnsBelow, levelsOf, staysOwnNote } from "./levels.ts";
import { goesWithType } from "../../typed-tables.ts";
import { rowsIn } from "../../type-parts.ts";
import { alone } from "./alone.ts";
import { commentOp } from "../comment/operations.ts";
import type { AlterSequenceOp } from "../sequence/operations.ts";
import {
  addColumn,
  addColumnOp,
  alterColumn,
  alterDefaultOp,
  dropColumn,
  dropColumnOp,
  renameColumn,
  type AlterColumnOp,
  type ColumnChanges,
  type DropColumnOp,
  type RenameColumnOp,
} from "./operations.ts";

export const columnKind = definePostgresqlKind<ColumnModel>({
  name: "column",
  managed: "always",
  rank: 11,
  readers: ["readColumns"],
  key: (column) => columnKey(column.schema, column.table, column.name),
  parent: (column) => tableKey(column.schema, column.table),
  dependsOn: (column, metadata) => [
    tableKey(column.schema, column.table),
    ...columnsAbove([columnKey(column.schema, column.table, column.name)], metadata),
    ...ownType(column, metadata),
    ...typeOfTable(column, metadata),
    ...(column.generated === undefined
      ? []
      : [
          ...columnsNamed(column.generated.expression, column.schema, column.table, metadata).filter(
            (key) => key !== columnKey(column.schema, column.table, column.name),
          ),
          ...objectsNamed(column.generated.expression, metadata),
        ]),
  ],
  texts: { sql: ["generated"] },
  attributes: {
    type: "alterAlone",
    collation: "alterAlone",
    notNull: "alter",
    identity: "alter",
    // Whose expression it is says how it is written, not what it is.
    generated: { change: generatedChange, equal: sameExpression },
    storage: "alter",
    compression: "alter",
    statistics: "alter",
    attributeOptions: "alter",
    inherited: "ignore",
    comment: "alter",
  },
  letGoBy: (column, metadata) => columnsAbove([columnKey(column.schema, column.table, column.name)], metadata),
  makesWayFor: (column, metadata) => attachmentsOf(metadata, column.schema, column.table),
  occupies: (column) => [`column ${column.schema}.${column.table}.${column.name}`, ...identitySequence(column)],
  absorbs: ["default"],
  detaches: ["default"],
  renaming: { word: "column", partOf: "table", holdsRows: true },
  resembles,
  survives,
  create: (column, context, parts) =>
    computed(column, context, parts) ?? [
      {
        ...addColumnOp(column, parts),
        ...withParent(column, context),
        ...optional("note", staysOwnNote(columnsBelow(column, context), context) ?? replacesNote(column, context)),
      },
    ],
  drop: (column, context, parts) => dropped(column, context, parts),
  alter: (request) => alter(request),
  rename: (database, target) => [
    {
      type: "renameColumn",
      schema: target.schema,
      table: target.table,
      from: database.name,
      to: target.name,
    } satisfies RenameColumnOp,
  ],
  operations: { addColumn, dropColumn, renameColumn, alterColumn },
});

function dropped(column: ColumnModel, context: ChangeContext, parts: readonly SchemaObject[]): readonly Operation[] {
  const { only, below } = levelsOf(column, context);
  const isLeveled = only || below.length > 0;
  if (goesWithType(column, context)) return [{ ...dropColumnOp(column, parts), implied: true }];
  return [
    {
      ...withWayBack(dropColumnOp(column, parts, only), column, context),
      ...withParent(column, context),
      ...(isLeveled || differsBelow(column, context) ? { replan: true } : {}),
    },
    ...below.map((level) => ({ ...dropColumnOp(level.column, [], level.only), replan: true })),
  ];
}

/** What is done to a column is done to those below it, and values that are rows of another table step aside. */
function survives(column: ColumnModel, changed: SchemaObject, { database }: ChangeContext): boolean {
  if (!isA<ColumnModel>(changed, "column")) return false;
  const { schema, table, name } = changed;
  if (
    columnsAbove([columnKey(column.schema, column.table, column.name)], database).includes(
      columnKey(schema, table, name),
    )
  )
    return true;
  return column.generated === undefined && !(table === column.table && schema === column.schema);
}

/** True where tables below have settings or a default of their own, which the way back must give them again. */
function differsBelow({ schema, table, name }: ColumnModel, { database, target }: ChangeContext): boolean {
  const settings = (of: { readonly schema: string; readonly name: string }): string => {
    const column = database.get(columnKey(of.schema, of.name, name));
    const { notNull, storage, statistics, attributeOptions, comment } = column ?? ({} as Partial<ColumnModel>);
    const expression = database.get(defaultKey(of.schema, of.name, name))?.expression;
    return JSON.stringify([notNull, storage, statistics, attributeOptions, comment, expression]);
  };
  if (target.has(columnKey(schema, table, name))) return false;
  const own = settings({ schema, name: table });
  return tablesDirectlyBelow(database, schema, table).some((child) => settings(child) !== own);
}

/** A column of a partition or child that stays one goes and comes with the parent's. */
function withParent(column: ColumnModel, { database, target, remade }: ChangeContext): { readonly implied?: true } {
  const key = columnKey(column.schema, column.table, column.name);
  // While it is detached, it is on its own.
  if (remade?.has(partitionKey(column.schema, column.table)) === true) return {};
  const above = columnsAbove([key], database).filter((each) => remade?.has(each) === true);
  return above.some((each) => columnsAbove([key], target).includes(each)) ? { implied: true } : {};
}

/** A type that somebody made, what the rows in its values are of, and the values of the column where these step aside while that one changes. */
function ownType({ schema, table, name, type }: ColumnModel, metadata: MetaData): readonly Key[] {
  const keys = typeKeys(type, metadata);
  return keys.length === 0 ? keys : [...keys, ...rowsIn(type, metadata), valuesKey(schema, table, name)];
}

/** An attribute of its table's type. */
function typeOfTable({ schema, table }: ColumnModel, metadata: MetaData): readonly Key[] {
  const { ofType } = (metadata.get(tableKey(schema, table)) ?? {}) as Partial<TableModel>;
  return ofType === undefined ? [] : typeKeys(ofType, metadata);
}

/** The sequence behind an identity takes a name among relations. */
function identitySequence({ schema, table, name, identity }: ColumnModel): string[] {
  if (identity === undefined) return [];
  return [`relation ${schema}.${identity.name ?? makeObjectName(table, name, "seq")}`];
}

function sameExpression({ generated: one }: ColumnModel, { generated: other }: ColumnModel): boolean {
  return one?.expression === other?.expression && (one?.virtual === true) === (other?.virtual === true);
}

/** A stored expression can change from 17 on, and be dropped always; a virtual one only since 18 (manual, ALTER TABLE). */
function generatedChange(database: ColumnModel, target: ColumnModel, { serverVersion }: ChangeContext): Change {
  if (database.generated === undefined) return "recreate";
  const virtual = database.generated.virtual === true;
  if (target.generated === undefined) return virtual ? "recreate" : "alterBare";
  if ((target.generated.virtual === true) !== virtual) return "recreate";
  return serverVersion >= 170000 ? "alter" : "recreate";
}

/** What became generated has its values from the expression: the way back keeps those, which takes more than the reverse. */
function withWayBack(op: DropColumnOp, column: ColumnModel, { target }: ChangeContext): DropColumnOp {
  const after = target.get(columnKey(column.schema, column.table, column.name));
  return column.generated === undefined && after?.generated !== undefined ? { ...op, replan: true } : op;
}

/** What a plain column held is gone once it is generated, also where the expression gives other values. */
function replacesNote(column: ColumnModel, { database, isWayBack }: ChangeContext): string | undefined {
  const before = database.get(columnKey(column.schema, column.table, column.name));
  if (isWayBack === true || column.generated === undefined || before === undefined) return undefined;
  if (before.generated !== undefined) return undefined;
  return `replaces the values of ${writtenTable(column)}.${formatQualifiedName(column.name)} by those of its expression`;
}

/**
 * A virtual column that becomes plain has no values to keep, so it is computed as a stored one first; nothing where what the
 * expression names is no longer as it was.
 */
function computed(
  column: ColumnModel,
  { database, target }: ChangeContext,
  parts: readonly SchemaObject[],
): readonly Operation[] | undefined {
  const key = columnKey(column.schema, column.table, column.name);
  const before = database.get(key);
  const after = target.get(key) ?? column;
  if (before?.generated?.virtual !== true || after.generated !== undefined || after.identity !== undefined)
    return undefined;
  const named = columnKind.dependsOn(before, database);
  const isSame = (other: Key): boolean => JSON.stringify(database.get(other)) === JSON.stringify(target.get(other));
  if (before.type !== after.type || before.collation !== after.collation || !named.every(isSame)) return undefined;
  const { expression } = before.generated;
  const { notNull, ...nullable } = column;
  const changes = { generated: null, ...(notNull === true ? { notNull } : {}) };
  const { schema, table, name } = column;
  const note = remark(before, column, ["notNull"], undefined);
  const plain: AlterColumnOp = { type: "alterColumn", schema, table, name, changes, ...optional("note", note) };
  const defaults = parts.filter((part): part is DefaultModel => part.kind === "default");
  return [
    { ...addColumnOp({ ...nullable, generated: { expression } }, []), replan: true },
    plain,
    ...defaults.map((part) => alterDefaultOp(undefined, part)),
  ];
}

const textTypes: ReadonlySet<string> = new Set(["text", "character varying", "character"]);

/** The same values under a name of their own: lengths and precisions may differ. */
function resembles(database: ColumnModel, target: ColumnModel): boolean {
  const [before, after] = [baseType(database.type), baseType(target.type)];
  const isGenerated = (column: ColumnModel): boolean => column.generated !== undefined;
  return (
    (before === after || (textTypes.has(before) && textTypes.has(after))) &&
    isGenerated(database) === isGenerated(target)
  );
}

/** Settings that PostgreSQL passes on to tables below, which have their own. */
const passedOn: ReadonlySet<string> = new Set(["storage", "statistics"]);

function alter(request: AlterRequest<ColumnModel>): readonly Operation[] {
  const { target, attributes, context } = request;
  const { only } = alone(target, context);
  const own = attributes.filter((name) => passedOn.has(name));
  if (only !== true || own.length === 0) return alterAll(request);
  const rest = attributes.filter((name) => !passedOn.has(name));
  const setting = alterAll({ ...request, attributes: own }).map((op) => ({ ...op, only }));
  return [...alterAll({ ...request, attributes: rest }), ...setting];
}

function alterAll(request: AlterRequest<ColumnModel>): readonly Operation[] {
  const { database, target, attributes } = request;
  const { context } = request;
  const changes = changesOf(target, attributes, storageOf(target, context.target, context));
  const former = changesOf(database, attributes, storageOf(database, context.database, context));
  const comments = attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : [];
  if (Object.keys(changes).length === 0) return comments;
  const isWayBack = context.isWayBack === true;
  const other = { ...context, database: context.target, target: context.database, isWayBack: !isWayBack };
  const cast = castFor(database, target, context);
  const back = castFor(target, database, other);
  const op: AlterColumnOp = {
    type: "alterColumn",
    schema: target.schema,
    table: target.table,
    name: target.name,
    changes,
    former,
    ...(changes.type === undefined || cast.using === undefined ? {} : { using: cast.using }),
    ...(changes.type === undefined || back.using === undefined ? {} : { formerUsing: back.using }),
    ...(changes.type === undefined || cast.decision === undefined ? {} : { decision: cast.decision }),
    ...(database.generated !== undefined && target.generated === undefined ? { formerColumn: database } : {}),
    ...(isReplanned(attributes, target, context) ? { replan: true } : {}),
    ...optional("note", remark(database, target, attributes, { cast, ...(isWayBack ? { undone: back } : {}) })),
    ...optional(
      "formerNote",
      remark(target, database, attributes, { cast: back, ...(isWayBack ? {} : { undone: cast }) }),
    ),
  };
  return [
    ...withinType(database, target, attributes),
    op,
    ...withinTypeAgain(database, target, attributes),
    ...comments,
  ];
}

/** The sequence of an identity that changes with its column's type alone stands within the narrower one before that. */
function withinType(database: ColumnModel, target: ColumnModel, attributes: readonly string[]): AlterSequenceOp[] {
  const found = sequenceLimits(database, target, attributes);
  return found === undefined ? [] : [{ ...found.sequence, changes: { restart: found.restart }, former: {} }];
}

/** The same for the way back. */
function withinTypeAgain(database: ColumnModel, target: ColumnModel, attributes: readonly string[]): AlterSequenceOp[] {
  const found = sequenceLimits(target, database, attributes);
  if (found === undefined) return [];
  return [{ ...found.sequence, changes: {}, former: { restart: found.restart }, implied: true }];
}

function sequenceLimits(before: ColumnModel, after: ColumnModel, attributes: readonly string[]) {
  const { identity } = before;
  if (identity === undefined || after.identity === undefined) return undefined;
  if (!attributes.includes("type") || attributes.includes("identity")) return undefined;
  const restart = limitsToKeep(identity, after.identity, { before: before.type, after: after.type });
  if (restart === undefined) return undefined;
  const { schema, table, name } = before;
  const sequence = identity.name ?? makeObjectName(table, name, "seq");
  return { sequence: { type: "alterSequence", schema, name: sequence } as const, restart };
}

/** True where the way back would take from tables below what they had before. */
function isReplanned(attributes: readonly string[], target: ColumnModel, context: ChangeContext): boolean {
  if (attributes.includes("notNull") && isAboveNotNull(target, context)) return true;
  return (attributes.includes("type") || attributes.includes("collation")) && isAboveSettings(target, context);
}

function isAboveSettings({ schema, table, name }: ColumnModel, { database }: ChangeContext): boolean {
  return tablesDirectlyBelow(database, schema, table).some((child) => {
    const column = database.get(columnKey(child.schema, child.name, name));
    return column?.storage !== undefined || column?.compression !== undefined;
  });
}

/** Before PostgreSQL 18 the way back would allow NULL in the tables below, too. */
function isAboveNotNull(
  { schema, table, name, notNull }: ColumnModel,
  { database, serverVersion }: ChangeContext,
): boolean {
  if (serverVersion >= 180_000 || notNull !== true) return false;
  return tablesDirectlyBelow(database, schema, table).some(
    (child) => database.get(columnKey(child.schema, child.name, name))?.notNull === true,
  );
}

const optional = (name: "note" | "formerNote", text: string | undefined) =>
  text === undefined ? {} : { [name]: text };

interface Casts {
  readonly cast: Cast;
  /** The upgrade's cast, where this is the way back from it. */
  readonly undone?: Cast;
}

function remark(
  database: ColumnModel,
  target: ColumnModel,
  attributes: readonly string[],
  casts: Casts | undefined,
): string | undefined {
  const notes: string[] = [];
  if (attributes.includes("notNull") && target.notNull === true && database.notNull !== true) {
    notes.push(
      `fails where ${writtenTable(target)}.${formatQualifiedName(target.name)} holds NULL: fill such rows first`,
    );
  }
  if (casts !== undefined && attributes.includes("type")) notes.push(...castRemarks(casts));
  return notes.length === 0 ? undefined : notes.join("; ");
}

/** The word `lossy` begins what a way back does not give again, whoever looks for it: `verify` does. */
function castRemarks({ cast, undone }: Casts): string[] {
  const lossy = undone && notGivenBack(cast, undone);
  const said = [cast.loss, cast.fails].filter((each) => each !== undefined);
  return lossy === undefined ? said : [...said, `lossy: ${lossy}`];
}

function notGivenBack(cast: Cast, undone: Cast): string | undefined {
  if (cast.decision !== undefined) return cast.decision;
  if (undone.loss !== undefined) return `the upgrade ${undone.loss}`;
  return undone.notBack ?? (undone.decision === undefined ? undefined : "what the upgrade decided may not come back");
}

/** The state of the changed attributes; null where the other side has what this one lacks. */
function changesOf(column: ColumnModel, attributes: readonly string[], storage: string | null): ColumnChanges {
  const has = (name: string): boolean => attributes.includes(name);
  // Another type comes with its own collation, storage and compression where the statement says none.
  const isRetyped = has("type") || has("collation");
  const keeps = (name: "collation" | "storage" | "compression"): boolean =>
    has(name) || (isRetyped && column[name] !== undefined);
  return {
    ...(isRetyped ? { type: column.type } : {}),
    ...(keeps("collation") ? { collation: column.collation ?? null } : {}),
    ...(has("notNull") ? { notNull: column.notNull === true } : {}),
    ...(has("identity") ? { identity: column.identity ?? null } : {}),
    ...(has("generated") ? { generated: column.generated?.expression ?? null } : {}),
    ...(keeps("storage") ? { storage } : {}),
    ...(keeps("compression") ? { compression: column.compression ?? null } : {}),
    ...(has("statistics") ? { statistics: column.statistics ?? null } : {}),
    ...(has("attributeOptions") ? { attributeOptions: column.attributeOptions ?? [] } : {}),
  };
}

/** `SET STORAGE DEFAULT` exists only from 16 on (manual, ALTER TABLE), so the type's own storage is named where it is known. */
function storageOf(column: ColumnModel, metadata: MetaData, { serverVersion }: ChangeContext): string | null {
  // The declared column may call its type by another name than the server.
  const canonical = metadata.get(columnKey(column.schema, column.table, column.name));
  const known = column.storage ?? storageOfType((canonical ?? column).type, metadata);
  return known ?? (serverVersion >= 160000 ? null : "extended");
}
