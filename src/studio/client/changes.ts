/** What a marked diagram says in words, and the history of one table. */
import { compareDiagrams } from "../../erd/difference.ts";
import type { ChangeMark, Diagram, DiagramTable } from "../../erd/diagram.ts";
import type { RevisionNode } from "../../erd/model-history.ts";

export interface Change {
  readonly mark: ChangeMark;
  readonly text: string;
  readonly table?: string;
}

const kinds: Readonly<Record<string, string>> = { materializedView: "materialized view", external: "table elsewhere" };

/** One line for each thing that was added, changed or removed. */
export function changesOf(diagram: Diagram): Change[] {
  return [
    ...diagram.tables.flatMap((table) => tableChanges(table)),
    ...diagram.links.flatMap((link): Change[] =>
      link.change === undefined || link.kind !== "foreignKey"
        ? []
        : [
            {
              mark: link.change,
              text: `reference ${link.from} (${link.fromColumns.join(", ")}) → ${link.to}`,
              table: link.from,
            },
          ],
    ),
  ];
}

export function tableChanges(table: DiagramTable): Change[] {
  if (table.change === undefined) return [];
  const title = `${kinds[table.kind] ?? table.kind} ${table.key.replace(/ \(enum\)$/, "")}`;
  if (table.change !== "changed") return [{ mark: table.change, text: title, table: table.key }];
  const inner = [
    ...table.columns.flatMap((column): Change[] =>
      column.change === undefined
        ? []
        : [
            {
              mark: column.change,
              text: `${table.kind === "enum" ? "value" : "column"} ${table.name}.${column.name}${column.change === "changed" ? `: ${column.changeText ?? ""}` : column.type === "" ? "" : ` ${column.type}`}`,
              table: table.key,
            },
          ],
    ),
    ...table.parts.flatMap((part): Change[] =>
      part.change === undefined
        ? []
        : [{ mark: part.change, text: `${part.kind} ${part.name} ${part.text}`, table: table.key }],
    ),
  ];
  return inner.length > 0 ? inner : [{ mark: "changed", text: title, table: table.key }];
}

export interface HistoryEntry {
  readonly node: RevisionNode;
  readonly changes: readonly Change[];
  /** Names of the columns that came with it. */
  readonly added: readonly string[];
}

export interface TableHistory {
  readonly nodes: readonly RevisionNode[];
  readonly tableAt: (id: string) => DiagramTable | undefined;
}

/** The revisions up to `id` that changed a table, newest first. */
export function historyOf(id: string, { nodes, tableAt }: TableHistory): HistoryEntry[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const above = new Set<string>();
  const stack = [id];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (above.has(at)) continue;
    above.add(at);
    stack.push(...(byId.get(at)?.parents ?? []));
  }
  const entries = nodes
    .filter((node) => above.has(node.id))
    .map((node): HistoryEntry => {
      const after = tableAt(node.id);
      const first = node.parents[0];
      // What a merge brings together was changed by its parents.
      if (node.parents.some((parent) => tableAt(parent) === after)) return { node, changes: [], added: [] };
      const before = first === undefined ? undefined : tableAt(first);
      const known = new Set(before?.columns.map((column) => column.name));
      const alone = (table: DiagramTable | undefined): Diagram => ({
        tables: table === undefined ? [] : [table],
        links: [],
        compared: false,
      });
      return {
        node,
        changes: changesOf(compareDiagrams(alone(before), alone(after))),
        added: (after?.columns ?? []).map((column) => column.name).filter((name) => !known.has(name)),
      };
    });
  return entries.filter((entry) => entry.changes.length > 0).reverse();
}

/** The revision that added each column as it is now there, by the column's name. */
export function originsOf(history: readonly HistoryEntry[]): ReadonlyMap<string, RevisionNode> {
  return new Map([...history].reverse().flatMap(({ node, added }) => added.map((name) => [name, node] as const)));
}
