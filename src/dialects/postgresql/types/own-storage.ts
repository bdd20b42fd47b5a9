/** The storage PostgreSQL gives to columns of its own types (`pg_type.typstorage`). */

const main = /^(numeric|inet|cidr)\b/;
const extended =
  /\[\]$|^(text|character varying|character|bytea|jsonb?|xml|tsvector|jsonpath|bit|bit varying|path|polygon|\w+(multi)?range|refcursor)\b/;

/** `extended` for text and the like; undefined for types that are not PostgreSQL's own. */
export function ownStorage(type: string): "plain" | "extended" | "main" | undefined {
  if (type.includes(".")) return undefined;
  if (main.test(type) && !type.endsWith("[]")) return "main";
  return extended.test(type) ? "extended" : "plain";
}
