import { extensionKey, type ExtensionModel } from "./model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

export const readExtensions = defineReader<
  [oid: number, name: string, schema: string, version: string, comment: string | null]
>({
  optional: ["extension"],
  sql: () => `
SELECT e.oid::int8::float8, e.extname::text, n.nspname::text, e.extversion,
       nullif(d.description, a.comment)
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_catalog.pg_description d
  ON d.objoid = e.oid AND d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass
LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname AND e.oid >= 16384
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname`,
  read: (rows, catalog) => {
    for (const [oid, name, into, version, comment] of rows) {
      const extension: ExtensionModel = compact({
        kind: "extension",
        name,
        into,
        version,
        comment: comment ?? undefined,
      });
      catalog.add(extensionKey(name), extension, "pg_extension", oid);
    }
  },
});
