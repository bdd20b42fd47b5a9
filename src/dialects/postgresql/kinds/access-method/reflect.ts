import { firstUserOid } from "../../catalog/reader.ts";
import { definitionReader } from "../definition/reader.ts";

export const readAccessMethods = definitionReader({
  kind: "accessMethod",
  catalog: "pg_am",
  sql: () => `
SELECT a.oid::int8::float8, NULL::text, a.amname::text, pg_catalog.quote_ident(a.amname),
       ARRAY['CREATE ACCESS METHOD ' || pg_catalog.quote_ident(a.amname) || ' TYPE '
         || CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END || ' HANDLER ' || a.amhandler::pg_catalog.text], NULL
FROM pg_catalog.pg_am a
WHERE a.oid >= ${firstUserOid}
ORDER BY 4`,
});
