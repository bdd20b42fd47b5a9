// Rows: a few in each table before a step, counted after it. Everything happens in a transaction that is rolled back.
import { beginProofs, proveBackward, proveForward } from "./proofs.mjs";

/**
 * What became of generated rows: "kept"; "lost" with where; or "refused", when the step stops at rows (NOT NULL without a
 * value, a cast that fails), which loses nothing. Undefined where no table took a row. `values` says the same of the way back,
 * "lossy" where that says itself that it does not give everything back; `unusable` what tables take no more.
 */
export async function moveRows(connection, { up, down }, { before, after, product }) {
  const sides = { before, after, product };
  // What runs outside transactions only has nothing to do with rows; enum values are made before, so that others may use them.
  await connection.execute("BEGIN");
  try {
    await connection.execute(fillStatement(commonLabels(before, after)));
    const tables = await filledTables(connection, before, after);
    if (tables.length === 0) return undefined;
    const counted = await count(connection, tables);
    const proofs = await beginProofs(connection, sides);
    const stopped = await run(connection, up);
    if (stopped !== undefined) return { rows: "refused", why: stopped };
    const lost = difference(tables, counted, await count(connection, tables));
    const there = await proveForward(connection, proofs, sides);
    const gone = [...lost, ...there.lost];
    const result = gone.length === 0 ? { rows: "kept" } : { rows: "lost", why: gone.slice(0, 5).join(", ") };
    return { ...result, ...(await wayBack(connection, { down, proofs, sides, unusable: there.unusable })) };
  } finally {
    await connection.execute("ROLLBACK");
  }
}

async function wayBack(connection, { down, proofs, sides, unusable }) {
  const stopped = await run(connection, down);
  if (stopped !== undefined) return { values: "refused", unusable };
  const back = await proveBackward(connection, proofs, sides);
  const isSaid = down.some(({ note = "" }) => /\blossy: /.test(note));
  const values = back.lost.length === 0 ? "kept" : isSaid ? "lossy" : "lost";
  return {
    values,
    ...(values === "lost" ? { whyValues: back.lost.slice(0, 5).join(", ") } : {}),
    unusable: [...unusable, ...back.unusable].slice(0, 5),
  };
}

/** Why statements stop; undefined where they run. */
async function run(connection, statements) {
  try {
    for (const { sql } of statements) await connection.execute(sql);
    return undefined;
  } catch (error) {
    return String((error.cause ?? error).message).slice(0, 200);
  }
}

