import { domainKey, type DomainModel } from "./model.ts";
import { compact, unless } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  namespace: number,
  name: string,
  type: string,
  notNull: boolean,
  expression: string | null,
  collation: string | null,
];

export const readDomains = defineReader<Row>({
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, t.typnamespace::int8::float8, t.typname::text,
       pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull,
       CASE WHEN t.typdefaultbin IS NOT NULL THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0)
            WHEN t.typdefault IS NOT NULL THEN pg_catalog.quote_literal(t.typdefault) END,
       CASE WHEN t.typcollation <> b.typcollation THEN (
         SELECT pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
         FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
         WHERE l.oid = t.typcollation) END
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd' AND ${scope("n")}
ORDER BY n.nspname, t.typname`,
  read: (rows, catalog) => {
    for (const [oid, namespace, name, type, notNull, expression, collation] of rows) {
      const schema = catalog.schemas.get(namespace);
      if (schema === undefined || catalog.belongsToExtension("pg_type", oid)) continue;
      catalog.domains.set(oid, { schema, name });
      const model: DomainModel = compact({
        kind: "domain",
        schema,
        name,
        type,
        notNull: unless(notNull, false),
        default: expression ?? undefined,
        collation: collation ?? undefined,
        comment: catalog.comment("pg_type", oid),
      });
      catalog.add(domainKey(schema, name), model, "pg_type", oid);
    }
  },
});
