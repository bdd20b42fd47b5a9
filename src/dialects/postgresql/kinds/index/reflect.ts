/** Indexes, and the constraints that indexes serve (primary key, unique, exclusion). */
import { exclusionKey, type ExclusionElement, type ExclusionModel } from "../../../../kinds/exclusion/model.ts";
import { indexKey, type IndexElement, type IndexModel } from "../../../../kinds/index/model.ts";
import { primaryKeyKey, type IndexConstraintModel } from "../../../../kinds/primary-key/model.ts";
import { uniqueKey } from "../../../../kinds/unique/model.ts";
import { compact, unless, type Catalog } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { deferrable, stripParentheses } from "../constraint/reflect.ts";

type Row = [
  oid: number,
  table: number,
  method: string,
  isUnique: boolean,
  isValid: boolean,
  isClustered: boolean,
  numbers: number[],
  keyCount: number,
  options: number[],
  operatorClasses: number[],
  collations: number[],
  expressions: string[] | null,
  predicate: string | null,
  storage: string[] | null,
  tablespace: string | null,
  nullsNotDistinct: boolean,
  constraintOid: number | null,
  constraintName: string | null,
  constraintType: string | null,
  isDeferrable: boolean | null,
  isDeferred: boolean | null,
  isPeriod: boolean | null,
  operators: string[] | null,
  definition: string | null,
];

