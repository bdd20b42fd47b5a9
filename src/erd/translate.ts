/**
 * A diagram in the names of a later one, so that both can be compared by name. What had another name keeps it as
 * `former`; what a renamed thing has taken the name of is marked as removed.
 */
import { boxName, linkKeyOf, nameOf } from "./box-key.ts";
import type { Diagram, DiagramColumn, DiagramLink, DiagramPart, DiagramTable } from "./diagram.ts";
import type { Renames } from "./renames.ts";

const removedEnding = " (removed)";

/** The key of something that is gone while a renamed thing has its name now. */
export const removedKey = (key: string): string => `${key}${removedEnding}`;

/** Its key as long as it was there. */
export const keptKey = (key: string): string =>
  key.endsWith(removedEnding) ? key.slice(0, -removedEnding.length) : key;

/** @param after what the new names belong to */
export function translated(before: Diagram, after: Diagram, renames: Renames): Diagram {
  const names = new Translation(renames, after);
  return {
    ...before,
    tables: before.tables.map((table) => names.table(table)),
    links: before.links.map((link) => names.link(link)),
  };
}

class Translation {
  readonly #renames: Renames;
  readonly #after: ReadonlyMap<string, DiagramTable>;
  readonly #taken: ReadonlySet<string>;
  readonly #words: ReadonlyMap<string, string>;

  constructor(renames: Renames, after: Diagram) {
    this.#renames = renames;
    this.#after = new Map(after.tables.map((table) => [table.key, table]));
    this.#taken = new Set(Object.values(renames.tables));
    this.#words = new Map(Object.entries(renames.words));
  }

  #key(key: string): string {
    const now = this.#renames.tables[key];
    if (now !== undefined) return now;
    return this.#taken.has(key) ? removedKey(key) : key;
  }

  table(table: DiagramTable): DiagramTable {
    const key = this.#key(table.key);
    const now = this.#after.get(key);
    const isNamed = this.#renames.tables[table.key] !== undefined && now !== undefined;
    const columns = this.#renames.columns[table.key] ?? {};
    const parts = this.#renames.parts[table.key] ?? {};
    const words = new Map([...this.#words, ...Object.entries(columns)]);
    return {
      ...table,
      key,
      ...(isNamed ? { schema: now.schema, name: now.name, former: table.name } : {}),
      ...(isNamed && now.schema !== table.schema ? { formerSchema: table.schema } : {}),
      columns: columnsIn(table.columns, now, { names: columns, words }),
      parts: table.parts.map((part) => partIn(part, now, { name: parts[`${part.kind} ${part.name}`], words })),
      reads: table.reads.map((read) => this.#key(read)),
      ...this.#definition(table, now),
    };
  }

  /** The server puts new names into the queries of views, and keeps the names of their columns by `AS`. */
  #definition({ definition }: DiagramTable, now: DiagramTable | undefined): { definition?: string } {
    if (definition === undefined) return {};
    const all = Object.values(this.#renames.columns).flatMap((names) => Object.entries(names));
    const words = new Map([...this.#words, ...all]);
    const bare = (text: string): string => text.replaceAll(/\s+as\s+(?:"(?:[^"]|"")*"|[\p{L}\p{N}_$]+)/giu, "");
    const named = (text: string): string => inWords(this.#tablesIn(bare(text)), words);
    const same = now?.definition !== undefined && named(definition) === named(now.definition);
    return { definition: same ? now.definition! : definition };
  }

  /** Tables by their new schema and name, where the text says both. */
  #tablesIn(text: string): string {
    return text.replaceAll(qualified, (name) => this.#renames.tables[name] ?? name);
  }

  link(link: DiagramLink): DiagramLink {
    const named = (box: string, columns: readonly string[]): string[] =>
      columns.map((column) => this.#renames.columns[box]?.[column] ?? column);
    const name = this.#renames.parts[link.from]?.[`foreignKey ${link.name}`] ?? link.name;
    const now = {
      ...link,
      name,
      from: this.#key(link.from),
      fromColumns: named(link.from, link.fromColumns),
      to: this.#key(link.to),
      toColumns: named(link.to, link.toColumns),
    };
    return { ...now, key: linkKeyOf(now), ...(name === link.name ? {} : { former: link.name }) };
  }
}

interface ColumnNames {
  readonly names: Readonly<Record<string, string>>;
  readonly words: ReadonlyMap<string, string>;
}

function columnsIn(
  columns: readonly DiagramColumn[],
  after: DiagramTable | undefined,
  { names, words }: ColumnNames,
): DiagramColumn[] {
  const taken = new Set(Object.values(names));
  const there = new Map(after?.columns.map((column) => [column.name, column]));
  return columns.map((column): DiagramColumn => {
    const named = Object.hasOwn(names, column.name) ? names[column.name] : undefined;
    const now = there.get(named ?? column.name);
    const value = column.default === undefined ? {} : { default: said(column.default, now?.default, words) };
    const same = { ...column, type: said(column.type, now?.type, words), ...value };
    if (named !== undefined) return { ...same, name: named, former: column.name };
    return taken.has(column.name) ? { ...column, change: "removed" } : same;
  });
}

interface PartNames {
  readonly name: string | undefined;
  readonly words: ReadonlyMap<string, string>;
}

function partIn(part: DiagramPart, after: DiagramTable | undefined, { name, words }: PartNames): DiagramPart {
  const now = after?.parts.find((one) => one.kind === part.kind && one.name === (name ?? part.name));
  const text = said(part.text, now?.text, words);
  return { ...part, text, ...(name === undefined ? {} : { name, former: part.name }) };
}

const qualified = /[\p{L}_][\p{L}\p{N}_$]*\.[\p{L}_][\p{L}\p{N}_$]*/gu;
const word = /[\p{L}_][\p{L}\p{N}_$]*/gu;

/** The text as it is said by now where nothing but names differs. */
function said(text: string, now: string | undefined, words: ReadonlyMap<string, string>): string {
  if (now === undefined || text === now) return text;
  return inWords(text, words) === now ? now : text;
}

const inWords = (text: string, words: ReadonlyMap<string, string>): string =>
  text.replaceAll(word, (name) => words.get(name) ?? name);

/** A box's name as its title says it: what it was called before, and by what name it goes now. */
export function titleOf({ schema, name, former, formerSchema }: DiagramTable): string {
  if (former === undefined) return name;
  if (formerSchema === undefined) return `${former} → ${name}`;
  return `${formerSchema}.${former} → ${schema}.${name}`;
}

/** `public.orders → public.purchases`, in lists. */
export function fullTitleOf({ key, schema, former, formerSchema = schema }: DiagramTable): string {
  const now = boxName(keptKey(key));
  return former === undefined ? now : `${nameOf(formerSchema, former)} → ${now}`;
}

/** A column's name as its row says it. */
export const columnTitle = ({ name, former }: Pick<DiagramColumn, "name" | "former">): string =>
  former === undefined ? name : `${former} → ${name}`;
