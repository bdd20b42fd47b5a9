/** What PostgreSQL cannot do to a table that exists (divide it, or make one of its partitions) is done to a new one. */
import type { RowsModel } from "./model.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import { locate, written } from "../../ddl/locate.ts";

export interface RowsOp extends Operation {
  readonly type: "setRowsAside" | "restoreRows";
  readonly object: RowsModel;
}

export const setRowsAsideOp = (object: RowsModel): RowsOp => ({ type: "setRowsAside", object });
export const restoreRowsOp = (object: RowsModel): RowsOp => ({ type: "restoreRows", object });

export interface RowsOptions {
  /** Identity columns, which count on after the rows. */
  readonly identities?: readonly string[];
  /** Columns whose type is replaced meanwhile, each with its type: `{ status: "public.order_status" }`. */
  readonly asText?: Readonly<Record<string, string>>;
}

const rowsModel = (table: string, columns: readonly string[], options: RowsOptions): RowsModel => ({
  kind: "rows",
  ...locate(table),
  columns,
  ...options,
});

const render = ({ type, object: { schema, name, columns, identities, asText } }: RowsOp): string =>
  call(`op.${type}`, [
    literal(written(schema, name)),
    literal(columns),
    ...(identities === undefined && asText === undefined ? [] : [literal({ identities, asText })]),
  ]);

const names = ({ columns }: RowsModel): string => columns.map(quoteIdentifier).join(", ");
const readNames = ({ columns, asText = {} }: RowsModel): string =>
  columns
    .map((column) => {
      const [name, type] = [quoteIdentifier(column), asText[column]];
      return type === undefined ? name : `${name}::${type}`;
    })
    .join(", ");
const writtenNames = ({ columns, asText = {} }: RowsModel): string =>
  columns
    .map((column) => {
      const name = quoteIdentifier(column);
      return asText[column] === undefined ? name : `${name}::text AS ${name}`;
    })
    .join(", ");
const aside = ({ schema, name }: RowsModel): string => quoteQualified(schema, `${name.slice(0, 50)}__rows`);

/** op.setRowsAside("events", ["id", "at"]): copies the rows to `events__rows`, until `op.restoreRows` brings them back. */
export const setRowsAside = defineOperation({
  type: "setRowsAside",
  build: (table: string, columns: readonly string[], options: RowsOptions = {}): RowsOp =>
    setRowsAsideOp(rowsModel(table, columns, options)),
  reverse: (op): readonly Operation[] => [restoreRowsOp(op.object)],
  statements: ({ object }) => [
    {
      sql: `CREATE TABLE ${aside(object)} AS SELECT ${writtenNames(object)} FROM ${quoteQualified(object.schema, object.name)}`,
      note: `${written(object.schema, object.name)} is made anew: its rows are copied twice`,
    },
  ],
  render,
  describe: (op) => `set the rows of ${written(op.object.schema, op.object.name)} aside`,
});

/** op.restoreRows("events", ["id", "at"]): brings back the rows that `op.setRowsAside` took. */
export const restoreRows = defineOperation({
  type: "restoreRows",
  build: (table: string, columns: readonly string[], options: RowsOptions = {}): RowsOp =>
    restoreRowsOp(rowsModel(table, columns, options)),
  reverse: (op): readonly Operation[] => [setRowsAsideOp(op.object)],
  statements: ({ object }) => {
    const table = quoteQualified(object.schema, object.name);
    return [
      {
        sql: `INSERT INTO ${table} (${names(object)}) OVERRIDING SYSTEM VALUE SELECT ${readNames(object)} FROM ${aside(object)}`,
      },
      ...(object.identities ?? []).map((column) => ({ sql: identityBehindSql(table, column) })),
      { sql: `DROP TABLE ${aside(object)}` },
    ];
  },
  render,
  describe: (op) => `bring back the rows of ${written(op.object.schema, op.object.name)}`,
});

/** The sequence of an identity, whichever way it counts, goes on behind those rows whose numbers it may give. */
function identityBehindSql(table: string, column: string): string {
  const name = quoteIdentifier(column);
  const sequence = `pg_catalog.pg_get_serial_sequence(${quoteLiteral(table)}, ${quoteLiteral(column)})`;
  const last = `CASE WHEN seqincrement > 0 THEN max(${name}) ELSE min(${name}) END`;
  const parts = [
    `SELECT pg_catalog.setval(seqrelid, ${last}) FROM ${table}, pg_catalog.pg_sequence`,
    `WHERE seqrelid = ${sequence}::pg_catalog.regclass AND ${name} BETWEEN seqmin AND seqmax`,
    "GROUP BY seqrelid, seqincrement, seqstart",
    `HAVING (${last} - seqstart) * sign(seqincrement) >= 0`,
  ];
  return parts.join(" ");
}

/** What `op` has of it. */
export const rowsOperations = { setRowsAside, restoreRows };
