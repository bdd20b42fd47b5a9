import { firstUserOid } from "../../catalog/reader.ts";
import { definitionReader, functionName } from "../definition/reader.ts";

export const readLanguages = definitionReader({
  kind: "language",
  catalog: "pg_language",
  sql: () => `
SELECT l.oid::int8::float8, NULL::text, l.lanname::text, pg_catalog.quote_ident(l.lanname),
       ARRAY['CREATE ' || CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' || pg_catalog.quote_ident(l.lanname)
         || ' HANDLER ' || ${functionName("l.lanplcallfoid")} || coalesce(' INLINE ' || ${functionName("l.laninline")}, '')
         || coalesce(' VALIDATOR ' || ${functionName("l.lanvalidator")}, '')], NULL
FROM pg_catalog.pg_language l
WHERE l.lanispl AND l.oid >= ${firstUserOid}
ORDER BY 4`,
});

const transform =
  "'FOR ' || pg_catalog.format_type(t.trftype, NULL) || ' LANGUAGE ' || pg_catalog.quote_ident(l.lanname)";

const transformFunction = (oid: string): string =>
  `${functionName(oid)} || '(' || (SELECT pg_catalog.oidvectortypes(g.proargtypes) FROM pg_catalog.pg_proc g WHERE g.oid = ${oid}) || ')'`;

export const readTransforms = definitionReader({
  kind: "transform",
  catalog: "pg_transform",
  sql: () => `
SELECT t.oid::int8::float8, NULL::text, ${transform}, ${transform},
       ARRAY['CREATE TRANSFORM ' || ${transform} || ' (' || pg_catalog.concat_ws(', ',
         'FROM SQL WITH FUNCTION ' || ${transformFunction("t.trffromsql")},
         'TO SQL WITH FUNCTION ' || ${transformFunction("t.trftosql")}) || ')'], NULL
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_language l ON l.oid = t.trflang
ORDER BY 4`,
});
