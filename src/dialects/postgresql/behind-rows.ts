/**
 * Where a sequence goes on that a column with rows begins to use: behind what the rows hold, or the first rows that come
 * would take numbers that others have.
 */
import { columnKey, type ColumnModel, type IdentitySequence } from "../../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../../kinds/default/model.ts";
import type { DomainModel } from "./kinds/domain/model.ts";
import type { PartitionModel } from "../../kinds/partition/model.ts";
import { sequenceKey, type SequenceModel } from "../../kinds/sequence/model.ts";
import { tableKey } from "../../kinds/table/model.ts";
import { makeObjectName } from "../../metadata/automatic-names.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { quoteLiteral, quoteQualified } from "../../sql/identifier.ts";
import { formatQualifiedName } from "../../sql/qualified-name.ts";
import { defaultSchema } from "./ddl/locate.ts";
import { highestOf, rangeOf, type BehindRows } from "./ddl/sequence-range.ts";
import { objectsNamed } from "./expression-keys.ts";
import type { AlterSequenceOp } from "./kinds/sequence/operations.ts";
import { partsOfTable, tablesAbove } from "./table-parts.ts";
import { typeKeys } from "./type-keys.ts";
import { isA } from "../../metadata/schema-object.ts";

export interface Continuation {
  readonly sequence: { readonly schema: string; readonly name: string };
  readonly restart: BehindRows;
}

interface Sides {
  readonly side: MetaData;
  readonly other: MetaData;
  readonly remade?: ReadonlySet<Key> | undefined;
}

/** A sequence that is told to go on behind rows; undoing that takes nothing. */
export const setBehindOp = ({ sequence: { schema, name }, restart }: Continuation): AlterSequenceOp => ({
  type: "alterSequence",
  schema,
  name,
  changes: { restart },
  former: {},
});

/** The same where the way back makes the sequence, or gives it to the column again. */
export const setBehindAgainOp = ({ sequence: { schema, name }, restart }: Continuation): AlterSequenceOp => ({
  type: "alterSequence",
  schema,
  name,
  changes: {},
  former: { restart },
  implied: true,
});

/**
 * What the sequence in a column's default in `side` has to be told where the column did not use it on the other side;
 * undefined where the default is another expression, or there are no rows that the sequence did not give.
 */
export function continuation(model: DefaultModel, { side, other, remade }: Sides): Continuation | undefined {
  const { schema, table, name } = model;
  const found = sequenceOfDefault(model, side);
  const column = side.get(columnKey(schema, table, name));
  if (found === undefined || column === undefined || !other.has(columnKey(schema, table, name))) return undefined;
  if (!side.has(tableKey(schema, table)) || remade?.has(columnKey(schema, table, name)) === true) return undefined;
  const before = other.get(defaultKey(schema, table, name));
  const isKept = other.has(found.key) && remade?.has(found.key) !== true;
  if (isKept && before !== undefined && sequenceOfDefault(before, other)?.key === found.key) return undefined;
  if (isSaidAbove(model, found.key, side)) return undefined;
  const restart = behindRows(column, found.sequence, side);
  return restart === undefined ? undefined : { sequence: found.sequence, restart };
}

export const continuationOf = (model: DefaultModel, context: ChangeContext, side: "database" | "target") =>
  continuation(model, {
    side: context[side],
    other: context[side === "target" ? "database" : "target"],
    remade: context.remade,
  });

/**
 * The identities of a partitioned table that is made while its partitions hold rows already: each goes on behind those.
 */
export function identitiesAttached(
  { schema, name, parentSchema, parent }: PartitionModel,
  { side, other, remade }: Sides,
): Continuation[] {
  const [above, own] = [tableKey(parentSchema, parent), tableKey(schema, name)];
  const isNew = !other.has(above) || remade?.has(above) === true;
  if (!isNew || !other.has(own) || remade?.has(own) === true) return [];
  return partsOfTable(side, parentSchema, parent).flatMap(([, part]) => {
    const { identity, type, name: column } = part as ColumnModel;
    if (part.kind !== "column" || identity === undefined) return [];
    const sequence = { schema: parentSchema, name: identity.name ?? makeObjectName(parent, column, "seq") };
    const restart = behindRows({ schema, table: name, name: column, type }, { ...identity, type }, side);
    return restart === undefined ? [] : [{ sequence, restart }];
  });
}

