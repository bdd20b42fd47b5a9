/** What can go wrong while a database is moved between revisions. */
import type { DatabaseError } from "../driver/errors.ts";
import { exitCodes, LimbeckError, type ExitCode } from "../util/errors.ts";
import type { RunFailure, RunInterruption } from "./failure.ts";
import { failureText, interruptionText } from "./failure.ts";

/** A revision would drop what holds rows, in an environment where that has to be allowed by name. */
export class DataLossRefusedError extends LimbeckError {
  readonly revision: string;
  /** What holds rows, as the flag names it. */
  readonly names: readonly string[];

  constructor(revision: string, direction: "upgrade" | "downgrade", held: readonly HeldName[], environment: string) {
    const it = held.length === 1 ? "it" : "them";
    super({
      code: "migration.data-loss",
      message: `The ${direction} of revision ${revision} drops what holds rows: ${held.map(({ text }) => text).join(", ")}. The environment ${environment} is protected, and nobody has allowed ${it} to go.`,
      hint: `Allow ${it} by name: ${held.map(({ flag }) => flag).join(" ")}`,
      exitCode: exitCodes.decision,
    });
    this.revision = revision;
    this.names = held.map(({ name }) => name);
  }
}

/** Something that holds rows and would be dropped, with the flag that allows it. */
export interface HeldName {
  readonly name: string;
  /** `table orders (3 rows)` */
  readonly text: string;
  /** `--allow-data-loss=orders` */
  readonly flag: string;
}

/** The table that the config names as version table has columns of something else. */
export class VersionTableShapeError extends LimbeckError {
  readonly table: string;
  readonly columns: readonly string[];

  constructor(table: string, columns: readonly string[]) {
    super({
      code: "version-table.shape",
      message: `${table} is not a version table: it has ${columns.length === 0 ? "no columns" : `the columns ${columns.join(", ")}`}, where one text column version_num is expected.`,
      hint: "Another tool or the application owns this table. Name another one in the config: `versionTable: { name: … }`.",
      exitCode: exitCodes.integrity,
    });
    this.table = table;
    this.columns = columns;
  }
}

/** The database refused to make the version table. */
export class VersionTableRefusedError extends LimbeckError {
  readonly table: string;

  constructor(table: string, cause: DatabaseError) {
    super({
      code: "version-table.refused",
      message: `${table} cannot be made: ${cause.message} (SQLSTATE ${cause.sqlState}). The database is unchanged.`,
      hint: "Connect as a user that may create tables there, or name a schema where this one may: `versionTable: { schema: … }`.",
      exitCode: exitCodes.failedUnchanged,
      cause,
    });
    this.table = table;
  }
}

/** The version table is there, or may be, and this user has no right to it. */
export class VersionTableDeniedError extends LimbeckError {
  readonly table: string;

  constructor(table: string, action: "read" | "changed", cause: DatabaseError) {
    super({
      code: "version-table.denied",
      message: `${table} cannot be ${action}: ${cause.message} (SQLSTATE ${cause.sqlState}). The database is unchanged.`,
      hint:
        action === "read"
          ? "Connect as a user that has USAGE on the schema and SELECT on limbeck's tables in it (INSERT, UPDATE and DELETE too, to run revisions)."
          : "Connect as a user that has INSERT, UPDATE and DELETE on limbeck's tables.",
      exitCode: exitCodes.failedUnchanged,
      cause,
    });
    this.table = table;
  }
}

/** A row of the version table changed while the run that wrote it was under way. */
export class VersionRowLostError extends LimbeckError {
  readonly table: string;
  readonly row: string;

  constructor(table: string, row: string, matched: number) {
    super({
      code: "version-table.row-lost",
      message: `${table} should hold one row ${JSON.stringify(row)}, but ${matched === 0 ? "it is gone" : `there are ${matched}`}.`,
      hint: "Something else changed the version table during the run. Look at `limbeck current` before running again.",
      exitCode: exitCodes.integrity,
    });
    this.table = table;
    this.row = row;
  }
}

