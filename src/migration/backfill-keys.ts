/** By what a backfill walks through a table: its primary key, another key, or the blocks that hold its rows. */
import type { DriverConnection } from "../driver/driver.ts";
import type { Batches } from "../operations/operation.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/identifier.ts";

/** Where a walk stands: texts of the last key, or the next block. */
export type Position = readonly string[];

/** A statement that changes some rows after a position; its row says how many, and how far it came. */
export interface Walk {
  readonly batchSql: (after: Position | undefined, size: number) => string;
  /** Rows or blocks a batch at first, and at most. */
  readonly sizes: { readonly first: number; readonly most: number };
}

interface KeyColumn {
  readonly name: string;
  readonly type: string;
}

/** Valid, whole, of columns alone that are never NULL; the primary key where there is one. */
const keySql = `SELECT a.attname::text AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
FROM (
  SELECT i.indrelid, i.indkey, i.indnkeyatts FROM pg_catalog.pg_index i
  WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
      SELECT FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) AS k
      JOIN pg_catalog.pg_attribute n ON n.attrelid = i.indrelid AND n.attnum = i.indkey[k] WHERE NOT n.attnotnull)
  ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
) AS i
CROSS JOIN LATERAL pg_catalog.generate_series(0, i.indnkeyatts - 1) AS place
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[place]
ORDER BY place`;

const blocksSql = `WITH RECURSIVE tables AS (
  SELECT pg_catalog.to_regclass($1)::oid AS oid
  UNION SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN tables t ON h.inhparent = t.oid
)
SELECT (pg_catalog.max(pg_catalog.pg_relation_size(oid)) / pg_catalog.current_setting('block_size')::int8)::int8::float8 AS blocks FROM tables`;

export async function walkOf(session: Pick<DriverConnection, "query">, batches: Batches): Promise<Walk> {
  const { rows: columns } = await session.query<KeyColumn>(keySql, [batches.table]);
  if (columns.length > 0) return byKey(columns, batches);
  const { rows } = await session.query<{ blocks: number }>(blocksSql, [batches.table]);
  return byBlocks(rows[0]?.blocks ?? 0, batches);
}

const usualBatch = 10_000;

function byKey(columns: readonly KeyColumn[], { table, set, where, batchSize = usualBatch }: Batches): Walk {
  const names = columns.map(({ name }) => quoteIdentifier(name));
  // Names of their own: what is set may name the table's columns.
  const own = columns.map((_, at) => `limbeck_key_${at}`);
  const key = names.join(", ");
  const batchSql = (after: Position | undefined, size: number): string => {
    const typed = after?.map((text, at) => `${quoteLiteral(text)}::${columns[at]!.type}`).join(", ");
    const beyond = typed === undefined ? "" : ` AND (${key}) > (${typed})`;
    return `WITH batch AS (
  SELECT ${names.map((name, at) => `${name} AS ${own[at]}`).join(", ")} FROM ${table}
  WHERE (${where})${beyond} ORDER BY ${key} LIMIT ${size} FOR UPDATE
), changed AS (
  UPDATE ${table} SET ${set} FROM batch
  WHERE ${names.map((name, at) => `${table}.${name} = batch.${own[at]}`).join(" AND ")} AND (${where}) RETURNING 1
)
SELECT (SELECT count(*) FROM changed)::int AS changed, (SELECT count(*) FROM batch) < ${size} AS ends,
  (SELECT ARRAY[${own.map((name) => `${name}::text`).join(", ")}] FROM batch
   ORDER BY ${own.map((name) => `${name} DESC`).join(", ")} LIMIT 1) AS position`;
  };
  return { batchSql, sizes: { first: Math.min(batchSize, 1000), most: batchSize } };
}

/** Rows that are changed get another place, where the condition no longer holds for them. */
function byBlocks(blocks: number, { table, set, where, batchSize = usualBatch }: Batches): Walk {
  const most = Math.max(1, Math.round(batchSize / 50));
  const batchSql = (after: Position | undefined, size: number): string => {
    const from = Number(after?.[0] ?? 0);
    return `WITH changed AS (
  UPDATE ${table} SET ${set} WHERE ctid >= '(${from},0)'::tid AND ctid < '(${from + size},0)'::tid AND (${where}) RETURNING 1
)
SELECT (SELECT count(*) FROM changed)::int AS changed, ${from + size > blocks} AS ends, ARRAY['${from + size}'] AS position`;
  };
  return { batchSql, sizes: { first: Math.min(most, 20), most } };
}
