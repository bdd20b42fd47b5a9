import { columnKey } from "../../../../kinds/column/model.ts";
import { defaultKey } from "../../../../kinds/default/model.ts";
import { ownerKey } from "../owner/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import {
  sequenceKey,
  sequenceOwnerKey,
  type SequenceModel,
  type SequenceOwnerModel,
} from "../../../../kinds/sequence/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { AlterRequest, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { startOf } from "../../ddl/clauses.ts";
import { numberedBy, setBehindAgainOp, setBehindOp } from "../../behind-rows.ts";
import { limitsToKeep, restartOf, turns } from "../../ddl/sequence-range.ts";
import { commentOp } from "../comment/operations.ts";
import { renameRelationOps } from "../rename/operations.ts";
import {
  alterSequence,
  createSequence,
  createSequenceOp,
  dropSequence,
  dropSequenceOp,
  writtenOwner,
  type AlterSequenceOp,
  type SequenceChanges,
} from "./operations.ts";

export const sequenceKind = definePostgresqlKind<SequenceModel>({
  name: "sequence",
  managed: "always",
  rank: 5,
  readers: ["readSequences"],
  key: (sequence) => sequenceKey(sequence.schema, sequence.name),
  dependsOn: (sequence) => [schemaKey(sequence.schema)],
  attributes: {
    type: "alter",
    start: "alter",
    increment: "alter",
    minValue: "alter",
    maxValue: "alter",
    cache: "alter",
    cycle: "alter",
    unlogged: "alter",
    comment: "alter",
  },
  occupies: (sequence) => [`relation ${sequence.schema}.${sequence.name}`],
  survives: () => true,
  create: (sequence) => [createSequenceOp(sequence)],
  home: (sequence, metadata) => serialTable(sequence, metadata),
  // A sequence goes with the column that owns it.
  drop: (sequence, { database, target }) => [dropSequenceOp(sequence, isOwnerGone(sequence, database, target))],
  alter: (request) => alter(request),
  // ALTER TABLE … RENAME renames sequences too (manual, ALTER TABLE).
  renaming: {
    word: "sequence",
    moves: true,
    // A sequence that a column owns goes wherever its table does.
    goesAlong: ({ schema, name }, metadata) => metadata.has(sequenceOwnerKey(schema, name)),
  },
  rename: renameRelationOps,
  // The sequence of a serial column is the same, whatever it is called.
  role: (sequence, metadata) => {
    const owner = metadata.get(sequenceOwnerKey(sequence.schema, sequence.name));
    return owner && columnKey(owner.tableSchema, owner.table, owner.column);
  },
  operations: { createSequence, alterSequence, dropSequence },
});

/** The table whose `serial` column a sequence serves: it is written as the column's type there. */
function serialTable(sequence: SequenceModel | undefined, metadata: MetaData): Key | undefined {
  if (sequence === undefined) return undefined;
  const { schema, name, type } = sequence;
  const owner = ownerOf(sequence, metadata);
  if (owner === undefined || owner.tableSchema !== schema || !isPlain(sequence)) return undefined;
  const column = metadata.get(columnKey(schema, owner.table, owner.column));
  const served = metadata.get(defaultKey(schema, owner.table, owner.column));
  const isSerial =
    column?.notNull === true &&
    column.type === (type ?? "bigint") &&
    name === makeObjectName(owner.table, owner.column, "seq") &&
    served?.expression === `nextval(${quoteLiteral(quoteQualified(schema, name))}::regclass)`;
  return isSerial ? tableKey(schema, owner.table) : undefined;
}

const isPlain = (sequence: SequenceModel): boolean =>
  sequence.comment === undefined &&
  sequence.unlogged === undefined &&
  options.every((name) => sequence[name] === undefined) &&
  sequence.cycle !== true;

const ownerOf = (
  object: { readonly schema: string; readonly name: string },
  metadata: MetaData,
): SequenceOwnerModel | undefined => metadata.get(sequenceOwnerKey(object.schema, object.name));

function isOwnerGone(
  object: { readonly schema: string; readonly name: string },
  database: MetaData,
  target: MetaData,
): boolean {
  const owner = ownerOf(object, database);
  if (owner === undefined || target.has(sequenceKey(object.schema, object.name))) return false;
  return !target.has(columnKey(owner.tableSchema, owner.table, owner.column));
}

const options = ["start", "increment", "minValue", "maxValue", "cache"] as const;

const largest: Readonly<Record<string, bigint>> = { smallint: 32_767n, integer: 2_147_483_647n };

/** With another type `NO MINVALUE` and `NO MAXVALUE` may mean the limits of that, so the default ones are said. */
function unsaid(
  name: (typeof options)[number],
  { type, increment }: SequenceModel,
  attributes: readonly string[],
): string | null {
  if (!attributes.includes("type") || (name !== "minValue" && name !== "maxValue")) return null;
  const most = largest[type ?? "bigint"] ?? 9_223_372_036_854_775_807n;
  const descends = increment?.startsWith("-") === true;
  if (name === "minValue") return descends ? String(-most - 1n) : "1";
  return descends ? "-1" : String(most);
}

