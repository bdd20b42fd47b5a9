import { rangeKey, type RangeModel } from "../../../../kinds/range/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { defineKind } from "../../../../metadata/kind.ts";
import { typeKeys } from "../../type-keys.ts";
import { commentOp } from "../comment/operations.ts";
import { renameTypeOps } from "../rename/operations.ts";
import { createRangeType, createRangeTypeOp, dropRangeType, dropRangeTypeOp } from "./operations.ts";

export const rangeKind = defineKind<RangeModel>({
  name: "range",
  managed: "always",
  rank: 4,
  key: (model) => rangeKey(model.schema, model.name),
  dependsOn: (model, metadata) => [schemaKey(model.schema), ...typeKeys(model.subtype, metadata)],
  attributes: {
    subtype: "recreate",
    subtypeOperatorClass: "recreate",
    collation: "recreate",
    canonical: "recreate",
    subtypeDiff: "recreate",
    multirangeTypeName: "recreate",
    comment: "alter",
  },
  occupies: (model) => [`type ${model.schema}.${model.name}`],
  create: (model) => [createRangeTypeOp(model)],
  drop: (model) => [dropRangeTypeOp(model)],
  alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
  rename: renameTypeOps,
  operations: { createRangeType, dropRangeType },
});
