/** The kinds of PostgreSQL. A new kind is a folder and a line here. */
import { anyKind, type Kind } from "../../metadata/kind.ts";
import { checkKind } from "./kinds/check/kind.ts";
import { columnKind } from "./kinds/column/kind.ts";
import { compositeKind } from "./kinds/composite/kind.ts";
import { defaultKind } from "./kinds/default/kind.ts";
import { domainCheckKind, domainKind } from "./kinds/domain/kind.ts";
import { enumKind } from "./kinds/enum/kind.ts";
import { exclusionKind } from "./kinds/exclusion/kind.ts";
import { extensionKind } from "./kinds/extension/kind.ts";
import { foreignKeyKind } from "./kinds/foreign-key/kind.ts";
import { indexKind } from "./kinds/index/kind.ts";
import { indexAttachmentKind, inheritanceKind, partitionKind } from "./kinds/partition/kind.ts";
import { policyKind, rowSecurityKind } from "./kinds/policy/kind.ts";
import { primaryKeyKind } from "./kinds/primary-key/kind.ts";
import { rangeKind } from "./kinds/range/kind.ts";
import { aggregateKind, functionKind, procedureKind } from "./kinds/routine/kind.ts";
import { ruleKind } from "./kinds/rule/kind.ts";
import { schemaKind } from "./kinds/schema/kind.ts";
import { sequenceKind, sequenceOwnerKind } from "./kinds/sequence/kind.ts";
import { tableKind } from "./kinds/table/kind.ts";
import { triggerKind } from "./kinds/trigger/kind.ts";
import { uniqueKind } from "./kinds/unique/kind.ts";
import { materializedViewKind, viewKind } from "./kinds/view/kind.ts";

const all = [
  anyKind(schemaKind),
  anyKind(extensionKind),
  anyKind(enumKind),
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
  anyKind(foreignKeyKind),
  anyKind(sequenceOwnerKind),
  anyKind(partitionKind),
  anyKind(inheritanceKind),
  anyKind(indexAttachmentKind),
  anyKind(functionKind),
  anyKind(procedureKind),
  anyKind(aggregateKind),
  anyKind(viewKind),
  anyKind(materializedViewKind),
  anyKind(ruleKind),
  anyKind(triggerKind),
  anyKind(policyKind),
  anyKind(rowSecurityKind),
];

export const kinds: Readonly<Record<string, Kind>> = Object.fromEntries(all.map((kind) => [kind.name, kind]));
