/** What indexes refer to by OID, read once instead of once an index. */
import { attributeOptions } from "../../catalog/attribute-options.ts";
import { defineReader } from "../../catalog/reader.ts";

export const readOperatorClassNames = defineReader<[oid: number, name: string]>({
  sql: () => `
SELECT o.oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(o.opcname)
FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault`,
  read: (rows, catalog) => {
    for (const [oid, name] of rows) catalog.operatorClasses.set(oid, name);
  },
});

export const readCollationNames = defineReader<[oid: number, name: string]>({
  sql: () => `
SELECT l.oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname)
FROM pg_catalog.pg_collation l
JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace`,
  read: (rows, catalog) => {
    for (const [oid, name] of rows) catalog.collations.set(oid, name);
  },
});

export const readIndexSettings = defineReader<
  [index: number, number: number, options: string[] | null, statistics: number | null, operatorClass: string | null]
>({
  sql: (_version, scope) => `
SELECT a.attrelid, a.attnum, x.options, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END,
       CASE WHEN x.options IS NOT NULL THEN (
         SELECT pg_catalog.quote_ident(on_.nspname) || '.' || pg_catalog.quote_ident(o.opcname)
         FROM pg_catalog.pg_index i
         JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[a.attnum - 1]
         JOIN pg_catalog.pg_namespace on_ ON on_.oid = o.opcnamespace
         WHERE i.indexrelid = a.attrelid) END
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('i', 'I')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT ${attributeOptions("a")}) x(options)
WHERE (x.options IS NOT NULL OR a.attstattarget >= 0) AND ${scope("n")}
ORDER BY a.attrelid, a.attnum`,
  read: (rows, catalog) => {
    for (const [index, number, options, statistics, operatorClass] of rows) {
      const settings = catalog.indexSettings.get(index) ?? [];
      settings.push({ number, options, statistics, operatorClass });
      catalog.indexSettings.set(index, settings);
    }
  },
});
