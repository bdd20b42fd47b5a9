import { checkKey, type CheckModel } from "../../../../kinds/check/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { Change } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { isReplaceable } from "../../columns-of-type.ts";
import { attachmentsOf, tablesAbove, tablesDirectlyBelow } from "../../table-parts.ts";
import { columnsNamed, objectsNamed } from "../../expression-keys.ts";
import {
  alterConstraint,
  createCheckConstraint,
  createConstraintOp,
  dropConstraint,
  renameConstraint,
  validateConstraint,
} from "../constraint/operations.ts";
import { alterComment, constraintBasics, constraintName, validateOp } from "../constraint/shared.ts";

export const checkKind = definePostgresqlKind<CheckModel>({
  name: "check",
  managed: "always",
  rank: 16,
  readers: ["readConstraints"],
  key: (check) => checkKey(check.schema, check.table, check.name),
  ...constraintBasics<CheckModel>(),
  dependsOn: (check, metadata) => [
    tableKey(check.schema, check.table),
    ...columnsNamed(check.expression, check.schema, check.table, metadata),
    ...objectsNamed(check.expression, metadata),
  ],
  comesAfter: (check, metadata) => checksAbove(check, metadata),
  // One that a table has from its parent goes with that one, and is made again where the table is to have it itself.
  makesWayFor: (check, metadata) => [
    ...checksBelow(check, metadata),
    ...checksAbove(check, metadata),
    ...attachmentsOf(metadata, check.schema, check.table),
  ],
  create: (check, context) => [
    {
      ...createConstraintOp(check),
      ...(checksBelow(check, context.database).some((key) => context.database.has(key)) ? { replan: true } : {}),
    },
  ],
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
  texts: { sql: ["expression"] },
  alter: (request) => [
    ...(request.attributes.includes("notValid") ? [validateOp(request.target)] : []),
    ...alterComment(request as never),
  ],
  operations: { createCheckConstraint, dropConstraint, alterConstraint, validateConstraint, renameConstraint },
});

type Named = Pick<CheckModel, "schema" | "table" | "name">;

const checksBelow = ({ schema, table, name }: Named, metadata: MetaData): Key[] =>
  tablesDirectlyBelow(metadata, schema, table).flatMap((child) => [
    checkKey(child.schema, child.name, name),
    ...checksBelow({ schema: child.schema, table: child.name, name }, metadata),
  ]);

const checksAbove = ({ schema, table, name }: Named, metadata: MetaData): Key[] =>
  tablesAbove(metadata, schema, table).flatMap((parent) => [
    checkKey(parent.schema, parent.name, name),
    ...checksAbove({ schema: parent.schema, table: parent.name, name }, metadata),
  ]);
