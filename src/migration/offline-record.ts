/** What a run would write down, as SQL of a script: that the version row moved, who ran what, how far a revision came. */
import { createHash } from "node:crypto";
import type { Statement } from "../operations/operation.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/identifier.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import type { RowChanges } from "../script/version-rows.ts";
import { StatementChain } from "./statement-chain.ts";
import {
  createLedgerSql,
  createProgressSql,
  ledgerOf,
  progressOf,
  qualified,
  rowChangeSql,
  type VersionTable,
} from "./version-table.ts";

export interface RecordOptions {
  readonly table: VersionTable;
  readonly toolVersion: string;
  /** The same for every step of a script. */
  readonly runId: string;
}

/** Names a script in the ledger: the same script, the same name. */
export function scriptId(steps: readonly RunStep[], codes: ReadonlyMap<string, RevisionCode>): string {
  const text = steps.map(
    ({ revision, direction }) => `${direction} ${revision.id} ${codes.get(revision.id)?.checksum}`,
  );
  return `sql-${digest(text.join("\n"))}`;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** What a script begins with: every revision finds the search path that a run gives it. */
export const searchPathSql = (defaultSchema: string): string =>
  `SET search_path = ${quoteIdentifier(defaultSchema)};\n\n`;

const ifMissing = (sql: string): string => sql.replace(/^CREATE TABLE /, "CREATE TABLE IF NOT EXISTS ");

/** The ledger, where an earlier script or run has not made it. */
export const ledgerTableSql = (table: VersionTable): Statement => ({ sql: ifMissing(createLedgerSql(table)) });

/** Moves the version row and writes the ledger; fails where the database is not where the script begins. */
export function recordSql(step: RunStep, code: RevisionCode, options: RecordOptions): Statement[] {
  const { revision, direction } = step;
  const entry: RecordedEntry = {
    revision: revision.id,
    message: revision.message,
    direction: direction === "up" ? "upgrade" : "downgrade",
    checksum: code.checksum,
  };
  return [moveSql(step, options.table), { sql: ledgerRowSql(entry, options) }];
}

/** What a stamp writes: rows, no half-done revision, and an entry for each row that it leaves. */
export function stampRecordSql(step: Moved, options: Omit<RecordOptions, "runId">): Statement[] {
  const { table } = options;
  const progress = progressOf(table);
  const isMade = `to_regclass(${quoteLiteral(progress)}) IS NOT NULL`;
  const forget = `DELETE FROM ${progress} WHERE version_table = ${quoteLiteral(table.name)}`;
  const after = step.rowsAfter.length === 0 ? ["base"] : step.rowsAfter;
  const runId = `sql-${digest(`stamp ${step.rowsBefore.join(" ")} ${after.join(" ")}`)}`;
  return [
    moveSql(step, table),
    block([`  IF ${isMade} THEN ${forget}; END IF;`]),
    ledgerTableSql(table),
    ...after.map((revision) => ({
      sql: ledgerRowSql({ revision, message: "", direction: "stamp", checksum: undefined }, { ...options, runId }),
    })),
  ];
}

interface Moved {
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
  readonly rowChanges: RowChanges;
}

function moveSql({ rowsBefore, rowChanges }: Omit<Moved, "rowsAfter">, table: VersionTable): Statement {
  const changes = rowChangeSql(table, rowChanges);
  const moves = changes.map(({ sql, row }) => `  ${sql};\n  IF NOT FOUND THEN ${notHere(table, row)}; END IF;`);
  const moved = new Set(changes.map(({ row }) => row));
  const others = rowsBefore.filter((row) => !moved.has(row)).map((row) => isHere(table, row));
  return block([...others, ...moves]);
}

/** Looks where the database is, before something that no ROLLBACK takes back. */
export function placeSql({ rowsBefore }: RunStep, table: VersionTable): Statement[] {
  return rowsBefore.length === 0 ? [] : [block(rowsBefore.map((row) => isHere(table, row)))];
}

const isHere = (table: VersionTable, row: string): string =>
  `  IF NOT EXISTS (SELECT FROM ${qualified(table)} WHERE version_num = ${quoteLiteral(row)}) THEN ${notHere(table, row)}; END IF;`;

const notHere = (table: VersionTable, row: string): string => {
  const message = `limbeck: ${qualified(table)} has no row ${row}, so this script does not begin where the database is`;
  return `RAISE EXCEPTION ${quoteLiteral(message).replaceAll("%", "%%")}`;
};

function block(lines: readonly string[]): Statement {
  const body = `BEGIN\n${lines.join("\n")}\nEND`;
  const tag = tagFor(body);
  return { sql: `DO ${tag}\n${body}\n${tag}` };
}

function tagFor(text: string): string {
  let tag = "$limbeck$";
  for (let at = 1; text.includes(tag); at += 1) tag = `$limbeck${at}$`;
  return tag;
}

interface RecordedEntry {
  readonly revision: string;
  readonly message: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly checksum: string | undefined;
}

function ledgerRowSql(entry: RecordedEntry, { table, runId, toolVersion }: RecordOptions): string {
  const { revision, message, direction, checksum } = entry;
  const texts = [runId, table.name, revision, message, direction, "done"].map((text) => quoteLiteral(text));
  texts.push(checksum === undefined ? "NULL" : quoteLiteral(checksum));
  return `INSERT INTO ${ledgerOf(table)} (run_id, version_table, version_num, message, direction, outcome, checksum, started_at, duration_ms, tool_version)
VALUES (${texts.join(", ")}, now(), (extract(epoch FROM clock_timestamp() - now()) * 1000)::int4, ${quoteLiteral(toolVersion)})`;
}

/**
 * The statements with what a run writes around those that stand outside of a transaction, so that one that finds the script
 * half-done can go on with it.
 */
export function withProgress(
  statements: readonly Statement[],
  step: RunStep,
  code: RevisionCode,
  table: VersionTable,
): Statement[] {
  const isAlone = ({ transactional, adds }: Statement): boolean => transactional === false && adds === undefined;
  if (!statements.some(isAlone)) return [...statements];
  const chain = new StatementChain(step.revision.id, undefined);
  const at = (count: number, hash: string): Statement => ({
    sql: `INSERT INTO ${progressOf(table)} (version_table, version_num, direction, checksum, statements, statements_hash)
VALUES (${[table.name, step.revision.id, step.direction, code.checksum].map((text) => quoteLiteral(text)).join(", ")}, ${count}, ${quoteLiteral(hash)})
ON CONFLICT (version_table) DO UPDATE SET version_num = excluded.version_num, direction = excluded.direction,
  checksum = excluded.checksum, statements = excluded.statements, statements_hash = excluded.statements_hash, updated_at = now()`,
  });
  const around = statements.flatMap((statement): Statement[] => {
    const { index, before } = chain.take(statement.sql);
    return isAlone(statement) ? [at(index, before), statement, at(index + 1, chain.hash)] : [statement];
  });
  return [
    { sql: ifMissing(createProgressSql(table)) },
    ...around,
    { sql: `DELETE FROM ${progressOf(table)} WHERE version_table = ${quoteLiteral(table.name)}` },
  ];
}
