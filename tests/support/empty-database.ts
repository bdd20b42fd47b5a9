/** Empties a database between two cases, as far as cases fill one. */
import type { Queryable } from "../../src/dialects/dialect.ts";

/** True where all there is are relations, types and routines in the schema public, which is as it is made below. */
const isPlain = `
  NOT EXISTS (SELECT FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public'))
  AND NOT EXISTS (SELECT FROM pg_extension WHERE extname <> 'plpgsql')
  AND NOT EXISTS (SELECT FROM pg_foreign_data_wrapper)
  AND NOT EXISTS (SELECT FROM pg_publication)
  AND EXISTS (
    SELECT FROM pg_namespace n WHERE nspname = 'public'
    AND nspowner = current_user::regrole AND nspacl::text = format('{%1$s=UC/%1$s,=U/%1$s}', current_user)
    AND obj_description(oid, 'pg_namespace') = 'standard public schema'
    AND NOT EXISTS (SELECT FROM pg_seclabel l WHERE l.classoid = 'pg_namespace'::regclass AND l.objoid = n.oid)
    AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE refclassid = 'pg_namespace'::regclass AND refobjid = n.oid
      AND classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_statistic_ext'::regclass)))`;

const subscriptions = `
  SELECT 0, format('ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', subname)
  FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** What is in no schema, with what needs it. */
const outside = `
  SELECT 0, format('DROP LANGUAGE %I CASCADE', lanname) FROM pg_language l WHERE ${isOwn("l")}
  UNION ALL SELECT 0, format('DROP ACCESS METHOD %I CASCADE', amname) FROM pg_am a WHERE ${isOwn("a")}
  UNION ALL SELECT 0, format('DELETE FROM pg_shdepend WHERE classid = ''pg_default_acl''::regclass AND objid = %1$s;
    DELETE FROM pg_default_acl WHERE oid = %1$s', oid) FROM pg_default_acl WHERE defaclnamespace = 0`;

/** Not the server's, and no extension's. */
function isOwn(alias: string): string {
  return `${alias}.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = ${alias}.oid AND d.deptype = 'e')`;
}

/** Tables first, since sequences may belong to them. Procedures are told apart by their OUT arguments, too. */
const contents = `
  SELECT CASE WHEN relkind IN ('r', 'p') THEN 1 ELSE 2 END, format('DROP %s IF EXISTS %s CASCADE',
    CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
    oid::regclass)
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
  UNION ALL SELECT 3, format('DROP TYPE IF EXISTS %s CASCADE', format_type(oid, NULL)) FROM pg_type
    WHERE typtype <> 'm' AND oid IN (SELECT objid FROM pg_depend WHERE classid = 'pg_type'::regclass
      AND refclassid = 'pg_namespace'::regclass AND refobjid = 'public'::regnamespace)
  UNION ALL SELECT 4, CASE prokind
      WHEN 'a' THEN format('DROP AGGREGATE IF EXISTS %s(%s) CASCADE', oid::regproc, coalesce(nullif(arguments, ''), '*'))
      ELSE format('DROP ROUTINE IF EXISTS %s(%s) CASCADE', oid::regproc, arguments) END
    FROM pg_proc, pg_get_function_identity_arguments(oid) AS arguments WHERE pronamespace = 'public'::regnamespace`;

/** Tables before extensions: PostgreSQL may drop an operator class of one before the index that it describes. */
const everything = `
  SELECT 1, format('DROP TABLE IF EXISTS %s CASCADE', c.oid::regclass)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND EXISTS (SELECT FROM pg_extension WHERE extname <> 'plpgsql')
  UNION ALL SELECT 2, format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
  UNION ALL SELECT 3, format('DROP PUBLICATION %I', pubname) FROM pg_publication
  UNION ALL SELECT 4, format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper w
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = w.oid AND d.deptype = 'e')
  UNION ALL SELECT 5, format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  UNION ALL SELECT 6, 'CREATE SCHEMA public'
  UNION ALL SELECT 7, 'GRANT USAGE ON SCHEMA public TO PUBLIC'
  UNION ALL SELECT 8, 'COMMENT ON SCHEMA public IS ''standard public schema'''`;

const commands = `
  WITH known(plain) AS MATERIALIZED (SELECT ${isPlain})
  SELECT command FROM (
    ${subscriptions}
    UNION ALL ${outside}
    UNION ALL SELECT * FROM (${contents}) AS part(rank, command) WHERE (SELECT plain FROM known)
    UNION ALL SELECT * FROM (${everything}) AS part(rank, command) WHERE (SELECT NOT plain FROM known)
  ) AS needed(rank, command) ORDER BY rank`;

/**
 * Drops what cases make; roles are shared by the databases of a server and stay. The schema public stays where it can: a
 * session that saw a schema go plans every query anew.
 */
export async function emptyDatabase(connection: Queryable): Promise<void> {
  await runAll(connection, commands);
}

/** A server keeps a database that a subscription belongs to. */
export async function dropSubscriptions(connection: Queryable): Promise<void> {
  await runAll(connection, `SELECT command FROM (${subscriptions}) AS needed(rank, command)`);
}

async function runAll(connection: Queryable, query: string): Promise<void> {
  const { rows } = await connection.query<{ command: string }>(query);
  if (rows.length > 0) await connection.execute(rows.map(({ command }) => command).join(";\n"));
}
