/** Rows of tables that are made anew, as differences of their own: away before, back after. */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import { rowsKey, type RowsModel } from "./kinds/rows/model.ts";
import type { TableModel } from "../../kinds/table/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import type { Key } from "../../metadata/key.ts";
import { castFor } from "./types/casts.ts";
import { tablesBelow } from "./columns-of-type.ts";
import { partitionsOf, partsOfTable } from "./table-parts.ts";

interface Types {
  /** Tables whose rows are spread anew. */
  readonly hashed: ReadonlySet<Key>;
  /** True for a type whose values cannot stay as they are. */
  readonly stepsAside: (type: string) => boolean;
}

export function rowsAside(
  differences: readonly Difference[],
  { hashed, stepsAside }: Types,
  context: ChangeContext,
): Difference[] {
  const below = tablesBelow(hashed, context);
  return differences.flatMap((difference): Difference[] => {
    if (difference.type !== "alter" || difference.change !== "recreate" || difference.target.kind !== "table")
      return [];
    const { schema, name } = difference.target as TableModel;
    // Rows that are spread anew come and go through the table that spreads them.
    if (below.has(difference.key)) return [];
    const isHeld = isHeldByPartitions(difference.database as TableModel, difference.target as TableModel, context);
    if (isHeld && !hashed.has(difference.key)) return [];
    const key = rowsKey(schema, name);
    const columns = columnsOfBoth(schema, name, context);
    if (columns.length === 0) return [];
    const rows = (metadata: MetaData): RowsModel => {
      const identities = identitiesOf(schema, name, metadata).filter((column) => columns.includes(column));
      const asText = columnsIn(schema, name, metadata)
        .filter((column) => columns.includes(column.name) && (stepsAside(column.type) || isReadAnew(column, context)))
        .map((column): [string, string] => [column.name, column.type]);
      return {
        kind: "rows",
        schema,
        name,
        columns,
        ...(identities.length === 0 ? {} : { identities }),
        ...(asText.length === 0 ? {} : { asText: Object.fromEntries(asText) }),
      };
    };
    return [
      { type: "drop", key, database: rows(context.database) },
      { type: "create", key, target: rows(context.target) },
    ];
  });
}

/** Partitions that stay keep their rows while they step aside themselves. */
function isHeldByPartitions(before: TableModel, after: TableModel, { database, target }: ChangeContext): boolean {
  if (before.partitionBy === undefined || after.partitionBy === undefined) return false;
  return partitionsOf(database, before.schema, before.name).some((key) => target.has(key));
}

const columnsIn = (schema: string, table: string, metadata: MetaData): ColumnModel[] =>
  partsOfTable(metadata, schema, table)
    .map(([, part]) => part as ColumnModel)
    .filter((part) => part.kind === "column" && part.generated === undefined);

function columnsOfBoth(schema: string, table: string, { database, target }: ChangeContext): string[] {
  const after = new Set(columnsIn(schema, table, target).map(({ name }) => name));
  return columnsIn(schema, table, database)
    .map(({ name }) => name)
    .filter((name) => after.has(name));
}

const identitiesOf = (schema: string, table: string, metadata: MetaData): string[] =>
  columnsIn(schema, table, metadata)
    .filter(({ identity }) => identity !== undefined)
    .map(({ name }) => name);

/** True for a column whose values PostgreSQL does not turn into its other type by itself. */
function isReadAnew({ schema, table, name }: ColumnModel, context: ChangeContext): boolean {
  const key = columnKey(schema, table, name);
  const [before, after] = [context.database.get(key), context.target.get(key)] as [ColumnModel, ColumnModel];
  return before.type !== after.type && castFor(before, after, context).using !== undefined;
}
