import { enumKey, type EnumModel } from "./model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

export const readEnums = defineReader<[oid: number, namespace: number, name: string, values: string[]]>({
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, t.typnamespace::int8::float8, t.typname::text,
       ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND ${scope("n")}
ORDER BY n.nspname, t.typname`,
  read: (rows, catalog) => {
    for (const [oid, namespace, name, values] of rows) {
      const schema = catalog.schemas.get(namespace);
      if (schema === undefined || catalog.belongsToExtension("pg_type", oid)) continue;
      const model: EnumModel = compact({
        kind: "enum",
        schema,
        name,
        values,
        comment: catalog.comment("pg_type", oid),
      });
      catalog.add(enumKey(schema, name), model, "pg_type", oid);
    }
  },
});
