/** Every operation of PostgreSQL, keyed by type: the methods of `op`. A new operation is a line here. */
import {
  createSchema,
  dropSchema,
} from "./kinds/schema/operations.ts";
import {
  createExtension,
  dropExtension,
  alterExtension,
} from "./kinds/extension/operations.ts";
import {
  createEnum,
  dropEnum,
  addEnumValue,
  renameEnumValue,
  replaceEnum,
} from "./kinds/enum/operations.ts";
import {
  createDomain,
  dropDomain,
  alterDomain,
  addDomainCheck,
  dropDomainCheck,
} from "./kinds/domain/operations.ts";
import {
  createCompositeType,
  dropCompositeType,
  alterCompositeType,
} from "./kinds/composite/operations.ts";
import {
  createRangeType,
  dropRangeType,
} from "./kinds/range/operations.ts";
import {
  createSequence,
  alterSequence,
  dropSequence,
} from "./kinds/sequence/operations.ts";
import {
  createTable,
  dropTable,
  renameTable,
  alterTable,
} from "./kinds/table/operations.ts";
import {
  addColumn,
  dropColumn,
  renameColumn,
  alterColumn,
} from "./kinds/column/operations.ts";
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
import {
  createIndex,
  dropIndex,
  alterIndex,
  renameIndex,
} from "./kinds/index/operations.ts";
import {
  attachPartition,
  detachPartition,
  inherit,
  disinherit,
  attachIndex,
} from "./kinds/partition/operations.ts";
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
import { comment } from "./kinds/comment/operations.ts";
import { genericOperations } from "../../operations/generic.ts";

export const operations = {
  ...genericOperations,
  comment,
  createSchema,
  dropSchema,
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
  createCompositeType,
  dropCompositeType,
  alterCompositeType,
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
};

export type PostgresqlOperations = typeof operations;
