/** Every operation of PostgreSQL, keyed by type: the methods of `op`. A new operation is a line here. */
import { createSchema, dropSchema, renameSchema } from "./kinds/schema/operations.ts";
import { createExtension, dropExtension, alterExtension } from "./kinds/extension/operations.ts";
import { createEnum, dropEnum, addEnumValue, renameEnumValue, replaceEnum } from "./kinds/enum/operations.ts";
import { createDomain, dropDomain, alterDomain, addDomainCheck, dropDomainCheck } from "./kinds/domain/operations.ts";
import { replaceDomain } from "./kinds/domain/replace.ts";
import { createCompositeType, dropCompositeType, alterCompositeType } from "./kinds/composite/operations.ts";
import { createRangeType, dropRangeType } from "./kinds/range/operations.ts";
import { createSequence, alterSequence, dropSequence } from "./kinds/sequence/operations.ts";
import { createTable, dropTable, renameTable, alterTable } from "./kinds/table/operations.ts";
import { addColumn, dropColumn, renameColumn, alterColumn } from "./kinds/column/operations.ts";
import {
  createPrimaryKey,
  createUniqueConstraint,
  createForeignKey,
  createCheckConstraint,
  createExcludeConstraint,
  dropConstraint,
  alterConstraint,
  validateConstraint,
  renameConstraint,
} from "./kinds/constraint/operations.ts";
import { createIndex, dropIndex, alterIndex, renameIndex } from "./kinds/index/operations.ts";
import { restoreRows, setRowsAside } from "./kinds/rows/operations.ts";
import { attachPartition, detachPartition, inherit, disinherit, attachIndex } from "./kinds/partition/operations.ts";
import {
  createAggregate,
  createFunction,
  createProcedure,
  dropAggregate,
  dropFunction,
  dropProcedure,
  replaceAggregate,
  replaceFunction,
  replaceProcedure,
} from "./kinds/routine/operations.ts";
import {
  alterMaterializedView,
  createMaterializedView,
  createView,
  dropMaterializedView,
  dropView,
  replaceView,
} from "./kinds/view/operations.ts";
import { createRule, dropRule } from "./kinds/rule/operations.ts";
import { alterTrigger, createTrigger, dropTrigger } from "./kinds/trigger/operations.ts";
import { alterPolicy, createPolicy, dropPolicy, setRowSecurity } from "./kinds/policy/operations.ts";
import { createStatistics, dropStatistics } from "./kinds/statistics/operations.ts";
import { createCollation, dropCollation } from "./kinds/collation/operations.ts";
import {
  alterTextSearchConfiguration,
  createTextSearchConfiguration,
  alterTextSearchDictionary,
  createTextSearchDictionary,
  createTextSearchParser,
  createTextSearchTemplate,
  dropTextSearchConfiguration,
  dropTextSearchDictionary,
  dropTextSearchParser,
  dropTextSearchTemplate,
} from "./kinds/text-search/operations.ts";
import {
  createOperator,
  createOperatorClass,
  createOperatorFamily,
  dropOperator,
  dropOperatorClass,
  dropOperatorFamily,
} from "./kinds/operator/operations.ts";
import { createCast, dropCast } from "./kinds/cast/operations.ts";
import { createConversion, dropConversion } from "./kinds/conversion/operations.ts";
import { createAccessMethod, dropAccessMethod } from "./kinds/access-method/operations.ts";
import {
  alterForeignDataWrapper,
  createForeignDataWrapper,
  alterForeignServer,
  createForeignServer,
  createForeignTable,
  createUserMapping,
  dropForeignDataWrapper,
  dropForeignServer,
  dropForeignTable,
  dropUserMapping,
} from "./kinds/foreign/operations.ts";
import { createEventTrigger, dropEventTrigger } from "./kinds/event-trigger/operations.ts";
import { createLanguage, createTransform, dropLanguage, dropTransform } from "./kinds/language/operations.ts";
import {
  alterPublication,
  createPublication,
  createPublicationMember,
  dropPublication,
  dropPublicationMember,
} from "./kinds/publication/operations.ts";
import { alterSubscription, createSubscription, dropSubscription } from "./kinds/subscription/operations.ts";
import { createBaseType, createShellType, dropBaseType, dropShellType } from "./kinds/base-type/operations.ts";
import { grant, revoke } from "./kinds/grant/operations.ts";
import { setOwner } from "./kinds/owner/operations.ts";
import { setSecurityLabel } from "./kinds/security-label/operations.ts";
import { comment } from "./kinds/comment/operations.ts";
import { renameRoutine, renameType, setSchema } from "./kinds/rename/operations.ts";
import { genericOperations } from "../../operations/generic.ts";

