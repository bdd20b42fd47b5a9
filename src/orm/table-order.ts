/** The order in which tables are written: what a foreign key leads to comes first. Circles are told apart. */
import type { TableMapping } from "../model/mapper.ts";

export interface TableRank {
  /** Lower ranks are inserted first and deleted last; tables of one circle share a rank. */
  readonly rank: number;
  /** Rows of the table may refer to one another, directly or through other tables of the same rank. */
  readonly circular: boolean;
}

/** Ranks by Tarjan's strongly connected components, which come out with what they refer to first. */
export function rankTables(tables: readonly TableMapping[]): Map<TableMapping, TableRank> {
  const ranks = new Map<TableMapping, TableRank>();
  const seen = new Map<TableMapping, { index: number; low: number; open: boolean }>();
  const stack: TableMapping[] = [];
  const visit = (table: TableMapping): { index: number; low: number; open: boolean } => {
    const mark = { index: seen.size, low: seen.size, open: true };
    seen.set(table, mark);
    stack.push(table);
    for (const { target } of table.foreignKeys) {
      const other = seen.get(target) ?? visit(target);
      if (other.open) mark.low = Math.min(mark.low, other.low);
    }
    if (mark.low === mark.index) close(table);
    return mark;
  };
  const close = (first: TableMapping): void => {
    const circle = stack.splice(stack.indexOf(first));
    const circular = circle.length > 1 || first.foreignKeys.some(({ target }) => target === first);
    const rank = { rank: ranks.size, circular };
    for (const member of circle) {
      ranks.set(member, rank);
      seen.get(member)!.open = false;
    }
  };
  for (const table of tables) if (!seen.has(table)) visit(table);
  return ranks;
}
