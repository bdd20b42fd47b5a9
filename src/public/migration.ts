/** `limbeck/migration`: what revisions import, and every command as a typed function. */
import type { StandardOperations } from "../dialects/registry.ts";
import type { OpFor } from "../migration/op.ts";
import type { OperationDefinitions } from "../operations/operation.ts";

/**
 * What `upgrade` and `downgrade` of a revision are called with; operations of plugins come as a type argument.
 *
 *     export function upgrade(op: Op) { op.dropTable("orders"); }
 *     export function upgrade(op: Op<typeof myOperations>) { op.createAudit("orders"); }
 */
export type Op<Plugins extends OperationDefinitions = Added> = OpFor<StandardOperations & Plugins>;

/**
 * Operations of plugins, for the types of every revision's `op`:
 *
 *     declare module "limbeck/migration" {
 *       interface PluginOperations { readonly notify: typeof notify }
 *     }
 */
// eslint-disable-next-line typescript/no-empty-object-type
export interface PluginOperations {}

type Added = { readonly [Name in keyof PluginOperations]: PluginOperations[Name] };

export type { AnyTables, OpContext } from "../migration/op.ts";
export { sql, type SqlFragment } from "../sql/sql.ts";
export { expression } from "../kinds/column/column-ref.ts";
export { check } from "../kinds/check/declare.ts";
export { exclude } from "../kinds/exclusion/declare.ts";
export { foreignKey } from "../kinds/foreign-key/declare.ts";
export { index } from "../kinds/index/declare.ts";
export { partitionBy } from "../kinds/partition/declare.ts";
export { primaryKey } from "../kinds/primary-key/declare.ts";
export { unique } from "../kinds/unique/declare.ts";
export * from "./column-types.ts";

export {
  definePluginKind as defineKind,
  type AttributeRules,
  type ChangeContext,
  type Kind,
} from "../metadata/kind.ts";
export { keyOf, type Key } from "../metadata/key.ts";
export { declareObject } from "../kinds/declared-object.ts";
export type { SchemaObject } from "../metadata/schema-object.ts";
export { defineOperation, type Operation, type OperationDefinition, type Statement } from "../operations/operation.ts";
export type { OperationDefinitions };
export { isLimbeckError, LimbeckError } from "../util/errors.ts";

export { check as checkModel, type CheckOptions, type CheckResult } from "../commands/check.ts";
export { diff, type DiffOptions, type DiffResult } from "../commands/diff.ts";
export { edit } from "../commands/edit.ts";
export { branches } from "../commands/branches.ts";
export { current, type CurrentResult } from "../commands/current.ts";
export { heads } from "../commands/heads.ts";
export { history, type HistoryOptions } from "../commands/history.ts";
export { show } from "../commands/show.ts";
export { init, type InitOptions, type InitResult } from "../commands/init.ts";
export { merge, type MergeOptions } from "../commands/merge.ts";
export { proveMerge, type MergeProof } from "../commands/prove-merge.ts";
export { revision, type RevisionOptions, type RevisionResult } from "../commands/revision.ts";
export { onConnection, type CallerConnection } from "../project/on-connection.ts";
export { ensureVersion, ensureVersionSql } from "../commands/ensure-version.ts";
export { stamp, stampSql } from "../commands/stamp.ts";
export type { StampOptions } from "../project/stamp.ts";
export { status, type StatusResult } from "../commands/status.ts";
export { downgrade, downgradeSql } from "../commands/downgrade.ts";
export { upgrade, upgradeSql } from "../commands/upgrade.ts";
export type { MigrateOptions } from "../project/migrate.ts";
export { lastVerification, type LastVerification } from "../project/verification/verification-cache.ts";
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
export { lint, type LintOptions, type LintResult } from "../commands/lint.ts";
export { stats } from "../commands/stats.ts";
export { verify, type VerifyOptions, type VerifyProgress } from "../commands/verify.ts";
export type { RunEvent, RunResult, StepResult } from "../migration/run-options.ts";
