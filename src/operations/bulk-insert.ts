/** Rows written by a revision. */
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/identifier.ts";
import { parseQualifiedName } from "../sql/qualified-name.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../sql/sql.ts";
import { IrreversibleError } from "./errors.ts";
import { defineOperation, type Operation } from "./operation.ts";
import { literal } from "./source.ts";

/** A value of a row: plain JSON-like data, dates, bytes, or an SQL fragment. */
export type RowValue = string | number | bigint | boolean | null | Date | Uint8Array | SqlFragment | object;

export interface BulkInsertOp extends Operation {
  readonly type: "bulkInsert";
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, RowValue>>[];
}

const rowsPerStatement = 500;

/**
 * Inserts rows; columns are named as in the database. A column that a row leaves out takes its default.
 *
 *     op.bulkInsert("tags", [{ name: "new" }, { name: "sale" }]);
 */
export const bulkInsert = defineOperation({
  type: "bulkInsert",
  build: (table: string, rows: readonly Readonly<Record<string, RowValue>>[]): BulkInsertOp =>
    Object.freeze({ type: "bulkInsert" as const, table, rows }),
  reverse: (op) => {
    throw new IrreversibleError(`bulkInsert into ${op.table}`, "it is not known which rows to delete");
  },
  statements: (op) => {
    const columns = [...new Set(op.rows.flatMap((row) => Object.keys(row)))];
    const target = `${quoteQualified(...parseQualifiedName(op.table))} (${columns.map(quoteIdentifier).join(", ")})`;
    const batches: { sql: string }[] = [];
    for (let at = 0; at < op.rows.length; at += rowsPerStatement) {
      const rows = op.rows.slice(at, at + rowsPerStatement);
      const values = rows.map((row) => `  (${columns.map((column) => valueSql(row[column])).join(", ")})`);
      batches.push({ sql: `INSERT INTO ${target} VALUES\n${values.join(",\n")}` });
    }
    return batches;
  },
  render: (op) => `op.bulkInsert(${literal(op.table)}, ${literal(op.rows)})`,
  describe: (op) => `insert ${op.rows.length} rows into ${op.table}`,
});

/** A value of a row as SQL. */
export function valueSql(value: RowValue | undefined): string {
  if (value === undefined) return "DEFAULT";
  if (value === null) return "NULL";
  if (isSqlFragment(value)) return fragmentText(value);
  if (value instanceof Date) return quoteLiteral(value.toISOString());
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString("hex")}'`;
  if (typeof value === "number" && !Number.isFinite(value))
    return quoteLiteral(String(value).replace("Infinity", "infinity"));
  if (typeof value === "string") return quoteLiteral(value);
  if (typeof value === "object") return quoteLiteral(JSON.stringify(value));
  return String(value);
}