/** Labels of enums that both versions have, because no row can keep a label that goes. */
function commonLabels(before, after) {
  const enums = [];
  for (const [key, object] of before.metadata.objects) {
    if (object.kind !== "enum") continue;
    const kept = object.values.filter((value) => after.metadata.objects.get(key)?.values?.includes(value) !== false);
    enums.push([`${object.schema}.${object.name}`, kept.length === 0 ? object.values : kept]);
  }
  return Object.fromEntries(enums);
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/**
 * Two rows a table, with the same values for the same types everywhere, so that foreign keys find them; a table that does not
 * take them gets rows with as little as possible, or none.
 */
const fillStatement = (labels) => `
SET LOCAL session_replication_role = replica;
SET LOCAL search_path = pg_catalog, public;
DO $fill$
DECLARE
  labels CONSTANT jsonb := ${quoted(JSON.stringify(labels))};
  t record; everything text; names text; least text; least_names text; n integer;
BEGIN
  FOR t IN SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' LOOP
    FOR n IN 1..2 LOOP
      SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum),
             string_agg(v.value, ', ' ORDER BY a.attnum),
             string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.attnotnull AND NOT a.atthasdef),
             string_agg(v.value, ', ' ORDER BY a.attnum) FILTER (WHERE a.attnotnull AND NOT a.atthasdef)
        INTO names, everything, least_names, least
      FROM pg_attribute a JOIN pg_type d ON d.oid = a.atttypid
      JOIN pg_type y ON y.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
      CROSS JOIN LATERAL (SELECT CASE
        WHEN y.typcategory = 'A' THEN quote_literal('{}')
        WHEN y.typtype = 'e' THEN coalesce((SELECT quote_literal(l ->> ((n - 1) % jsonb_array_length(l)))
          FROM (SELECT labels -> ((SELECT nspname FROM pg_namespace WHERE oid = y.typnamespace) || '.' || y.typname) AS l) x), 'NULL')
        WHEN y.typname IN ('json', 'jsonb') THEN quote_literal('{}')
        WHEN y.typname = 'uuid' THEN quote_literal(lpad(n::text, 32, '0'))
        WHEN y.typname = 'bytea' THEN quote_literal('\\x0' || n)
        WHEN y.typname IN ('inet', 'cidr') THEN quote_literal('10.0.0.' || n)
        WHEN y.typname IN ('date', 'timestamp', 'timestamptz') THEN quote_literal('2026-01-0' || n)
        WHEN y.typname IN ('time', 'timetz') THEN quote_literal('0' || n || ':00')
        WHEN y.typname = 'interval' THEN quote_literal(n || ' days')
        WHEN y.typcategory = 'B' THEN CASE n WHEN 1 THEN 'true' ELSE 'false' END
        WHEN y.typcategory = 'N' THEN n::text
        WHEN y.typcategory = 'S' THEN quote_literal(n)
        WHEN y.typcategory = 'R' THEN quote_literal('empty')
        WHEN y.typname = 'tsvector' THEN quote_literal('')
        ELSE 'NULL' END AS value) v
      WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
      BEGIN
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', t.name, names, everything);
      EXCEPTION WHEN OTHERS THEN
        BEGIN
          IF least_names IS NULL THEN EXECUTE format('INSERT INTO %s DEFAULT VALUES', t.name);
          ELSE EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', t.name, least_names, least); END IF;
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
      END;
    END LOOP;
  END LOOP;
END $fill$;
SET LOCAL session_replication_role = origin;
SET LOCAL search_path TO DEFAULT`;

const identifier = (name) => `"${name.replaceAll('"', '""')}"`;

/** Tables of both versions with the columns of both that keep what they hold; partitions are counted with their parents. */
async function filledTables(connection, before, after) {
  const tables = [];
  for (const [key, { kind, schema, name, partitionBy }] of before.metadata.objects) {
    const then = after.metadata.objects.get(key);
    if (kind !== "table" || then === undefined) continue;
    // The rows of a child table are its own, and go with it.
    const only = partitionBy === undefined && then.partitionBy === undefined ? "ONLY " : "";
    tables.push({ key: `${schema}.${name}`, name: `${only}${identifier(schema)}.${identifier(name)}`, columns: [] });
  }
  const byKey = new Map(tables.map((table) => [table.key, table]));
  for (const [key, column] of before.metadata.objects) {
    if (column.kind !== "column" || column.generated !== undefined) continue;
    const then = after.metadata.objects.get(key);
    if (then !== undefined && then.generated === undefined)
      byKey.get(`${column.schema}.${column.table}`)?.columns.push(column.name);
  }
  const counted = await count(connection, tables);
  return tables.filter(({ key }) => counted.get(key)[0] > 0);
}

/** How many rows each table holds, and how many values each of its columns. */
async function count(connection, tables) {
  const found = new Map(tables.map(({ key, columns }) => [key, [0, ...columns.map(() => 0)]]));
  const byKey = new Map(tables.map((table) => [table.key, table]));
  for (let at = 0; at < tables.length; at += 100) {
    // The rows themselves, which are few: a count for each column is ten times the work for the planner.
    const queries = tables
      .slice(at, at + 100)
      .map(
        ({ key, name }) =>
          `SELECT ${quoted(key)} AS key, row_to_json(limbeck_row)::text AS held FROM ${name} AS limbeck_row`,
      );
    const { rows } = await connection.query(queries.join(" UNION ALL "));
    for (const { key, held } of rows) {
      const values = JSON.parse(held);
      const counts = found.get(key);
      counts[0] += 1;
      byKey.get(key).columns.forEach((column, at) => {
        if (values[column] !== null) counts[at + 1] += 1;
      });
    }
  }
  return found;
}

function difference(tables, counted, again) {
  return tables.flatMap(({ key, columns }) =>
    counted
      .get(key)
      .flatMap((number, at) =>
        again.get(key)[at] < number ? [at === 0 ? `rows of ${key}` : `${key}.${columns[at - 1]}`] : [],
      ),
  );
}
