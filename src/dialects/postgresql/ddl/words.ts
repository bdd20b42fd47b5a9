/**
 * Revisions take the words of models: the arguments of a builder and the objects that they come to. What the words cannot say
 * exactly, a revision says in its older form.
 */
import type { DeclaredObject } from "../../../kinds/declared-object.ts";
import { SchemaNames } from "../../../metadata/schema-names.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import {
  block,
  literal,
  propertyKey,
  Source,
  sqlTemplate,
  type CallArgument,
  type SourceWriter,
} from "../../../operations/source.ts";
import { fragmentText, isSqlFragment, sql, type SqlFragment } from "../../../sql/sql.ts";
import { LimbeckError } from "../../../util/errors.ts";
import { defaultSchema } from "./locate.ts";

/** What a declaration comes to where nothing else is declared. */
export const objectsOf = (declaration: DeclaredObject): readonly SchemaObject[] =>
  declaration.declare({ schema: defaultSchema(), names: new SchemaNames() }).objects.map(([, object]) => object);

/** The one object of a declaration. */
export const objectOf = <O extends SchemaObject>(declaration: DeclaredObject): O => objectsOf(declaration)[0] as O;

/** Text of the server as a fragment. */
export const rawText = (text: string | undefined): SqlFragment | undefined =>
  text === undefined ? undefined : sql.raw(text);

/** The words where they come to just this value; undefined where they don't. */
export function exactly<Words>(
  words: Words | undefined,
  value: unknown,
  build: (words: Words) => unknown,
): Words | undefined {
  if (words === undefined) return undefined;
  try {
    return canonicalJson(build(words)) === canonicalJson(value) ? words : undefined;
  } catch (error) {
    if (!(error instanceof LimbeckError)) throw error;
    return undefined;
  }
}

/** Keys in one order, and nothing of those without a value. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );

/** Words as the arguments of a call. */
export const wordsSource = (words: readonly unknown[], source: SourceWriter): (string | CallArgument)[] =>
  words.map((word) => (isRecord(word) ? block("{", entriesOf(word, source), "}") : wordSource(word, source)));

function wordSource(word: unknown, source: SourceWriter): string {
  if (isSqlFragment(word)) {
    source.use("sql");
    return sqlTemplate(fragmentText(word));
  }
  if (Array.isArray(word)) return `[${word.map((each: unknown) => wordSource(each, source)).join(", ")}]`;
  return isRecord(word) ? `{ ${entriesOf(word, source).join(", ")} }` : literal(word);
}

const entriesOf = (record: Readonly<Record<string, unknown>>, source: SourceWriter): string[] =>
  Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${propertyKey(name)}: ${wordSource(value, source)}`);

const isRecord = (word: unknown): word is Readonly<Record<string, unknown>> =>
  typeof word === "object" &&
  word !== null &&
  !Array.isArray(word) &&
  !(word instanceof Source) &&
  !isSqlFragment(word);

/** A list of one as its only entry. */
export const oneOrAll = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 ? (list[0] as T) : list);
