import { checkKey, type CheckModel } from "../../../../kinds/check/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { defineKind, type Change } from "../../../../metadata/kind.ts";
import { isReplaceable } from "../../columns-of-type.ts";
import { tablesAbove } from "../../table-parts.ts";
import { columnsNamed, objectsNamed } from "../../expression-keys.ts";
import {
  alterConstraint,
  createCheckConstraint,
  dropConstraint,
  renameConstraint,
  validateConstraint,
} from "../constraint/operations.ts";
import { alterComment, constraintBasics, constraintName, validateOp } from "../constraint/shared.ts";

export const checkKind = defineKind<CheckModel>({
  name: "check",
  managed: "always",
  rank: 16,
  key: (check) => checkKey(check.schema, check.table, check.name),
  ...constraintBasics<CheckModel>(),
  dependsOn: (check, metadata) => [
    tableKey(check.schema, check.table),
    ...columnsNamed(check.expression, check.schema, check.table, metadata),
    ...objectsNamed(check.expression, metadata),
  ],
  comesAfter: (check, metadata) =>
    tablesAbove(metadata, check.schema, check.table).map(({ schema, name }) => checkKey(schema, name, check.name)),
  attributes: {
    expression: "recreate",
    noInherit: "recreate",
    notValid: {
      change: (_database, target): Change => (target.notValid === true ? "recreate" : "alter"),
      // A child that comes after its parent's check has it valid, which no statement undoes and no dump tells.
      equal: (database, target) =>
        database.notValid === target.notValid || (database.inherited === true && target.inherited === true),
    },
    notEnforced: "recreate",
    inherited: "ignore",
    comment: "alter",
  },
  occupies: (check) => [constraintName(check)],
  // A constant of a type would go on meaning the one that was replaced.
  survives: (_object, changed) => !isReplaceable(changed),
  expressions: ["expression"],
  alter: (request) => [
    ...(request.attributes.includes("notValid") ? [validateOp(request.target)] : []),
    ...alterComment(request as never),
  ],
  operations: { createCheckConstraint, dropConstraint, alterConstraint, validateConstraint, renameConstraint },
});
