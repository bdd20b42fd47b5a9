/** Which values two states have in common, and which of them are gone or others. Columns that are generated are made anew. */
import { keyOf, type Key } from "./key.ts";
import type { MetaData } from "./metadata.ts";
import type { SchemaObject } from "./schema-object.ts";

export interface KeptTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly divided: boolean;
}

interface Column extends SchemaObject {
  readonly table: string;
  readonly generated?: unknown;
}

/**
 * Tables that hold rows of their own in both states, each with the columns that are there in both. `isKept` tells of an object
 * that is called otherwise in the other state whether it is still the same.
 */
export function keptTables(
  before: MetaData,
  after: MetaData,
  isKept: (object: SchemaObject) => boolean = () => false,
): readonly KeptTable[] {
  const columns = new Map<string, string[]>();
  for (const [key, object] of before.objects) {
    if (object.kind !== "column" || isGenerated(before, key)) continue;
    if (after.has(key) ? isGenerated(after, key) : !isKept(object)) continue;
    const { schema, table, name } = object as Column;
    const place = `${schema}\0${table}`;
    columns.set(place, [...(columns.get(place) ?? []), name]);
  }
  const { partitions, losing } = partitionsOf(before, after);
  const tables: KeptTable[] = [];
  for (const [key, object] of before.objects) {
    const place = `${object.schema}\0${object.name}`;
    // Rows may go from one partition to another; they are looked at in their table.
    if (object.kind !== "table" || partitions.has(place) || losing.has(place)) continue;
    if (!after.has(key) && !isKept(object)) continue;
    const divided = [object, after.get(key)].some(
      (table) => (table as { partitionBy?: unknown })?.partitionBy !== undefined,
    );
    tables.push({ schema: object.schema as string, name: object.name, columns: columns.get(place) ?? [], divided });
  }
  return tables;
}

interface Partition extends SchemaObject {
  readonly parentSchema: string;
  readonly parent: string;
}

/** Partitions of either state, and tables whose partitions are not all there in the other one: their rows go with them. */
function partitionsOf(
  before: MetaData,
  after: MetaData,
): { readonly partitions: ReadonlySet<string>; readonly losing: ReadonlySet<string> } {
  const parents = new Map<string, string[]>();
  const gone: string[] = [];
  for (const [state, other] of [
    [before, after],
    [after, before],
  ] as const) {
    for (const object of state.objects.values()) {
      if (object.kind !== "partition") continue;
      const { schema, name, parentSchema, parent } = object as Partition;
      const place = `${schema}\0${name}`;
      parents.set(place, [...(parents.get(place) ?? []), `${parentSchema}\0${parent}`]);
      if (state === before && !other.has(keyOf("table", schema as string, name))) gone.push(place);
    }
  }
  const losing = new Set<string>();
  for (const place of gone) {
    const above = parents.get(place) ?? [];
    for (const parent of above) if (!losing.has(parent)) gone.push(parent);
    for (const parent of above) losing.add(parent);
  }
  return { partitions: new Set(parents.keys()), losing };
}

const isGenerated = (state: MetaData, key: Key): boolean =>
  (state.get(key) as Column | undefined)?.generated !== undefined;

type Row = readonly (string | null)[];

export interface LostValues {
  /** Rows fewer than before. */
  readonly rows: number;
  /** Columns whose values are others: those that hold fewer than before come first. */
  readonly columns: readonly { readonly name: string; readonly isEmptied: boolean }[];
}

/** What of rows is not there any more; undefined where all is. Rows that came in between do not matter. */
export function lostValues(
  columns: readonly string[],
  before: readonly Row[],
  after: readonly Row[],
): LostValues | undefined {
  const missing = without(before.map(textOf), after.map(textOf));
  if (missing === 0) return undefined;
  const rows = Math.max(0, before.length - after.length);
  const valuesAt = (held: readonly Row[], at: number): string[] =>
    held.flatMap((row) => (row[at] === null || row[at] === undefined ? [] : [row[at]]));
  const changed = columns.flatMap((name, at) => {
    const [had, has] = [valuesAt(before, at), valuesAt(after, at)];
    return without(had, has) === 0 ? [] : [{ name, isEmptied: has.length < had.length }];
  });
  // Values that changed places between rows differ in no column by itself.
  const found = changed.length > 0 || rows > 0 ? changed : columns.map((name) => ({ name, isEmptied: false }));
  return { rows, columns: found.sort((a, b) => Number(b.isEmptied) - Number(a.isEmptied)) };
}

const textOf = (row: Row): string => JSON.stringify(row);

/** How many of a list another list does not have, each counted as often as it occurs. */
function without(list: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const each of other) counts.set(each, (counts.get(each) ?? 0) + 1);
  let missing = 0;
  for (const each of list) {
    const left = counts.get(each) ?? 0;
    if (left === 0) missing++;
    else counts.set(each, left - 1);
  }
  return missing;
}
