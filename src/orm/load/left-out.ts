/** Which columns of a class a query leaves out. */
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { UnknownPropertyError } from "../errors.ts";
import { watchedPositions } from "../follow.ts";
import type { Unit } from "../unit.ts";
import { NeededColumnError } from "./errors.ts";

/** Columns of a class, or of classes below it, that are not read. */
export type LeftOut = ReadonlySet<ColumnRuntime>;

/** The columns of these names. @throws UnknownPropertyError */
export function columnsNamed(entity: EntityRuntime, names: readonly string[]): ColumnRuntime[] {
  return names.map((name) => {
    const column = entity.all.find(({ property }) => property === name);
    if (column !== undefined) return column;
    const known = entity.all.map(({ property }) => property);
    throw new UnknownPropertyError(entity.name, name, known);
  });
}

/** What an object can't be without: keys, foreign keys of relationships, its version and its class. */
function isNeeded(unit: Unit, entity: EntityRuntime, column: ColumnRuntime): boolean {
  if (column.primaryKey || column.nextVersion !== undefined) return true;
  return entity.family.some(
    (one) =>
      one.columnAt(column.position) === column &&
      (one.discriminator === column ||
        watchedPositions(unit, one).has(column.position) ||
        one.relations.some(({ local }) => local.includes(column.position))),
  );
}

/** All but some, and what an object can't be without. */
export function leaveAllBut(unit: Unit, entity: EntityRuntime, names: readonly string[]): LeftOut {
  const kept = new Set(columnsNamed(entity, names));
  return new Set(entity.reads.filter((column) => !kept.has(column) && !isNeeded(unit, entity, column)));
}

/** More is left out. @throws NeededColumnError */
export function leaveOut(unit: Unit, entity: EntityRuntime, left: LeftOut, names: readonly string[]): LeftOut {
  const columns = columnsNamed(entity, names);
  const needed = columns.find((column) => isNeeded(unit, entity, column));
  if (needed !== undefined) throw new NeededColumnError(entity.name, needed.property);
  return new Set([...left, ...columns]);
}

/** What was left out is wanted after all. */
export function takeIn(left: LeftOut, columns: readonly ColumnRuntime[]): LeftOut {
  return columns.length === 0 ? left : new Set([...left].filter((column) => !columns.includes(column)));
}

/** Names of columns, and all others. */
export function columnsOrNot(entity: EntityRuntime, names: readonly string[]): readonly [string[], string[]] {
  const isOther = (name: string) => entity.relations.some(({ layout }) => layout.property === name);
  return [names.filter((name) => !isOther(name)), names.filter(isOther)];
}

/** The columns among the names of a `with` tree. */
export function columnsAmong(entity: EntityRuntime, tree: object): ColumnRuntime[] {
  const wanted = tree as Readonly<Record<string, unknown>>;
  return entity.all.filter(({ property }) => wanted[property] !== undefined && wanted[property] !== false);
}
