/** The history of one table. */
import { compareDiagrams } from "../../erd/difference.ts";
import { changesOf, type Change } from "../../erd/changes.ts";
import type { Diagram, DiagramTable } from "../../erd/diagram.ts";
import type { Renames } from "../../erd/renames.ts";
import type { RevisionNode } from "../../erd/model-history.ts";

export interface HistoryEntry {
  readonly node: RevisionNode;
  readonly changes: readonly Change[];
  /** Names of the columns that came with it. */
  readonly added: readonly string[];
  /** New names of columns that had others before. */
  readonly renamed: ReadonlyMap<string, string>;
}

const unchanged = { added: [], renamed: new Map<string, string>() };

export interface TableHistory {
  readonly nodes: readonly RevisionNode[];
  readonly tableAt: (id: string) => DiagramTable | undefined;
  readonly renamesAt: (id: string) => Renames | undefined;
}

/** The revisions up to `id` that changed a table, newest first. */
export function historyOf(id: string, { nodes, tableAt, renamesAt }: TableHistory): HistoryEntry[] {
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
      if (node.parents.some((parent) => tableAt(parent) === after)) return { node, changes: [], ...unchanged };
      const before = first === undefined ? undefined : tableAt(first);
      const alone = (table: DiagramTable | undefined): Diagram => ({
        tables: table === undefined ? [] : [table],
        links: [],
        compared: false,
      });
      const marked = compareDiagrams(alone(before), alone(after), renamesAt(node.id));
      const columns = (marked.tables.find((one) => one.key === after?.key) ?? after)?.columns ?? [];
      const isNew = before === undefined;
      return {
        node,
        changes: changesOf(marked),
        added: columns.filter(({ change }) => isNew || change === "added").map(({ name }) => name),
        renamed: new Map(columns.flatMap(({ name, former }) => (former === undefined ? [] : [[name, former]]))),
      };
    });
  return entries.filter((entry) => entry.changes.length > 0).reverse();
}

/** The revision that added each column as it is now there, by the column's name. */
export function originsOf(history: readonly HistoryEntry[]): ReadonlyMap<string, RevisionNode> {
  const origins = new Map<string, RevisionNode>();
  for (const { node, added, renamed } of [...history].reverse()) {
    const before = new Map(origins);
    for (const [name, former] of renamed) {
      const origin = before.get(former);
      if (origin !== undefined) origins.set(name, origin);
    }
    for (const name of added) origins.set(name, node);
  }
  return origins;
}
