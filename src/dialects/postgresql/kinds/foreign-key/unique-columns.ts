/** Which sets of columns are unique in a table, by constraint or by plain unique index. */
import type { IndexModel } from "../../../../kinds/index/model.ts";
import type { PrimaryKeyModel } from "../../../../kinds/primary-key/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";

export interface UniqueColumnSet {
  readonly key: Key;
  /** Sorted names, joined by NUL. */
  readonly columns: string;
}

/** What a foreign key looks for: `unique shop.orders(id)`. */
export const uniqueAnswer = (schema: string, table: string, columns: readonly string[]): string =>
  `unique ${schema}.${table}(${[...columns].sort().join()})`;

const cache = new WeakMap<MetaData, ReadonlyMap<string, UniqueColumnSet[]>>();

export function uniqueColumnSets(metadata: MetaData, schema: string, table: string): readonly UniqueColumnSet[] {
  let sets = cache.get(metadata);
  if (sets === undefined) cache.set(metadata, (sets = collect(metadata)));
  return sets.get(`${schema}\0${table}`) ?? [];
}

function collect(metadata: MetaData): ReadonlyMap<string, UniqueColumnSet[]> {
  const sets = new Map<string, UniqueColumnSet[]>();
  for (const [key, object] of metadata.objects) {
    const columns = uniqueColumns(object as PrimaryKeyModel | IndexModel);
    if (columns === undefined) continue;
    const table = `${object.schema}\0${(object as PrimaryKeyModel).table}`;
    const list = sets.get(table);
    const set = { key, columns: [...columns].sort().join("\0") };
    if (list === undefined) sets.set(table, [set]);
    else list.push(set);
  }
  return sets;
}

function uniqueColumns(
  object: PrimaryKeyModel | IndexModel | { readonly kind: "unique"; readonly columns: readonly string[] },
): readonly string[] | undefined {
  if (object.kind === "primaryKey" || object.kind === "unique") return object.columns;
  if (object.kind !== "index" || object.unique !== true || object.where !== undefined) return undefined;
  const columns = object.elements.map((element) => element.column);
  return columns.includes(undefined) ? undefined : (columns as string[]);
}
