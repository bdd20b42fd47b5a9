/** Finds tables, columns and revisions by words: whole names first, and what holds columns before its columns. */
import type { Diagram } from "../../erd/diagram.ts";
import type { RevisionNode } from "../../erd/model-history.ts";
import { wordOf } from "./words.ts";

export interface Hit {
  readonly kind: "table" | "column" | "revision";
  /** As people call it: `view`, `enum`. */
  readonly word: string;
  readonly text: string;
  readonly more: string;
  readonly id: string;
}

const mostHits = 40;

/** Every word must occur. */
export function search(words: string, diagram: Diagram, nodes: readonly RevisionNode[]): Hit[] {
  const whole = words.toLowerCase().trim();
  const parts = whole.split(/\s+/).filter((part) => part !== "");
  if (parts.length === 0) return [];
  const fits = (text: string): boolean => parts.every((part) => text.toLowerCase().includes(part));
  const tables = diagram.tables
    .filter((table) => fits(`${table.schema}.${table.name} ${table.former ?? ""} ${table.comment ?? ""}`))
    .map(({ kind, name, schema, key }): Hit => ({
      kind: "table",
      word: wordOf(kind),
      text: name,
      more: schema,
      id: key,
    }));
  const columns = diagram.tables.flatMap((table) =>
    table.columns
      .filter(
        (column) =>
          fits(`${table.name}.${column.name} ${column.comment ?? ""}`) &&
          parts.some((part) => column.name.toLowerCase().includes(part)),
      )
      .map(({ name }): Hit => {
        const word = table.kind === "enum" ? "value" : "column";
        return { kind: "column", word, text: name, more: table.name, id: table.key };
      }),
  );
  const revisions = nodes
    .filter((node) => fits(`${node.id} ${node.doc} ${node.labels.join(" ")}`))
    .reverse()
    .map((node): Hit => ({
      kind: "revision",
      word: "revision",
      text: node.message,
      more: node.id.slice(0, 12),
      id: node.id,
    }));
  const found = [...tables, ...columns, ...revisions];
  const ranks = new Map(found.map((hit) => [hit, rankOf(hit, whole)]));
  return found.sort((a, b) => ranks.get(a)! - ranks.get(b)!).slice(0, mostHits);
}

const order = { table: 0, column: 1, revision: 2 } as const;

/** Exact names, names that begin so, names that hold it, and what only a comment or a message tells; tables first in each. */
function rankOf({ kind, text, more, id }: Hit, whole: string): number {
  const names = [text.toLowerCase(), `${more}.${text}`.toLowerCase(), ...(kind === "revision" ? [id, more] : [])];
  const nearness = names.includes(whole)
    ? 0
    : names.some((name) => name.startsWith(whole))
      ? 1
      : names.some((name) => name.includes(whole))
        ? 2
        : 3;
  return nearness * 10 + order[kind];
}
