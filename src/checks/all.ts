/** Every rule; a new one is a line here. */
import type { Rule } from "./rule.ts";
import { indexBlocksWrites } from "./rules/l01-index-blocks-writes.ts";
import { concurrentlyInTransaction } from "./rules/l02-concurrently-in-transaction.ts";
import { ifNotExistsHidesInvalidIndex } from "./rules/l03-if-not-exists-hides-invalid-index.ts";
import { dropIndexBlocks } from "./rules/l04-drop-index-blocks.ts";
import { dropIndexInUse } from "./rules/l05-drop-index-in-use.ts";
import { reindexBlocks } from "./rules/l06-reindex-blocks.ts";
import { indexReplacedWithAGap } from "./rules/l07-index-replaced-with-a-gap.ts";
import { concurrentlyOnPartitioned } from "./rules/l08-concurrently-on-partitioned.ts";
import { wideIndex } from "./rules/l09-wide-index.ts";
import { uniqueBlocks } from "./rules/l10-unique-blocks.ts";
import { primaryKeyBlocks } from "./rules/l11-primary-key-blocks.ts";
import { exclusionBlocks } from "./rules/l12-exclusion-blocks.ts";
import { uniqueOnRows } from "./rules/l13-unique-on-rows.ts";
import { foreignKeyBlocks } from "./rules/l14-foreign-key-blocks.ts";
import { foreignKeyValidatedInSameTransaction } from "./rules/l15-foreign-key-validated-in-same-transaction.ts";
import { foreignKeyNotValidOnPartitioned } from "./rules/l16-foreign-key-not-valid-on-partitioned.ts";
import { foreignKeyWithoutIndex } from "./rules/l17-foreign-key-without-index.ts";
import { foreignKeyTypesDiffer } from "./rules/l18-foreign-key-types-differ.ts";
import { newTableLocksParent } from "./rules/l19-new-table-locks-parent.ts";
import { dropTableLocksOthers } from "./rules/l20-drop-table-locks-others.ts";
import { dropForeignKeyLocksBoth } from "./rules/l21-drop-foreign-key-locks-both.ts";
import { checkBlocks } from "./rules/l22-check-blocks.ts";
import { validatedUnderLock } from "./rules/l23-validated-under-lock.ts";
import { notNullScans } from "./rules/l24-not-null-scans.ts";
import { newColumnWithoutDefault } from "./rules/l25-new-column-without-default.ts";
import { volatileDefaultRewrites } from "./rules/l26-volatile-default-rewrites.ts";
import { newIdentityRewrites } from "./rules/l27-new-identity-rewrites.ts";
import { storedGeneratedRewrites } from "./rules/l28-stored-generated-rewrites.ts";
import { newDomainColumnRewrites } from "./rules/l29-new-domain-column-rewrites.ts";
import { newColumnWithInlineConstraint } from "./rules/l30-new-column-with-inline-constraint.ts";
import { typeChangeRewrites } from "./rules/l31-type-change-rewrites.ts";
import { timestampToTimestamptz } from "./rules/l32-timestamp-to-timestamptz.ts";
import { typeChangeLoses } from "./rules/l33-type-change-loses.ts";
import { typeChangeWithDependents } from "./rules/l34-type-change-with-dependents.ts";
import { typeChangeDropsStatistics } from "./rules/l35-type-change-drops-statistics.ts";
import { setExpressionRewrites } from "./rules/l36-set-expression-rewrites.ts";
import { dropColumn } from "./rules/l37-drop-column.ts";
import { dropTable } from "./rules/l38-drop-table.ts";
import { truncate } from "./rules/l39-truncate.ts";
import { unboundedWrite } from "./rules/l40-unbounded-write.ts";
import { rowsChangedUnderLock } from "./rules/l41-rows-changed-under-lock.ts";
import { renameColumn } from "./rules/l42-rename-column.ts";
import { renameTable } from "./rules/l43-rename-table.ts";
import { renameSchema } from "./rules/l44-rename-schema.ts";
import { renameEnumValue } from "./rules/l45-rename-enum-value.ts";
import { enumValueUsedInSameTransaction } from "./rules/l46-enum-value-used-in-same-transaction.ts";
import { enumValueWithoutPlace } from "./rules/l47-enum-value-without-place.ts";
import { enumValueRemoved } from "./rules/l48-enum-value-removed.ts";
import { dropNotNull } from "./rules/l49-drop-not-null.ts";
import { defaultChanges } from "./rules/l50-default-changes.ts";
import { dropKey } from "./rules/l51-drop-key.ts";
import { triggerLocks } from "./rules/l52-trigger-locks.ts";
import { rowSecurityWithoutPolicy } from "./rules/l53-row-security-without-policy.ts";
import { accessChanges } from "./rules/l54-access-changes.ts";
import { functionReplacedUnderIndex } from "./rules/l55-function-replaced-under-index.ts";
import { securityDefinerSearchPath } from "./rules/l56-security-definer-search-path.ts";
import { viewLosesColumns } from "./rules/l57-view-loses-columns.ts";
import { refreshBlocksReaders } from "./rules/l58-refresh-blocks-readers.ts";
import { attachPartitionScans } from "./rules/l59-attach-partition-scans.ts";
import { partitionMadeUnderLock } from "./rules/l60-partition-made-under-lock.ts";
import { detachPartitionBlocks } from "./rules/l61-detach-partition-blocks.ts";
import { vacuumFull } from "./rules/l62-vacuum-full.ts";
import { storageRewrites } from "./rules/l63-storage-rewrites.ts";
import { domainRuleScans } from "./rules/l64-domain-rule-scans.ts";
import { typeWithTraps } from "./rules/l65-type-with-traps.ts";
import { nameIsCut } from "./rules/l66-name-is-cut.ts";
import { nameIsFolded } from "./rules/l67-name-is-folded.ts";
import { nameWithoutSchema } from "./rules/l68-name-without-schema.ts";
import { endsTheTransaction } from "./rules/l69-ends-the-transaction.ts";
import { noLockTimeout } from "./rules/l70-no-lock-timeout.ts";
import { severalTablesLocked } from "./rules/l71-several-tables-locked.ts";
import { extensionChanges } from "./rules/l72-extension-changes.ts";
import { replicationChanges } from "./rules/l73-replication-changes.ts";
import { standbyReadersWait } from "./rules/l74-standby-readers-wait.ts";
import { untrackedDependencies } from "./rules/l75-untracked-dependencies.ts";
import { noWayBack } from "./rules/l76-no-way-back.ts";
import { notTheSameEverywhere } from "./rules/l78-not-the-same-everywhere.ts";
import { largeTableRead } from "./rules/l79-large-table-read.ts";
import { repackInstead } from "./rules/l80-repack-instead.ts";

