/** Objects that are known by their whole definition, declared by the statements that make them. */
import type { Key } from "../../../../metadata/key.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { isWord, literalOf, nameOf, readName, splitStatements, tokensOf, type Token } from "../../sql-statement.ts";
import { DefinitionMissingError, DefinitionStatementError, UserMappingSecretError } from "./errors.ts";
import { definitionKey, type DefinitionModel } from "./model.ts";
import { membersOf, withoutMembers } from "./publication-members.ts";
import { readSubject, ruleOf, type DefinitionSubject, type ReadSubject } from "./read-definition.ts";
import { schemaOf } from "../../../../metadata/schema-object.ts";

/** Objects of a declaration so far; statements that come later may add to them. */
export type DefinitionObjects = Map<Key, DefinitionModel>;

/**
 * A rule, an event trigger, extended statistics, a foreign-data wrapper, server, foreign table or user mapping, a publication,
 * a text search configuration or dictionary, a collation or conversion: by its `CREATE` statement, and after it those that
 * change it or comment on it.
 *
 *     sqlObject(sql`CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING; COMMENT ON RULE keep ON orders IS 'all'`)
 *     sqlObject(sql`CREATE STATISTICS city_zip (dependencies) ON city, zip FROM addresses`)
 *
 * @throws DefinitionStatementError, DefinitionMissingError, UserMappingSecretError when the data model is built
 */
export function sqlObject(statements: SqlFragment | string): DeclaredObject {
  const script = typeof statements === "string" ? statements : fragmentText(statements);
  const first = script.trim().split("\n", 1)[0] as string;
  return Object.freeze({
    memberKind: "object" as const,
    word: "object",
    name: first.slice(0, 60),
    calledAt: new Error("declared here"),
    declare: (context: DeclareContext): Declared => {
      const objects: DefinitionObjects = new Map();
      for (const { text } of splitStatements(script)) {
        if (readDefinition(text, objects, context) === undefined) throw new DefinitionStatementError(text);
      }
      if (objects.size === 0) throw new DefinitionStatementError(script);
      return { objects: [...objects], renamedFrom: [], origins: noOrigins };
    },
  });
}

/** Adds to the objects what a statement makes or changes; undefined where it is about none of these kinds. Gives their keys. */
export function readDefinition(
  statement: string,
  objects: DefinitionObjects,
  { schema }: Pick<DeclareContext, "schema">,
): readonly Key[] | undefined {
  const tokens = tokensOf(statement);
  if (isWord(tokens[0], "create")) return readCreation(statement, tokens, objects, schema);
  if (isWord(tokens[0], "alter")) return readAlteration(statement, tokens, objects, schema);
  if (isWord(tokens[0], "comment")) return readComment(statement, tokens, objects, schema);
  return undefined;
}

/** `COMMENT ON RULE r ON t IS 'text'`, and of a foreign table's columns. */
function readComment(
  statement: string,
  tokens: readonly Token[],
  objects: DefinitionObjects,
  schema: string,
): readonly Key[] | undefined {
  if (isWord(tokens[2], "column")) {
    const { names, end } = readName(tokens, 3);
    const [of, table, column] = names.length === 2 ? [schema, ...names] : names;
    if (column === undefined) return undefined;
    const identity = quoteQualified(of as string, table as string);
    const key = definitionKey({ kind: "foreignTable", identity });
    if (!objects.has(key)) return undefined;
    const text = `COMMENT ON COLUMN ${identity}.${quoteIdentifier(column)}${restAfter(statement, tokens, end)}`;
    return append(objects, key, text, statement);
  }
  const read = readSubject(tokens, 2, schema);
  if (read === undefined) return undefined;
  const key = definitionKey(read.subject);
  const object = objects.get(key);
  if (object === undefined) throw new DefinitionMissingError(statement, key);
  const comment = literalOf(tokens.at(-1));
  const { comment: _former, ...rest } = object;
  objects.set(key, Object.freeze(comment === undefined ? rest : { ...rest, comment }));
  return [key];
}

