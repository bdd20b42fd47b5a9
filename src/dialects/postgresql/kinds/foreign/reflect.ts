import { attributeOptions } from "../../catalog/attribute-options.ts";
import { definitionReader, functionName, optionsClause, qualifiedName } from "../definition/reader.ts";

export const readForeignDataWrappers = definitionReader({
  kind: "foreignDataWrapper",
  catalog: "pg_foreign_data_wrapper",
  sql: () => `
SELECT w.oid::int8::float8, NULL::text, w.fdwname::text, pg_catalog.quote_ident(w.fdwname),
       ARRAY['CREATE FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname) || coalesce(' HANDLER ' || ${functionName("w.fdwhandler")}, '')
         || coalesce(' VALIDATOR ' || ${functionName("w.fdwvalidator")}, '') || ${optionsClause("w.fdwoptions")}], NULL
FROM pg_catalog.pg_foreign_data_wrapper w
ORDER BY 4`,
});

export const readForeignServers = definitionReader({
  kind: "foreignServer",
  catalog: "pg_foreign_server",
  sql: () => `
SELECT s.oid::int8::float8, NULL::text, s.srvname::text, pg_catalog.quote_ident(s.srvname),
       ARRAY['CREATE SERVER ' || pg_catalog.quote_ident(s.srvname) || coalesce(' TYPE ' || pg_catalog.quote_literal(s.srvtype), '')
         || coalesce(' VERSION ' || pg_catalog.quote_literal(s.srvversion), '')
         || ' FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname) || ${optionsClause("s.srvoptions")}], NULL
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
ORDER BY 4`,
});

const mapping =
  "'FOR ' || CASE WHEN u.umuser = 0 THEN 'public' ELSE pg_catalog.quote_ident(u.usename) END || ' SERVER ' || pg_catalog.quote_ident(u.srvname)";

/** Options of a mapping hold passwords, so they are neither read nor compared: who has a mapping is all that counts. */
export const readUserMappings = definitionReader({
  kind: "userMapping",
  catalog: "pg_user_mapping",
  sql: () => `
SELECT u.umid::int8::float8, NULL::text, ${mapping}, ${mapping}, ARRAY['CREATE USER MAPPING ' || ${mapping}], NULL
FROM pg_catalog.pg_user_mappings u
ORDER BY 4`,
});

const table = qualifiedName("n", "c.relname");
const column = "pg_catalog.quote_ident(a.attname)";

export const readForeignTables = definitionReader({
  kind: "foreignTable",
  catalog: "pg_class",
  sql: (_version, scope) => `
SELECT c.oid::int8::float8, n.nspname::text, c.relname::text, ${table},
       'CREATE FOREIGN TABLE ' || ${table} || E' (\\n' || coalesce((
         SELECT pg_catalog.string_agg('  ' || ${column} || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || ${optionsClause("a.attfdwoptions")}
           || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::pg_catalog.regcollation::text ELSE '' END
           || coalesce(CASE WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                ELSE ' DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END, '')
           || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, E',\\n' ORDER BY a.attnum)
         FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
         LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
         || E'\\n) SERVER ' || pg_catalog.quote_ident(s.srvname) || ${optionsClause("f.ftoptions")}
       || ARRAY(
         SELECT 'ALTER FOREIGN TABLE ' || ${table} || ' ADD CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid)
         FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' ORDER BY k.conname)
       || ARRAY(
         SELECT 'ALTER FOREIGN TABLE ' || ${table} || ' ALTER COLUMN ' || ${column} || x.setting
         FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
         CROSS JOIN LATERAL (VALUES
           (1, CASE WHEN a.attstattarget >= 0 THEN ' SET STATISTICS ' || a.attstattarget END),
           (2, ' SET (' || pg_catalog.array_to_string(${attributeOptions("a")}, ', ') || ')'),
           (3, CASE WHEN a.attstorage <> t.typstorage THEN ' SET STORAGE '
             || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END)
         ) x(position, setting)
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND x.setting IS NOT NULL ORDER BY a.attnum, x.position)
       || ARRAY(
         SELECT 'COMMENT ON CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ON ' || ${table} || ' IS ' || pg_catalog.quote_literal(d.description)
         FROM pg_catalog.pg_constraint k
         JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objoid = k.oid AND d.objsubid = 0
         WHERE k.conrelid = c.oid AND k.contype = 'c' ORDER BY k.conname)
       || ARRAY(
         SELECT 'COMMENT ON COLUMN ' || ${table} || '.' || ${column} || ' IS ' || pg_catalog.quote_literal(d.description)
         FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
         WHERE a.attrelid = c.oid ORDER BY a.attnum), NULL
FROM pg_catalog.pg_foreign_table f
JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
WHERE ${scope("n")}
ORDER BY 4`,
});
