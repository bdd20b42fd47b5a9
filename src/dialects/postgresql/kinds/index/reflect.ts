/** Indexes, and the constraints that indexes serve (primary key, unique, exclusion). */
import { exclusionKey, type ExclusionElement, type ExclusionModel } from "../../../../kinds/exclusion/model.ts";
import { indexCommentKey } from "../index-comment/model.ts";
import { indexKey, type IndexElement, type IndexModel } from "../../../../kinds/index/model.ts";
import { primaryKeyKey, type PrimaryKeyModel } from "../../../../kinds/primary-key/model.ts";
import { uniqueKey, type UniqueModel } from "../../../../kinds/unique/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { columnNames, compact, defaultCollation, type Catalog, type Relation } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { deferrable, stripParentheses } from "../constraint/reflect.ts";

/** What most indexes are (btree, valid, ascending, no constraint) is null; lists of numbers are as PostgreSQL prints them. */
type Row = [
  oid: number,
  table: number,
  method: string | null,
  isUnique: true | null,
  isInvalid: true | null,
  isClustered: true | null,
  numbers: string,
  /** How many of the columns are keys, where not all. */
  keyCount: number | null,
  /** Null where all are zero, as with the collations. */
  options: string | null,
  operatorClasses: string,
  collations: string | null,
  expressions: string[] | null,
  predicate: string | null,
  storage: string[] | null,
  tablespace: string | null,
  nullsNotDistinct: true | null,
  constraintOid: number | null,
  constraintName: string | null,
  constraintType: string | null,
  isDeferrable: true | null,
  isDeferred: true | null,
  isPeriod: true | null,
  operators: string[] | null,
  definition: string | null,
];

const unlessZeros = (vector: string): string =>
  `CASE WHEN pg_catalog.btrim(${vector}::text, '0 ') <> '' THEN ${vector}::text END`;

export const readIndexes = defineReader<Row>({
  sql: (version, scope) => `
SELECT x.indexrelid, x.indrelid, nullif(m.amname, 'btree')::text, nullif(x.indisunique, false),
       nullif(NOT x.indisvalid, false), nullif(x.indisclustered, false),
       x.indkey::text, nullif(x.indnkeyatts, x.indnatts), ${unlessZeros("x.indoption")},
       x.indclass::text, ${unlessZeros("x.indcollation")},
       CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(
         SELECT pg_catalog.pg_get_indexdef(x.indexrelid, u.i::int4, false)
         FROM pg_catalog.generate_series(1, x.indnkeyatts) u(i) ORDER BY u.i) END,
       pg_catalog.pg_get_expr(x.indpred, x.indrelid), c.reloptions, s.spcname::text,
       ${version >= 150000 ? "nullif(x.indnullsnotdistinct, false)" : "NULL::bool"},
       k.oid, k.conname::text, k.contype::text, nullif(k.condeferrable, false), nullif(k.condeferred, false),
       ${version >= 180000 ? "nullif(k.conperiod, false)" : "NULL::bool"},
       CASE WHEN k.contype = 'x' THEN ARRAY(
         SELECT CASE WHEN pn.nspname = 'pg_catalog' THEN p.oprname::text
                ELSE 'OPERATOR(' || pg_catalog.quote_ident(pn.nspname) || '.' || p.oprname || ')' END
         FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u(oid, i)
         JOIN pg_catalog.pg_operator p ON p.oid = u.oid
         JOIN pg_catalog.pg_namespace pn ON pn.oid = p.oprnamespace ORDER BY u.i) END,
       CASE WHEN x.indexprs IS NOT NULL AND EXISTS (
         SELECT FROM pg_catalog.unnest(x.indcollation::oid[]) u(oid) WHERE u.oid NOT IN (0, 100))
       THEN pg_catalog.pg_get_indexdef(x.indexrelid) END
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE ${scope("n")} AND c.relkind IN ('i', 'I')
ORDER BY n.nspname, c.relname`,
  read: (rows, catalog) => {
    for (const row of rows) {
      const table = catalog.relations.get(row[1]);
      const relation = catalog.relations.get(row[0]);
      if (table === undefined || relation === undefined || catalog.belongsToExtension("pg_class", row[0])) continue;
      if (row[18] === null) readIndex(row, relation, table, catalog);
      else {
        readIndexConstraint(row, table, catalog);
        readIndexComment(row[0], relation, catalog);
      }
    }
  },
});

function readIndex(row: Row, relation: Relation, table: Relation, catalog: Catalog): void {
  const oid = row[0];
  const index = compact<IndexModel>({
    kind: "index",
    schema: relation.schema,
    table: table.name,
    name: relation.name,
    method: row[2] ?? undefined,
    unique: row[3] ?? undefined,
    elements: readElements(row, table, catalog),
    include: included(row, table, catalog),
    where: predicate(row, catalog),
    nullsNotDistinct: row[15] ?? undefined,
    storageParameters: row[13] ?? undefined,
    tablespace: row[14] ?? undefined,
    clustered: row[5] ?? undefined,
    statistics: statisticsOf(oid, catalog),
    invalid: row[4] === true && relation.relkind === "i" ? true : undefined,
    comment: catalog.comment("pg_class", oid),
  });
  catalog.add(indexKey(relation.schema, relation.name), index, "pg_class", oid);
}

function readIndexComment(oid: number, { schema, name }: Relation, catalog: Catalog): void {
  const text = catalog.comment("pg_class", oid);
  if (text !== undefined)
    catalog.add(indexCommentKey(schema, name), { kind: "indexComment", schema, name, text } as SchemaObject);
}

