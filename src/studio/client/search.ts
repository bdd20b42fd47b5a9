/** Finds tables, columns and revisions by words. */
import type { Diagram } from "../../erd/diagram.ts";
import type { RevisionNode } from "../../erd/model-history.ts";

export interface Hit {
  readonly kind: "table" | "column" | "revision";
  readonly text: string;
  readonly more: string;
  readonly id: string;
}

const mostHits = 40;

/** Every word must occur; whole names come first. */
export function search(words: string, diagram: Diagram, nodes: readonly RevisionNode[]): Hit[] {
  const parts = words
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== "");
  if (parts.length === 0) return [];
  const fits = (text: string): boolean => parts.every((part) => text.toLowerCase().includes(part));
  const tables = diagram.tables
    .filter((table) => fits(`${table.schema}.${table.name} ${table.comment ?? ""}`))
    .map((table): Hit => ({ kind: "table", text: table.name, more: table.schema, id: table.key }));
  const columns = diagram.tables.flatMap((table) =>
    table.columns
      .filter(
        (column) =>
          fits(`${table.name}.${column.name} ${column.comment ?? ""}`) &&
          parts.some((part) => column.name.toLowerCase().includes(part)),
      )
      .map((column): Hit => ({ kind: "column", text: column.name, more: table.name, id: table.key })),
  );
  const revisions = nodes
    .filter((node) => fits(`${node.id} ${node.doc} ${node.labels.join(" ")}`))
    .reverse()
    .map((node): Hit => ({ kind: "revision", text: node.message, more: node.id.slice(0, 12), id: node.id }));
  const exact = (hit: Hit): number => (hit.text.toLowerCase() === words.toLowerCase().trim() ? 0 : 1);
  return [...tables, ...columns, ...revisions].sort((a, b) => exact(a) - exact(b)).slice(0, mostHits);
}
