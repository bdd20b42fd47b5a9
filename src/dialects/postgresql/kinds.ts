/** The kinds of PostgreSQL. A new kind is a folder and a line here. */
import { anyKind, type Kind } from "../../metadata/kind.ts";
import { checkKind } from "./kinds/check/kind.ts";
import { columnKind } from "./kinds/column/kind.ts";
import { compositeKind } from "./kinds/composite/kind.ts";
import { defaultKind } from "./kinds/default/kind.ts";
import { domainCheckKind, domainKind } from "./kinds/domain/kind.ts";
import { enumKind, enumLabelKind } from "./kinds/enum/kind.ts";
import { exclusionKind } from "./kinds/exclusion/kind.ts";
import { extensionKind } from "./kinds/extension/kind.ts";
import { foreignKeyKind } from "./kinds/foreign-key/kind.ts";
import { identityPersistenceKind } from "./kinds/identity-persistence/kind.ts";
import { indexKind } from "./kinds/index/kind.ts";
import { indexCommentKind } from "./kinds/index-comment/kind.ts";
import { indexAttachmentKind, inheritanceKind, partitionKind } from "./kinds/partition/kind.ts";
import { policyKind, rowSecurityKind } from "./kinds/policy/kind.ts";
import { primaryKeyKind } from "./kinds/primary-key/kind.ts";
import { rangeKind } from "./kinds/range/kind.ts";
import { aggregateKind, functionKind, procedureKind } from "./kinds/routine/kind.ts";
import { rowsKind } from "./kinds/rows/kind.ts";
import { ruleKind } from "./kinds/rule/kind.ts";
import { schemaKind } from "./kinds/schema/kind.ts";
import { sequenceKind, sequenceOwnerKind } from "./kinds/sequence/kind.ts";
import { tableKind } from "./kinds/table/kind.ts";
import { triggerKind } from "./kinds/trigger/kind.ts";
import { triggerStateKind } from "./kinds/trigger-state/kind.ts";
import { uniqueKind } from "./kinds/unique/kind.ts";
import { valuesKind } from "./kinds/values/kind.ts";
import { materializedViewKind, viewKind } from "./kinds/view/kind.ts";

import { statisticsKind } from "./kinds/statistics/kind.ts";
import { collationKind } from "./kinds/collation/kind.ts";
import {
  textSearchConfigurationKind,
  textSearchDictionaryKind,
  textSearchParserKind,
  textSearchTemplateKind,
} from "./kinds/text-search/kind.ts";
import { operatorClassKind, operatorFamilyKind, operatorKind } from "./kinds/operator/kind.ts";
import { castKind } from "./kinds/cast/kind.ts";
import { conversionKind } from "./kinds/conversion/kind.ts";
import { accessMethodKind } from "./kinds/access-method/kind.ts";
import { foreignDataWrapperKind, foreignServerKind, foreignTableKind, userMappingKind } from "./kinds/foreign/kind.ts";
import { eventTriggerKind } from "./kinds/event-trigger/kind.ts";
import { languageKind, transformKind } from "./kinds/language/kind.ts";
import { publicationKind, publicationMemberKind } from "./kinds/publication/kind.ts";
import { subscriptionKind } from "./kinds/subscription/kind.ts";
import { baseTypeKind, shellTypeKind } from "./kinds/base-type/kind.ts";
import { grantKind } from "./kinds/grant/kind.ts";
import { ownerKind } from "./kinds/owner/kind.ts";
import { securityLabelKind } from "./kinds/security-label/kind.ts";

const all = [
  anyKind(schemaKind),
  anyKind(extensionKind),
  anyKind(enumKind),
  anyKind(enumLabelKind),
  anyKind(domainKind),
  anyKind(domainCheckKind),
  anyKind(compositeKind),
  anyKind(rangeKind),
  anyKind(sequenceKind),
  anyKind(tableKind),
  anyKind(columnKind),
  anyKind(defaultKind),
  anyKind(primaryKeyKind),
  anyKind(uniqueKind),
  anyKind(exclusionKind),
  anyKind(checkKind),
  anyKind(indexKind),
  anyKind(indexCommentKind),
  anyKind(foreignKeyKind),
  anyKind(sequenceOwnerKind),
  anyKind(identityPersistenceKind),
  anyKind(partitionKind),
  anyKind(rowsKind),
  anyKind(valuesKind),
  anyKind(inheritanceKind),
  anyKind(indexAttachmentKind),
  anyKind(functionKind),
  anyKind(procedureKind),
  anyKind(aggregateKind),
  anyKind(viewKind),
  anyKind(materializedViewKind),
  anyKind(ruleKind),
  anyKind(triggerKind),
  anyKind(triggerStateKind),
  anyKind(policyKind),
  anyKind(rowSecurityKind),
  anyKind(ownerKind),
  anyKind(grantKind),
  anyKind(securityLabelKind),
  anyKind(statisticsKind),
  anyKind(collationKind),
  anyKind(textSearchParserKind),
  anyKind(textSearchTemplateKind),
  anyKind(textSearchDictionaryKind),
  anyKind(textSearchConfigurationKind),
  anyKind(operatorKind),
  anyKind(operatorFamilyKind),
  anyKind(operatorClassKind),
  anyKind(castKind),
  anyKind(conversionKind),
  anyKind(accessMethodKind),
  anyKind(foreignDataWrapperKind),
  anyKind(foreignServerKind),
  anyKind(userMappingKind),
  anyKind(foreignTableKind),
  anyKind(eventTriggerKind),
  anyKind(languageKind),
  anyKind(transformKind),
  anyKind(publicationKind),
  anyKind(publicationMemberKind),
  anyKind(subscriptionKind),
  anyKind(shellTypeKind),
  anyKind(baseTypeKind),
];

export const kinds: Readonly<Record<string, Kind>> = Object.fromEntries(all.map((kind) => [kind.name, kind]));
