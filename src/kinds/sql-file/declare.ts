/** SQL files as declarations: views, functions and triggers that stay what they are, `CREATE …` statements. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { quoteQualified } from "../../sql/identifier.ts";
import { sql } from "../../sql/sql.ts";
import { noOrigins, type Declared, type DeclareContext, type DeclaredObject } from "../declared-object.ts";
import { sqlFunction } from "../routine/declare.ts";
import { closing, isWord, nameOf, readName, splitStatements, tokensOf, type Token } from "../sql-statement.ts";
import { triggerKey, type TriggerModel } from "../trigger/model.ts";
import { materializedView, view } from "../view/declare.ts";
import { SqlFileMissingError, SqlFileStatementError } from "./errors.ts";

/**
 * What the statements of a file declare, or of all `.sql` files of a folder.
 *
 *     export const functions = sqlFile(new URL("./functions/", import.meta.url));
 *
 * @throws SqlFileMissingError, SqlFileStatementError when the data model is built
 */
export function sqlFile(place: URL | string): DeclaredObject {
  const path = typeof place === "string" ? place : fileURLToPath(place);
  return Object.freeze({
    memberKind: "object" as const,
    word: "file",
    name: basename(path),
    declare: (context: DeclareContext): Declared => {
      const declared = filesOf(path).flatMap((file) =>
        splitStatements(read(file)).map((statement) => declareStatement(statement, file, context)),
      );
      return { objects: declared.flatMap(({ objects }) => objects), renamedFrom: [], origins: noOrigins };
    },
  });
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith(".sql"))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw new SqlFileMissingError(basename(path), error);
  }
}

const read = (file: string): string => readFileSync(file, "utf8").replaceAll("\r\n", "\n");

function declareStatement(statement: string, file: string, context: DeclareContext): Declared {
  const tokens = tokensOf(statement);
  const at = isWord(tokens[1], "or") ? 3 : 1;
  if (isWord(tokens[0], "create")) {
    if (isWord(tokens[at], "function", "procedure", "aggregate")) return sqlFunction(statement).declare(context);
    if (isWord(tokens[at], "view")) return declareView(statement, tokens, at + 1, false, file, context);
    if (isWord(tokens[at], "materialized")) return declareView(statement, tokens, at + 2, true, file, context);
    if (isWord(tokens[at], "trigger")) return declareTrigger(statement, tokens, at + 1, context);
    if (isWord(tokens[at], "constraint") && isWord(tokens[at + 1], "trigger"))
      return declareTrigger(statement, tokens, at + 2, context);
  }
  throw new SqlFileStatementError(basename(file), statement);
}

function declareView(
  statement: string,
  tokens: readonly Token[],
  at: number,
  isMaterialized: boolean,
  file: string,
  context: DeclareContext,
): Declared {
  const { names, end } = readName(tokens, at);
  const hasOptions = isWord(tokens[end], "with") && tokens[end + 1]?.text === "(";
  const as = hasOptions ? closing(tokens, end + 1) : end;
  if (!isWord(tokens[as], "as") || names.length === 0) throw new SqlFileStatementError(basename(file), statement);
  const name = names.map((part) => (/[."]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(".");
  const options = hasOptions ? textBetween(statement, tokens, end + 2, as - 1) : "";
  const body = statement.slice((tokens[as + 1] as Token).at);
  if (isMaterialized) {
    const withoutData = /\s+with\s+no\s+data\s*$/i.test(body);
    return materializedView(
      name,
      sql.raw(body.replace(/\s+with\s+(no\s+)?data\s*$/i, "")),
      withoutData ? { withoutData } : {},
    ).declare(context);
  }
  const check = /\s+with\s+(?:(local|cascaded)\s+)?check\s+option\s*$/i.exec(body);
  return view(name, sql.raw(check === null ? body : body.slice(0, check.index)), {
    ...(check === null ? {} : { checkOption: check[1]?.toLowerCase() === "local" ? "local" : "cascaded" }),
    ...(isSet(options, "security_barrier") ? { securityBarrier: true } : {}),
    ...(isSet(options, "security_invoker") ? { securityInvoker: true } : {}),
  }).declare(context);
}

const isSet = (options: string, name: string): boolean =>
  new RegExp(`\\b${name}\\b(?!\\s*=\\s*'?(?:false|off|0)\\b)`, "i").test(options);

function textBetween(statement: string, tokens: readonly Token[], first: number, end: number): string {
  return statement.slice((tokens[first] as Token).at, (tokens[end] as Token).at);
}

/** `events ON table action`: the first ON ends the events. */
function declareTrigger(statement: string, tokens: readonly Token[], at: number, context: DeclareContext): Declared {
  const on = tokens.findIndex((token, index) => index > at && isWord(token, "on"));
  const { names, end } = readName(tokens, on + 1);
  const [schema, table] = names.length === 1 ? [context.schema, names[0] as string] : (names as [string, string]);
  const name = nameOf(tokens[at] as Token);
  const model: TriggerModel = Object.freeze({
    kind: "trigger",
    schema,
    table,
    name,
    events: textBetween(statement, tokens, at + 1, on).trim(),
    action: qualifiedCall(statement.slice((tokens[end] as Token).at), context.schema),
    ...(isWord(tokens[at - 2], "constraint") ? { constraint: true } : {}),
  });
  return { objects: [[triggerKey(schema, table, name), model]], renamedFrom: [], origins: noOrigins };
}

/** The function that a trigger runs, with its schema. */
function qualifiedCall(action: string, schema: string): string {
  const tokens = tokensOf(action);
  const execute = tokens.findLastIndex((token) => isWord(token, "execute"));
  const { names, end } = readName(tokens, execute + 2);
  if (names.length !== 1) return action;
  const rest = action.slice((tokens[end] as Token).at);
  return `${action.slice(0, (tokens[execute] as Token).at)}EXECUTE FUNCTION ${quoteQualified(schema, ...names)}${rest}`;
}