function readCreation(
  statement: string,
  tokens: readonly Token[],
  objects: DefinitionObjects,
  schema: string,
): readonly Key[] | undefined {
  const isDefault = isWord(tokens[1], "default");
  const read = readSubject(tokens, isDefault ? 2 : isWord(tokens[1], "or") ? 3 : 1, schema);
  if (read === undefined) return undefined;
  const { subject } = read;
  const head = `CREATE ${isDefault ? "DEFAULT " : ""}${read.word}`;
  const rest = restAfter(statement, tokens, read.end);
  if (subject.kind === "userMapping" && isWord(tokens[read.end], "options"))
    throw new UserMappingSecretError(subject.identity);
  const text =
    subject.kind === "rule"
      ? ruleText(statement, tokens, read)
      : `${head}${gapBefore(statement, tokens, read.end)}${subject.identity}${rest}`;
  if (subject.kind !== "publication") return [add(objects, subject, [text])];
  const key = add(objects, subject, [withoutMembers(text)]);
  return [key, ...addMembers(objects, membersOf(subject.identity, text, schema))];
}

function addMembers(objects: DefinitionObjects, members: readonly DefinitionModel[]): readonly Key[] {
  return members.map((member) => {
    const key = definitionKey(member);
    objects.set(key, member);
    return key;
  });
}

function add(objects: DefinitionObjects, subject: DefinitionSubject, definition: readonly string[]): Key {
  const key = definitionKey(subject);
  objects.set(key, Object.freeze({ ...subject, definition }));
  return key;
}

/** `CREATE RULE name AS ON event TO table …` with the table's schema. */
function ruleText(statement: string, tokens: readonly Token[], { subject, end }: ReadSubject): string {
  const to = tokens.findIndex((token, index) => index >= end && isWord(token, "to"));
  const { end: afterTable } = readName(tokens, to + 1);
  const event = statement.slice((tokens[end] as Token).at, (tokens[to + 1] as Token).at);
  const table = quoteQualified(schemaOf(subject), subject.table as string);
  return `CREATE RULE ${quoteQualified(subject.name)} ${event}${table}${restAfter(statement, tokens, afterTable)}`;
}

/** A blank, or the line ends before a name, without what else stands there (`IF NOT EXISTS`). */
function gapBefore(statement: string, tokens: readonly Token[], end: number): string {
  const before = statement.slice(0, (tokens[end - 1] as Token).at);
  return before.replaceAll(/[^\n]/g, "") || " ";
}

/** What stands from a token on, with the blanks and line ends before it, so that lines stay countable. */
function restAfter(statement: string, tokens: readonly Token[], end: number): string {
  const last = tokens[end - 1] as Token;
  return statement.slice(last.at + last.text.length).trimEnd();
}

function readAlteration(
  statement: string,
  tokens: readonly Token[],
  objects: DefinitionObjects,
  schema: string,
): readonly Key[] | undefined {
  if (isWord(tokens[1], "table")) return readRuleState(statement, tokens, objects, schema);
  const read = readSubject(tokens, 1, schema);
  if (read === undefined) return undefined;
  const key = definitionKey(read.subject);
  const rest = restAfter(statement, tokens, read.end);
  if (read.subject.kind === "userMapping") throw new UserMappingSecretError(read.subject.identity);
  if (read.subject.kind === "publication" && isWord(tokens[read.end], "add")) {
    if (!objects.has(key)) throw new DefinitionMissingError(statement, `publication ${read.subject.identity}`);
    return addMembers(objects, membersOf(read.subject.identity, statement, schema));
  }
  return append(objects, key, `ALTER ${read.word} ${read.subject.identity}${rest}`, statement);
}

/** `ALTER TABLE t DISABLE RULE r` belongs to the rule. */
function readRuleState(
  statement: string,
  tokens: readonly Token[],
  objects: DefinitionObjects,
  schema: string,
): readonly Key[] | undefined {
  const start = isWord(tokens[2], "only") ? 3 : 2;
  const { names, end } = readName(tokens, start);
  const rule = tokens.at(-1);
  if (!isWord(tokens.at(-2), "rule") || rule === undefined || names.length === 0) return undefined;
  const subject = ruleOf("rule", nameOf(rule), names, schema);
  const state = statement.slice((tokens[end] as Token).at, rule.at);
  const table = quoteQualified(schemaOf(subject), subject.table as string);
  const text = `ALTER TABLE ${table} ${state}${quoteQualified(subject.name)}`;
  return append(objects, definitionKey(subject), text, statement);
}

function append(objects: DefinitionObjects, key: Key, text: string, statement: string): readonly Key[] {
  const object = objects.get(key);
  if (object === undefined) throw new DefinitionMissingError(statement, key);
  objects.set(key, Object.freeze({ ...object, definition: [...object.definition, text] }));
  return [key];
}
