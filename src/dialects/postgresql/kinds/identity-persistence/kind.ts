import { columnKey } from "../../../../kinds/column/model.ts";
import { identityPersistenceKey, type IdentityPersistenceModel } from "./model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { AlterSequenceOp } from "../sequence/operations.ts";

export const identityPersistenceKind = definePostgresqlKind<IdentityPersistenceModel>({
  name: "identityPersistence",
  rank: 20,
  readers: [],
  key: (model) => identityPersistenceKey(model.schema, model.name),
  parent: (model) => columnKey(model.schema, model.table, model.column),
  names: [{ of: "relation", schema: "schema", name: "table", columns: ["column"] }],
  dependsOn: (model) => [columnKey(model.schema, model.table, model.column)],
  attributes: { column: "ignore", unlogged: "recreate" },
  survives: () => true,
  create: (model) => [alterOp(model, model.unlogged)],
  drop: (model, { target }) => {
    const isGone = !target.has(columnKey(model.schema, model.table, model.column));
    return [{ ...alterOp(model, !model.unlogged), ...(isGone ? { implied: true } : {}) }];
  },
  operations: {},
});

const alterOp = ({ schema, name }: IdentityPersistenceModel, unlogged: boolean): AlterSequenceOp => ({
  type: "alterSequence",
  schema,
  name,
  changes: { unlogged },
  former: { unlogged: !unlogged },
});
