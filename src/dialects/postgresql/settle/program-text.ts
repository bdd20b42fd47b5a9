/** Names of schemas in SQL text, put aside for a scratch copy and put back again. */
import { keyOf, type Key } from "../../../metadata/key.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { nameOf, tokensOf } from "../../../kinds/sql-statement.ts";

/** Scratch schemas by the schema they stand for, and which objects they hold (`schema`, NUL, `name`). */
export interface ScratchNames {
  readonly schemas: ReadonlyMap<string, string>;
  readonly objects: ReadonlySet<string>;
}

const texts: ReadonlySet<string> = new Set(["definition", "query", "events", "action", "using", "check", "identity"]);

/** The object as it is in the scratch copy. */
export function toScratch<O extends SchemaObject>(object: O, names: ScratchNames): O {
  const entries = Object.entries(object).map(([name, value]: [string, unknown]) => {
    if (name === "schema") return [name, names.schemas.get(value as string) ?? value];
    if (!texts.has(name)) return [name, value];
    return [
      name,
      Array.isArray(value) ? value.map((text: string) => rename(text, names)) : rename(value as string, names),
    ];
  });
  return Object.fromEntries(entries) as O;
}

/** `public.orders` becomes `limbeck_s1.orders` where the scratch copy has such an object. Strings stay as they are. */
function rename(text: string, { schemas, objects }: ScratchNames): string {
  const tokens = tokensOf(text);
  let result = "";
  let from = 0;
  tokens.forEach((token, at) => {
    const next = tokens[at + 2];
    if (tokens[at + 1]?.text !== "." || next === undefined || tokens[at - 1]?.text === ".") return;
    if (token.sort === "symbol" || token.sort === "string") return;
    const scratch = schemas.get(nameOf(token));
    if (scratch === undefined || !objects.has(`${nameOf(token)}\0${nameOf(next)}`)) return;
    result += text.slice(from, token.at) + scratch;
    from = token.at + token.text.length;
  });
  return result + text.slice(from);
}

/** Scratch names in what the server printed are those of the declaration again. */
export function fromScratch<T>(value: T, schemas: ReadonlyMap<string, string>): T {
  if (typeof value === "string") return restore(value, schemas) as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => fromScratch(entry, schemas)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, fromScratch(entry as unknown, schemas)]),
  ) as T;
}

function restore(text: string, schemas: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [schema, scratch] of schemas) {
    if (text === scratch) return schema;
    result = result.replaceAll(`${scratch}.`, `${quoteIdentifier(schema)}.`);
  }
  return result;
}

/** A key of the scratch copy as a key of the declaration. */
export function keyFromScratch(key: Key, schemas: ReadonlyMap<string, string>): Key {
  let result: string = key;
  for (const [schema, scratch] of schemas) result = result.replace(` ${scratch}.`, `${keyOf("", schema)}.`);
  return result as Key;
}
