/**
 * What an expression may need, from the words in it: columns of its table, sequences, and types. Wider than the truth at
 * worst, which only makes an order stricter; reflected objects bring what `pg_depend` says besides.
 */
import { columnKey } from "../../kinds/column/model.ts";
import { sequenceKey } from "../../kinds/sequence/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { quoteQualified } from "../../sql/identifier.ts";
import { defaultSchema } from "./ddl/locate.ts";
import { typeKeys } from "./type-keys.ts";

const word = /"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g;

/** The names in an expression, unquoted, outside string literals. */
export function wordsOf(expression: string): Set<string> {
  const outside = expression.replace(/'(?:[^']|'')*'/g, "''");
  return new Set(
    [...outside.matchAll(word)].map(([text]) =>
      text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text,
    ),
  );
}

/** Columns of a table that an expression names. */
export function columnsNamed(expression: string, schema: string, table: string, metadata: MetaData): Key[] {
  return [...wordsOf(expression)].map((name) => columnKey(schema, table, name)).filter((key) => metadata.has(key));
}

/** Sequences (in `nextval('…')`) and types (after `::`) that an expression names. */
export function objectsNamed(expression: string, metadata: MetaData): Key[] {
  const sequences = [...expression.matchAll(/'((?:[^']|'')+)'::(?:pg_catalog\.)?regclass/g)].flatMap(([, text]) => {
    const parts = (text as string).match(/"(?:[^"]|"")+"|[^."]+/g)?.map((part) => part.replaceAll(/^"|"$/g, "")) ?? [];
    const [schema, name] = parts.length === 1 ? [defaultSchema(), parts[0]] : parts;
    return [sequenceKey(schema, name as string)];
  });
  const types = [...expression.matchAll(/::((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)/g)].flatMap(
    ([, text]) => {
      const name = text as string;
      return typeKeys(name.includes(".") ? name : quoteQualified(defaultSchema(), name.replaceAll('"', "")), metadata);
    },
  );
  return [...sequences.filter((key) => metadata.has(key)), ...types];
}
