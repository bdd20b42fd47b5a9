/** Sequences and their owners; the sequence of an identity column completes that column. */
import { columnKey, type ColumnModel } from "../../../../kinds/column/model.ts";
import {
  sequenceKey,
  sequenceOwnerKey,
  type SequenceModel,
  type SequenceOwnerModel,
} from "../../../../kinds/sequence/model.ts";
import { identityPersistenceKey, type IdentityPersistenceModel } from "../identity-persistence/model.ts";
import { tableKey, type TableModel } from "../../../../kinds/table/model.ts";
import { compact, unless, type Catalog, type Relation } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { makeObjectName } from "../../../../metadata/automatic-names.ts";

type Row = [
  oid: number,
  type: string,
  start: string,
  increment: string,
  min: string,
  max: string,
  cache: string,
  cycle: boolean,
  ownerTable: number | null,
  ownerColumn: number | null,
  ownership: string | null,
  persistence: string,
];

export const readSequences = defineReader<Row>({
  sql: (_version, scope) => `
SELECT q.seqrelid, pg_catalog.format_type(q.seqtypid, NULL), q.seqstart::text, q.seqincrement::text,
       q.seqmin::text, q.seqmax::text, q.seqcache::text, q.seqcycle, d.refobjid, d.refobjsubid,
       d.deptype::text, c.relpersistence::text
FROM pg_catalog.pg_sequence q
JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend d
  ON d.objid = q.seqrelid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
WHERE ${scope("n")}
ORDER BY n.nspname, c.relname`,
  read: (rows, catalog) => {
    for (const row of rows) {
      const relation = catalog.relations.get(row[0]);
      if (relation === undefined) continue;
      if (row[10] === "i") completeIdentity(row, relation, catalog);
      else readSequence(row, relation, catalog);
    }
  },
});

function readSequence(row: Row, relation: Relation, catalog: Catalog): void {
  const { schema, name } = relation;
  const type = row[1] === "smallint" || row[1] === "integer" ? row[1] : undefined;
  const sequence: SequenceModel = compact({
    kind: "sequence",
    schema,
    name,
    type,
    ...sequenceOptions(row),
    unlogged: unless(row[11] === "u", false),
    comment: catalog.comment("pg_class", row[0]),
  });
  catalog.add(sequenceKey(schema, name), sequence, "pg_class", row[0]);
  const table = row[8] === null ? undefined : catalog.relations.get(row[8]);
  if (table === undefined) return;
  const owner: SequenceOwnerModel = {
    kind: "sequenceOwner",
    schema,
    name,
    tableSchema: table.schema,
    table: table.name,
    column: table.columns[row[9] as number] as string,
  };
  catalog.add(sequenceOwnerKey(schema, name), owner);
}

/** The options join what the column's reader has begun; nobody else has seen it yet. */
function completeIdentity(row: Row, relation: Relation, catalog: Catalog): void {
  const table = catalog.relations.get(row[8] as number);
  const columnName = table?.columns[row[9] as number];
  if (table === undefined || columnName === undefined) return;
  const key = columnKey(table.schema, table.name, columnName);
  const column = catalog.objects.get(key) as ColumnModel | undefined;
  if (column?.identity === undefined) return;
  catalog.alias(key, "pg_class", row[0]);
  const automatic = relation.schema === table.schema && relation.name === makeObjectName(table.name, columnName, "seq");
  const name = automatic ? undefined : relation.name;
  Object.freeze(Object.assign(column.identity, compact({ name, ...sequenceOptions(row) })));
  readPersistence(row, relation, column, catalog);
}

function readPersistence(
  row: Row,
  { schema, name }: Relation,
  { table, name: column }: ColumnModel,
  catalog: Catalog,
): void {
  // Before 15 every sequence is logged, whatever its table is.
  if (catalog.serverVersion < 150_000) return;
  const unlogged = row[11] === "u";
  const above = catalog.objects.get(tableKey(schema, table)) as TableModel | undefined;
  if (above === undefined || unlogged === (above.unlogged === true)) return;
  const model: IdentityPersistenceModel = { kind: "identityPersistence", schema, table, name, column, unlogged };
  catalog.add(identityPersistenceKey(schema, name), model);
}

const limits: Readonly<Record<string, readonly [min: string, max: string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** Leaves out what `CREATE SEQUENCE` would choose by itself (manual, CREATE SEQUENCE). */
function sequenceOptions(row: Row) {
  const [, type, start, increment, min, max, cache, cycle] = row;
  const [lowest, highest] = limits[type] ?? limits["bigint"]!;
  const descending = increment.startsWith("-");
  const defaultMin = descending ? lowest : "1";
  const defaultMax = descending ? "-1" : highest;
  return {
    start: unless(start, descending ? max : min),
    increment: unless(increment, "1"),
    minValue: unless(min, defaultMin),
    maxValue: unless(max, defaultMax),
    cache: unless(cache, "1"),
    cycle: unless(cycle, false),
  };
}