export const readIndexes = defineReader<Row>({
  sql: (version, scope) => `
SELECT x.indexrelid::int8::float8, x.indrelid::int8::float8, m.amname::text, x.indisunique, x.indisvalid,
       x.indisclustered, x.indkey::int2[], x.indnkeyatts, x.indoption::int2[],
       x.indclass::oid[], x.indcollation::oid[],
       CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(
         SELECT pg_catalog.pg_get_indexdef(x.indexrelid, u.i::int4, false)
         FROM pg_catalog.generate_series(1, x.indnkeyatts) u(i) ORDER BY u.i) END,
       pg_catalog.pg_get_expr(x.indpred, x.indrelid), c.reloptions, s.spcname::text,
       ${version >= 150000 ? "x.indnullsnotdistinct" : "false"},
       k.oid::int8::float8, k.conname::text, k.contype::text, k.condeferrable, k.condeferred,
       ${version >= 180000 ? "k.conperiod" : "false"},
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
      if (row[18] === null) readIndex(row, catalog);
      else readIndexConstraint(row, catalog);
    }
  },
});

function readIndex(row: Row, catalog: Catalog): void {
  const [oid, tableOid, method, isUnique, isValid, isClustered] = row;
  const table = catalog.relations.get(tableOid);
  const relation = catalog.relations.get(oid);
  if (table === undefined || relation === undefined || catalog.belongsToExtension("pg_class", oid)) return;
  const index: IndexModel = compact({
    kind: "index",
    schema: relation.schema,
    table: table.name,
    name: relation.name,
    method: unless(method, "btree"),
    unique: unless(isUnique, false),
    elements: readElements(row, catalog),
    include: included(row, catalog),
    where: predicate(row),
    nullsNotDistinct: unless(row[15], false),
    storageParameters: row[13] === null ? undefined : row[13],
    tablespace: row[14] ?? undefined,
    clustered: unless(isClustered, false),
    statistics: statisticsOf(oid, catalog),
    invalid: unless(!isValid && relation.relkind === "i", false),
    comment: catalog.comment("pg_class", oid),
  });
  catalog.add(indexKey(relation.schema, relation.name), index, "pg_class", oid);
}

function readIndexConstraint(row: Row, catalog: Catalog): void {
  const [oid, tableOid, method, , , isClustered] = row;
  const table = catalog.relations.get(tableOid);
  const constraintOid = row[16] as number;
  if (table === undefined || catalog.belongsToExtension("pg_class", oid)) return;
  const name = row[17] as string;
  const shared = {
    schema: table.schema,
    table: table.name,
    name,
    include: included(row, catalog),
    deferrable: deferrable(row[19] === true, row[20] === true),
    storageParameters: row[13] === null ? undefined : row[13],
    tablespace: row[14] ?? undefined,
    comment: catalog.comment("pg_constraint", constraintOid),
  };
  if (row[18] === "x" ) {
    const operators = row[22] ?? [];
    const elements = readElements(row, catalog).map(
      (element, at): ExclusionElement => ({ ...element, operator: operators[at] as string }),
    );
    const model: ExclusionModel = compact({ kind: "exclusion", ...shared, method, elements, where: predicate(row) });
    const key = exclusionKey(table.schema, table.name, name);
    catalog.add(key, model, "pg_constraint", constraintOid);
    return catalog.alias(key, "pg_class", oid);
  }
  const keyed: Omit<IndexConstraintModel, "kind"> = {
    ...shared,
    columns: catalog.columnNames(tableOid, row[6].slice(0, row[7])),
    withoutOverlaps: unless(row[21] === true, false),
    clustered: unless(isClustered, false),
  };
  const key =
    row[18] === "p" ? primaryKeyKey(table.schema, table.name, name) : uniqueKey(table.schema, table.name, name);
  const model =
    row[18] === "p"
      ? { kind: "primaryKey", ...keyed }
      : { kind: "unique", ...keyed, nullsNotDistinct: unless(row[15], false) };
  catalog.add(key, compact(model), "pg_constraint", constraintOid);
  catalog.alias(key, "pg_class", oid);
}

function predicate(row: Row): string | undefined {
  return row[12] === null ? undefined : stripParentheses(row[12]);
}

function included(row: Row, catalog: Catalog): string[] | undefined {
  const numbers = row[6].slice(row[7]);
  return numbers.length === 0 ? undefined : catalog.columnNames(row[1], numbers);
}

/** The collation of a key column where it is not the column's own. */
function columnCollation(row: Row, at: number, catalog: Catalog): string | undefined {
  const collation = row[10][at] as number;
  const own = catalog.columnCollations.get(row[1])?.[row[6][at] as number];
  return collation === 0 || collation === own ? undefined : catalog.collations.get(collation);
}

function statisticsOf(oid: number, catalog: Catalog): string[] | undefined {
  const targets = (catalog.indexSettings.get(oid) ?? []).filter((entry) => entry.statistics !== null);
  return targets.length === 0 ? undefined : targets.map((entry) => `${entry.number}=${entry.statistics}`);
}

/**
 * The catalogs do not say whether an expression's collation is its own or the index's; the printed definition does, and
 * is asked for only where a collation other than the default is there.
 */
function expressionCollation(row: Row, at: number, catalog: Catalog): string | undefined {
  const collation = catalog.collations.get(row[10][at] as number);
  const expression = row[11]?.[at];
  if (collation === undefined || row[23] === null || expression === undefined) return undefined;
  const short = collation.replace(/^pg_catalog\./, "");
  const isPrinted = [collation, short].some((name) => row[23]!.includes(`${expression} COLLATE ${name}`));
  return isPrinted ? collation : undefined;
}

/** Bit 1 of an element's options means descending, bit 2 nulls first (`pg_index.indoption`). */
function readElements(row: Row, catalog: Catalog): IndexElement[] {
  const names = catalog.columns.get(row[1]) ?? [];
  const settings = catalog.indexSettings.get(row[0]);
  return row[6].slice(0, row[7]).map((number, at) => {
    const descending = ((row[8][at] as number) & 1) === 1;
    const nullsFirst = ((row[8][at] as number) & 2) === 2;
    const options = settings?.find((entry) => entry.number === at + 1)?.options;
    return compact<IndexElement>({
      column: number === 0 ? undefined : names[number],
      expression: number === 0 ? stripParentheses(row[11]?.[at] ?? "") : undefined,
      collation: number === 0 ? expressionCollation(row, at, catalog) : columnCollation(row, at, catalog),
      operatorClass: catalog.operatorClasses.get(row[9][at] as number),
      operatorClassParameters: options ?? undefined,
      descending: unless(descending, false),
      nulls: nullsFirst === descending ? undefined : nullsFirst ? "first" : "last",
    });
  });
}
