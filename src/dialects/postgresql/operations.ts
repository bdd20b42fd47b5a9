/** Every operation of PostgreSQL, keyed by type: the methods of `op`. A line for each folder of kinds. */
import { genericOperations } from "../../operations/generic.ts";
import { commentOperations } from "./kinds/comment/operations.ts";
import { schemaOperations } from "./kinds/schema/operations.ts";
import { extensionOperations } from "./kinds/extension/operations.ts";
import { enumOperations } from "./kinds/enum/operations.ts";
import { domainOperations } from "./kinds/domain/operations.ts";
import { replaceDomain } from "./kinds/domain/replace.ts";
import { compositeOperations } from "./kinds/composite/operations.ts";
import { renameOperations } from "./kinds/rename/operations.ts";
import { rangeOperations } from "./kinds/range/operations.ts";
import { sequenceOperations } from "./kinds/sequence/operations.ts";
import { tableOperations } from "./kinds/table/operations.ts";
import { columnOperations } from "./kinds/column/operations.ts";
import { constraintOperations } from "./kinds/constraint/operations.ts";
import { indexOperations } from "./kinds/index/operations.ts";
import { rowsOperations } from "./kinds/rows/operations.ts";
import { partitionOperations } from "./kinds/partition/operations.ts";
import { routineOperations } from "./kinds/routine/operations.ts";
import { viewOperations } from "./kinds/view/operations.ts";
import { ruleOperations } from "./kinds/rule/operations.ts";
import { triggerOperations } from "./kinds/trigger/operations.ts";
import { policyOperations } from "./kinds/policy/operations.ts";
import { statisticsOperations } from "./kinds/statistics/operations.ts";
import { collationOperations } from "./kinds/collation/operations.ts";
import { textSearchOperations } from "./kinds/text-search/operations.ts";
import { operatorOperations } from "./kinds/operator/operations.ts";
import { castOperations } from "./kinds/cast/operations.ts";
import { conversionOperations } from "./kinds/conversion/operations.ts";
import { accessMethodOperations } from "./kinds/access-method/operations.ts";
import { foreignOperations } from "./kinds/foreign/operations.ts";
import { eventTriggerOperations } from "./kinds/event-trigger/operations.ts";
import { languageOperations } from "./kinds/language/operations.ts";
import { publicationOperations } from "./kinds/publication/operations.ts";
import { subscriptionOperations } from "./kinds/subscription/operations.ts";
import { baseTypeOperations } from "./kinds/base-type/operations.ts";
import { grantOperations } from "./kinds/grant/operations.ts";
import { ownerOperations } from "./kinds/owner/operations.ts";
import { securityLabelOperations } from "./kinds/security-label/operations.ts";

export const operations = {
  ...genericOperations,
  ...commentOperations,
  ...schemaOperations,
  ...extensionOperations,
  ...enumOperations,
  ...domainOperations,
  replaceDomain,
  ...compositeOperations,
  ...renameOperations,
  ...rangeOperations,
  ...sequenceOperations,
  ...tableOperations,
  ...columnOperations,
  ...constraintOperations,
  ...indexOperations,
  ...rowsOperations,
  ...partitionOperations,
  ...routineOperations,
  ...viewOperations,
  ...ruleOperations,
  ...triggerOperations,
  ...policyOperations,
  ...statisticsOperations,
  ...collationOperations,
  ...textSearchOperations,
  ...operatorOperations,
  ...castOperations,
  ...conversionOperations,
  ...accessMethodOperations,
  ...foreignOperations,
  ...eventTriggerOperations,
  ...languageOperations,
  ...publicationOperations,
  ...subscriptionOperations,
  ...baseTypeOperations,
  ...grantOperations,
  ...ownerOperations,
  ...securityLabelOperations,
};

/** The operations of PostgreSQL: the methods of every revision's `op`. */
export type PostgresqlOperations = typeof operations;