export const rules: readonly Rule[] = [
  indexBlocksWrites,
  concurrentlyInTransaction,
  ifNotExistsHidesInvalidIndex,
  dropIndexBlocks,
  dropIndexInUse,
  reindexBlocks,
  indexReplacedWithAGap,
  concurrentlyOnPartitioned,
  wideIndex,
  uniqueBlocks,
  primaryKeyBlocks,
  exclusionBlocks,
  uniqueOnRows,
  foreignKeyBlocks,
  foreignKeyValidatedInSameTransaction,
  foreignKeyNotValidOnPartitioned,
  foreignKeyWithoutIndex,
  foreignKeyTypesDiffer,
  newTableLocksParent,
  dropTableLocksOthers,
  dropForeignKeyLocksBoth,
  checkBlocks,
  validatedUnderLock,
  notNullScans,
  newColumnWithoutDefault,
  volatileDefaultRewrites,
  newIdentityRewrites,
  storedGeneratedRewrites,
  newDomainColumnRewrites,
  newColumnWithInlineConstraint,
  typeChangeRewrites,
  timestampToTimestamptz,
  typeChangeLoses,
  typeChangeWithDependents,
  typeChangeDropsStatistics,
  setExpressionRewrites,
  dropColumn,
  dropTable,
  truncate,
  unboundedWrite,
  rowsChangedUnderLock,
  renameColumn,
  renameTable,
  renameSchema,
  renameEnumValue,
  enumValueUsedInSameTransaction,
  enumValueWithoutPlace,
  enumValueRemoved,
  dropNotNull,
  defaultChanges,
  dropKey,
  triggerLocks,
  rowSecurityWithoutPolicy,
  accessChanges,
  functionReplacedUnderIndex,
  securityDefinerSearchPath,
  viewLosesColumns,
  refreshBlocksReaders,
  attachPartitionScans,
  partitionMadeUnderLock,
  detachPartitionBlocks,
  vacuumFull,
  storageRewrites,
  domainRuleScans,
  typeWithTraps,
  nameIsCut,
  nameIsFolded,
  nameWithoutSchema,
  endsTheTransaction,
  noLockTimeout,
  severalTablesLocked,
  extensionChanges,
  replicationChanges,
  standbyReadersWait,
  untrackedDependencies,
  noWayBack,
  notTheSameEverywhere,
  largeTableRead,
  repackInstead,
];
