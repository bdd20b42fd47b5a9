/**
 * The order in which tables are written: what a foreign key leads to comes first. Circles are told apart, and tables
 * that do not need one another come together.
 */
import type { TableMapping } from "../model/mapper.ts";

export interface TableRank {
  /**
   * Lower ranks are inserted first and deleted last. Tables of one rank are either one circle, or do not refer to one
   * another.
   */
  readonly rank: number;
  /** Another number for each table or circle, in the same sense; orders what has one rank. */
  readonly order: number;
  /** Rows of the table may refer to one another, directly or through other tables of the same rank. */
  readonly circular: boolean;
}

/** A table by itself, or several that refer to one another. */
interface Circle {
  readonly members: readonly TableMapping[];
  readonly circular: boolean;
  /** The length of the longest way to a table that refers to no other. */
  readonly depth: number;
}

export function rankTables(tables: readonly TableMapping[]): Map<TableMapping, TableRank> {
  const circles = circlesOf(tables);
  const ranks = new Map<TableMapping, TableRank>();
  for (const [order, { members, circular, depth }] of circles.entries()) {
    // A circle is alone in its rank, since its rows are written in waves.
    const rank = depth * (circles.length + 1) + (circular ? order + 1 : 0);
    for (const member of members) ranks.set(member, { rank, order, circular });
  }
  return ranks;
}

/** Tarjan's strongly connected components, which come out with what they refer to first. */
function circlesOf(tables: readonly TableMapping[]): readonly Circle[] {
  const circles: Circle[] = [];
  const depths = new Map<TableMapping, number>();
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
    const members = stack.splice(stack.indexOf(first));
    const circular = members.length > 1 || first.foreignKeys.some(({ target }) => target === first);
    // Tables outside the circle were closed before, those inside have no depth yet.
    const below = members.flatMap((member) => member.foreignKeys.map(({ target }) => depths.get(target) ?? -1));
    const depth = below.reduce((deepest, each) => Math.max(deepest, each), -1) + 1;
    circles.push({ members, circular, depth });
    for (const member of members) {
      depths.set(member, depth);
      seen.get(member)!.open = false;
    }
  };
  for (const table of tables) if (!seen.has(table)) visit(table);
  return circles;
}
