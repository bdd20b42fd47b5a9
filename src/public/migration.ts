/**
 * `limbeck/migration`: the words of revisions. What kinds and operations of your own are made of is in `limbeck/plugin`, the
 * commands as functions are in `limbeck/commands`; both are exported here, too, until version 0.3.
 */
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

export { isLimbeckError, LimbeckError } from "../util/errors.ts";

// The names that stood here before there were entries for them. Not by way of `commands.ts`: revisions import this file
// when they run, and shall not load what draws pictures.
export {
  declareObject,
  defineKind,
  defineOperation,
  keyOf,
  type AttributeRules,
  type ChangeContext,
  type Key,
  type Kind,
  type Operation,
  type OperationDefinition,
  type OperationDefinitions,
  type SchemaObject,
  type Statement,
} from "./plugin.ts";
export { branches } from "../commands/branches.ts";
export { check as checkModel, type CheckOptions, type CheckResult } from "../commands/check.ts";
export { current, type CurrentResult } from "../commands/current.ts";
export { diff, type DiffOptions, type DiffResult } from "../commands/diff.ts";
export { downgrade, downgradeSql } from "../commands/downgrade.ts";
export { edit } from "../commands/edit.ts";
export { ensureVersion, ensureVersionSql } from "../commands/ensure-version.ts";
export { heads } from "../commands/heads.ts";
export { history, type HistoryOptions } from "../commands/history.ts";
export { init, type InitOptions, type InitResult } from "../commands/init.ts";
export { merge, type MergeOptions } from "../commands/merge.ts";
export { proveMerge, type MergeProof } from "../commands/prove-merge.ts";
export { revision, type RevisionOptions, type RevisionResult } from "../commands/revision.ts";
export { show } from "../commands/show.ts";
export { stamp, stampSql } from "../commands/stamp.ts";
export { status, type StatusResult } from "../commands/status.ts";
export { upgrade, upgradeSql } from "../commands/upgrade.ts";
export { verify, type VerifyOptions, type VerifyProgress } from "../commands/verify.ts";
export type { RunEvent, RunResult, StepResult } from "../migration/run-options.ts";
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
