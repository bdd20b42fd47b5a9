/** Boxes that nothing connects, by sorts and by how their names begin. */
import { compareText, type BoxKind, type DiagramTable } from "../diagram.ts";

export interface Single {
  readonly table: DiagramTable;
  readonly width: number;
  readonly height: number;
}

/** In the order in which they stand. */
const sorts: readonly ReadonlySet<BoxKind>[] = [
  new Set<BoxKind>(["table", "external"]),
  new Set<BoxKind>(["view", "materializedView"]),
  new Set<BoxKind>(["enum"]),
];

/** Tables, views, enums: each sort on its own. */
export const sorted = <T extends Single>(singles: readonly T[]): T[][] =>
  sorts.map((sort) => byPrefix(singles.filter(({ table }) => sort.has(table.kind))));

/** More than this of one prefix are told apart by their second word. */
const manyOfOne = 12;

/** What begins alike stands together, and of that the highest first: rows are even then. */
function byPrefix<T extends Single>(singles: readonly T[]): T[] {
  const first = new Map<string, number>();
  for (const { table } of singles) first.set(words(table, 1), (first.get(words(table, 1)) ?? 0) + 1);
  const prefixes = new Map(
    singles.map((one) => [one, words(one.table, first.get(words(one.table, 1))! > manyOfOne ? 2 : 1)]),
  );
  return [...singles].sort(
    (a, b) =>
      compareText(prefixes.get(a)!, prefixes.get(b)!) || b.height - a.height || compareText(a.table.name, b.table.name),
  );
}

/** `order_item_notes` and `orderItemNotes` have three words. */
const words = ({ name }: DiagramTable, count: number): string =>
  name
    .split(/(?<=_)|(?<=\p{Ll})(?=\p{Lu})/u)
    .slice(0, count)
    .join("");
