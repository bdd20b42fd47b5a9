/** `COMMENT ON` for every kind that carries a comment. */
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import { routineReference } from "./routine-reference.ts";

type Located = SchemaObject & {
  readonly table?: string;
  readonly domain?: string;
  /** Types of a routine's arguments. */
  readonly arguments?: string;
  /** The object as SQL names it, for kinds that are known by their definition. */
  readonly identity?: string;
};

/** The object as `COMMENT ON` names it: `COLUMN public.orders.note`. */
export function commentTarget(object: SchemaObject): string {
  const { kind, schema, name, table, domain, arguments: types, identity } = object as Located;
  const qualified = schema === undefined ? quoteIdentifier(name) : quoteQualified(schema, name);
  // A column has an `identity` of another sort.
  if (typeof identity === "string") return `${commentWord(kind)} ${identity}`;
  switch (kind) {
    case "column":
      return `COLUMN ${quoteQualified(schema as string, table as string, name)}`;
    case "primaryKey":
    case "unique":
    case "foreignKey":
    case "check":
    case "exclusion":
      return `CONSTRAINT ${quoteIdentifier(name)} ON ${quoteQualified(schema as string, table as string)}`;
    case "domainCheck":
      return `CONSTRAINT ${quoteIdentifier(name)} ON DOMAIN ${quoteQualified(schema as string, domain as string)}`;
    case "trigger":
    case "policy":
      return `${commentWord(kind)} ${quoteIdentifier(name)} ON ${quoteQualified(schema as string, table as string)}`;
    case "function":
    case "procedure":
    case "aggregate":
      return `${commentWord(kind)} ${routineReference(kind, qualified, types ?? "")}`;
    case "enum":
    case "composite":
    case "range":
      return `TYPE ${qualified}`;
    default:
      return `${commentWord(kind)} ${qualified}`;
  }
}

/** `materializedView` → `MATERIALIZED VIEW`. */
const commentWord = (kind: string): string =>
  words[kind] ?? kind.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();

const words: Readonly<Record<string, string>> = { foreignServer: "SERVER" };

export function commentSql(object: SchemaObject, comment: string | undefined): string {
  return `COMMENT ON ${commentTarget(object)} IS ${comment === undefined ? "NULL" : quoteLiteral(comment)}`;
}

/** The comment statement of a new object, if it has a comment. */
export function commentStatements(...objects: readonly SchemaObject[]): { readonly sql: string }[] {
  return objects
    .filter((object) => object.comment !== undefined)
    .map((object) => ({ sql: commentSql(object, object.comment) }));
}
