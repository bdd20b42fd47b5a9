/** The readers of all kinds, in the order in which their rows are read: what others look up comes first. Each kind names its own. */
import { readColumns } from "../kinds/column/reflect.ts";
import { readComposites } from "../kinds/composite/reflect.ts";
import { readConstraints } from "../kinds/constraint/reflect.ts";
import { readDomains } from "../kinds/domain/reflect.ts";
import { readEnums } from "../kinds/enum/reflect.ts";
import { readExtensions } from "../kinds/extension/reflect.ts";
import { readCollationNames, readIndexSettings, readOperatorClassNames } from "../kinds/index/reflect-names.ts";
import { readIndexes } from "../kinds/index/reflect.ts";
import { readInheritance } from "../kinds/partition/reflect.ts";
import { readRanges } from "../kinds/range/reflect.ts";
import { readPolicies, readRowSecurity } from "../kinds/policy/reflect.ts";
import { readRoutines } from "../kinds/routine/reflect.ts";
import { readRules } from "../kinds/rule/reflect.ts";
import { readSchemas } from "../kinds/schema/reflect.ts";
import { readSequences } from "../kinds/sequence/reflect.ts";
import { readRelations } from "../kinds/table/reflect.ts";
import { readTriggers } from "../kinds/trigger/reflect.ts";
import { readViews } from "../kinds/view/reflect.ts";
import { readStatistics } from "../kinds/statistics/reflect.ts";
import { readCollations } from "../kinds/collation/reflect.ts";
import {
  readTextSearchConfigurations,
  readTextSearchDictionaries,
  readTextSearchParsers,
  readTextSearchTemplates,
} from "../kinds/text-search/reflect.ts";
import { readOperatorClasses, readOperatorFamilies, readOperators } from "../kinds/operator/reflect.ts";
import { readCasts } from "../kinds/cast/reflect.ts";
import { readConversions } from "../kinds/conversion/reflect.ts";
import { readAccessMethods } from "../kinds/access-method/reflect.ts";
import { readEventTriggers } from "../kinds/event-trigger/reflect.ts";
import { readLanguages, readTransforms } from "../kinds/language/reflect.ts";
import {
  readForeignDataWrappers,
  readForeignServers,
  readForeignTables,
  readUserMappings,
} from "../kinds/foreign/reflect.ts";
import { readSubscriptions } from "../kinds/subscription/reflect.ts";
import { readPublicationSchemas, readPublicationTables, readPublications } from "../kinds/publication/reflect.ts";
import { readBaseTypes, readShellTypes } from "../kinds/base-type/reflect.ts";
import { readDefaultPrivileges, readGrants } from "../kinds/grant/reflect.ts";
import { readOwners } from "../kinds/owner/reflect.ts";
import { readSecurityLabels } from "../kinds/security-label/reflect.ts";
import type { Reader } from "./reader.ts";
import { readTypeAliases } from "./type-aliases.ts";

const all = {
  readSchemas,
  readExtensions,
  readRelations,
  readEnums,
  readDomains,
  readComposites,
  readRanges,
  readColumns,
  readSequences,
  readConstraints,
  readOperatorClassNames,
  readCollationNames,
  readIndexSettings,
  readIndexes,
  readInheritance,
  readRoutines,
  readViews,
  readRules,
  readTriggers,
  readPolicies,
  readRowSecurity,
  readStatistics,
  readCollations,
  readTextSearchConfigurations,
  readTextSearchDictionaries,
  readTextSearchParsers,
  readTextSearchTemplates,
  readOperatorClasses,
  readOperatorFamilies,
  readOperators,
  readCasts,
  readConversions,
  readAccessMethods,
  readEventTriggers,
  readLanguages,
  readTransforms,
  readForeignDataWrappers,
  readForeignServers,
  readForeignTables,
  readUserMappings,
  readPublications,
  readPublicationSchemas,
  readPublicationTables,
  readSubscriptions,
  readShellTypes,
  readBaseTypes,
  readGrants,
  readDefaultPrivileges,
  readOwners,
  readSecurityLabels,
  readTypeAliases,
};

export type ReaderName = keyof typeof all;

export const readers: readonly Reader[] = Object.values(all);

/** What a temporary table and a temporary domain are made of. */
export const temporaryReaders: readonly Reader[] = [
  readSchemas,
  readRelations,
  readDomains,
  readColumns,
  readConstraints,
  readOperatorClassNames,
  readCollationNames,
  readIndexSettings,
  readIndexes,
  readInheritance,
];
