/** Views and materialised views. */
import {
  materializedViewKey,
  viewKey,
  type MaterializedViewModel,
  type ViewColumn,
  type ViewModel,
} from "../../../../kinds/view/model.ts";
import { compact, type Catalog, type Relation } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  rule: number,
  query: string,
  options: string[] | null,
  columns: string,
  tablespace: string | null,
  accessMethod: string | null,
  isPopulated: boolean,
  clustered: string | null,
];

type ColumnRow = [
  number: number,
  name: string,
  type: string,
  collation: string | null,
  defaultOid: number | null,
  expression: string | null,
  storage: string | null,
  statistics: number | null,
];

export const readViews = defineReader<Row>({
  optional: ["view", "materializedView"],
  sql: (_version, scope) => `
SELECT c.oid::int8::float8, r.oid::int8::float8, pg_catalog.pg_get_viewdef(c.oid), c.reloptions,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
          CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN a.attcollation::pg_catalog.regcollation::text END,
          d.oid::int8, pg_catalog.pg_get_expr(d.adbin, d.adrelid),
          CASE WHEN c.relkind = 'm' AND a.attstorage <> t.typstorage THEN a.attstorage END,
          CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END) ORDER BY a.attnum)::text
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
       s.spcname::text, CASE WHEN c.relkind = 'm' THEN nullif(m.amname::text, 'heap') END, c.relispopulated,
       CASE WHEN c.relkind = 'm' THEN (
         SELECT i.relname::text FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
         WHERE x.indrelid = c.oid AND x.indisclustered) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE ${scope("n")} AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname`,
  read: (rows, catalog) => {
    for (const row of rows) {
      const relation = catalog.relations.get(row[0]);
      if (relation !== undefined) readView(row, relation, catalog);
    }
  },
});

function readView(
  [oid, rule, text, options, columns, ...rest]: Row,
  { schema, name, relkind }: Relation,
  catalog: Catalog,
): void {
  const [tablespace, accessMethod, isPopulated, clustered] = rest;
  const query = text.replace(/;\s*$/, "").replace(/^ /, "");
  const shared = {
    schema,
    name,
    query,
    columns: readColumns(columns, oid, catalog),
    comment: catalog.comment("pg_class", oid),
  };
  const check = options?.find((option) => option.startsWith("check_option="))?.slice("check_option=".length);
  const others = options?.filter((option) => !option.startsWith("check_option=")).sort();
  const parameters = others === undefined || others.length === 0 ? undefined : others;
  const model: ViewModel | MaterializedViewModel =
    relkind === "v"
      ? compact<ViewModel>({
          kind: "view",
          ...shared,
          options: parameters,
          checkOption: check as ViewModel["checkOption"],
        })
      : compact<MaterializedViewModel>({
          kind: "materializedView",
          ...shared,
          storageParameters: parameters,
          tablespace: tablespace ?? undefined,
          accessMethod: accessMethod ?? undefined,
          withoutData: isPopulated ? undefined : true,
          clustered: clustered ?? undefined,
        });
  const key = relkind === "v" ? viewKey(schema, name) : materializedViewKey(schema, name);
  catalog.add(key, model, "pg_class", oid);
  catalog.alias(key, "pg_rewrite", rule);
  for (const [, , , , defaultOid] of JSON.parse(columns ?? "[]") as ColumnRow[]) {
    if (defaultOid !== null) catalog.alias(key, "pg_attrdef", defaultOid);
  }
}

const storages: Readonly<Record<string, string>> = { p: "plain", e: "external", x: "extended", m: "main" };

function readColumns(text: string | null, oid: number, catalog: Catalog): ViewColumn[] {
  return (JSON.parse(text ?? "[]") as ColumnRow[]).map(
    ([number, name, type, collation, , expression, storage, statistics]) =>
      compact<ViewColumn>({
        name,
        type,
        collation: collation ?? undefined,
        comment: catalog.comment("pg_class", oid, number),
        default: expression ?? undefined,
        storage: storage === null ? undefined : storages[storage],
        statistics: statistics ?? undefined,
      }),
  );
}
