/**
 * Queries of views after a rename of a table, as the server prints them from then on: the table under its new name with
 * the former one as its alias, which the columns go on with.
 */
import type { Renamed } from "../metadata/difference.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { quoteIdentifier, quoteQualified } from "../sql/identifier.ts";
import { escapePattern } from "../util/escape-pattern.ts";

/** The database with the queries of those views that nobody declares under the new names of tables. */
export function followedByServer(
  database: MetaData,
  renamed: readonly Renamed[],
  isUndeclared: (key: Key) => boolean,
): MetaData {
  const relations = renamed.filter(({ database: relation }) => isRelation(relation));
  if (relations.length === 0) return database;
  const objects = [...database.objects].map(([key, object]): [Key, SchemaObject] => {
    const { query } = object as { readonly query?: unknown };
    if (typeof query !== "string" || !isUndeclared(key)) return [key, object];
    const followed = relations.reduce((text, rename) => inQuery(text, rename.database, rename.target), query);
    return [key, followed === query ? object : Object.freeze({ ...object, query: followed } as SchemaObject)];
  });
  return new MetaData({ ...database, objects });
}

const relationKinds: ReadonlySet<string> = new Set(["table", "view", "materializedView"]);

/** True for what queries read. */
export const isRelation = ({ kind }: SchemaObject): boolean => relationKinds.has(kind);

/** A query as the server prints it, with all names qualified, keywords in capitals and other names quoted. */
export function inQuery(query: string, before: SchemaObject, after: SchemaObject): string {
  const old = escapePattern(quoteQualified(before.schema as string, before.name));
  const now = quoteQualified(after.schema as string, after.name);
  const alias = before.name === after.name ? "" : ` ${quoteIdentifier(before.name)}`;
  // Literals and other quoted names are taken whole, so that nothing inside them counts.
  const pattern = new RegExp(
    `('(?:[^']|'')*')|(?<![\\w$".])${old}(?![\\w$"])(\\.?)(?=( [a-z_"])?)|"(?:[^"]|"")*"`,
    "g",
  );
  return query.replace(pattern, (match, literal?: string, dot?: string, aliased?: string) => {
    if (literal !== undefined || dot === undefined) return match;
    // Followed by a dot it is the qualifier of a column, which the server prints where no alias is.
    if (dot !== "") return `${alias === "" ? now : alias.trim()}.`;
    return `${now}${aliased === undefined ? alias : ""}`;
  });
}
