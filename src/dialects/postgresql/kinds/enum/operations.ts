import type { EnumModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { block, call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locate, written } from "../../ddl/locate.ts";
import {
  replaceTypeStatements,
  swapDefaults,
  typeColumn,
  typeColumnsSource,
  type TypeColumn,
  type WrittenTypeColumn,
} from "../../ddl/replace-type.ts";
import {
  replacedTypesOver,
  typeOver,
  typesOverSource,
  type TypeOver,
  type WrittenTypeOver,
} from "../../ddl/types-over.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface CreateEnumOp extends Operation {
  readonly type: "createEnum";
  readonly object: EnumModel;
}

export interface DropEnumOp extends Operation, DropOptions {
  readonly type: "dropEnum";
  readonly object: EnumModel;
}

export interface AddEnumValueOp extends Operation {
  readonly type: "addEnumValue";
  readonly schema: string;
  readonly name: string;
  readonly value: string;
  readonly before?: string;
  readonly after?: string;
  /** The type before the value was added and where it is used, so that the addition can be undone. */
  readonly undo?: ReplaceEnumOp;
}

export interface RenameEnumValueOp extends Operation {
  readonly type: "renameEnumValue";
  readonly schema: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface ReplaceEnumOp extends Operation {
  readonly type: "replaceEnum";
  readonly schema: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly former?: readonly string[];
  readonly columns: readonly TypeColumn[];
  /** Types over the enum, the nearest first, and as they are before. */
  readonly over?: readonly TypeOver[];
  readonly formerOver?: readonly TypeOver[];
  readonly comment?: string;
  /** What rows that hold a removed value get instead; a removed value that is not named must not be in use. */
  readonly replacements?: Readonly<Record<string, string>>;
}

export const createEnumOp = (object: EnumModel): CreateEnumOp => ({ type: "createEnum", object });
export const dropEnumOp = (object: EnumModel): DropEnumOp => ({ type: "dropEnum", object });

const createStatements = (object: EnumModel): Statement[] => [
  {
    sql: `CREATE TYPE ${quoteQualified(object.schema, object.name)} AS ENUM (${object.values.map(quoteLiteral).join(", ")})`,
  },
  ...commentStatements(object),
];

/** op.createEnum("order_status", ["new", "paid", "sent"]) */
export const createEnum = defineOperation({
  type: "createEnum",
  build: (name: string, values: readonly string[], options: { readonly comment?: string } = {}): CreateEnumOp =>
    createEnumOp({ kind: "enum", ...locate(name), values, ...options }),
  reverse: (op): readonly Operation[] => [dropEnumOp(op.object)],
  statements: ({ object }) => createStatements(object),
  render: ({ object }) =>
    call("op.createEnum", [
      literal(written(object.schema, object.name)),
      block("[", object.values.map(literal), "]"),
      ...(object.comment === undefined ? [] : [literal({ comment: object.comment })]),
    ]),
  describe: (op) => `create enum ${written(op.object.schema, op.object.name)}`,
});

/** op.dropEnum("order_status") */
export const dropEnum = droppable(
  defineOperation({
    type: "dropEnum",
    build: (name: string): DropEnumOp => dropEnumOp({ kind: "enum", ...locate(name), values: [] }),
    reverse: (op): readonly Operation[] => [createEnumOp(op.object)],
    statements: (op) => [
      { sql: `DROP TYPE${ifExists(op)} ${quoteQualified(op.object.schema, op.object.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropEnum(${literal(written(op.object.schema, op.object.name))})`,
    describe: (op) => `drop enum ${written(op.object.schema, op.object.name)}`,
  }),
);

/**
 * op.addEnumValue("order_status", "packed", { after: "paid" })
 *
 * A new value cannot be used before the transaction that added it has ended (manual, ALTER TYPE). Where the revision uses it, the
 * addition is committed before the rest of the revision; it is skipped where the value is there already.
 */
export const addEnumValue = defineOperation({
  type: "addEnumValue",
  build: (
    name: string,
    value: string,
    position: { readonly before?: string; readonly after?: string } = {},
  ): AddEnumValueOp => ({
    type: "addEnumValue",
    ...locate(name),
    value,
    ...position,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.undo === undefined)
      throw new IrreversibleError(`addEnumValue ${op.value}`, "the former values are not known");
    return [op.undo];
  },
  statements: (op) => {
    const type = quoteQualified(op.schema, op.name);
    const position =
      op.before !== undefined
        ? ` BEFORE ${quoteLiteral(op.before)}`
        : op.after !== undefined
          ? ` AFTER ${quoteLiteral(op.after)}`
          : "";
    return [
      {
        sql: `ALTER TYPE ${type} ADD VALUE IF NOT EXISTS ${quoteLiteral(op.value)}${position}`,
        adds: { type: op.name, value: op.value },
      },
    ];
  },
  render: (op) => {
    const { before, after } = op;
    const position = before === undefined && after === undefined ? "" : `, ${literal({ before, after })}`;
    return `op.addEnumValue(${literal(written(op.schema, op.name))}, ${literal(op.value)}${position})`;
  },
  describe: (op) => `add value ${op.value} to enum ${written(op.schema, op.name)}`,
});

/** op.renameEnumValue("order_status", "sent", "shipped") */
export const renameEnumValue = defineOperation({
  type: "renameEnumValue",
  build: (name: string, from: string, to: string): RenameEnumValueOp => ({
    type: "renameEnumValue",
    ...locate(name),
    from,
    to,
  }),
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    {
      sql: `ALTER TYPE ${quoteQualified(op.schema, op.name)} RENAME VALUE ${quoteLiteral(op.from)} TO ${quoteLiteral(op.to)}`,
    },
  ],
  render: (op) => `op.renameEnumValue(${literal(written(op.schema, op.name))}, ${literal(op.from)}, ${literal(op.to)})`,
  describe: (op) => `rename value ${op.from} of enum ${written(op.schema, op.name)} to ${op.to}`,
});

export interface ReplaceEnumOptions {
  /** Columns of the type: `["orders.status"]`, with a default `[{ column: "orders.status", serverDefault: sql`'new'` }]`. */
  readonly columns?: readonly WrittenTypeColumn[];
  readonly replacements?: Readonly<Record<string, string>>;
  readonly comment?: string;
  /**
   * Domains and composite types over the enum, as they are afterwards:
   * `[{ composite: "price", attributes: { currency: "public.currency" }, columns: ["orders.price"] }]`.
   */
  readonly over?: readonly WrittenTypeOver[];
}

/**
 * Gives an enum another list of values where `ADD VALUE` and `RENAME VALUE` are not enough (removed, reordered): a new type
 * takes the old one's name and every column moves over, rows and all; so do the types over it. Rewrites the tables.
 *
 *     op.replaceEnum("order_status", ["new", "paid"], { columns: ["orders.status"] })
 */
export const replaceEnum = defineOperation({
  type: "replaceEnum",
  build: (name: string, values: readonly string[], options: ReplaceEnumOptions = {}): ReplaceEnumOp => ({
    type: "replaceEnum",
    ...locate(name),
    values,
    columns: (options.columns ?? []).map(typeColumn),
    ...(options.over === undefined ? {} : { over: options.over.map(typeOver) }),
    replacements: options.replacements,
    comment: options.comment,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`replaceEnum ${op.name}`, "the former values are not known");
    const columns = swapDefaults(op.columns);
    const { over: formerOver, formerOver: over } = op;
    const turned = { values: op.former, former: op.values, columns, over, formerOver, replacements: undefined };
    return [{ ...op, ...turned } as Operation];
  },
  statements: (op) => replaceStatements(op),
  render: (op, source) => {
    const { columns, over = [], replacements, comment } = op;
    const options = [
      ...typeColumnsSource(columns, source),
      ...typesOverSource(over, source),
      ...(replacements === undefined ? [] : [`replacements: ${literal(replacements)}`]),
      ...(comment === undefined ? [] : [`comment: ${literal(comment)}`]),
    ];
    return call("op.replaceEnum", [
      literal(written(op.schema, op.name)),
      block("[", op.values.map(literal), "]"),
      ...(options.length === 0 ? [] : [block("{", options, "}")]),
    ]);
  },
  describe: (op) => `replace the values of enum ${written(op.schema, op.name)}`,
  loses: (op) => removedValues(op).map((label) => ({ schema: op.schema, name: op.name, label })),
});

const removedValues = ({ former = [], values, replacements }: ReplaceEnumOp): readonly string[] =>
  former.filter((value) => !values.includes(value) && replacements?.[value] === undefined);

function replaceStatements(op: ReplaceEnumOp): Statement[] {
  const { schema, name, columns, values, comment } = op;
  const removed = removedValues(op);
  const note = removed.length === 0 ? undefined : removalNote(op, removed);
  const object: EnumModel = { kind: "enum", schema, name, values, ...(comment === undefined ? {} : { comment }) };
  return replaceTypeStatements({
    schema,
    name,
    columns,
    create: createStatements(object),
    conversion: (column, type) => conversion(column, type, op),
    over: replacedTypesOver(op.over ?? []),
    note,
  });
}

/** A value that goes while another comes may have been renamed. */
function removalNote({ schema, name, values, former = [] }: ReplaceEnumOp, removed: readonly string[]): string {
  const fails = `fails where a row still holds ${removed.map(quoteLiteral).join(", ")}`;
  const fresh = values.find((value) => !former.includes(value));
  if (fresh === undefined) return fails;
  const path = (value: string): string => `${written(schema, name)}.${formatQualifiedName(value)}`;
  return `${fails}; if a value was renamed: --rename ${path(removed[0] as string)}=${path(fresh)}`;
}

function conversion(column: TypeColumn, type: string, op: ReplaceEnumOp): string {
  const name = quoteIdentifier(column.column);
  const replacements = Object.entries(op.replacements ?? {});
  if (column.array === true) return `${name}::text[]::${type}`;
  if (replacements.length === 0) return `${name}::text::${type}`;
  const cases = replacements.map(([from, to]) => `WHEN ${quoteLiteral(from)} THEN ${quoteLiteral(to)}`).join(" ");
  return `(CASE ${name}::text ${cases} ELSE ${name}::text END)::${type}`;
}

/** What `op` has of it. */
export const enumOperations = { createEnum, dropEnum, addEnumValue, renameEnumValue, replaceEnum };
