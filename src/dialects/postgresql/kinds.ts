/**
 * The kinds of PostgreSQL. A new kind is a folder and a line here. Its operations and readers have lists of their own, since
 * commands load those without the kinds; the compiler asks for what is missing there.
 */
import { anyKind, type Kind } from "../../metadata/kind.ts";
import { accessMethodKind } from "./kinds/access-method/kind.ts";
import { shellTypeKind, baseTypeKind } from "./kinds/base-type/kind.ts";
import { castKind } from "./kinds/cast/kind.ts";
import { checkKind } from "./kinds/check/kind.ts";
import { collationKind } from "./kinds/collation/kind.ts";
import { columnKind } from "./kinds/column/kind.ts";
import { compositeKind } from "./kinds/composite/kind.ts";
import { conversionKind } from "./kinds/conversion/kind.ts";
import { defaultKind } from "./kinds/default/kind.ts";
import { domainKind, domainCheckKind } from "./kinds/domain/kind.ts";
import { enumKind, enumLabelKind } from "./kinds/enum/kind.ts";
import { eventTriggerKind } from "./kinds/event-trigger/kind.ts";
import { exclusionKind } from "./kinds/exclusion/kind.ts";
import { extensionKind } from "./kinds/extension/kind.ts";
import { foreignKeyKind } from "./kinds/foreign-key/kind.ts";
import { foreignDataWrapperKind, foreignServerKind, foreignTableKind, userMappingKind } from "./kinds/foreign/kind.ts";
import { grantKind } from "./kinds/grant/kind.ts";
import { identityPersistenceKind } from "./kinds/identity-persistence/kind.ts";
import { indexCommentKind } from "./kinds/index-comment/kind.ts";
import { indexKind } from "./kinds/index/kind.ts";
import { languageKind, transformKind } from "./kinds/language/kind.ts";
import { operatorClassKind, operatorFamilyKind, operatorKind } from "./kinds/operator/kind.ts";
import { ownerKind } from "./kinds/owner/kind.ts";
import { partitionKind, inheritanceKind, indexAttachmentKind } from "./kinds/partition/kind.ts";
import { policyKind, rowSecurityKind } from "./kinds/policy/kind.ts";
import { primaryKeyKind } from "./kinds/primary-key/kind.ts";
import { publicationKind, publicationMemberKind } from "./kinds/publication/kind.ts";
import { rangeKind } from "./kinds/range/kind.ts";
import { functionKind, procedureKind, aggregateKind } from "./kinds/routine/kind.ts";
import { rowsKind } from "./kinds/rows/kind.ts";
import { ruleKind } from "./kinds/rule/kind.ts";
import { schemaKind } from "./kinds/schema/kind.ts";
import { securityLabelKind } from "./kinds/security-label/kind.ts";
import { sequenceKind, sequenceOwnerKind } from "./kinds/sequence/kind.ts";
import { statisticsKind } from "./kinds/statistics/kind.ts";
import { subscriptionKind } from "./kinds/subscription/kind.ts";
import { tableKind } from "./kinds/table/kind.ts";
import {
  textSearchConfigurationKind,
  textSearchDictionaryKind,
  textSearchParserKind,
  textSearchTemplateKind,
} from "./kinds/text-search/kind.ts";
import { triggerStateKind } from "./kinds/trigger-state/kind.ts";
import { triggerKind } from "./kinds/trigger/kind.ts";
import { uniqueKind } from "./kinds/unique/kind.ts";
import { valuesKind } from "./kinds/values/kind.ts";
import { viewKind, materializedViewKind } from "./kinds/view/kind.ts";

const all = {
  schema: schemaKind,
  extension: extensionKind,
  table: tableKind,
  enum: enumKind,
  enumLabel: enumLabelKind,
  domain: domainKind,
  domainCheck: domainCheckKind,
  composite: compositeKind,
  range: rangeKind,
  column: columnKind,
  default: defaultKind,
  sequence: sequenceKind,
  sequenceOwner: sequenceOwnerKind,
  identityPersistence: identityPersistenceKind,
  primaryKey: primaryKeyKind,
  unique: uniqueKind,
  exclusion: exclusionKind,
  check: checkKind,
  foreignKey: foreignKeyKind,
  index: indexKind,
  indexComment: indexCommentKind,
  partition: partitionKind,
  inheritance: inheritanceKind,
  indexAttachment: indexAttachmentKind,
  rows: rowsKind,
  values: valuesKind,
  function: functionKind,
  procedure: procedureKind,
  aggregate: aggregateKind,
  view: viewKind,
  materializedView: materializedViewKind,
  rule: ruleKind,
  trigger: triggerKind,
  triggerState: triggerStateKind,
  policy: policyKind,
  rowSecurity: rowSecurityKind,
  statistics: statisticsKind,
  collation: collationKind,
  textSearchConfiguration: textSearchConfigurationKind,
  textSearchDictionary: textSearchDictionaryKind,
  textSearchParser: textSearchParserKind,
  textSearchTemplate: textSearchTemplateKind,
  operatorClass: operatorClassKind,
  operatorFamily: operatorFamilyKind,
  operator: operatorKind,
  cast: castKind,
  conversion: conversionKind,
  accessMethod: accessMethodKind,
  eventTrigger: eventTriggerKind,
  language: languageKind,
  transform: transformKind,
  foreignDataWrapper: foreignDataWrapperKind,
  foreignServer: foreignServerKind,
  foreignTable: foreignTableKind,
  userMapping: userMappingKind,
  publication: publicationKind,
  publicationMember: publicationMemberKind,
  subscription: subscriptionKind,
  shellType: shellTypeKind,
  baseType: baseTypeKind,
  grant: grantKind,
  owner: ownerKind,
  securityLabel: securityLabelKind,
};

export type KindName = keyof typeof all;

export const kinds: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.entries(all).map(([name, kind]) => [name, anyKind(kind as Kind)]),
);
