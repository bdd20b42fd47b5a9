/** The values that tables hold, as text, so that a change of any of them is noticed and its column named. */
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import type { HeldRows, Queryable, TableColumns } from "../../dialect.ts";

const tablesPerQuery = 100;

/** The rows of tables, each a list of the columns' values. Rows of children are their own, those of partitions their table's. */
export async function values(connection: Queryable, tables: readonly TableColumns[]): Promise<readonly HeldRows[]> {
  const found = tables.map((table): HeldRows & { rows: (string | null)[][] } => ({ ...table, rows: [] }));
  for (let from = 0; from < tables.length; from += tablesPerQuery) {
    const part = tables.slice(from, from + tablesPerQuery);
    const queries = part.map((table, at) => selectSql(table, from + at));
    const { rows } = await connection.query<{ at: number; held: string }>(queries.join("\nUNION ALL\n"));
    for (const { at, held } of rows) found[at]?.rows.push(JSON.parse(held) as (string | null)[]);
  }
  return found;
}

function selectSql({ schema, name, columns, divided }: TableColumns, at: number): string {
  const list = columns.map((column) => `"limbeck row".${quoteIdentifier(column)}::text`);
  const held = `pg_catalog.to_json(ARRAY[${list.join(", ")}]::text[])::text`;
  return `SELECT ${at} AS at, ${held} AS held FROM ${divided === true ? "" : "ONLY "}${quoteQualified(schema, name)} AS "limbeck row"`;
}
