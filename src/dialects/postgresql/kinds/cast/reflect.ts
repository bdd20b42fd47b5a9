import { firstUserOid } from "../../catalog/reader.ts";
import { definitionReader, functionName } from "../definition/reader.ts";

const types = "pg_catalog.format_type(c.castsource, NULL) || ' AS ' || pg_catalog.format_type(c.casttarget, NULL)";

export const readCasts = definitionReader({
  kind: "cast",
  catalog: "pg_cast",
  sql: () => `
SELECT c.oid::int8::float8, NULL::text, ${types}, '(' || ${types} || ')',
       ARRAY['CREATE CAST (' || ${types} || ') '
         || CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT'
            ELSE 'WITH FUNCTION ' || ${functionName("c.castfunc")} || '('
              || (SELECT pg_catalog.oidvectortypes(f.proargtypes) FROM pg_catalog.pg_proc f WHERE f.oid = c.castfunc) || ')' END
         || CASE c.castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' ELSE '' END], NULL
FROM pg_catalog.pg_cast c
WHERE c.oid >= ${firstUserOid} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend d
  WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'i')
ORDER BY 4`,
});
