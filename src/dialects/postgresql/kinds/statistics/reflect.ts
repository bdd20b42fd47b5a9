import { definitionReader, qualifiedName } from "../definition/reader.ts";

export const readStatistics = definitionReader({
  kind: "statistics",
  catalog: "pg_statistic_ext",
  sql: (_version, scope) => `
SELECT s.oid::int8::float8, n.nspname::text, s.stxname::text, ${qualifiedName("n", "s.stxname")},
       ARRAY[pg_catalog.pg_get_statisticsobjdef(s.oid),
         CASE WHEN s.stxstattarget >= 0 THEN
           'ALTER STATISTICS ' || ${qualifiedName("n", "s.stxname")} || ' SET STATISTICS ' || s.stxstattarget END], NULL
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});
