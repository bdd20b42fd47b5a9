/** Columns of tables, with their defaults, and the column numbers of every relation. */
import { columnKey, type ColumnModel, type Generated, type Identity } from "../../../../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../../../../kinds/default/model.ts";
import { compact, unless, type Catalog, type Relation } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  relation: number,
  number: number,
  name: string,
  type: string,
  notNull: boolean,
  identity: string,
  generated: string,
  collation: string | null,
  storage: string | null,
  compression: string,
  statistics: number | null,
  options: string[] | null,
  isLocal: boolean,
  defaultOid: number | null,
  expression: string | null,
  collationOid: number,
];

export const readColumns = defineReader<Row>({
  sql: (_version, scope) => `
SELECT a.attrelid::int8::float8, a.attnum, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.attnotnull, a.attidentity::text, a.attgenerated::text,
       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN (
         SELECT pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
         FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
         WHERE l.oid = a.attcollation) END,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, a.attcompression::text,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END, a.attoptions, a.attislocal,
       d.oid::int8::float8, CASE WHEN d.oid IS NOT NULL THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
       a.attcollation::int8::float8
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
WHERE ${scope("n")} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`,
  read: (rows, catalog) => {
    for (const row of rows) {
      const relation = catalog.relations.get(row[0]);
      if (relation !== undefined) readColumn(row, relation, catalog);
    }
  },
});

function readColumn(row: Row, relation: Relation, catalog: Catalog): void {
  const [oid, number, name, , , , generated, , , , , , , defaultOid, expression] = row;
  let names = catalog.columns.get(oid);
  if (names === undefined) catalog.columns.set(oid, (names = []));
  names[number] = name;
  let collations = catalog.columnCollations.get(oid);
  if (collations === undefined) catalog.columnCollations.set(oid, (collations = []));
  collations[number] = row[15];
  if (relation.relkind !== "r" && relation.relkind !== "p") return;
  const key = columnKey(relation.schema, relation.name, name);
  catalog.objects.set(key, Object.freeze(columnModel(row, relation, catalog)));
  if (defaultOid === null || expression === null) return;
  if (generated !== "") return catalog.alias(key, "pg_attrdef", defaultOid);
  const model: DefaultModel = {
    kind: "default",
    schema: relation.schema,
    table: relation.name,
    name,
    expression,
  };
  catalog.add(defaultKey(relation.schema, relation.name, name), model, "pg_attrdef", defaultOid);
}

function columnModel(row: Row, relation: Relation, catalog: Catalog): ColumnModel {
  const [oid, number, name, type, notNull, identity, generated, collation, storage] = row;
  const [, , , , , , , , , compression, statistics, options, isLocal, , expression] = row;
  return compact<ColumnModel>({
    kind: "column",
    schema: relation.schema,
    table: relation.name,
    name,
    type,
    notNull: unless(notNull, false),
    identity: readIdentity(identity),
    generated: generated === "" ? undefined : readGenerated(generated, expression ?? ""),
    collation: collation ?? undefined,
    storage: storage === null ? undefined : storageNames[storage],
    compression: compressionNames[compression],
    statistics: statistics ?? undefined,
    attributeOptions: options ?? undefined,
    inherited: isLocal || relation.isPartition ? undefined : true,
    comment: catalog.comment("pg_class", oid, number),
  });
}

/** The sequence's options are filled in when sequences are read. */
function readIdentity(code: string): Identity | undefined {
  return code === "" ? undefined : { always: code === "a" };
}

function readGenerated(code: string, expression: string): Generated {
  return code === "v" ? { expression, virtual: true } : { expression };
}

const storageNames: Readonly<Record<string, string>> = { p: "plain", e: "external", x: "extended", m: "main" };
const compressionNames: Readonly<Record<string, string>> = { p: "pglz", l: "lz4" };
