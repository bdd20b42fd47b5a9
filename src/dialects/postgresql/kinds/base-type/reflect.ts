/**
 * Base types. What takes or gives the type while it is being made (its own functions) needs the shell alone; everything
 * else needs the type.
 */
import { definitionReader, functionName, qualifiedName } from "../definition/reader.ts";

const name = qualifiedName("n", "t.typname");
const given = (label: string, column: string): string =>
  `CASE WHEN ${column} <> 0 THEN '${label} = ' || ${functionName(column)} END`;

const isBase = "t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)";

export const readShellTypes = definitionReader({
  kind: "shellType",
  catalog: "pg_type",
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, n.nspname::text, t.typname::text, ${name}, ARRAY['CREATE TYPE ' || ${name}], NULL
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE ${scope("n")} AND (${isBase} OR NOT t.typisdefined)
ORDER BY 4`,
});

export const readBaseTypes = definitionReader({
  kind: "baseType",
  catalog: "pg_type",
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, n.nspname::text, t.typname::text, ${name},
       ARRAY['CREATE TYPE ' || ${name} || ' (' || pg_catalog.concat_ws(', ',
         'INPUT = ' || ${functionName("t.typinput")}, 'OUTPUT = ' || ${functionName("t.typoutput")},
         ${given("RECEIVE", "t.typreceive")}, ${given("SEND", "t.typsend")}, ${given("TYPMOD_IN", "t.typmodin")},
         ${given("TYPMOD_OUT", "t.typmodout")}, ${given("ANALYZE", "t.typanalyze")}, ${given("SUBSCRIPT", "t.typsubscript")},
         'INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'variable' ELSE t.typlen::text END,
         CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
         'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
         'STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END,
         CASE WHEN t.typcategory <> 'U' THEN 'CATEGORY = ' || pg_catalog.quote_literal(t.typcategory::text) END,
         CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
         'DEFAULT = ' || pg_catalog.quote_literal(t.typdefault),
         CASE WHEN t.typelem <> 0 THEN 'ELEMENT = ' || pg_catalog.format_type(t.typelem, NULL) END,
         CASE WHEN t.typdelim <> ',' THEN 'DELIMITER = ' || pg_catalog.quote_literal(t.typdelim::text) END,
         CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END) || ')'], NULL
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE ${scope("n")} AND ${isBase} AND t.typisdefined
ORDER BY 4`,
});
