/** Names of schemas in SQL text, put aside for a scratch copy and put back again. */
import { keyOf, type Key } from "../../../metadata/key.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/identifier.ts";
import { databaseWide } from "../kinds/definition/read-definition.ts";
import { programTexts } from "./follow-texts.ts";
import { isWord, literalOf, nameOf, tokensOf, type Token } from "../sql-statement.ts";

/** Scratch schemas by the schema they stand for, and which objects they hold (`schema`, NUL, `name`). */
export interface ScratchNames {
  readonly schemas: ReadonlyMap<string, string>;
  readonly objects: ReadonlySet<string>;
  /** Scratch names of what belongs to no schema, by kind and name: servers, publications. */
  readonly databaseWide: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What texts name together with its schema: triggers, policies and rules are named with their table only. */
export const qualifiedNames = (objects: readonly SchemaObject[]): ReadonlySet<string> =>
  new Set(objects.filter((object) => !("table" in object)).map(({ schema, name }) => `${schema}\0${name}`));

/** Scratch names for objects that belong to no schema. */
export function databaseWideNames(objects: readonly SchemaObject[]): ScratchNames["databaseWide"] {
  const names = new Map([...databaseWide.keys()].map((kind) => [kind, new Map<string, string>()]));
  objects.forEach(({ kind, name }, at) => names.get(kind)?.set(name, `limbeck_d${at + 1}_`));
  return names;
}

/** True for an object of the scratch copy. */
export function isScratch({ kind, schema, name }: SchemaObject): boolean {
  if (schema !== undefined) return schema.startsWith("limbeck_s");
  return (databaseWide.has(kind) || kind === "publicationMember") && /^limbeck_d\d+_/.test(name);
}

/** The object as it is in the scratch copy. */
export function toScratch<O extends SchemaObject>(object: O, names: ScratchNames): O {
  const own = names.databaseWide.get(object.kind)?.get(object.name);
  const texts = [...programTexts(object.kind), "identity"];
  const entries = Object.entries(object).map(([name, value]: [string, unknown]) => {
    if (own !== undefined && (name === "name" || name === "identity")) return [name, own];
    if (name === "schema") return [name, names.schemas.get(value as string) ?? value];
    if (!texts.includes(name)) return [name, value];
    return [
      name,
      Array.isArray(value)
        ? value.map((text: string) => textToScratch(text, names))
        : textToScratch(value as string, names),
    ];
  });
  return Object.fromEntries(entries) as O;
}

/** `public.orders` becomes `limbeck_s1.orders` where the scratch copy has such an object. Strings stay as they are unless they are names. */
export function textToScratch(text: string, names: ScratchNames): string {
  const { schemas, objects, databaseWide: wide } = names;
  const tokens = tokensOf(text);
  let result = "";
  let from = 0;
  tokens.forEach((token, at) => {
    const next = tokens[at + 2];
    const literal = namedByLiteral(tokens, at);
    if (literal !== undefined) {
      result += text.slice(from, token.at) + quoteLiteral(textToScratch(literal, names));
      from = token.at + token.text.length;
      return;
    }
    const own = databaseWideName(tokens, at, wide);
    if (own !== undefined) {
      result += text.slice(from, token.at) + own;
      from = token.at + token.text.length;
      return;
    }
    if (tokens[at + 1]?.text !== "." || next === undefined || tokens[at - 1]?.text === ".") return;
    if (token.sort === "symbol" || token.sort === "string") return;
    const scratch = schemas.get(nameOf(token));
    if (scratch === undefined || !objects.has(`${nameOf(token)}\0${nameOf(next)}`)) return;
    result += text.slice(from, token.at) + scratch;
    from = token.at + token.text.length;
  });
  return result + text.slice(from);
}

/** The name in `'public.orders_seq'::regclass`. */
function namedByLiteral(tokens: readonly Token[], at: number): string | undefined {
  if (tokens[at + 1]?.text !== ":" || tokens[at + 2]?.text !== ":") return undefined;
  return isWord(tokens[at + 3], "regclass", "regtype", "regproc", "regprocedure") ? literalOf(tokens[at]) : undefined;
}

/** The scratch name of a server, a publication and the like, where the words of its kind stand before a name. */
function databaseWideName(
  tokens: readonly Token[],
  at: number,
  names: ScratchNames["databaseWide"],
): string | undefined {
  const token = tokens[at] as Token;
  if (token.sort !== "word" && token.sort !== "name") return undefined;
  for (const [kind, words] of databaseWide) {
    if (words.every((word, index) => isWord(tokens[at - words.length + index], word)))
      return names.get(kind)?.get(nameOf(token));
  }
  // A member begins with its publication: `sales TABLE public.orders`.
  const isMember = at === 0 && isWord(tokens[1], "table", "tables");
  return isMember ? names.get("publication")?.get(nameOf(token)) : undefined;
}

/** Scratch names in what the server printed are those of the declaration again. */
export function fromScratch<T>(value: T, names: ScratchNames): T {
  if (typeof value === "string") return restore(value, names) as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => fromScratch(entry, names)) as T;
  if (typeof value !== "object" || value === null) return value;
  const restored = Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, fromScratch(entry as unknown, names)]),
  ) as T & { name?: string };
  const { kind, name } = value as { readonly kind?: string; readonly name?: string };
  for (const [own, scratch] of names.databaseWide.get(kind ?? "") ?? []) if (scratch === name) restored.name = own;
  return restored;
}

function restore(text: string, { schemas, databaseWide: wide }: ScratchNames): string {
  let result = text;
  for (const [schema, scratch] of schemas) {
    if (text === scratch) return schema;
    result = result.replaceAll(`${scratch}.`, `${quoteIdentifier(schema)}.`);
  }
  if (!result.includes("limbeck_d")) return result;
  for (const names of wide.values())
    // Messages have quotes of their own.
    for (const [name, scratch] of names)
      result = result.replaceAll(`"${scratch}"`, `"${name}"`).replaceAll(scratch, quoteIdentifier(name));
  return result;
}

/** A key of the scratch copy as a key of the declaration. */
export function keyFromScratch(key: Key, { schemas }: ScratchNames): Key {
  let result: string = key;
  for (const [schema, scratch] of schemas) result = result.replace(` ${scratch}.`, `${keyOf("", schema)}.`);
  return result as Key;
}