/** Nothing is said to be applied, where the ledger says that something is. */
export class VersionRowsLostError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, at: string, hasTable: boolean) {
    super({
      code: "version-table.rows-lost",
      message: `The version table ${hasTable ? "holds no row" : "is gone"}, but the ledger says that revision ${revision} was applied last, at ${at}; nothing was run.`,
      hint: `If the database is as that run left it, say so: \`limbeck stamp ${revision}\`. If it is empty on purpose, drop limbeck_ledger, too.`,
      exitCode: exitCodes.integrity,
    });
    this.revision = revision;
  }
}

/** The session that holds the migration lock. */
export interface LockHolder {
  readonly processId: number;
  readonly applicationName: string;
  readonly user: string;
  readonly seconds: number;
  readonly state: string;
}

/** Another run holds the migration lock and did not end in time. */
export class LockNotAcquiredError extends LimbeckError {
  readonly waitedSeconds: number;
  readonly holder: LockHolder | undefined;

  constructor(waitedSeconds: number, holder: LockHolder | undefined) {
    const by =
      holder === undefined
        ? "another run"
        : `process ${holder.processId} of the server (${holder.applicationName === "" ? "no application name" : holder.applicationName}, user ${holder.user}, connected for ${holder.seconds} s, ${holder.state})`;
    super({
      code: "migration.locked",
      message: `The migration lock is held by ${by}; gave up after ${waitedSeconds} s.`,
      hint: "Wait until that run has ended and try again, or wait longer with --migration-lock-wait.",
      exitCode: exitCodes.locked,
    });
    this.waitedSeconds = waitedSeconds;
    this.holder = holder;
  }
}

/** The URL leads to a pooler that shares connections between transactions. */
export class TransactionPoolerError extends LimbeckError {
  constructor(where: string) {
    super({
      code: "connection.transaction-pooler",
      message: `${where} is behind a pooler that shares connections between transactions, where a run could neither hold its lock nor keep its settings to itself. The database is unchanged.`,
      hint: "Give limbeck the direct URL of the server, or one of the pooler's session mode; the application may go on using this one.",
      exitCode: exitCodes.connection,
    });
  }
}

/** The database was moved by somebody else while this run waited for the lock. */
export class DatabaseMovedError extends LimbeckError {
  constructor(before: readonly string[], after: readonly string[]) {
    super({
      code: "migration.moved",
      message: `While waiting for the migration lock, the database moved from ${list(before)} to ${list(after)}.`,
      hint: "Look at `limbeck current` and run the command again if it is still what you want.",
      exitCode: exitCodes.locked,
    });
  }
}

/** The server or the session takes no changes, as replicas do. */
export class ReadOnlyDatabaseError extends LimbeckError {
  constructor(reason: "recovery" | "setting") {
    super({
      code: "migration.read-only",
      message:
        reason === "recovery"
          ? "The server is a replica and takes no changes; nothing was done."
          : "This session is read-only (default_transaction_read_only); nothing was done.",
      hint: "Connect to the primary server with a user that may change it.",
      exitCode: exitCodes.failedUnchanged,
    });
  }
}

/** A revision was stopped half-way by an earlier run, and this run would do something else first. */
export class PartlyAppliedError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, direction: "up" | "down", statements: number) {
    const command = direction === "up" ? `limbeck upgrade ${revision}` : "limbeck downgrade";
    super({
      code: "migration.partly-applied",
      message: `An earlier run stopped inside the ${direction === "up" ? "upgrade" : "downgrade"} of revision ${revision}, after ${statements} statement${statements === 1 ? "" : "s"} that are committed.`,
      hint: `Finish it first: \`${command}\` goes on where it stopped. If you repaired the database by hand, \`limbeck stamp <revision>\` says where it is.`,
      exitCode: exitCodes.failedPartial,
    });
    this.revision = revision;
  }
}

/** What a partly applied revision begins with now is not what was run of it. */
export class PartlyAppliedChangedError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string) {
    super({
      code: "migration.partly-applied-changed",
      message: `Revision ${revision} is partly applied, and now begins with other statements than the ones that were run.`,
      hint: "Restore those (and the same -x arguments) to go on: what comes after them may change. Or repair the database by hand and `limbeck stamp <revision>`.",
      exitCode: exitCodes.integrity,
    });
    this.revision = revision;
  }
}

