/**
 * Two diagrams as one that marks what was added, changed and removed. What both have under the same name is the same, and
 * so is what was renamed; removed things stay in the picture where they were.
 */
import {
  compareText,
  type ChangeMark,
  type ChangeNote,
  type Diagram,
  type DiagramColumn,
  type DiagramLink,
  type DiagramPart,
  type DiagramTable,
} from "./diagram.ts";
import type { Renames } from "./renames.ts";
import { columnTitle, removedKey, translated } from "./translate.ts";

/**
 * The second diagram with everything that it has not in common with the first.
 *
 *     const marked = compareDiagrams(readDiagram(before), readDiagram(after));
 *     marked.tables.filter((table) => table.change === "added");
 *
 * @param renames what the second calls otherwise
 */
export function compareDiagrams(earlier: Diagram, after: Diagram, renames?: Renames): Diagram {
  const before = renames === undefined ? earlier : translated(earlier, after, renames);
  const links = merged(before.links, after.links, (link) => link.key, markLink);
  const tables = merged(before.tables, after.tables, (table) => table.key, markTable);
  return Object.freeze({
    tables: tables.sort((a, b) => compareText(a.key, b.key)),
    links: links.sort((a, b) => compareText(a.key, b.key)),
    compared: true,
  });
}

interface Marked {
  readonly change?: ChangeMark;
}

type Mark<T> = (before: T, after: T) => T;

/** What is in both keeps the order of `after`; what is gone follows the neighbour it had. */
function merged<T extends Marked>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
  mark: Mark<T>,
): T[] {
  const old = new Map(before.map((one) => [keyOf(one), one]));
  const keys = after.map(keyOf);
  const now = new Set(keys);
  const result: T[] = after.map((one, at) => {
    const former = old.get(keys[at]!);
    return former === undefined ? { ...one, change: "added" } : mark(former, one);
  });
  before.forEach((one, at) => {
    const key = keyOf(one);
    if (now.has(key)) return;
    const position = at === 0 ? 0 : keys.indexOf(keyOf(before[at - 1]!)) + 1;
    result.splice(position, 0, { ...one, change: "removed" });
    keys.splice(position, 0, key);
  });
  return result;
}

/** A column that went while another took its name stands apart from that one. */
const rowKey = ({ name, change }: DiagramColumn): string => (change === "removed" ? removedKey(name) : name);

function markTable(before: DiagramTable, after: DiagramTable): DiagramTable {
  if (before === after) return after;
  const columns = merged(before.columns, after.columns, rowKey, markColumn);
  const parts = merged(before.parts, after.parts, (part) => `${part.kind} ${part.name}`, markPart);
  const notes = changeNotes(before, { ...after, parts });
  const inside = [...columns, ...parts].some((one) => one.change !== undefined);
  return {
    ...after,
    columns,
    parts,
    ...formerName(before),
    ...(before.formerSchema === undefined ? {} : { formerSchema: before.formerSchema }),
    ...(inside || notes.length > 0 || before.former !== undefined ? { change: "changed" as const } : {}),
    ...(notes.length > 0 ? { changeNotes: notes } : {}),
  };
}

/** What changed of a table apart from its columns. */
export const tableNotes = (before: DiagramTable, after: DiagramTable): readonly ChangeNote[] =>
  before === after ? [] : (markTable(before, after).changeNotes ?? []);

function changeNotes(before: DiagramTable, after: DiagramTable): ChangeNote[] {
  const { partitions } = after;
  return [
    ...(before.kind === after.kind ? [] : [changed(`${before.kind} \u2192 ${after.kind}`)]),
    ...commentNote(before.comment, after.comment),
    ...(before.definition === after.definition ? [] : [changed("definition")]),
    ...(before.reads.join() === after.reads.join() ? [] : [changed("what it reads")]),
    ...(before.partitions === partitions ? [] : [changed(`partitions: ${before.partitions} \u2192 ${partitions}`)]),
    ...after.parts.flatMap((part): ChangeNote[] => {
      const { kind, change } = part;
      if (change === undefined) return [];
      return [{ change, text: `${kind === "primaryKey" ? "primary key" : kind} ${columnTitle(part)}` }];
    }),
  ];
}

const changed = (text: string): ChangeNote => ({ change: "changed", text });

function commentNote(before: string | undefined, after: string | undefined): ChangeNote[] {
  if (before === after) return [];
  return [{ change: before === undefined ? "added" : after === undefined ? "removed" : "changed", text: "comment" }];
}

function markColumn(before: DiagramColumn, after: DiagramColumn): DiagramColumn {
  const texts = [
    ...difference(before.type, after.type),
    ...difference(nullText(before), nullText(after)),
    ...(before.default === after.default ? [] : [defaultText(before.default, after.default)]),
    ...(before.primaryKey === after.primaryKey ? [] : [after.primaryKey ? "+ primary key" : "\u2212 primary key"]),
    ...(before.foreignKey === after.foreignKey ? [] : [after.foreignKey ? "+ reference" : "\u2212 reference"]),
    ...(before.unique === after.unique ? [] : [after.unique ? "+ unique" : "\u2212 unique"]),
    ...(before.comment === after.comment ? [] : ["comment"]),
  ];
  if (texts.length === 0 && before.former === undefined) return after;
  const typed = before.type === after.type ? [after.type] : [];
  return {
    ...after,
    change: "changed",
    ...formerName(before),
    changeText: [...typed, ...texts].filter((text) => text !== "").join(", "),
  };
}

const formerName = ({ former }: { readonly former?: string }): { former?: string } =>
  former === undefined ? {} : { former };

const nullText = (column: DiagramColumn): string => (column.nullable ? "null" : "not null");

const difference = (before: string, after: string): string[] => (before === after ? [] : [`${before} → ${after}`]);

function defaultText(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `+ default ${after!}`;
  return after === undefined ? `\u2212 default ${before}` : `default ${before} → ${after}`;
}

const markPart: Mark<DiagramPart> = (before, after) =>
  before.text === after.text && before.comment === after.comment && before.former === undefined
    ? after
    : { ...after, change: "changed", ...formerName(before) };

function markLink(before: DiagramLink, after: DiagramLink): DiagramLink {
  if (before === after) return after;
  const same =
    before.former === undefined &&
    before.one === after.one &&
    before.optional === after.optional &&
    before.rules.join() === after.rules.join() &&
    before.comment === after.comment;
  return same ? after : { ...after, change: "changed", ...formerName(before) };
}
