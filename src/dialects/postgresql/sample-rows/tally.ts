/** How many rows tables hold and a digest of them, so that a change is noticed without keeping the rows. */
import { quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import type { Queryable, TableName, Tally } from "../../dialect.ts";

const tablesPerQuery = 200;

/** The tallies of tables, by the same names. */
export async function tally(connection: Queryable, tables: readonly TableName[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = [];
  for (let at = 0; at < tables.length; at += tablesPerQuery) {
    const part = tables.slice(at, at + tablesPerQuery);
    const { rows } = await connection.query<Tally>(part.map(selectSql).join("\nUNION ALL\n"));
    tallies.push(...rows);
  }
  return tallies;
}

/** The alias is no likely name of a column, which would win over it. */
const row = '"limbeck row"';

const selectSql = ({ schema, name }: TableName): string =>
  `SELECT ${quoteLiteral(schema)} AS schema, ${quoteLiteral(name)} AS name, count(*)::int4 AS rows,
  md5(string_agg(md5(${row}::text), '' ORDER BY md5(${row}::text))) AS digest FROM ${quoteQualified(schema, name)} AS ${row}`;
