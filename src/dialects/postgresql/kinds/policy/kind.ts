import { policyKey, rowSecurityKey, type PolicyModel, type RowSecurityModel } from "./model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { Change } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { bodyKeys } from "../../body-keys.ts";
import { columnsNamed, objectsNamed } from "../../expression-keys.ts";
import { commentOp } from "../comment/operations.ts";
import {
  alterPolicy,
  createPolicy,
  createPolicyOp,
  dropPolicy,
  dropPolicyOp,
  rowSecurityState,
  setRowSecurity,
  type AlterPolicyOp,
  type PolicyChanges,
  type RowSecurityState,
  type SetRowSecurityOp,
} from "./operations.ts";

export const policyKind = definePostgresqlKind<PolicyModel>({
  name: "policy",
  rank: 27,
  readers: ["readPolicies"],
  key: (policy) => policyKey(policy.schema, policy.table, policy.name),
  parent: (policy) => tableKey(policy.schema, policy.table),
  dependsOn: (policy, metadata) => [
    tableKey(policy.schema, policy.table),
    ...texts(policy).flatMap((text) => [
      ...columnsNamed(text, policy.schema, policy.table, metadata),
      ...objectsNamed(text, metadata),
    ]),
  ],
  isProgram: true,
  prefers: (policy, metadata) => texts(policy).flatMap((text) => bodyKeys(text, metadata)),
  texts: { sql: ["using", "check"] },
  attributes: {
    command: "recreate",
    restrictive: "recreate",
    roles: "alter",
    using: { change: expressionChange("using") },
    check: { change: expressionChange("check") },
    comment: "alter",
  },
  create: (policy) => [createPolicyOp(policy)],
  drop: (policy) => [dropPolicyOp(policy)],
  alter: ({ database, target, attributes }) => {
    const state = (policy: PolicyModel): PolicyChanges => ({
      ...(attributes.includes("roles") ? { roles: policy.roles ?? [] } : {}),
      ...(attributes.includes("using") ? { using: policy.using as string } : {}),
      ...(attributes.includes("check") ? { check: policy.check as string } : {}),
    });
    const { schema, table, name } = target;
    const op: AlterPolicyOp = {
      type: "alterPolicy",
      schema,
      table,
      name,
      changes: state(target),
      former: state(database),
    };
    return [
      ...(Object.keys(op.changes).length === 0 ? [] : [op]),
      ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
    ];
  },
  operations: { createPolicy, alterPolicy, dropPolicy },
});

const texts = (policy: PolicyModel): string[] => [policy.using, policy.check].filter((text) => text !== undefined);

/** An expression can be replaced, but neither added in a way that can be undone nor taken away (manual, ALTER POLICY). */
function expressionChange(name: "using" | "check") {
  return (database: PolicyModel, target: PolicyModel): Change =>
    database[name] === undefined || target[name] === undefined ? "recreate" : "alter";
}

/** Policies exist before row security is on: in between, default deny would hide every row. */
export const rowSecurityKind = definePostgresqlKind<RowSecurityModel>({
  name: "rowSecurity",
  rank: 28,
  readers: ["readRowSecurity"],
  key: (model) => rowSecurityKey(model.schema, model.table),
  parent: (model) => tableKey(model.schema, model.table),
  dependsOn: (model) => [tableKey(model.schema, model.table)],
  attributes: { enabled: "alter", forced: "alter" },
  survives: () => true,
  create: (model) => setState(undefined, model),
  drop: (model) => setState(model, undefined),
  alter: ({ database, target }) => setState(database, target),
  operations: { setRowSecurity },
});

function setState(database: RowSecurityModel | undefined, target: RowSecurityModel | undefined): SetRowSecurityOp[] {
  const { schema, table } = (target ?? database) as RowSecurityModel;
  const before = rowSecurityState(database);
  const after = rowSecurityState(target);
  const changed = (["enabled", "forced"] as const).filter((name) => before[name] !== after[name]);
  const pick = (state: RowSecurityState) => Object.fromEntries(changed.map((name) => [name, state[name]]));
  return [{ type: "setRowSecurity", schema, table, state: pick(after), former: pick(before) }];
}
