import { compositeKey, type CompositeAttribute, type CompositeModel } from "./model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  type: number,
  relation: number,
  namespace: number,
  typeName: string,
  number: number | null,
  name: string | null,
  attributeType: string | null,
  collation: string | null,
];

export const readComposites = defineReader<Row>({
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, c.oid::int8::float8, t.typnamespace::int8::float8, t.typname::text, a.attnum,
       a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attcollation <> b.typcollation THEN (
         SELECT pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
         FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
         WHERE l.oid = a.attcollation) END
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
WHERE ${scope("n")}
ORDER BY n.nspname, t.typname, a.attnum`,
  read: (rows, catalog) => {
    const attributes = new Map<number, CompositeAttribute[]>();
    for (const [type, relation, namespace, typeName, number, name, attributeType, collation] of rows) {
      const schema = catalog.schemas.get(namespace);
      if (schema === undefined || catalog.belongsToExtension("pg_type", type)) continue;
      let list = attributes.get(type);
      if (list === undefined) {
        attributes.set(type, (list = []));
        const comment = catalog.comment("pg_type", type) ?? catalog.comment("pg_class", relation);
        const model: CompositeModel = compact({ kind: "composite", schema, name: typeName, attributes: list, comment });
        const key = compositeKey(schema, typeName);
        catalog.add(key, model, "pg_type", type);
        catalog.alias(key, "pg_class", relation);
      }
      if (number === null) continue;
      const comment = catalog.comment("pg_class", relation, number);
      const attribute = {
        name: name as string,
        type: attributeType as string,
        collation: collation ?? undefined,
        comment,
      };
      list.push(compact(attribute));
    }
  },
});
