/**
 * Columns that go from a parent while tables below keep them. `DROP COLUMN` takes what tables below only inherit along, values
 * and all; with `ONLY` it becomes their own (manual, ALTER TABLE). A column that a table declares besides stays with either.
 */
import { inheritanceKey } from "../../../../kinds/inheritance/model.ts";
import { columnKey, type ColumnModel } from "../../../../kinds/column/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { ChangeContext } from "../../../../metadata/kind.ts";
import { tablesAbove, tablesDirectlyBelow } from "../../table-parts.ts";

interface Level {
  /** True where a table below keeps what it has from here. */
  readonly only: boolean;
  /** What is dropped by itself afterwards, top down. */
  readonly below: readonly { readonly column: ColumnModel; readonly only: boolean }[];
}

/** How a column that is dropped leaves the tables below. */
export function levelsOf({ schema, table, name }: ColumnModel, context: ChangeContext): Level {
  // What is made anew comes back below with it.
  if (context.target.has(columnKey(schema, table, name))) return { only: false, below: [] };
  const children = staying(schema, table, context).flatMap((child) => {
    const column = context.database.get(columnKey(child.schema, child.name, name));
    return column === undefined ? [] : [column];
  });
  const isKept = (column: ColumnModel): boolean => context.target.has(columnKey(column.schema, column.table, name));
  const gone = children.filter((column) => !isKept(column)).map((column) => ({ column, ...levelsOf(column, context) }));
  const only =
    gone.some((level) => level.only) ||
    children.some((column) => isKept(column) && column.inherited === true && !isGivenElsewhere(column, table, context));
  return {
    only,
    below: gone.flatMap(({ column, only: isOnly, below }) =>
      only || column.inherited !== true ? [{ column, only: isOnly }, ...below] : below,
    ),
  };
}

/** Children that are and stay so. */
const staying = (schema: string, table: string, { database, target, remade }: ChangeContext) =>
  tablesDirectlyBelow(database, schema, table).filter((child) => {
    const key = inheritanceKey(child.schema, child.name, schema, table);
    return database.has(key) && target.has(key) && remade?.has(tableKey(child.schema, child.name)) !== true;
  });

/** True where another parent goes on giving the column, which must not become the child's own then. */
const isGivenElsewhere = ({ schema, table, name }: ColumnModel, from: string, { database, target }: ChangeContext) =>
  tablesAbove(target, schema, table).some((parent) => {
    const key = columnKey(parent.schema, parent.name, name);
    return parent.name !== from && database.has(key) && target.has(key);
  });

/** What stays a table's own although the target has it from a parent alone, in words: PostgreSQL has no statement for that. */
export function staysOwnNote(columns: readonly ColumnModel[], { database, target }: ChangeContext): string | undefined {
  const own = columns.filter((column) => {
    const key = columnKey(column.schema, column.table, column.name);
    const [before, after] = [database.get(key), target.get(key)] as (ColumnModel | undefined)[];
    if (before === undefined || after?.inherited !== true) return false;
    // What a table leaves with its last parent becomes its own.
    return before.inherited !== true || !isGivenThroughout(column, { database, target });
  });
  if (own.length === 0) return undefined;
  const names = own.map(({ table, name }) => `${table}.${name}`).join(", ");
  return `${names} ${own.length === 1 ? "stays the table's own column" : "stay the table's own columns"} besides: PostgreSQL has no statement that makes a column inherited only`;
}

/** True where a parent that gives the column stays the table's parent. */
const isGivenThroughout = (
  { schema, table, name }: ColumnModel,
  { database, target }: Pick<ChangeContext, "database" | "target">,
): boolean =>
  tablesAbove(database, schema, table).some((parent) => {
    const key = columnKey(parent.schema, parent.name, name);
    const attachment = inheritanceKey(schema, table, parent.schema, parent.name);
    return target.has(attachment) && database.has(key) && target.has(key);
  });

/** The columns of that name below a table. */
export const columnsBelow = ({ schema, table, name }: ColumnModel, { target }: ChangeContext): ColumnModel[] =>
  tablesDirectlyBelow(target, schema, table).flatMap((child) => {
    const column = target.get(columnKey(child.schema, child.name, name));
    return column === undefined ? [] : [column, ...columnsBelow(column, { target } as ChangeContext)];
  });