/** A revision file changed on disk between the plan of the run and its turn. */
export class RevisionChangedWhileRunningError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, path: string) {
    super({
      code: "migration.file-changed",
      message: `${path} (revision ${revision}) was changed after this run began; it was not run.`,
      hint: "Run the command again to use the file as it is now.",
      exitCode: exitCodes.integrity,
    });
    this.revision = revision;
  }
}

/** A revision file that is no longer what was applied from it. */
export interface EditedFile {
  readonly id: string;
  readonly path: string;
  readonly recorded: string;
  readonly found: string;
}

/** Revisions that are applied say something else now, so that this database is not what they would make. */
export class EditedRevisionsError extends LimbeckError {
  readonly revisions: readonly EditedFile[];

  constructor(revisions: readonly EditedFile[]) {
    const lines = revisions.map(
      ({ id, path, recorded, found }) =>
        `  ${path} (${id}): ${recorded.slice(0, 14)}… was applied, the file has ${found.slice(0, 14)}…`,
    );
    super({
      code: "revision.edited",
      message: `${revisions.length === 1 ? "A revision was edited after it had been" : `${revisions.length} revisions were edited after they had been`} applied; nothing was run.\n${lines.join("\n")}`,
      hint: "Restore the file and write the change as a new revision. If the database has that change already, --allow-edited goes on.",
      exitCode: exitCodes.integrity,
    });
    this.revisions = revisions;
  }
}

/** An atomic run would have to hold a statement that runs outside of transactions only. */
export class NotAtomicError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, statement: string) {
    super({
      code: "migration.not-atomic",
      message: `Revision ${revision} cannot be part of an atomic run: ${statement} must run outside of a transaction.`,
      hint: "Run without --atomic, or upgrade to the revision before it, then to it, then on.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.revision = revision;
  }
}

/** A statement that PostgreSQL runs outside of a transaction only, in a run within a transaction of the caller. */
export class NeedsOwnTransactionError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, statement: string) {
    super({
      code: "migration.needs-own-transaction",
      message: `Revision ${revision} cannot run within the transaction of the connection that was handed over: ${statement} must run outside of a transaction.`,
      hint: "Hand over a connection without an open transaction for this revision, or run it with the project alone.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.revision = revision;
  }
}

/** A revision would end the transaction that belongs to whoever handed the connection over. */
export class CallerTransactionError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string) {
    super({
      code: "migration.caller-transaction",
      message: `Revision ${revision} begins or ends a transaction (BEGIN, COMMIT, ROLLBACK …), and the one it runs in belongs to the connection that was handed over.`,
      hint: "Take such statements out of the revision, or hand over a connection without an open transaction.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.revision = revision;
  }
}

/** The connection died while a revision was being committed; another one found it applied, with more to come. */
export class ConnectionLostBetweenError extends LimbeckError {
  readonly revision: string;
  readonly rows: readonly string[];
  readonly remaining: number;

  constructor(revision: string, rows: readonly string[], remaining: number, cause: unknown) {
    super({
      code: "migration.connection-lost",
      message: `The connection was lost while revision ${revision} was being committed. A new connection shows that it is applied: the database is at ${list(rows)}. ${remaining === 1 ? "One more revision was" : `${remaining} more revisions were`} to run.`,
      hint: "Run the command again to go on.",
      exitCode: exitCodes.connection,
      cause,
    });
    this.revision = revision;
    this.rows = rows;
    this.remaining = remaining;
  }
}

/** The revision ended limbeck's transaction by itself. */
export class TransactionEndedError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string) {
    super({
      code: "migration.transaction-ended",
      message: `Revision ${revision} ended the transaction that it runs in (COMMIT, ROLLBACK or a procedure that does so).`,
      hint: "Remove BEGIN, COMMIT and ROLLBACK from it; a statement that needs no transaction takes `{ transactional: false }`. What it committed by itself stays: check the database before running it again.",
      exitCode: exitCodes.failedPartial,
    });
    this.revision = revision;
  }
}

