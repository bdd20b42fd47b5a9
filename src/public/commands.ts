/** `limbeck/commands`: every command of the command line as a typed function of a project. */
export { branches } from "../commands/branches.ts";
export { check, type CheckOptions, type CheckResult } from "../commands/check.ts";
export { createAll } from "../commands/create-all.ts";
export { current, type CurrentResult } from "../commands/current.ts";
export { diff, type DiffOptions, type DiffResult } from "../commands/diff.ts";
export { downgrade, downgradeSql } from "../commands/downgrade.ts";
export { dropAll } from "../commands/drop-all.ts";
export { edit, type EditOptions } from "../commands/edit.ts";
export { ensureVersion, ensureVersionSql } from "../commands/ensure-version.ts";
export {
  erd,
  writeErd,
  type ErdOptions,
  type ErdResult,
  type WriteErdOptions,
  type WriteErdResult,
} from "../commands/erd.ts";
export { writeReview, type ReviewResult, type WriteReviewOptions } from "../commands/erd-review.ts";
export { writeErds, type RevisionPicture, type WriteErdsOptions } from "../commands/erd-revisions.ts";
export { heads } from "../commands/heads.ts";
export { history, type HistoryOptions } from "../commands/history.ts";
export { init, type InitOptions, type InitResult } from "../commands/init.ts";
export { drift, type DriftOptions, type DriftResult } from "../commands/drift.ts";
export { log, type LogEntry, type LogOptions } from "../commands/log.ts";
export { statusAll, type EnvironmentStatus, type StatusAllOptions } from "../commands/status-all.ts";
export { makePlan, runPlan, type PlanOptions } from "../commands/plan.ts";
export { ClassNotAllowedError, PlanMalformedError, PlanStaleError, type Plan } from "../project/plan-file.ts";
export { lint, type LintOptions, type LintResult } from "../commands/lint.ts";
export type { LintFinding, Suppression } from "../checks/finding.ts";
export type { Statistics } from "../dialects/statement-facts.ts";
export { merge, type MergeOptions } from "../commands/merge.ts";
export { proveMerge, type MergeProof, type OrderFailure } from "../commands/prove-merge.ts";
export { revision, type RevisionOptions, type RevisionResult } from "../commands/revision.ts";
export { show } from "../commands/show.ts";
export { stamp, stampSql } from "../commands/stamp.ts";
export { stats } from "../commands/stats.ts";
export { status, type StatusResult } from "../commands/status.ts";
export { upgrade, upgradeSql } from "../commands/upgrade.ts";
export { verify, type VerifyOptions, type VerifyProgress } from "../commands/verify.ts";

export type { RunEvent, RunResult, StepResult } from "../migration/run-options.ts";
export type { StampOutcome } from "../migration/stamp.ts";
export { adopt, type AdoptOptions, type AdoptResult } from "../commands/take-over.ts";
export { pull, type PullCommandOptions, type PullResult } from "../commands/pull.ts";
export { allSql, type AllOutcome } from "../project/all-objects.ts";
export { onConnection, type CallerConnection } from "../project/on-connection.ts";
export type { MigrateOptions } from "../project/migrate.ts";
export type { StampOptions } from "../project/stamp.ts";
export type {
  EmptyTable,
  Finding,
  FindingCode,
  FindingLevel,
  ModelVerdict,
  RevisionStatus,
  VerifiedRevision,
  VerifyResult,
} from "../project/verification/findings.ts";
export { lastVerification, type LastVerification } from "../project/verification/verification-cache.ts";
export type { Branching, RevisionDescription } from "../script/history.ts";
export type { Revision } from "../script/revision.ts";

export * from "../autogenerate/errors.ts";
export * from "../dialects/postgresql/errors.ts";
export * from "../driver/errors.ts";
export * from "../erd/errors.ts";
export * from "../migration/errors.ts";
export { HookFailedError, type HookName } from "../migration/hooked.ts";
export * from "../operations/errors.ts";
export * from "../project/adopt-errors.ts";
export * from "../project/sql-target-errors.ts";
export * from "../project/errors.ts";
export * from "../project/linting/errors.ts";
export * from "../script/errors.ts";
export * from "../script/row-errors.ts";
export * from "../script/new-revision-errors.ts";
export { isLimbeckError, LimbeckError, type ErrorCode, type ExitCode } from "../util/errors.ts";
export { PackageMissingError } from "../util/optional-package.ts";
