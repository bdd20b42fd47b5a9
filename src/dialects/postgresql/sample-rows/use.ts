/** Whether tables can be used: a row by defaults alone, an update and a delete of each, all of which are rolled back. */
import { DatabaseError } from "../../../driver/errors.ts";
import { quoteLiteral } from "../../../sql/identifier.ts";
import type { Queryable, TableName, UseProblem } from "../../dialect.ts";

/** What tables refuse although no value is to blame, and sequences that stand behind the rows they number. */
export async function use(connection: Queryable, tables: readonly TableName[]): Promise<readonly UseProblem[]> {
  if (tables.length === 0) return [];
  await connection.execute("BEGIN");
  try {
    return await useInTransaction(connection, tables);
  } catch (error) {
    // A database may have lost PL/pgSQL.
    if (error instanceof DatabaseError && error.sqlState === "42704") return [];
    throw error;
  } finally {
    await connection.execute("ROLLBACK");
  }
}

/** The same inside a transaction of the caller, which loses nothing but numbers of sequences. */
export async function useInTransaction(
  connection: Queryable,
  tables: readonly TableName[],
): Promise<readonly UseProblem[]> {
  const names = tables.map(({ schema, name }) => `(${quoteLiteral(schema)}, ${quoteLiteral(name)})`).join(", ");
  await connection.execute(useSql.replace("$names", () => names));
  const { rows } = await connection.query<{ found: string }>("SELECT current_setting('limbeck.found') AS found");
  return JSON.parse(rows[0]?.found ?? "[]") as UseProblem[];
}

/** Columns that a sequence numbers, by identity or by a default that is nothing but its next value. */
const numbered = `
  SELECT a.attname, seq.oid FROM pg_attribute a
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
    AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i'
  JOIN pg_class seq ON seq.oid = d.objid AND seq.relkind = 'S'
  WHERE a.attrelid = t.oid AND a.attidentity <> ''
  UNION
  SELECT a.attname, seq.oid FROM pg_attrdef x
  JOIN pg_attribute a ON a.attrelid = x.adrelid AND a.attnum = x.adnum
  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_class'::regclass
  JOIN pg_class seq ON seq.oid = d.refobjid AND seq.relkind = 'S'
  WHERE a.attrelid = t.oid AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
    AND pg_get_expr(x.adbin, x.adrelid) ~ '^nextval\\([^()]*\\)$'`;

/** Integrity (23), data (22) and errors that triggers raise (P0) are about values; a sequence at its end is not. */
const useSql = `
DO $limbeck$
DECLARE
  t record; s record; action text; problems jsonb := '[]'; stands numeric; held numeric;
BEGIN
  FOR t IN SELECT c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) AS name,
      (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND attidentity <> 'a' ORDER BY attnum LIMIT 1) AS col
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND (n.nspname, c.relname) IN ($names) ORDER BY 2, 3
  LOOP
    FOR s IN SELECT numbered.attname, numbered.oid, q.seqincrement FROM (${numbered}) numbered
      JOIN pg_sequence q ON q.seqrelid = numbered.oid WHERE NOT q.seqcycle
    LOOP
      EXECUTE format('SELECT CASE WHEN is_called THEN last_value + %s ELSE last_value END FROM %s', s.seqincrement, s.oid::regclass) INTO stands;
      EXECUTE format('SELECT %s(%I)::numeric FROM %s', CASE WHEN s.seqincrement < 0 THEN 'min' ELSE 'max' END, s.attname, t.name) INTO held;
      IF sign(s.seqincrement) * held >= sign(s.seqincrement) * stands THEN
        problems := problems || jsonb_build_object('schema', t.nspname, 'name', t.relname, 'column', s.attname, 'doing', 'sequence',
          'message', format('%s goes on at %s, but rows of %s.%I have %s', s.oid::regclass, stands, t.oid::regclass, s.attname, held));
      END IF;
    END LOOP;
    FOR action IN SELECT unnest(ARRAY['insert', 'update', 'delete']) LOOP
      BEGIN
        IF action = 'insert' THEN EXECUTE format('INSERT INTO %s DEFAULT VALUES', t.name);
        ELSIF action = 'delete' THEN EXECUTE format('DELETE FROM %1$s WHERE ctid IN (SELECT ctid FROM %1$s LIMIT 1)', t.name);
        ELSIF t.col IS NOT NULL THEN
          EXECUTE format('UPDATE %1$s SET %2$s = %2$s WHERE ctid IN (SELECT ctid FROM %1$s LIMIT 1)', t.name, t.col);
        END IF;
        RAISE SQLSTATE 'LB000';
      EXCEPTION
        WHEN SQLSTATE 'LB000' THEN NULL;
        WHEN OTHERS THEN
          IF SQLSTATE = '2200H' OR SQLSTATE !~ '^(22|23|P0|40|57)' THEN
            problems := problems || jsonb_build_object('schema', t.nspname, 'name', t.relname, 'doing', action,
              'message', SQLERRM, 'sqlState', SQLSTATE);
          END IF;
      END;
    END LOOP;
  END LOOP;
  PERFORM set_config('limbeck.found', problems::text, true);
END $limbeck$`;
