import { definitionReader, functionName, qualifiedName } from "../definition/reader.ts";

export const readConversions = definitionReader({
  kind: "conversion",
  catalog: "pg_conversion",
  sql: (_version, scope) => `
SELECT c.oid::int8::float8, n.nspname::text, c.conname::text, ${qualifiedName("n", "c.conname")},
       ARRAY['CREATE ' || CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END || 'CONVERSION ' || ${qualifiedName("n", "c.conname")}
         || ' FOR ' || pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(c.conforencoding))
         || ' TO ' || pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(c.contoencoding)) || ' FROM ' || ${functionName("c.conproc")}], NULL
FROM pg_catalog.pg_conversion c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
WHERE ${scope("n")}
ORDER BY 4`,
});