export const operations = {
  ...genericOperations,
  comment,
  createSchema,
  dropSchema,
  renameSchema,
  createExtension,
  dropExtension,
  alterExtension,
  createEnum,
  dropEnum,
  addEnumValue,
  renameEnumValue,
  replaceEnum,
  createDomain,
  dropDomain,
  alterDomain,
  addDomainCheck,
  dropDomainCheck,
  replaceDomain,
  createCompositeType,
  dropCompositeType,
  alterCompositeType,
  renameType,
  renameRoutine,
  setSchema,
  createRangeType,
  dropRangeType,
  createSequence,
  alterSequence,
  dropSequence,
  createTable,
  dropTable,
  renameTable,
  alterTable,
  addColumn,
  dropColumn,
  renameColumn,
  alterColumn,
  createPrimaryKey,
  createUniqueConstraint,
  createForeignKey,
  createCheckConstraint,
  createExcludeConstraint,
  dropConstraint,
  alterConstraint,
  validateConstraint,
  renameConstraint,
  createIndex,
  dropIndex,
  alterIndex,
  renameIndex,
  setRowsAside,
  restoreRows,
  attachPartition,
  detachPartition,
  inherit,
  disinherit,
  attachIndex,
  createAggregate,
  createFunction,
  createProcedure,
  dropAggregate,
  dropFunction,
  dropProcedure,
  replaceAggregate,
  replaceFunction,
  replaceProcedure,
  alterMaterializedView,
  createMaterializedView,
  createView,
  dropMaterializedView,
  dropView,
  replaceView,
  createRule,
  dropRule,
  alterTrigger,
  createTrigger,
  dropTrigger,
  alterPolicy,
  createPolicy,
  dropPolicy,
  setRowSecurity,
  createStatistics,
  dropStatistics,
  createCollation,
  dropCollation,
  createTextSearchParser,
  dropTextSearchParser,
  createTextSearchTemplate,
  dropTextSearchTemplate,
  alterTextSearchDictionary,
  createTextSearchDictionary,
  dropTextSearchDictionary,
  alterTextSearchConfiguration,
  createTextSearchConfiguration,
  dropTextSearchConfiguration,
  createOperator,
  dropOperator,
  createOperatorFamily,
  dropOperatorFamily,
  createOperatorClass,
  dropOperatorClass,
  createCast,
  dropCast,
  createConversion,
  dropConversion,
  createAccessMethod,
  dropAccessMethod,
  alterForeignDataWrapper,
  createForeignDataWrapper,
  dropForeignDataWrapper,
  alterForeignServer,
  createForeignServer,
  dropForeignServer,
  createUserMapping,
  dropUserMapping,
  createForeignTable,
  dropForeignTable,
  createEventTrigger,
  dropEventTrigger,
  createLanguage,
  dropLanguage,
  createTransform,
  dropTransform,
  alterPublication,
  createPublication,
  dropPublication,
  createPublicationMember,
  dropPublicationMember,
  createSubscription,
  dropSubscription,
  alterSubscription,
  createShellType,
  dropShellType,
  createBaseType,
  dropBaseType,
  grant,
  setOwner,
  setSecurityLabel,
  revoke,
};

export type PostgresqlOperations = typeof operations;
