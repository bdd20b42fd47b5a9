/** Relations of every sort: tables become objects here, the others are remembered for the kinds that read them. */
import { tableKey, type PartitionKey, type ReplicaIdentity, type TableModel } from "../../../../kinds/table/model.ts";
import { compact, type Catalog } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  namespace: number,
  name: string,
  relkind: string,
  persistence: string | null,
  isPartition: true | null,
  options: string[] | null,
  toastOptions: string[] | null,
  tablespace: string | null,
  accessMethod: string | null,
  replicaIdentity: string | null,
  replicaIndex: string | null,
  partitionKey: string | null,
  ofType: string | null,
];

export const readRelations = defineReader<Row>({
  sql: (_version, scope) => `
SELECT c.oid, c.relnamespace, c.relname::text, c.relkind::text, nullif(c.relpersistence, 'p')::text,
       nullif(c.relispartition, false), c.reloptions, t.reloptions, s.spcname::text,
       CASE WHEN c.relkind IN ('r', 'm') THEN nullif(a.amname::text, 'heap') END, CASE WHEN c.relkind IN ('r', 'p', 'm') THEN nullif(c.relreplident, 'd')::text END,
       CASE WHEN c.relreplident = 'i' THEN (
         SELECT i.relname::text FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
         WHERE x.indrelid = c.oid AND x.indisreplident) END,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
WHERE ${scope("n")} AND c.relkind <> 't'
ORDER BY n.nspname, c.relname`,
  read: (rows, catalog) => rows.forEach((row) => readRelation(row, catalog)),
});

/** Indexes and sequences: there are many, and nobody asks for their columns. */
const withoutColumns: ReadonlySet<string> = new Set(["i", "I", "S"]);
const none = { columns: [], collations: new Map<number, number>() };

function readRelation(row: Row, catalog: Catalog): void {
  const oid = row[0];
  const name = row[2];
  const relkind = row[3];
  const schema = catalog.schemas.get(row[1]);
  if (schema === undefined || catalog.belongsToExtension("pg_class", oid)) return;
  const { columns, collations } = withoutColumns.has(relkind) ? none : { columns: [], collations: new Map() };
  catalog.relations.set(oid, { oid, schema, name, relkind, isPartition: row[5] === true, columns, collations });
  if (relkind !== "r" && relkind !== "p") return;
  const table: TableModel = compact({
    kind: "table",
    schema,
    name,
    comment: catalog.comment("pg_class", oid),
    unlogged: row[4] === "u" ? true : undefined,
    partitionBy: row[12] === null ? undefined : parsePartitionKey(row[12]),
    tablespace: row[8] ?? undefined,
    accessMethod: row[9] ?? undefined,
    storageParameters: parameters(row[6], row[7]),
    replicaIdentity: replicaIdentity(row[10], row[11]),
    ofType: row[13] ?? undefined,
  });
  catalog.add(tableKey(schema, name), table, "pg_class", oid);
}

/** `RANGE (a, lower(b))` as method and key. */
export function parsePartitionKey(text: string): PartitionKey {
  const open = text.indexOf("(");
  const method = text.slice(0, open).trim().toLowerCase() as PartitionKey["method"];
  return { method, key: text.slice(open + 1, -1) };
}

function parameters(options: readonly string[] | null, toastOptions: readonly string[] | null): string[] | undefined {
  if (options === null && toastOptions === null) return undefined;
  const all = [...(options ?? []), ...(toastOptions ?? []).map((option) => `toast.${option}`)];
  return all.length === 0 ? undefined : all;
}

function replicaIdentity(code: string | null, index: string | null): ReplicaIdentity | undefined {
  if (code === "f") return "full";
  if (code === "n") return "nothing";
  return code === "i" && index !== null ? { index } : undefined;
}
