/** The report of a failed revision: facts first, then the text that shows them. */
import { renderStatementExcerpt } from "../driver/statement-excerpt.ts";

/** In which state a failed run left the database. */
export type DatabaseStateAfter =
  /** As before the run. */
  | "unchanged"
  /** Earlier revisions of the run are applied in full, the failed one not at all. */
  | "stopped"
  /** Part of the failed revision is committed; running again goes on there. */
  | "partial"
  /** The failed revision ended its transaction by itself: nobody knows what stayed of it. */
  | "uncertain"
  /** The connection was lost where it matters; only a look at the database can tell. */
  | "unknown";

/** Where a run stands that did not come to its end. */
export interface RunState {
  readonly state: DatabaseStateAfter;
  /** The rows of the version table now. */
  readonly rows: readonly string[];
  /** Revisions that this run had applied before. */
  readonly completed: readonly string[];
  readonly statementsCommitted?: number | undefined;
}

export interface RunFailure extends RunState {
  readonly revision: string;
  readonly message: string;
  readonly path: string;
  readonly direction: "upgrade" | "downgrade";
  readonly reason: string;
  readonly sqlState?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** The statement that the database refused. */
  readonly statement?: string | undefined;
  /** 1-based, in characters of the statement. */
  readonly position?: number | undefined;
  /** The operation in words: `create table orders`. */
  readonly operation?: string | undefined;
  /** `migrations/x.ts:12` */
  readonly place?: string | undefined;
}

/** A run that the caller's signal ended. */
export interface RunInterruption extends RunState {
  /** The revision that was running, or the next one; undefined where none had been begun. */
  readonly at: { readonly revision: string; readonly direction: "upgrade" | "downgrade" } | undefined;
  /** Whether the target may have been counted from where the database was. */
  readonly isCounted: boolean;
}

export function interruptionText(interruption: RunInterruption): string {
  const { at, state, rows } = interruption;
  if (at === undefined) return "The run was interrupted before it had begun: the database is unchanged.";
  const now =
    state === "unchanged"
      ? `What had run of it was rolled back: the database is unchanged, at ${listOf(rows)}.`
      : stateText(interruption);
  return `The ${at.direction} was interrupted at revision ${at.revision}.\n\n${now}`;
}

export function failureText(failure: RunFailure): string {
  const where = failure.place ?? failure.path;
  const lines = [
    `The ${failure.direction} of revision ${failure.revision} failed at ${where}`,
    "",
    `  ${indent(failure.reason)}${failure.sqlState === undefined ? "" : ` (SQLSTATE ${failure.sqlState})`}`,
  ];
  if (failure.detail !== undefined) lines.push(`  ${indent(failure.detail)}`);
  if (failure.operation !== undefined) lines.push("", `  in operation: ${failure.operation}`);
  if (failure.statement !== undefined) {
    lines.push(
      "",
      ...renderStatementExcerpt(failure.statement.trimEnd(), failure.position)
        .split("\n")
        .map((line) => `  ${line}`),
    );
  }
  lines.push("", stateText(failure));
  return lines.join("\n");
}

function stateText(failure: RunState): string {
  const rows = listOf(failure.rows);
  switch (failure.state) {
    case "unchanged":
      return `The database is unchanged, at ${rows}.`;
    case "stopped":
      return `Nothing of this revision was applied. The ${failure.completed.length === 1 ? "revision" : `${failure.completed.length} revisions`} before it stayed: the database is at ${rows}.`;
    case "partial":
      return `The database is at ${rows}, with ${failure.statementsCommitted ?? 0} statement${failure.statementsCommitted === 1 ? "" : "s"} of this revision committed. Running the command again goes on there.`;
    case "uncertain":
      return "The revision ended its own transaction (COMMIT, ROLLBACK or a procedure that does so), so a part of it may have stayed. `limbeck current` tells what the version table says; look at the database before running it again.";
    case "unknown":
      return "Whether this revision was applied is unknown, because the connection was lost. `limbeck current` tells.";
    default:
      return failure.state satisfies never;
  }
}

const listOf = (rows: readonly string[]): string => (rows.length === 0 ? "base" : rows.join(", "));

const indent = (text: string): string => text.replaceAll("\n", "\n  ");
