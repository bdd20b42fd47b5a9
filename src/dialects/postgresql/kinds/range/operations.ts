import type { RangeModel } from "../../../../kinds/range/model.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteQualified } from "../../../../sql/identifier.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locate, written } from "../../ddl/locate.ts";
import { multirangeType } from "../../type-keys.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface CreateRangeTypeOp extends Operation {
  readonly type: "createRangeType";
  readonly object: RangeModel;
}

export interface DropRangeTypeOp extends Operation, DropOptions {
  readonly type: "dropRangeType";
  readonly object: RangeModel;
}

export type RangeOptions = Omit<RangeModel, "kind" | "schema" | "name" | "subtype">;

export const createRangeTypeOp = (object: RangeModel): CreateRangeTypeOp => ({ type: "createRangeType", object });
export const dropRangeTypeOp = (object: RangeModel): DropRangeTypeOp => ({ type: "dropRangeType", object });

function createStatements(object: RangeModel): Statement[] {
  const options = [
    `subtype = ${object.subtype}`,
    ...(object.subtypeOperatorClass === undefined ? [] : [`subtype_opclass = ${object.subtypeOperatorClass}`]),
    ...(object.collation === undefined ? [] : [`collation = ${object.collation}`]),
    ...(object.canonical === undefined ? [] : [`canonical = ${object.canonical}`]),
    ...(object.subtypeDiff === undefined ? [] : [`subtype_diff = ${object.subtypeDiff}`]),
    // Without a schema it would land in the first one of the search path, wherever the range type is.
    ...(object.multirangeTypeName === undefined && object.multirangeSchema === undefined
      ? []
      : [`multirange_type_name = ${multirangeType(object)}`]),
  ];
  return [
    { sql: `CREATE TYPE ${quoteQualified(object.schema, object.name)} AS RANGE (${options.join(", ")})` },
    ...commentStatements(object),
  ];
}

/** op.createRangeType("time_range", "time") */
export const createRangeType = defineOperation({
  type: "createRangeType",
  build: (name: string, subtype: string, options: RangeOptions = {}): CreateRangeTypeOp =>
    createRangeTypeOp({ kind: "range", ...locate(name), subtype, ...options }),
  reverse: (op): readonly Operation[] => [dropRangeTypeOp(op.object)],
  statements: ({ object }) => createStatements(object),
  render: ({ object }) => {
    const { kind: _k, schema, name, subtype, ...options } = object;
    const rest = Object.values(options).some((value) => value !== undefined) ? [literal(options)] : [];
    return call("op.createRangeType", [literal(written(schema, name)), literal(subtype), ...rest]);
  },
  describe: (op) => `create range type ${written(op.object.schema, op.object.name)}`,
});

/** op.dropRangeType("time_range") */
export const dropRangeType = droppable(
  defineOperation({
    type: "dropRangeType",
    build: (name: string): DropRangeTypeOp => dropRangeTypeOp({ kind: "range", ...locate(name), subtype: "text" }),
    reverse: (op): readonly Operation[] => [createRangeTypeOp(op.object)],
    statements: (op) => [
      { sql: `DROP TYPE${ifExists(op)} ${quoteQualified(op.object.schema, op.object.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropRangeType(${literal(written(op.object.schema, op.object.name))})`,
    describe: (op) => `drop range type ${written(op.object.schema, op.object.name)}`,
  }),
);

/** What `op` has of it. */
export const rangeOperations = { createRangeType, dropRangeType };
