import { definitionReader, qualifiedName } from "../definition/reader.ts";

/** Where the locale of a collation that is not libc's stands. */
const localeColumn = (version: number): string =>
  version >= 170000 ? "c.colllocale" : version >= 150000 ? "c.colliculocale" : "c.collcollate";

export const readCollations = definitionReader({
  kind: "collation",
  catalog: "pg_collation",
  sql: (version, scope) => `
SELECT c.oid::int8::float8, n.nspname::text, c.collname::text, ${qualifiedName("n", "c.collname")},
       ARRAY['CREATE COLLATION ' || ${qualifiedName("n", "c.collname")} || ' (provider = '
         || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'd' THEN 'default' ELSE 'libc' END
         || CASE WHEN c.collisdeterministic THEN '' ELSE ', deterministic = false' END
         || CASE WHEN c.collprovider <> 'c' THEN ', locale = ' || pg_catalog.quote_literal(${localeColumn(version)})
                 WHEN c.collcollate = c.collctype THEN ', locale = ' || pg_catalog.quote_literal(c.collcollate)
                 ELSE ', lc_collate = ' || pg_catalog.quote_literal(c.collcollate) || ', lc_ctype = ' || pg_catalog.quote_literal(c.collctype) END
         || ${version >= 160000 ? "coalesce(', rules = ' || pg_catalog.quote_literal(c.collicurules), '')" : "''"} || ')'], NULL
FROM pg_catalog.pg_collation c
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});
