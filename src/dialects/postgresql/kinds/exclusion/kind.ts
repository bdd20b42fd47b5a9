import { exclusionKey, type ExclusionModel } from "../../../../kinds/exclusion/model.ts";
import { sameParameters } from "../../ddl/clauses.ts";
import { isReplaceable } from "../../columns-of-type.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { createExcludeConstraint } from "../constraint/operations.ts";
import { alterIndexConstraint, constraintBasics, constraintName } from "../constraint/shared.ts";
import { indexDependencies } from "../index/dependencies.ts";

export const exclusionKind = definePostgresqlKind<ExclusionModel>({
  name: "exclusion",
  managed: "always",
  rank: 15,
  readers: ["readConstraints"],
  key: (exclusion) => exclusionKey(exclusion.schema, exclusion.table, exclusion.name),
  ...constraintBasics<ExclusionModel>(),
  dependsOn: (exclusion, metadata) => indexDependencies(exclusion, metadata),
  texts: { sql: ["elements", "where"] },
  attributes: {
    method: "recreate",
    elements: "recreate",
    include: "recreate",
    where: "recreate",
    deferrable: "recreate",
    storageParameters: { change: "alter", equal: sameParameters },
    tablespace: "alter",
    comment: "alter",
  },
  occupies: (exclusion) => [constraintName(exclusion), `relation ${exclusion.schema}.${exclusion.name}`],
  // A constant of a type would go on meaning the one that was replaced.
  survives: (_object, changed) => !isReplaceable(changed),
  alter: (request) => alterIndexConstraint(request as never),
  operations: { createExcludeConstraint },
});