function alter({ database, target, attributes, context }: AlterRequest<SequenceModel>): readonly Operation[] {
  const hasLimits = turns(database, target);
  const changed = options.filter(
    (name) =>
      name !== "start" && (attributes.includes(name) || (hasLimits && (name === "minValue" || name === "maxValue"))),
  );
  const state = (sequence: SequenceModel, other: SequenceModel): SequenceChanges => ({
    ...(attributes.includes("type") ? { type: sequence.type ?? "bigint" } : {}),
    ...Object.fromEntries(changed.map((name) => [name, sequence[name] ?? unsaid(name, sequence, attributes)])),
    // Where it starts by default depends on its limits and direction.
    ...(startOf(sequence) === startOf(other) ? {} : { start: startOf(sequence) }),
    ...(attributes.includes("cycle") ? { cycle: sequence.cycle === true } : {}),
    ...(attributes.includes("unlogged") ? { unlogged: sequence.unlogged === true } : {}),
    ...restart(other, sequence),
  });
  const { schema, name } = target;
  const op: AlterSequenceOp = {
    type: "alterSequence",
    schema,
    name,
    changes: state(target, database),
    former: state(database, target),
  };
  // One that turns around goes where it has been already.
  const sides = [context.database, context.target] as const;
  const [before, after] = [
    hasLimits ? numberedBy(database, { side: sides[0], other: sides[1] }) : [],
    hasLimits ? numberedBy(target, { side: sides[1], other: sides[0] }) : [],
  ];
  return [
    ...before.map(setBehindAgainOp),
    ...(Object.keys(op.changes).length === 0 ? [] : [op]),
    ...after.map(setBehindOp),
    ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
  ];
}

function restart(before: SequenceModel, after: SequenceModel): Pick<SequenceChanges, "restart"> {
  const types = { before: before.type, after: after.type };
  const found = restartOf(before, after, types) ?? limitsToKeep(before, after, types);
  return found === undefined ? {} : { restart: found };
}

/** `OWNED BY`: comes after the column, while the column's default comes after the sequence. */
export const sequenceOwnerKind = definePostgresqlKind<SequenceOwnerModel>({
  name: "sequenceOwner",
  managed: "always",
  rank: 20,
  readers: [],
  key: (owner) => sequenceOwnerKey(owner.schema, owner.name),
  parent: (owner) => sequenceKey(owner.schema, owner.name),
  names: [
    { of: "relation", schema: "schema", name: "name" },
    { of: "relation", schema: "tableSchema", name: "table", columns: ["column"] },
  ],
  dependsOn: (owner) => [
    sequenceKey(owner.schema, owner.name),
    columnKey(owner.tableSchema, owner.table, owner.column),
  ],
  attributes: { tableSchema: "alter", table: "alter", column: "alter" } as never,
  survives: () => true,
  create: (owner, context) => [ownerOp(undefined, owner, context)],
  home: (owner, metadata) => serialTable(metadata.get(sequenceKey(owner.schema, owner.name)), metadata),
  drop: (owner, context) => [
    {
      ...ownerOp(owner, undefined, context),
      ...(isOwnerGone(owner, context.database, context.target) ? { implied: true } : {}),
    },
  ],
  alter: ({ database, target, context }) => [ownerOp(database, target, context)],
  operations: {},
});

function ownerOp(
  database: SequenceOwnerModel | undefined,
  target: SequenceOwnerModel | undefined,
  context: ChangeContext,
): AlterSequenceOp {
  const { schema, name } = (target ?? database) as SequenceOwnerModel;
  const owned = (owner: SequenceOwnerModel | undefined, other: SequenceOwnerModel | undefined): SequenceChanges =>
    owner === undefined ? { ownedBy: null } : { ownedBy: writtenOwner(owner), ...givenTo(owner, other, context) };
  return {
    type: "alterSequence",
    schema,
    name,
    changes: owned(target, database),
    former: owned(database, target),
  };
}

/** The role that a sequence goes to with its table, where that belongs to another one than the sequence does. */
function givenTo(
  owner: SequenceOwnerModel,
  other: SequenceOwnerModel | undefined,
  { reflected, database, remade }: ChangeContext,
): { readonly owner?: string } {
  const roleOf = (on: string): string | undefined => reflected?.get(ownerKey({ on }))?.name;
  const ofTable = (of: SequenceOwnerModel): string | undefined =>
    roleOf(`TABLE ${quoteQualified(of.tableSchema, of.table)}`);
  const key = sequenceKey(owner.schema, owner.name);
  const isThere = database.has(key) && remade?.has(key) !== true;
  // The sequence of a column belongs to whoever has the table, and is not listed.
  const former = other === undefined ? roleOf(`SEQUENCE ${quoteQualified(owner.schema, owner.name)}`) : ofTable(other);
  const role = ofTable(owner);
  return role === undefined || (isThere && role === former) ? {} : { owner: role };
}
