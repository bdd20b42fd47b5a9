/** Changes of many rows in small transactions, so that no row is locked for long and a run that is cut off can go on. */
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/identifier.ts";
import { parseQualifiedName } from "../sql/qualified-name.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../sql/sql.ts";
import { valueSql, type RowValue } from "./bulk-insert.ts";
import { IrreversibleError } from "./errors.ts";
import { defineOperation, type Batches, type Operation } from "./operation.ts";
import { literal, sqlTemplate } from "./source.ts";

export interface BackfillOptions {
  /** New values by column; an SQL fragment may compute from the row. */
  readonly set: Readonly<Record<string, RowValue>>;
  /** Rows that still have to be changed: must no longer hold for a row once it is changed. */
  readonly where: string | SqlFragment;
  /** Rows a transaction at most; a run begins with fewer and takes as many as a third of a second is enough for. Default 10000. */
  readonly batchSize?: number;
  /** Milliseconds between two transactions, for servers that must keep breath for others. */
  readonly pauseMs?: number;
}

export interface BackfillOp extends Operation {
  readonly type: "backfill";
  readonly table: string;
  readonly set: Readonly<Record<string, RowValue>>;
  readonly where: string;
  readonly batchSize?: number;
  readonly pauseMs?: number;
}

/**
 * Changes rows in batches, each in a transaction of its own. It runs outside of the revision's transaction, so what
 * comes before it in the revision is committed first.
 *
 *     op.backfill("orders", { set: { state: "open" }, where: sql`state IS NULL` });
 */
export const backfill = defineOperation({
  type: "backfill",
  build: (table: string, options: BackfillOptions): BackfillOp => {
    const { where, ...rest } = options;
    return Object.freeze({
      type: "backfill" as const,
      table,
      ...rest,
      where: isSqlFragment(where) ? fragmentText(where) : where,
    });
  },
  reverse: (op) => {
    throw new IrreversibleError(`backfill of ${op.table}`, "the values before are not known");
  },
  statements: (op) => [{ sql: loopSql(op), transactional: false, batches: batchesOf(op) }],
  render: (op, source) => {
    source.use("sql");
    const { set, batchSize, pauseMs } = op;
    const rest = literal({ set, batchSize, pauseMs }).replace(/ }$/, "");
    return `op.backfill(${literal(op.table)}, ${rest}, where: ${sqlTemplate(op.where)} })`;
  },
  describe: (op) => `backfill ${Object.keys(op.set).join(", ")} of ${op.table}`,
});

function batchesOf({ table, set, where, batchSize, pauseMs }: BackfillOp): Batches {
  return {
    table: quoteQualified(...parseQualifiedName(table)),
    set: assignments(set),
    where,
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(pauseMs === undefined ? {} : { pauseMs }),
  };
}

const assignments = (set: BackfillOp["set"]): string =>
  Object.entries(set)
    .map(([column, value]) => `${quoteIdentifier(column)} = ${valueSql(value)}`)
    .join(", ");

/** COMMIT inside of DO needs a statement that stands alone (manual 43.8). */
function loopSql(op: BackfillOp): string {
  const table = quoteQualified(...parseQualifiedName(op.table));
  const pause = op.pauseMs === undefined ? "" : `    PERFORM pg_catalog.pg_sleep(${op.pauseMs / 1000});\n`;
  const body = `
DECLARE
  expected bigint := (SELECT count(*) FROM ${table} WHERE (${op.where}));
  changed bigint := 0;
  batch bigint;
BEGIN
  LOOP
    UPDATE ${table} SET ${assignments(op.set)}
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE (${op.where}) LIMIT ${op.batchSize ?? 10_000} FOR UPDATE));
    GET DIAGNOSTICS batch = ROW_COUNT;
    EXIT WHEN batch = 0;
    COMMIT;
    changed := changed + batch;
    IF changed > 2 * expected + 100000 THEN
      RAISE EXCEPTION 'the backfill of % does not end: changed rows still match its condition', ${quoteLiteral(op.table)};
    END IF;
${pause}  END LOOP;
END`;
  const tag = body.includes("$limbeck$") ? "$limbeck_backfill$" : "$limbeck$";
  return `DO ${tag}${body} ${tag}`;
}
