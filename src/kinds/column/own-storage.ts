/** The storage PostgreSQL gives to columns of its own types (`pg_type.typstorage`). */

const extended =
  /\[\]$|^(text|character varying|character|bpchar|bytea|jsonb?|xml|tsvector|jsonpath|bit|"bit"|bit varying|path|polygon|\w+range|refcursor)(?!\w)/;
const plain =
  /^(smallint|integer|bigint|real|double precision|money|boolean|date|time|timestamp|interval|uuid|"char"|name|oid|macaddr8?|pg_lsn|xid8?|cid|tid|tsquery|point|lseg|line|box|circle|reg\w+)(?!\w)/;
const main = /^(numeric|inet|cidr)(?!\w)/;

/** `extended` for text and the like; undefined for types that are not PostgreSQL's own. */
export function ownStorage(type: string): "plain" | "extended" | "main" | undefined {
  if (type.includes(".")) return undefined;
  if (extended.test(type)) return "extended";
  if (main.test(type)) return "main";
  return plain.test(type) ? "plain" : undefined;
}
