import { rangeKey, type RangeModel } from "../../../../kinds/range/model.ts";
import { compact, unless } from "../../catalog/catalog.ts";
import { automaticMultirangeName } from "../../multirange-name.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  namespace: number,
  name: string,
  subtype: string,
  operatorClass: string | null,
  collation: string | null,
  canonical: string | null,
  difference: string | null,
  multirange: string,
  multirangeSchema: string,
];

export const readRanges = defineReader<Row>({
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, t.typnamespace::int8::float8, t.typname::text, pg_catalog.format_type(r.rngsubtype, NULL),
       CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(o_n.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END,
       CASE WHEN r.rngcollation <> b.typcollation THEN (
         SELECT pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
         FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
         WHERE l.oid = r.rngcollation) END,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::pg_catalog.regproc::text END,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::pg_catalog.regproc::text END,
       m.typname::text, mn.nspname::text
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype
JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace
JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_catalog.pg_namespace o_n ON o_n.oid = o.opcnamespace
WHERE ${scope("n")}
ORDER BY n.nspname, t.typname`,
  read: (rows, catalog) => {
    for (const row of rows) {
      const [oid, namespace, name, subtype, operatorClass, collation, canonical, difference, multirange, where] = row;
      const schema = catalog.schemas.get(namespace);
      if (schema === undefined || catalog.belongsToExtension("pg_type", oid)) continue;
      const model: RangeModel = compact({
        kind: "range",
        schema,
        name,
        subtype,
        subtypeOperatorClass: operatorClass ?? undefined,
        collation: collation ?? undefined,
        canonical: canonical ?? undefined,
        subtypeDiff: difference ?? undefined,
        multirangeTypeName: unless(multirange, automaticMultirangeName(name)),
        multirangeSchema: unless(where, schema),
        comment: catalog.comment("pg_type", oid),
      });
      catalog.add(rangeKey(schema, name), model, "pg_type", oid);
    }
  },
});
