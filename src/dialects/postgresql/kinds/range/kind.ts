import { rangeKey, type RangeModel } from "../../../../kinds/range/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { automaticMultirangeName } from "../../multirange-name.ts";
import { typeKeys } from "../../type-keys.ts";
import { commentOp } from "../comment/operations.ts";
import { renameTypeOps } from "../rename/operations.ts";
import { createRangeType, createRangeTypeOp, dropRangeType, dropRangeTypeOp } from "./operations.ts";

export const rangeKind = definePostgresqlKind<RangeModel>({
  name: "range",
  managed: "always",
  rank: 4,
  readers: ["readRanges"],
  key: (model) => rangeKey(model.schema, model.name),
  dependsOn: (model, metadata) => [
    ...[model.schema, model.multirangeSchema ?? model.schema].map(schemaKey),
    ...typeKeys(model.subtype, metadata),
  ],
  // Nothing but its comment can change; the values of columns step aside while another type takes its place.
  attributes: {
    subtype: "recreate",
    subtypeOperatorClass: "recreate",
    collation: "recreate",
    canonical: "recreate",
    subtypeDiff: "recreate",
    multirangeTypeName: "recreate",
    multirangeSchema: "recreate",
    comment: "alter",
  },
  occupies: (model) => [`type ${model.schema}.${model.name}`],
  create: (model) => [createRangeTypeOp(model)],
  drop: (model) => [dropRangeTypeOp(model)],
  alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
  renaming: { word: "range type", moves: true },
  rename: (database, target) => [...renameTypeOps(database, target), ...multirangeOps(database, target)],
  namesAlong: (before, after) => {
    const [former, now] = renamedMultirange(before, after);
    return former.name === now.name && former.schema === now.schema ? [] : [[former, now]];
  },
  operations: { createRangeType, dropRangeType },
});

const multirange = ({ schema, name, multirangeTypeName, multirangeSchema }: RangeModel): SchemaObject => ({
  kind: "multirange",
  schema: multirangeSchema ?? schema,
  name: multirangeTypeName ?? automaticMultirangeName(name),
});

/** A multirange type that has its name from the range type gets another with it. */
function multirangeOps(database: RangeModel, target: RangeModel): readonly Operation[] {
  return renameTypeOps(...renamedMultirange(database, target));
}

const renamedMultirange = (
  former: RangeModel,
  { schema, name }: RangeModel,
): readonly [before: SchemaObject, after: SchemaObject] => [
  multirange(former),
  multirange({ ...former, schema, name }),
];
