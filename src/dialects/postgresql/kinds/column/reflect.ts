/** Columns of tables, with their defaults, and the column numbers of every relation. */
import { columnKey, type ColumnModel, type Generated, type Identity } from "../../../../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../../../../kinds/default/model.ts";
import { attributeOptions } from "../../catalog/attribute-options.ts";
import { compact, defaultCollation, type Catalog, type Relation } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

/** What most columns have (nullable, no identity, declared here) is null, since every text costs both sides. */
type Row = [
  relation: number,
  number: number,
  name: string,
  type: string,
  notNull: true | null,
  identity: string | null,
  generated: string | null,
  collation: string | null,
  storage: string | null,
  compression: string | null,
  statistics: number | null,
  options: string[] | null,
  isInherited: true | null,
  defaultOid: number | null,
  expression: string | null,
  collationOid: number | null,
];

// Only the expression of a generated column names columns, and without a relation to look up printing is much faster.
export const readColumns = defineReader<Row>({
  sql: (version, scope) => `
SELECT a.attrelid, a.attnum, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
       nullif(a.attnotnull, false), ${identityOf(version)}, CASE WHEN a.attgenerated <> '' THEN
         CASE WHEN a.attinhcount > 0 AND a.attislocal AND EXISTS (
           SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
           WHERE i.inhrelid = a.attrelid AND p.attgenerated <> '') THEN pg_catalog.upper(a.attgenerated::text) ELSE a.attgenerated::text END END,
       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN (
         SELECT pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
         FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
         WHERE l.oid = a.attcollation) END,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, nullif(a.attcompression, '')::text,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END, ${attributeOptions("a")}, nullif(NOT a.attislocal, false),
       d.oid, pg_catalog.pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END),
       CASE WHEN a.attcollation NOT IN (0, ${defaultCollation}) THEN a.attcollation END
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

/** From 17 on, a partition shows the identity of its parent, and cannot have one of its own. */
const identityOf = (version: number): string =>
  version >= 170000
    ? "CASE WHEN NOT c.relispartition THEN nullif(a.attidentity, '')::text END"
    : "nullif(a.attidentity, '')::text";

function readColumn(row: Row, relation: Relation, catalog: Catalog): void {
  const number = row[1];
  const name = catalog.shared(row[2]);
  relation.columns[number] = name;
  if (row[15] !== null) relation.collations.set(number, row[15]);
  if (relation.relkind !== "r" && relation.relkind !== "p") return;
  const key = columnKey(relation.schema, relation.name, name);
  catalog.add(key, columnModel(row, name, relation, catalog));
  const defaultOid = row[13];
  const expression = row[14];
  if (defaultOid === null || expression === null) return;
  if (row[6] !== null) return catalog.alias(key, "pg_attrdef", defaultOid);
  const model: DefaultModel = {
    kind: "default",
    schema: relation.schema,
    table: relation.name,
    name,
    expression: catalog.shared(expression),
  };
  catalog.add(defaultKey(relation.schema, relation.name, name), model, "pg_attrdef", defaultOid);
}

function columnModel(row: Row, name: string, relation: Relation, catalog: Catalog): ColumnModel {
  const generated = row[6];
  const storage = row[8];
  const compression = row[9];
  return compact<ColumnModel>({
    kind: "column",
    schema: relation.schema,
    table: relation.name,
    name,
    type: catalog.shared(row[3]),
    notNull: row[4] ?? undefined,
    identity: readIdentity(row[5]),
    generated: generated === null ? undefined : readGenerated(generated, row[14] ?? ""),
    collation: row[7] ?? undefined,
    storage: storage === null ? undefined : storageNames[storage],
    compression: compression === null ? undefined : compressionNames[compression],
    statistics: row[10] ?? undefined,
    attributeOptions: row[11] ?? undefined,
    inherited: row[12] === null || relation.isPartition ? undefined : true,
    comment: catalog.comment("pg_class", row[0], row[1]),
  });
}

/** The sequence's options are filled in when sequences are read. */
function readIdentity(code: string | null): Identity | undefined {
  return code === null ? undefined : { always: code === "a" };
}

/** A capital letter marks a column that the parent generates as well. */
function readGenerated(code: string, expression: string): Generated {
  const isVirtual = code.toLowerCase() === "v";
  return {
    expression,
    ...(isVirtual ? { virtual: true } : {}),
    ...(code !== code.toLowerCase() ? { ofParent: true } : {}),
  };
}

const storageNames: Readonly<Record<string, string>> = { p: "plain", e: "external", x: "extended", m: "main" };
const compressionNames: Readonly<Record<string, string>> = { p: "pglz", l: "lz4" };