/** Columns of both sides that take their numbers from a sequence of both, and how it goes on behind them in `side`. */
export function numberedBy(sequence: SequenceModel, { side, other }: Sides): Continuation[] {
  const found: Continuation[] = [];
  for (const [key, object] of side.objects) {
    const before = other.get(key);
    if (
      !isA<DefaultModel>(object, "default") ||
      before === undefined ||
      isSaidAbove(object, sequenceKey(sequence.schema, sequence.name), side)
    )
      continue;
    const numbered = [sequenceOfDefault(object, side), sequenceOfDefault(before as DefaultModel, other)];
    if (!numbered.every((used) => used?.sequence.schema === sequence.schema && used.sequence.name === sequence.name))
      continue;
    const { schema, table, name } = object;
    const column = side.get(columnKey(schema, table, name));
    const restart = column === undefined ? undefined : behindRows(column, sequence, side);
    if (restart !== undefined) found.push({ sequence, restart });
  }
  return found;
}

interface UsedSequence {
  readonly key: Key;
  readonly sequence: SequenceModel;
}

/** The sequence whose next number is the default, as PostgreSQL prints it, cast to the column's type or not. */
function sequenceOfDefault({ schema, table, name }: DefaultModel, metadata: MetaData): UsedSequence | undefined {
  const { expression } = metadata.get(defaultKey(schema, table, name)) ?? {};
  if (expression === undefined) return undefined;
  const keys = new Set(objectsNamed(expression, metadata).filter((key) => metadata.get(key)?.kind === "sequence"));
  const [key] = keys;
  if (key === undefined || keys.size > 1) return undefined;
  const sequence = metadata.get(key) as SequenceModel;
  const call = `nextval(${quoteLiteral(quoteQualified(sequence.schema, sequence.name))}::regclass)`;
  const casts = ["smallint", "integer", "bigint", "numeric"].map((type) => `(${call})::${type}`);
  return [call, ...casts].includes(expression) ? { key, sequence } : undefined;
}

/** Rows of a partition or child are rows of the table above. */
const isSaidAbove = ({ schema, table, name }: DefaultModel, sequence: Key, side: MetaData): boolean =>
  tablesAbove(side, schema, table).some((above) => {
    const model = side.get(defaultKey(above.schema, above.name, name));
    return model !== undefined && sequenceOfDefault(model, side)?.key === sequence;
  });

/** Undefined for columns that hold no numbers. */
function behindRows(
  column: Pick<ColumnModel, "schema" | "table" | "name" | "type">,
  sequence: IdentitySequence & { readonly type?: string },
  metadata: MetaData,
): BehindRows | undefined {
  const { schema, table, name } = column;
  const type = storedType(column.type, metadata);
  const isInteger = type === "smallint" || type === "integer" || type === "bigint";
  if (!isInteger && !/^numeric(\(|$)/.test(type)) return undefined;
  const { min, max } = rangeOf(sequence, sequence.type);
  const most = isInteger ? highestOf(type) : undefined;
  const descends = sequence.increment?.startsWith("-") === true;
  return {
    behind: schema === defaultSchema() ? formatQualifiedName(table, name) : formatQualifiedName(schema, table, name),
    ...(descends ? { descending: true } : {}),
    ...(isInteger ? {} : { rounded: true }),
    ...(!descends && (most === undefined || max < most) ? { atMost: String(max) } : {}),
    ...(descends && (most === undefined || min > -most - 1n) ? { atLeast: String(min) } : {}),
  };
}

/** Domains hold what they stand for. */
function storedType(type: string, metadata: MetaData): string {
  const domain = typeKeys(type, metadata).map((key) => metadata.get(key))[0] as DomainModel | undefined;
  return domain?.kind === "domain" ? storedType(domain.type, metadata) : type;
}
