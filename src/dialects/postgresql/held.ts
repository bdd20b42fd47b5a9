/**
 * How much is in what would be dropped. Whether there is anything is asked of the first rows alone; they are counted up to
 * a bound, and beyond it PostgreSQL's own estimate is told, so that the answer is quick however large a table is.
 */
import type { Holding } from "../../operations/operation.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/identifier.ts";
import type { Held, Queryable, TableName } from "../dialect.ts";

/** Rows are counted so far. */
const counted = 10_000;
/** A value other than NULL is looked for in so many rows; where none is among them, there may be one further on. */
const searched = 1_000_000;

/** Those that hold something, in the order given. */
export async function held(connection: Queryable, holdings: readonly Holding[]): Promise<readonly Held[]> {
  const found: Held[] = [];
  for (const holding of holdings) {
    if (holding.name === "") found.push(...(await held(connection, await tablesIn(connection, holding.schema))));
    else {
      const count = await (holding.label === undefined
        ? rowsIn(connection, holding)
        : rowsOfLabel(connection, holding));
      if (count !== undefined) found.push(count);
    }
  }
  return found;
}

async function tablesIn(connection: Queryable, schema: string): Promise<readonly Holding[]> {
  const { rows } = await connection.query<Holding>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 2`,
    [schema],
  );
  return rows;
}

interface Facts {
  readonly schema: string;
  readonly above: readonly TableName[];
  readonly readable: boolean;
  /** The server's estimate; below zero where it has none. */
  readonly estimate: number;
  readonly bytes: number;
}

async function rowsIn(connection: Queryable, written: Holding): Promise<Held | undefined> {
  const facts = await factsOf(connection, written);
  if (facts === undefined) return undefined;
  const found = {
    holding: { ...written, schema: facts.schema },
    ...(facts.above.length === 0 ? {} : { above: facts.above }),
  };
  // Row security may hide rows, and a role may drop what it may not read.
  if (!facts.readable) return facts.bytes > 0 ? { ...found, rows: undefined, isExact: false } : undefined;
  const table = quoteQualified(found.holding.schema, found.holding.name);
  const what = written.column === undefined ? "1" : quoteIdentifier(written.column);
  const { rows } = await connection.query<{ read: number; held: number }>(
    `SELECT count(*)::integer AS read, count(value)::integer AS held
FROM (SELECT ${what} AS value FROM ${table} LIMIT ${counted + 1}) first`,
  );
  const { read, held: number } = rows[0] as { read: number; held: number };
  if (read <= counted) return number === 0 ? undefined : { ...found, rows: number, isExact: true };
  if (number === 0) {
    const isEmpty = await nothingFurther(connection, table, what);
    return isEmpty ? undefined : { ...found, rows: undefined, isExact: false };
  }
  const whole = facts.estimate > read ? facts.estimate : read;
  return { ...found, rows: Math.round((whole * number) / read), isExact: false };
}

/** Where the first rows hold nothing but NULL: whether all others do, as far as they are read. */
async function nothingFurther(connection: Queryable, table: string, what: string): Promise<boolean> {
  const { rows } = await connection.query<{ read: number; held: boolean }>(
    `SELECT count(*)::integer AS read, count(value) > 0 AS held FROM (SELECT ${what} AS value FROM ${table} LIMIT ${searched}) first`,
  );
  const { read, held: any } = rows[0] as { read: number; held: boolean };
  return read < searched && !any;
}

async function factsOf(connection: Queryable, { schema, name, column }: Holding): Promise<Facts | undefined> {
  const { rows } = await connection.query<Facts>(
    `SELECT n.nspname AS schema, (
    SELECT coalesce(json_agg(json_build_object('schema', o.nspname, 'name', r.relname)), '[]')
    FROM pg_partition_ancestors(c.oid) a JOIN pg_class r ON r.oid = a.relid JOIN pg_namespace o ON o.oid = r.relnamespace
    WHERE a.relid <> c.oid) AS above,
  has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid) AS readable,
  coalesce(sum(p.reltuples) FILTER (WHERE p.relkind <> 'p'), -1)::float8 AS estimate,
  coalesce(sum(pg_relation_size(p.oid)), 0)::float8 AS bytes
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (
    SELECT d.* FROM pg_class d WHERE d.oid = c.oid OR d.oid IN (SELECT relid FROM pg_partition_tree(c.oid))) p
WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p') AND p.relkind IN ('r', 'p')
  AND ($2::text IS NULL OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = $2
    AND NOT a.attisdropped AND a.attgenerated = ''))
GROUP BY c.oid, n.nspname`,
    [schema === "" ? quoteIdentifier(name) : quoteQualified(schema, name), column ?? null],
  );
  return rows[0];
}

interface ColumnOfEnum {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly array: boolean;
}

/** Rows of all columns of the type, as far as they may be read. */
async function rowsOfLabel(connection: Queryable, holding: Holding): Promise<Held | undefined> {
  const { schema, name, label } = holding;
  const { rows: columns } = await connection.query<ColumnOfEnum>(
    `SELECT n.nspname AS schema, c.relname AS table, a.attname AS name, a.atttypid = t.typarray AS array
FROM pg_type t JOIN pg_namespace s ON s.oid = t.typnamespace
  JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE s.nspname = $1 AND t.typname = $2 AND t.typtype = 'e' AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1, 2, 3`,
    [schema, name],
  );
  let total = 0;
  for (const column of columns) {
    const value = quoteIdentifier(column.name);
    const test = column.array ? `$1 = ANY (${value}::text[])` : `${value}::text = $1`;
    const { rows } = await connection.query<{ held: number }>(
      `SELECT count(*)::integer AS held FROM (
  SELECT FROM ${quoteQualified(column.schema, column.table)} WHERE ${test} LIMIT ${counted + 1}) first`,
      [label],
    );
    total += rows[0]?.held ?? 0;
  }
  return total === 0 ? undefined : { holding, rows: total, isExact: total <= counted };
}
