/** How a database differs from what it should be, attribute by attribute, stricter than comparison with a model is. */
import { equal } from "../../autogenerate/compare.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { attributesOf, type SchemaObject } from "../../metadata/schema-object.ts";

export interface DifferenceWords {
  readonly missing: string;
  readonly extra: string;
  readonly changed: (attribute: string, expected: string, actual: string) => string;
}

const restoring: DifferenceWords = {
  missing: "is missing",
  extra: "is left over",
  changed: (attribute, expected, actual) => `${attribute} was ${expected}, is ${actual}`,
};

/** One line an object: `table tags is left over`, `index ix of users: unique was not set, is true`. */
export function stateDifferences(
  dialect: Dialect,
  expected: MetaData,
  actual: MetaData,
  words: DifferenceWords = restoring,
): readonly string[] {
  const missing = [...expected.objects].filter(([key]) => !actual.has(key));
  const extra = [...actual.objects].filter(([key]) => !expected.has(key));
  const changed = [...expected.objects].flatMap(([key, object]) => {
    const other = actual.get(key);
    return other === undefined || equal(object, other)
      ? []
      : [`${dialect.describe(object)}: ${attributes(object, other, words)}`];
  });
  return [
    ...wholes(missing).map(([, object]) => `${dialect.describe(object)} ${words.missing}`),
    ...wholes(extra).map(([, object]) => `${dialect.describe(object)} ${words.extra}`),
    ...changed,
  ].sort();
}

type Entry = readonly [Key, SchemaObject];

/** Without the parts of tables that are listed themselves. */
function wholes(entries: readonly Entry[]): readonly Entry[] {
  const tables = new Set(
    entries.flatMap(([, object]) => (object.kind === "table" ? [tableOf(object, object.name)] : [])),
  );
  return entries.filter(([, object]) => {
    const owner = object.table;
    return typeof owner !== "string" || !tables.has(tableOf(object, owner));
  });
}

const tableOf = ({ schema }: SchemaObject, name: string): string => JSON.stringify([schema, name]);

function attributes(expected: SchemaObject, actual: SchemaObject, words: DifferenceWords): string {
  const before = attributesOf(expected);
  const after = attributesOf(actual);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !equal(before[name], after[name]))
    .map((name) => words.changed(name, shown(before[name]), shown(after[name])))
    .join("; ");
}

function shown(value: unknown): string {
  if (value === undefined) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * What holds data and is in the first but not in the second: tables, and columns of tables that are in both. `renamed`
 * has the names, as of `renamedNames`, of what is only called otherwise.
 */
export function droppedData(
  dialect: Dialect,
  [from, to]: readonly [from: MetaData, to: MetaData],
  renamed: ReadonlySet<string>,
): readonly string[] {
  const gone = [...from.objects].filter(
    ([key, object]) =>
      (object.kind === "table" || object.kind === "column") && !to.has(key) && !renamed.has(nameOf(object)),
  );
  return wholes(gone)
    .map(([, object]) => dialect.describe(object))
    .sort();
}

function nameOf(object: SchemaObject): string {
  const { table } = object;
  return JSON.stringify(table === undefined ? [object.schema, object.name] : [object.schema, table, object.name]);
}