/** A downgrade asks for a revision that has no way back. */
export class NoDowngradeError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, path: string) {
    super({
      code: "migration.no-downgrade",
      message: `Revision ${revision} (${path}) has no downgrade.`,
      hint: "Write one, or restore the database from a backup.",
      exitCode: exitCodes.decision,
    });
    this.revision = revision;
  }
}

/** Kysely is there only for revisions whose text says that they use it. */
export class OpDbNotFoundError extends LimbeckError {
  constructor(path: string) {
    super({
      code: "migration.op-db",
      message: `${path} uses \`op.db\`, but nowhere in its text is that to be seen.`,
      hint: "Write `op.db` in the file of the revision itself.",
    });
  }
}

/** Something in a revision that needs a database, in offline mode. */
export class OfflineError extends LimbeckError {
  constructor(what: string) {
    super({
      code: "migration.offline",
      message: `${what} needs a database, and offline mode (--sql) has none.`,
      hint: "Write the change with op.execute or op.bulkInsert, or skip that part while `op.context.offline` is true.",
    });
  }
}

/** A statement that a person must complete before it can run. */
export class DecisionInStatementError extends LimbeckError {
  constructor(decision: string) {
    super({
      code: "migration.decision",
      message: decision,
      hint: "Complete the revision and run it again.",
      exitCode: exitCodes.decision,
    });
  }
}

/**
 * A revision failed; says what, where, and in which state the database is now.
 *
 * @remedy Correct the statement or the data that the message names, then run the command again; it says in which state the database is.
 */
export class RevisionFailedError extends LimbeckError {
  readonly failure: RunFailure;

  constructor(failure: RunFailure, exitCode: ExitCode, cause: unknown) {
    super({ code: "migration.failed", message: failureText(failure), hint: failure.hint, exitCode, cause });
    this.failure = failure;
  }
}

/** The caller's signal ended a run; says in which state the database is now. */
export class RunInterruptedError extends LimbeckError {
  /** Undefined where none had been begun. */
  readonly revision: string | undefined;
  readonly state: RunInterruption["state"];
  readonly rows: readonly string[];
  readonly completed: readonly string[];

  constructor(interruption: RunInterruption, cause: unknown) {
    const { at, state, rows, completed, isCounted } = interruption;
    const counted =
      isCounted && completed.length > 0 ? " A target that counts, such as +2, now counts from there." : "";
    super({
      code: "migration.interrupted",
      message: interruptionText(interruption),
      hint: `Run the command again to go on.${counted}`,
      exitCode: state === "unchanged" ? exitCodes.failedUnchanged : exitCodes.failedPartial,
      cause,
    });
    this.revision = at?.revision;
    this.state = state;
    this.rows = rows;
    this.completed = completed;
  }
}

const list = (ids: readonly string[]): string => (ids.length === 0 ? "base" : ids.join(", "));

/** A revision called `op` after its function had ended: what it asked for would be part of no revision. */
export class LateCallError extends LimbeckError {
  readonly revision: string;

  constructor(revision: string, path: string) {
    super({
      code: "migration.late-call",
      message: `Revision ${revision} (${path}) called op after its function had ended, so the call was not part of it and was not run.`,
      hint: "Write `await` before what the revision waits for, in a function that is `async`.",
      exitCode: exitCodes.failedPartial,
    });
    this.revision = revision;
  }
}

/** Rows that a backfill changed still match its condition, or others keep writing such rows. */
export class BackfillDoesNotEndError extends LimbeckError {
  readonly table: string;

  constructor(table: string, where: string) {
    super({
      code: "migration.backfill-does-not-end",
      message: `The backfill of ${table} does not end: rows still match its condition (${where}) after it went through the table several times.`,
      hint: "The condition must no longer hold for a row once it is changed, and whatever writes such rows must have stopped.",
      exitCode: exitCodes.failedPartial,
    });
    this.table = table;
  }
}
