/** The readers of all kinds, in the order in which their rows are read: what others look up comes first. */
import { readColumns } from "../kinds/column/reflect.ts";
import { readComposites } from "../kinds/composite/reflect.ts";
import { readConstraints } from "../kinds/constraint/reflect.ts";
import { readDomains } from "../kinds/domain/reflect.ts";
import { readEnums } from "../kinds/enum/reflect.ts";
import { readExtensions } from "../kinds/extension/reflect.ts";
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
import type { Reader } from "./reader.ts";
import { readTypeAliases } from "./type-aliases.ts";

export const readers: readonly Reader[] = [
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
  readIndexes,
  readInheritance,
  readRoutines,
  readViews,
  readRules,
  readTriggers,
  readPolicies,
  readRowSecurity,
  readTypeAliases,
];