function readIndexConstraint(row: Row, table: Relation, catalog: Catalog): void {
  const constraint = row[16] as number;
  const [key, model] = row[18] === "x" ? exclusion(row, table, catalog) : indexConstraint(row, table, catalog);
  catalog.add(key, model, "pg_constraint", constraint);
  catalog.alias(key, "pg_class", row[0]);
}

function indexConstraint(row: Row, table: Relation, catalog: Catalog): readonly [Key, SchemaObject] {
  const name = row[17] as string;
  const isPrimary = row[18] === "p";
  const model = compact<PrimaryKeyModel | UniqueModel>({
    kind: isPrimary ? "primaryKey" : "unique",
    schema: table.schema,
    table: table.name,
    name,
    columns: columnNames(table, keyNumbers(row, catalog)),
    include: included(row, table, catalog),
    nullsNotDistinct: isPrimary ? undefined : (row[15] ?? undefined),
    deferrable: deferrable(row[19] === true, row[20] === true),
    storageParameters: row[13] ?? undefined,
    tablespace: row[14] ?? undefined,
    withoutOverlaps: row[21] ?? undefined,
    clustered: row[5] ?? undefined,
    comment: catalog.comment("pg_constraint", row[16] as number),
  } as PrimaryKeyModel | UniqueModel);
  return [(isPrimary ? primaryKeyKey : uniqueKey)(table.schema, table.name, name), model];
}

function exclusion(row: Row, table: Relation, catalog: Catalog): readonly [Key, SchemaObject] {
  const name = row[17] as string;
  const operators = row[22] ?? [];
  const elements = readElements(row, table, catalog).map((element, at): ExclusionElement => ({
    ...element,
    operator: operators[at] as string,
  }));
  const model = compact<ExclusionModel>({
    kind: "exclusion",
    schema: table.schema,
    table: table.name,
    name,
    method: row[2] ?? "btree",
    elements,
    include: included(row, table, catalog),
    where: predicate(row, catalog),
    deferrable: deferrable(row[19] === true, row[20] === true),
    storageParameters: row[13] ?? undefined,
    tablespace: row[14] ?? undefined,
    comment: catalog.comment("pg_constraint", row[16] as number),
  });
  return [exclusionKey(table.schema, table.name, name), model];
}

function predicate(row: Row, catalog: Catalog): string | undefined {
  return row[12] === null ? undefined : catalog.shared(stripParentheses(row[12]));
}

/** Numbers of the key columns, 0 for an expression. */
function keyNumbers(row: Row, catalog: Catalog): readonly number[] {
  const numbers = catalog.vector(row[6]);
  return row[7] === null ? numbers : numbers.slice(0, row[7]);
}

function included(row: Row, table: Relation, catalog: Catalog): string[] | undefined {
  return row[7] === null ? undefined : columnNames(table, catalog.vector(row[6]).slice(row[7]));
}

/** The collation of a key column where it is not the column's own. */
function columnCollation(number: number, collation: number, table: Relation, catalog: Catalog): string | undefined {
  const own = table.collations.get(number) ?? defaultCollation;
  return collation === 0 || collation === own ? undefined : catalog.collations.get(collation);
}

function statisticsOf(oid: number, catalog: Catalog): string[] | undefined {
  const targets = catalog.indexSettings.get(oid)?.filter((entry) => entry.statistics !== null);
  if (targets === undefined || targets.length === 0) return undefined;
  return targets.map((entry) => `${entry.number}=${entry.statistics}`);
}

/**
 * The catalogs do not say whether an expression's collation is its own or the index's; the printed definition does, and
 * is asked for only where a collation other than the default is there.
 */
function expressionCollation(row: Row, at: number, collationOid: number, catalog: Catalog): string | undefined {
  const collation = catalog.collations.get(collationOid);
  const expression = row[11]?.[at];
  if (collation === undefined || row[23] === null || expression === undefined) return undefined;
  const short = collation.replace(/^pg_catalog\./, "");
  const isPrinted = [collation, short].some((name) => row[23]!.includes(`${expression} COLLATE ${name}`));
  return isPrinted ? collation : undefined;
}

function readElements(row: Row, table: Relation, catalog: Catalog): IndexElement[] {
  return keyNumbers(row, catalog).map((number, at) => readElement(row, at, number, table, catalog));
}

/** Bit 1 of an element's options means descending, bit 2 nulls first (`pg_index.indoption`). */
function readElement(row: Row, at: number, number: number, table: Relation, catalog: Catalog): IndexElement {
  const bits = row[8] === null ? 0 : (catalog.vector(row[8])[at] as number);
  const collation = row[10] === null ? 0 : (catalog.vector(row[10])[at] as number);
  const descending = (bits & 1) === 1;
  const nullsFirst = (bits & 2) === 2;
  const setting = catalog.indexSettings.get(row[0])?.find((entry) => entry.number === at + 1);
  return compact<IndexElement>({
    column: number === 0 ? undefined : table.columns[number],
    expression: number === 0 ? stripParentheses(row[11]?.[at] ?? "") : undefined,
    collation:
      number === 0
        ? expressionCollation(row, at, collation, catalog)
        : columnCollation(number, collation, table, catalog),
    // Parameters stand behind a name, also behind that of the default class.
    operatorClass:
      catalog.operatorClasses.get(catalog.vector(row[9])[at] as number) ?? setting?.operatorClass ?? undefined,
    operatorClassParameters: setting?.options ?? undefined,
    descending: descending ? true : undefined,
    nulls: nullsFirst === descending ? undefined : nullsFirst ? "first" : "last",
  });
}
