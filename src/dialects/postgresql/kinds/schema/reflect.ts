import { schemaKey, type SchemaModel } from "../../../../kinds/schema/model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

const publicComment = "standard public schema";

export const readSchemas = defineReader<[oid: number, name: string]>({
  sql: (_version, scope) => `
SELECT n.oid::int8::float8, n.nspname::text
FROM pg_catalog.pg_namespace n
WHERE ${scope("n")}
ORDER BY n.nspname`,
  read: (rows, catalog) => {
    for (const [oid, name] of rows) {
      catalog.schemas.set(oid, name);
      if (catalog.belongsToExtension("pg_namespace", oid)) continue;
      const comment = catalog.comment("pg_namespace", oid);
      const standard = name === "public" && comment === publicComment;
      const schema: SchemaModel = compact({ kind: "schema", name, comment: standard ? undefined : comment });
      catalog.add(schemaKey(name), schema, "pg_namespace", oid);
    }
  },
});
