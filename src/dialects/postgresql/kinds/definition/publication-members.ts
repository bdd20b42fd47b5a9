/** What a publication publishes: PostgreSQL keeps each table and schema as an object of its own. */
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { closing, isWord, nameOf, readName, textBetween, tokensOf, type Token } from "../../sql-statement.ts";
import type { DefinitionModel } from "./model.ts";

/** The statement that makes a publication of nothing, to which its members are added; `FOR ALL TABLES` stays. */
export function withoutMembers(statement: string): string {
  const tokens = tokensOf(statement);
  const from = listStart(tokens);
  if (from === undefined) return statement;
  const end = parametersAt(tokens);
  const rest = end === undefined ? "" : ` ${statement.slice((tokens[end] as Token).at)}`;
  return statement.slice(0, (tokens[from - 1] as Token).at).trim() + rest;
}

/** The members that `CREATE PUBLICATION … FOR list` or `ALTER PUBLICATION … ADD list` names. */
export function membersOf(publication: string, statement: string, schema: string): DefinitionModel[] {
  const tokens = tokensOf(statement);
  const from = listStart(tokens);
  if (from === undefined) return [];
  const end = parametersAt(tokens) ?? tokens.length;
  const members: DefinitionModel[] = [];
  let isSchema = false;
  for (let at = from; at < end;) {
    // The word holds for all names that follow it.
    if (isWord(tokens[at], "tables")) [isSchema, at] = [true, at + 3];
    else if (isWord(tokens[at], "table")) [isSchema, at] = [false, at + 1];
    if (isWord(tokens[at], "only")) at += 1;
    const { names, end: afterName } = readName(tokens, at);
    const next = memberEnd(tokens, afterName, end);
    const details = tokens[afterName]?.text === "*" ? afterName + 1 : afterName;
    const rest = details < next ? ` ${textBetween(statement, tokens, details, next).trim()}` : "";
    members.push(isSchema ? schemaMember(publication, nameOf(tokens[at] as Token)) : tableMember(names, rest));
    at = next + 1;
  }
  return members;

  function tableMember(names: readonly string[], rest: string): DefinitionModel {
    const table = quoteQualified(...(names.length === 1 ? [schema, ...names] : names));
    const identity = `${publication} TABLE ${table}`;
    return member(identity, `ALTER PUBLICATION ${publication} ADD TABLE ONLY ${table}${rest}`);
  }
}

function schemaMember(publication: string, name: string): DefinitionModel {
  const place = `TABLES IN SCHEMA ${quoteIdentifier(name)}`;
  return member(`${publication} ${place}`, `ALTER PUBLICATION ${publication} ADD ${place}`);
}

const member = (identity: string, statement: string): DefinitionModel =>
  Object.freeze({ kind: "publicationMember", name: identity, identity, definition: [statement] });

/** The first token of the list of tables and schemas, after `FOR` or `ADD`. */
function listStart(tokens: readonly Token[]): number | undefined {
  const at = tokens.findIndex(
    (token, index) => isWord(token, "for", "add") && isWord(tokens[index + 1], "table", "tables"),
  );
  return at === -1 ? undefined : at + 1;
}

/** The `WITH` before the parameters; conditions stand between parentheses. */
function parametersAt(tokens: readonly Token[]): number | undefined {
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") at = closing(tokens, at) - 1;
    else if (isWord(tokens[at], "with") && tokens[at + 1]?.text === "(") return at;
  }
  return undefined;
}

/** The comma after a member, or the end of the list. */
function memberEnd(tokens: readonly Token[], start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    if (tokens[at]?.text === "(") at = closing(tokens, at) - 1;
    else if (tokens[at]?.text === ",") return at;
  }
  return end;
}
