/** What a step has renamed: a table keeps its oid and a column its number, whatever they are called. */
import type { Scratch } from "../scratch.ts";

/** Names of tables and columns by what stays of them: `oid` or `oid.number`. */
export type Identities = ReadonlyMap<string, string>;

interface Row {
  readonly id: string;
  readonly name: string;
}

/** Tables as `schema, table`, columns as `schema, table, column`, in JSON. */
export async function readIdentities({ driver }: Scratch): Promise<Identities> {
  const connection = await driver.connect();
  try {
    const { rows } = await connection.query<Row>(sql);
    return new Map(rows.map(({ id, name }) => [id, JSON.stringify(JSON.parse(name))]));
  } finally {
    await connection.close();
  }
}

const sql = `SELECT c.oid::text || COALESCE('.' || a.attnum, '') AS id,
  (CASE WHEN a.attname IS NULL THEN pg_catalog.json_build_array(n.nspname, c.relname)
        ELSE pg_catalog.json_build_array(n.nspname, c.relname, a.attname) END)::text AS name
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^(pg_|information_schema$)'
  JOIN LATERAL (SELECT NULL::name AS attname, NULL::int2 AS attnum
                UNION ALL
                SELECT attname, attnum FROM pg_catalog.pg_attribute
                 WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) a ON true
 WHERE c.relkind IN ('r', 'p', 'f')`;

/** The former names of tables that are called otherwise now. */
export function formerTableNames(before: Identities, after: Identities): readonly string[] {
  return [...before].flatMap(([id, name]) => {
    const isRenamed = !id.includes(".") && after.has(id) && after.get(id) !== name;
    return isRenamed ? [name] : [];
  });
}

/** The names on both sides of what is called otherwise now, and still holds what it held. */
export function renamedNames(before: Identities, after: Identities): ReadonlySet<string> {
  const names = [...before].flatMap(([id, name]) => {
    const now = after.get(id);
    return now === undefined || now === name ? [] : [name, now];
  });
  return new Set(names);
}
