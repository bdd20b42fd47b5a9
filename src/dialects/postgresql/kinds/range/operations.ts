import type { RangeModel } from "../../../../kinds/range/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { block, call, literal, propertyKey } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { automaticMultirangeName } from "./multirange-name.ts";
import { locate, written } from "../../ddl/locate.ts";
import {
  replaceTypeStatements,
  swapDefaults,
  throughText,
  typeColumn,
  typeColumnsSource,
  type TypeColumn,
  type WrittenTypeColumn,
} from "../../ddl/replace-type.ts";

export interface CreateRangeTypeOp extends Operation {
  readonly type: "createRangeType";
  readonly object: RangeModel;
}

export interface DropRangeTypeOp extends Operation {
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
    ...(object.multirangeTypeName === undefined
      ? []
      : [`multirange_type_name = ${quoteIdentifier(object.multirangeTypeName)}`]),
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
export const dropRangeType = defineOperation({
  type: "dropRangeType",
  build: (name: string): DropRangeTypeOp => dropRangeTypeOp({ kind: "range", ...locate(name), subtype: "text" }),
  reverse: (op): readonly Operation[] => [createRangeTypeOp(op.object)],
  statements: (op) => [{ sql: `DROP TYPE ${quoteQualified(op.object.schema, op.object.name)}` }],
  render: (op) => `op.dropRangeType(${literal(written(op.object.schema, op.object.name))})`,
  describe: (op) => `drop range type ${written(op.object.schema, op.object.name)}`,
});

export interface ReplaceRangeTypeOp extends Operation {
  readonly type: "replaceRangeType";
  readonly object: RangeModel;
  readonly former?: RangeModel;
  /** The multirange type of the former one, where it is not named automatically. */
  readonly formerMultirangeTypeName?: string | undefined;
  readonly columns: readonly TypeColumn[];
}

export interface ReplaceRangeTypeOptions extends RangeOptions {
  /** Columns of the type: `["bookings.during"]`. */
  readonly columns?: readonly WrittenTypeColumn[];
  readonly formerMultirangeTypeName?: string;
}

/** From one range type to another of its name. */
export const replaceRangeTypeOp = (
  former: RangeModel,
  object: RangeModel,
  columns: readonly TypeColumn[],
): ReplaceRangeTypeOp => ({
  type: "replaceRangeType",
  object,
  former,
  columns,
  formerMultirangeTypeName: former.multirangeTypeName,
});

/**
 * Gives a range type another subtype, which PostgreSQL cannot change: a new type takes the old one's name and every column
 * moves over, rows and all. Rewrites the tables.
 *
 *     op.replaceRangeType("price_range", "numeric", { columns: ["offers.price"] })
 */
export const replaceRangeType = defineOperation({
  type: "replaceRangeType",
  build: (
    name: string,
    subtype: string,
    { columns = [], formerMultirangeTypeName, ...options }: ReplaceRangeTypeOptions = {},
  ): ReplaceRangeTypeOp => ({
    type: "replaceRangeType",
    object: { kind: "range", ...locate(name), subtype, ...options },
    columns: columns.map(typeColumn),
    formerMultirangeTypeName,
  }),
  reverse: (op): readonly Operation[] => {
    const { object, former } = op;
    if (former === undefined)
      throw new IrreversibleError(`replaceRangeType ${object.name}`, "the former type is not known");
    return [replaceRangeTypeOp(object, former, swapDefaults(op.columns))];
  },
  statements: ({ object, columns, formerMultirangeTypeName: multirange }) =>
    replaceTypeStatements({
      schema: object.schema,
      name: object.name,
      columns,
      companions: [multirange ?? automaticMultirangeName(object.name)],
      create: createStatements(object),
      conversion: throughText,
      note: `fails where a bound does not read as ${object.subtype}`,
    }),
  render: ({ object, columns, formerMultirangeTypeName }, source) => {
    const { kind: _k, schema, name, subtype, ...options } = object;
    const entries = Object.entries({ ...options, formerMultirangeTypeName })
      .filter(([, value]) => value !== undefined)
      .map(([option, value]) => `${propertyKey(option)}: ${literal(value)}`);
    return call("op.replaceRangeType", [
      literal(written(schema, name)),
      literal(subtype),
      block("{", [...entries, ...typeColumnsSource(columns, source)], "}"),
    ]);
  },
  describe: ({ object }) => `replace range type ${written(object.schema, object.name)}`,
});
