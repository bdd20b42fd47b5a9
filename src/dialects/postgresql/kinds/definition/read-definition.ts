/** Which object a `CREATE`, `ALTER` or `COMMENT ON` statement is about, of the kinds that are known by their whole definition. */
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { isWord, nameOf, readName, type Token } from "../../sql-statement.ts";
import type { DefinitionModel } from "./model.ts";

/** Where names of a kind are unique: in the database, in a schema, on a table; a user mapping has none. */
type Place = "database" | "schema" | "table" | "server";

interface Head {
  readonly words: readonly string[];
  readonly kind: string;
  readonly place: Place;
}

const heads: readonly Head[] = [
  { words: ["rule"], kind: "rule", place: "table" },
  { words: ["event", "trigger"], kind: "eventTrigger", place: "database" },
  { words: ["statistics"], kind: "statistics", place: "schema" },
  { words: ["foreign", "data", "wrapper"], kind: "foreignDataWrapper", place: "database" },
  { words: ["server"], kind: "foreignServer", place: "database" },
  { words: ["foreign", "table"], kind: "foreignTable", place: "schema" },
  { words: ["user", "mapping"], kind: "userMapping", place: "server" },
  { words: ["publication"], kind: "publication", place: "database" },
  { words: ["text", "search", "configuration"], kind: "textSearchConfiguration", place: "schema" },
  { words: ["text", "search", "dictionary"], kind: "textSearchDictionary", place: "schema" },
  { words: ["collation"], kind: "collation", place: "schema" },
  { words: ["conversion"], kind: "conversion", place: "schema" },
];

/** Kinds whose names are unique in a database, with the words that stand before such a name in SQL. */
export const databaseWide: ReadonlyMap<string, readonly string[]> = new Map(
  heads.filter(({ place }) => place === "database").map(({ kind, words }) => [kind, words]),
);

/** Kinds that a statement declares whole. */
export const definitionKinds: ReadonlySet<string> = new Set(heads.map(({ kind }) => kind));

export type DefinitionSubject = Pick<DefinitionModel, "kind" | "schema" | "table" | "name" | "identity">;

export interface ReadSubject {
  readonly subject: DefinitionSubject;
  /** The words of the kind, in capitals: `FOREIGN TABLE`. */
  readonly word: string;
  /** The token after the name (of a rule, after its own name). */
  readonly end: number;
}

/** The object whose kind's words begin at a token; undefined where it is of another kind. */
export function readSubject(tokens: readonly Token[], start: number, schema: string): ReadSubject | undefined {
  const head = heads.find(({ words }) => words.every((word, index) => isWord(tokens[start + index], word)));
  if (head === undefined) return undefined;
  const afterWords = start + head.words.length;
  const at = afterWords + existence(tokens, afterWords);
  const read = subjectReaders[head.place](head.kind, tokens, at, schema);
  return read === undefined ? undefined : { ...read, word: head.words.join(" ").toUpperCase() };
}

/** `IF NOT EXISTS`, `IF EXISTS` */
function existence(tokens: readonly Token[], at: number): number {
  if (!isWord(tokens[at], "if")) return 0;
  return isWord(tokens[at + 1], "not") ? 3 : 2;
}

type SubjectReader = (
  kind: string,
  tokens: readonly Token[],
  at: number,
  schema: string,
) => Omit<ReadSubject, "word"> | undefined;

const subjectReaders: Readonly<Record<Place, SubjectReader>> = {
  database: (kind, tokens, at) => {
    const { names, end } = readName(tokens, at);
    if (names.length !== 1) return undefined;
    return { subject: { kind, name: names[0]!, identity: quoteIdentifier(names[0]!) }, end };
  },
  schema: (kind, tokens, at, schema) => {
    const { names, end } = readName(tokens, at);
    if (names.length === 0 || names.length > 2 || isWord(tokens[at], "on")) return undefined;
    const [of, name] = names.length === 1 ? [schema, names[0]!] : [names[0]!, names[1]!];
    return { subject: { kind, schema: of, name, identity: quoteQualified(of, name) }, end };
  },
  table: (kind, tokens, at, schema) => {
    const { names, end } = readName(tokens, at);
    if (names.length !== 1) return undefined;
    // CREATE RULE … AS ON UPDATE TO table, COMMENT ON RULE … ON table
    const to = tokens.findIndex((token, index) => index >= end && isWord(token, "to"));
    const isCreation = isWord(tokens[end], "as");
    const table = readName(tokens, (isCreation ? to : end) + 1).names;
    if (table.length === 0 || table.length > 2) return undefined;
    return { subject: ruleOf(kind, names[0]!, table, schema), end };
  },
  server: (kind, tokens, at) => {
    const user = tokens[at + 1];
    const server = tokens[at + 3];
    if (!isWord(tokens[at], "for") || user === undefined || !isWord(tokens[at + 2], "server")) return undefined;
    if (server === undefined) return undefined;
    const isPublic = isWord(user, "public");
    const identity = `FOR ${isPublic ? "public" : quoteIdentifier(nameOf(user))} SERVER ${quoteIdentifier(nameOf(server))}`;
    return { subject: { kind, name: identity, identity }, end: at + 4 };
  },
};

/** The rule of a name on a table. */
export function ruleOf(kind: string, name: string, names: readonly string[], schema: string): DefinitionSubject {
  const [of, table] = names.length === 1 ? [schema, names[0]!] : [names[0]!, names[1]!];
  return { kind, schema: of, table, name, identity: `${quoteIdentifier(name)} ON ${quoteQualified(of, table)}` };
}
