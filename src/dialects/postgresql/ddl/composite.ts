/** `CREATE TYPE … AS (…)` with its comments, and the type as a revision writes it. */
import { collationText, compact } from "../../../kinds/canonical.ts";
import type { CompositeAttribute, CompositeModel } from "../kinds/composite/model.ts";
import type { Statement } from "../../../operations/operation.ts";
import { literal, propertyKey } from "../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import { unquoted } from "../kinds/column/source.ts";
import { commentStatements } from "./comment.ts";

/** Types by name; an attribute with more than a type is written `{ type: "text", collation: "C" }`. */
export type WrittenAttributes = Readonly<Record<string, string | WrittenAttribute>>;

export interface WrittenAttribute {
  readonly type: string;
  readonly collation?: string;
  readonly comment?: string;
}

export const compositeAttributes = (attributes: WrittenAttributes): CompositeAttribute[] =>
  Object.entries(attributes).map(([name, written]) => {
    const { collation, ...rest } = typeof written === "string" ? { type: written } : written;
    return compact<CompositeAttribute>({ name, ...rest, collation: collationText(collation) });
  });

export const attributeSql = (attribute: CompositeAttribute): string =>
  `${quoteIdentifier(attribute.name)} ${attribute.type}${attribute.collation === undefined ? "" : ` COLLATE ${attribute.collation}`}`;

export const attributeSources = (attributes: readonly CompositeAttribute[]): string[] =>
  attributes.map(({ name, type, collation, comment }) => {
    const isPlain = collation === undefined && comment === undefined;
    const own = collation === undefined ? undefined : unquoted(collation);
    return `${propertyKey(name)}: ${literal(isPlain ? type : { type, collation: own, comment })}`;
  });

export function createCompositeStatements(object: CompositeModel): Statement[] {
  const type = quoteQualified(object.schema, object.name);
  return [
    { sql: `CREATE TYPE ${type} AS (${object.attributes.map(attributeSql).join(", ")})` },
    ...commentStatements(object),
    ...object.attributes
      .filter((attribute) => attribute.comment !== undefined)
      .map((attribute) => ({
        sql: `COMMENT ON COLUMN ${type}.${quoteIdentifier(attribute.name)} IS ${quoteLiteral(attribute.comment as string)}`,
      })),
  ];
}
