import type { CompositeAttribute, CompositeModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { block, call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import {
  attributeSources,
  attributeSql,
  compositeAttributes,
  createCompositeStatements,
  type WrittenAttributes,
} from "../../ddl/composite.ts";
import { locate, written } from "../../ddl/locate.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface CreateCompositeTypeOp extends Operation {
  readonly type: "createCompositeType";
  readonly object: CompositeModel;
}

export interface DropCompositeTypeOp extends Operation, DropOptions {
  readonly type: "dropCompositeType";
  readonly object: CompositeModel;
}

export interface AlterCompositeTypeOp extends Operation {
  readonly type: "alterCompositeType";
  readonly schema: string;
  readonly name: string;
  readonly attributes: readonly CompositeAttribute[];
  readonly former?: readonly CompositeAttribute[];
  /** True where tables of the type change with it. */
  readonly cascade?: boolean;
}

export const createCompositeTypeOp = (object: CompositeModel): CreateCompositeTypeOp => ({
  type: "createCompositeType",
  object,
});
export const dropCompositeTypeOp = (object: CompositeModel): DropCompositeTypeOp => ({
  type: "dropCompositeType",
  object,
});

/** op.createCompositeType("money_amount", { amount: "numeric(12,2)", currency: "text" }) */
export const createCompositeType = defineOperation({
  type: "createCompositeType",
  build: (name: string, attributes: WrittenAttributes, options: { readonly comment?: string } = {}) =>
    createCompositeTypeOp({
      kind: "composite",
      ...locate(name),
      attributes: compositeAttributes(attributes),
      ...options,
    }),
  reverse: (op): readonly Operation[] => [dropCompositeTypeOp(op.object)],
  statements: ({ object }) => createCompositeStatements(object),
  render: ({ object }) =>
    call("op.createCompositeType", [
      literal(written(object.schema, object.name)),
      block("{", attributeSources(object.attributes), "}"),
      ...(object.comment === undefined ? [] : [literal({ comment: object.comment })]),
    ]),
  describe: (op) => `create type ${written(op.object.schema, op.object.name)}`,
});

/** op.dropCompositeType("money_amount") */
export const dropCompositeType = droppable(
  defineOperation({
    type: "dropCompositeType",
    build: (name: string) => dropCompositeTypeOp({ kind: "composite", ...locate(name), attributes: [] }),
    reverse: (op): readonly Operation[] => [createCompositeTypeOp(op.object)],
    statements: (op) => [
      { sql: `DROP TYPE${ifExists(op)} ${quoteQualified(op.object.schema, op.object.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropCompositeType(${literal(written(op.object.schema, op.object.name))})`,
    describe: (op) => `drop type ${written(op.object.schema, op.object.name)}`,
  }),
);

/**
 * op.alterCompositeType("money_amount", { amount: "numeric", currency: "text" }, { amount: "numeric(12,2)" }): from the second to
 * the first; `{ cascade: true }` changes tables of the type too.
 */
export const alterCompositeType = defineOperation({
  type: "alterCompositeType",
  build: (
    name: string,
    attributes: WrittenAttributes,
    former: WrittenAttributes,
    options: { readonly cascade?: boolean } = {},
  ): AlterCompositeTypeOp => ({
    type: "alterCompositeType",
    ...locate(name),
    attributes: compositeAttributes(attributes),
    former: compositeAttributes(former),
    ...(options.cascade === true ? { cascade: true } : {}),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterCompositeType ${op.name}`, "the former attributes are not known");
    return [{ ...op, attributes: op.former, former: op.attributes } as Operation];
  },
  statements: ({ schema, name, attributes, former = [], cascade }) => {
    const before = new Map(former.map((attribute) => [attribute.name, attribute]));
    const after = new Set(attributes.map((attribute) => attribute.name));
    const clauses = [
      ...former
        .filter((attribute) => !after.has(attribute.name))
        .map((attribute) => `DROP ATTRIBUTE ${quoteIdentifier(attribute.name)}`),
      ...attributes
        .filter((attribute) => !before.has(attribute.name))
        .map((attribute) => `ADD ATTRIBUTE ${attributeSql(attribute)}`),
      ...attributes
        .filter(
          (attribute) =>
            before.has(attribute.name) && attributeSql(before.get(attribute.name)!) !== attributeSql(attribute),
        )
        .map(
          (attribute) =>
            `ALTER ATTRIBUTE ${quoteIdentifier(attribute.name)} TYPE ${attributeSql(attribute).slice(quoteIdentifier(attribute.name).length + 1)}`,
        ),
    ];
    const type = quoteQualified(schema, name);
    const comments = attributes
      .filter((attribute) => before.get(attribute.name)?.comment !== attribute.comment)
      .map((attribute) => ({
        sql: `COMMENT ON COLUMN ${type}.${quoteIdentifier(attribute.name)} IS ${attribute.comment === undefined ? "NULL" : quoteLiteral(attribute.comment)}`,
      }));
    return [
      ...(clauses.length === 0
        ? []
        : [
            {
              sql: `ALTER TYPE ${type} ${clauses.map((clause) => (cascade === true ? `${clause} CASCADE` : clause)).join(", ")}`,
            },
          ]),
      ...comments,
    ];
  },
  render: (op) =>
    call("op.alterCompositeType", [
      literal(written(op.schema, op.name)),
      block("{", attributeSources(op.attributes), "}"),
      block("{", attributeSources(op.former ?? []), "}"),
      ...(op.cascade === true ? ["{ cascade: true }"] : []),
    ]),
  describe: (op) => `alter type ${written(op.schema, op.name)}`,
});

/** What `op` has of it. */
export const compositeOperations = { createCompositeType, dropCompositeType, alterCompositeType };
