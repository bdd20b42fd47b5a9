import { rangeKey, type RangeModel } from "../../../../kinds/range/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { defineKind, type AlterRequest, type Change, type ChangeContext } from "../../../../metadata/kind.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { columnsOfType, isTypeUsed } from "../../columns-of-type.ts";
import { typeKeys } from "../../type-keys.ts";
import { commentOp } from "../comment/operations.ts";
import { renameTypeOps } from "../rename/operations.ts";
import {
  createRangeType,
  createRangeTypeOp,
  dropRangeType,
  dropRangeTypeOp,
  replaceRangeType,
  replaceRangeTypeOp,
} from "./operations.ts";

export const rangeKind = defineKind<RangeModel>({
  name: "range",
  managed: "always",
  rank: 4,
  key: (model) => rangeKey(model.schema, model.name),
  dependsOn: (model, metadata) => [schemaKey(model.schema), ...typeKeys(model.subtype, metadata)],
  attributes: {
    subtype: { change: replaceOrRecreate },
    subtypeOperatorClass: { change: replaceOrRecreate },
    collation: { change: replaceOrRecreate },
    canonical: { change: replaceOrRecreate },
    subtypeDiff: { change: replaceOrRecreate },
    multirangeTypeName: { change: replaceOrRecreate },
    comment: "alter",
  },
  occupies: (model) => [`type ${model.schema}.${model.name}`],
  create: (model) => [createRangeTypeOp(model)],
  drop: (model) => [dropRangeTypeOp(model)],
  alter: (request) => alter(request),
  rename: renameTypeOps,
  operations: { createRangeType, dropRangeType, replaceRangeType },
});

/** Nothing of a range type but its comment can change; columns of it move to another of its name, rows and all. */
function replaceOrRecreate(database: RangeModel, _target: RangeModel, context: ChangeContext): Change {
  return isTypeUsed(rangeKey(database.schema, database.name), context) ? "alterAlone" : "recreate";
}

function alter({ database, target, attributes, context }: AlterRequest<RangeModel>): readonly Operation[] {
  if (attributes.every((name) => name === "comment")) return [commentOp(target, target.comment, database.comment)];
  const columns = columnsOfType(rangeKey(target.schema, target.name), context);
  return [replaceRangeTypeOp(database, target, columns)];
}
