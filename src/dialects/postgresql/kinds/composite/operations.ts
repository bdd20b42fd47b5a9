import type { CompositeAttribute, CompositeModel } from "../../../../kinds/composite/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { block, call, literal, propertyKey } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import { collationText, compact } from "../../../../kinds/canonical.ts";
import { unquoted } from "../column/source.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locate, written } from "../../ddl/locate.ts";

export interface CreateCompositeTypeOp extends Operation {
  readonly type: "createCompositeType";
  readonly object: CompositeModel;
}

export interface DropCompositeTypeOp extends Operation {
  readonly type: "dropCompositeType";
  readonly object: CompositeModel;
}

export interface AlterCompositeTypeOp extends Operation {
  readonly type: "alterCompositeType";
  readonly schema: string;
  readonly name: string;
  readonly attributes: readonly CompositeAttribute[];
  readonly former?: readonly CompositeAttribute[];
}

export const createCompositeTypeOp = (object: CompositeModel): CreateCompositeTypeOp => ({
  type: "createCompositeType",
  object,
});
export const dropCompositeTypeOp = (object: CompositeModel): DropCompositeTypeOp => ({
  type: "dropCompositeType",
  object,
});

/** Types by name; an attribute with more than a type is written `{ type: "text", collation: "C" }`. */
export type WrittenAttributes = Readonly<Record<string, string | WrittenAttribute>>;

export interface WrittenAttribute {
  readonly type: string;
  readonly collation?: string;
  readonly comment?: string;
}

const attributesOf = (attributes: WrittenAttributes): CompositeAttribute[] =>
  Object.entries(attributes).map(([name, written]) => {
    const { collation, ...rest } = typeof written === "string" ? { type: written } : written;
    return compact<CompositeAttribute>({ name, ...rest, collation: collationText(collation) });
  });

const definition = (attribute: CompositeAttribute): string =>
  `${quoteIdentifier(attribute.name)} ${attribute.type}${attribute.collation === undefined ? "" : ` COLLATE ${attribute.collation}`}`;

const sources = (attributes: readonly CompositeAttribute[]): string[] =>
  attributes.map(({ name, type, collation, comment }) => {
    const isPlain = collation === undefined && comment === undefined;
    const own = collation === undefined ? undefined : unquoted(collation);
    return `${propertyKey(name)}: ${literal(isPlain ? type : { type, collation: own, comment })}`;
  });

/** op.createCompositeType("money_amount", { amount: "numeric(12,2)", currency: "text" }) */
export const createCompositeType = defineOperation({
  type: "createCompositeType",
  build: (name: string, attributes: WrittenAttributes, options: { readonly comment?: string } = {}) =>
    createCompositeTypeOp({ kind: "composite", ...locate(name), attributes: attributesOf(attributes), ...options }),
  reverse: (op): readonly Operation[] => [dropCompositeTypeOp(op.object)],
  statements: ({ object }) => {
    const type = quoteQualified(object.schema, object.name);
    return [
      { sql: `CREATE TYPE ${type} AS (${object.attributes.map(definition).join(", ")})` },
      ...commentStatements(object),
      ...object.attributes
        .filter((attribute) => attribute.comment !== undefined)
        .map((attribute) => ({
          sql: `COMMENT ON COLUMN ${type}.${quoteIdentifier(attribute.name)} IS ${quoteLiteral(attribute.comment as string)}`,
        })),
    ];
  },
  render: ({ object }) =>
    call("op.createCompositeType", [
      literal(written(object.schema, object.name)),
      block("{", sources(object.attributes), "}"),
      ...(object.comment === undefined ? [] : [literal({ comment: object.comment })]),
    ]),
  describe: (op) => `create type ${written(op.object.schema, op.object.name)}`,
});

/** op.dropCompositeType("money_amount") */
export const dropCompositeType = defineOperation({
  type: "dropCompositeType",
  build: (name: string) => dropCompositeTypeOp({ kind: "composite", ...locate(name), attributes: [] }),
  reverse: (op): readonly Operation[] => [createCompositeTypeOp(op.object)],
  statements: (op) => [{ sql: `DROP TYPE ${quoteQualified(op.object.schema, op.object.name)}` }],
  render: (op) => `op.dropCompositeType(${literal(written(op.object.schema, op.object.name))})`,
  describe: (op) => `drop type ${written(op.object.schema, op.object.name)}`,
});

/** op.alterCompositeType("money_amount", { amount: "numeric", currency: "text" }, { amount: "numeric(12,2)" }): from the second to the first. */
export const alterCompositeType = defineOperation({
  type: "alterCompositeType",
  build: (name: string, attributes: WrittenAttributes, former: WrittenAttributes): AlterCompositeTypeOp => ({
    type: "alterCompositeType",
    ...locate(name),
    attributes: attributesOf(attributes),
    former: attributesOf(former),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterCompositeType ${op.name}`, "the former attributes are not known");
    return [{ ...op, attributes: op.former, former: op.attributes } as Operation];
  },
  statements: ({ schema, name, attributes, former = [] }) => {
    const before = new Map(former.map((attribute) => [attribute.name, attribute]));
    const after = new Set(attributes.map((attribute) => attribute.name));
    const clauses = [
      ...former
        .filter((attribute) => !after.has(attribute.name))
        .map((attribute) => `DROP ATTRIBUTE ${quoteIdentifier(attribute.name)}`),
      ...attributes
        .filter((attribute) => !before.has(attribute.name))
        .map((attribute) => `ADD ATTRIBUTE ${definition(attribute)}`),
      ...attributes
        .filter(
          (attribute) =>
            before.has(attribute.name) && definition(before.get(attribute.name)!) !== definition(attribute),
        )
        .map(
          (attribute) =>
            `ALTER ATTRIBUTE ${quoteIdentifier(attribute.name)} TYPE ${definition(attribute).slice(quoteIdentifier(attribute.name).length + 1)}`,
        ),
    ];
    const type = quoteQualified(schema, name);
    const comments = attributes
      .filter((attribute) => before.get(attribute.name)?.comment !== attribute.comment)
      .map((attribute) => ({
        sql: `COMMENT ON COLUMN ${type}.${quoteIdentifier(attribute.name)} IS ${attribute.comment === undefined ? "NULL" : quoteLiteral(attribute.comment)}`,
      }));
    return [...(clauses.length === 0 ? [] : [{ sql: `ALTER TYPE ${type} ${clauses.join(", ")}` }]), ...comments];
  },
  render: (op) =>
    call("op.alterCompositeType", [
      literal(written(op.schema, op.name)),
      block("{", sources(op.attributes), "}"),
      block("{", sources(op.former ?? []), "}"),
    ]),
  describe: (op) => `alter type ${written(op.schema, op.name)}`,
});
