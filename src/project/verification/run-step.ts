/** One step of a revision on a scratch database, and what a failure of it means. */
import { relative } from "node:path";
import type { Project } from "../../config/config.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { ConnectionError, DatabaseError } from "../../driver/errors.ts";
import { renderStatementExcerpt } from "../../driver/statement-excerpt.ts";
import { NoDowngradeError, RevisionFailedError, RunInterruptedError } from "../../migration/errors.ts";
import type { RevisionCode } from "../../migration/revision-code.ts";
import { run } from "../../migration/run.ts";
import type { Step } from "../../script/plan.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import { AppliedSet, readRows } from "../../script/version-rows.ts";
import { isLimbeckError } from "../../util/errors.ts";
import { ScratchLacksError } from "../errors.ts";
import { loadRevisionCode } from "../revision-code.ts";
import { newRunId } from "../run-id.ts";
import { onScratch, type Scratch } from "../scratch.ts";
import { defaultSchemaOf, versionTableOf } from "../workspace.ts";
import type { Finding } from "./findings.ts";

export interface Failure {
  readonly reason: string;
  readonly details: readonly string[];
  readonly place: string | undefined;
  /** The rows are to blame: the same step may well run on others, or on none. */
  readonly isOfRows: boolean;
  /** The database is as it was before. */
  readonly isUndone: boolean;
  /** The column that NOT NULL speaks of: schema, table, name. */
  readonly column: readonly [schema: string, table: string, name: string] | undefined;
  /** Why the revision itself says that there is no way back. */
  readonly irreversible: string | undefined;
}

export interface Attempt {
  readonly project: Project;
  readonly dialect: Dialect;
  readonly map: RevisionMap;
  readonly scratch: Scratch;
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly id: string;
  readonly direction: "up" | "down";
}

/** Runs one revision; undefined where it went well. @throws what is no fault of the revision, such as a lost connection */
export async function attempt(request: Attempt): Promise<Failure | undefined> {
  const { project, dialect, map, scratch, codes, id, direction } = request;
  const { environment, signal } = project;
  try {
    await onScratch(scratch, () =>
      run({
        driver: scratch.driver,
        table: versionTableOf(project),
        defaultSchema: defaultSchemaOf(project),
        plan: (rows) => [singleStep(map, rows, id, direction)],
        load: async () => (codes.has(id) ? codes : loadRevisionCode(project, [map.get(id)])),
        definitions: () => dialect.operations,
        atomic: false,
        migrationLockWaitSeconds: environment.migrationLockWait,
        ddlLockTimeoutMs: environment.ddlLockTimeout,
        environment: environment.name,
        arguments: project.arguments,
        runId: newRunId(),
        toolVersion: "verify",
        onEvent: () => {},
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConnectionError || error instanceof RunInterruptedError || !isLimbeckError(error)) throw error;
    return failureOf(error, relative(project.root, map.get(id).path));
  }
}

/** The step of a revision that no applied one stands on, or whose parents are all applied. */
function singleStep(map: RevisionMap, rows: readonly string[], id: string, direction: "up" | "down"): Step {
  const applied = new AppliedSet(map, readRows(map, rows));
  const rowsBefore = applied.rows;
  const at = map.position(id);
  const rowChanges = direction === "up" ? applied.add(at) : applied.remove(at);
  return { revision: map.get(id), direction, rowsBefore, rowsAfter: applied.rows, rowChanges };
}

function failureOf(error: Error, path: string): Failure {
  const failed = error instanceof RevisionFailedError ? error.failure : undefined;
  const cause = error instanceof RevisionFailedError ? error.cause : error;
  const database = cause instanceof DatabaseError ? cause : undefined;
  const place = failed?.place ?? (error instanceof ScratchLacksError ? error.place : undefined) ?? path;
  const state = database === undefined ? "" : ` (SQLSTATE ${database.sqlState})`;
  const hint = (error as { readonly hint?: string }).hint;
  const excerpt =
    failed?.statement === undefined
      ? []
      : renderStatementExcerpt(failed.statement.trimEnd(), failed.position).split("\n");
  const isOfRows = /^2[23]/.test(database?.sqlState ?? "");
  return {
    reason: failed === undefined ? error.message : `${failed.reason}${state}`,
    details: [
      ...(failed?.detail === undefined ? [] : [failed.detail]),
      ...(failed?.operation === undefined || failed.operation.startsWith("execute ")
        ? []
        : [`in operation: ${failed.operation}`]),
      ...excerpt,
      ...(hint === undefined || failed?.statement !== undefined ? [] : [`hint: ${hint}`]),
    ],
    place,
    isOfRows,
    isUndone: failed?.state === "unchanged",
    column: columnOf(database),
    irreversible: irreversibleReason(error, cause, path),
  };
}

function columnOf(error: DatabaseError | undefined): Failure["column"] {
  if (error?.kind !== "notNullViolation") return undefined;
  const { schema, table, column } = error;
  return schema === undefined || table === undefined || column === undefined ? undefined : [schema, table, column];
}

/** A downgrade is irreversible when it is not there, or when it throws on purpose: an Error and none of its kinds. */
function irreversibleReason(error: Error, cause: unknown, path: string): string | undefined {
  if (error instanceof NoDowngradeError || cause instanceof NoDowngradeError) return `${path} has no downgrade`;
  if (isLimbeckError(cause)) return cause.code === "operation.irreversible" ? cause.message : undefined;
  return cause instanceof Error && cause.name === "Error" ? cause.message : undefined;
}

/** The finding that a failure amounts to. */
export function findingOf(
  failure: Failure,
  finding: Pick<Finding, "code" | "level"> & { readonly message: string },
): Finding {
  const details = [failure.reason, ...failure.details].flatMap((text) => text.split("\n"));
  return { ...finding, details, ...(failure.place === undefined ? {} : { place: failure.place }) };
}
