/** SQL files as declarations: views, functions, triggers and the like that stay what they are, `CREATE …` statements. */
import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { quoteIdentifier, quoteList, quoteQualified } from "../../../../sql/identifier.ts";
import { sql } from "../../../../sql/sql.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { linesOf } from "../../../../util/line-of.ts";
import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { readDefinition, type DefinitionObjects } from "../definition/declare.ts";
import { sqlFunction } from "../routine/declare.ts";
import {
  closing,
  isWord,
  nameOf,
  readName,
  splitStatements,
  textBetween,
  tokensOf,
  type Token,
} from "../../sql-statement.ts";
import { triggerKey, type TriggerModel } from "../trigger/model.ts";
import { materializedView, view } from "../../../../kinds/view/declare.ts";
import { SqlFileStatementError } from "./errors.ts";
import { findFiles } from "./find-files.ts";
import { readComment } from "./read-comment.ts";

/**
 * What the statements of a file declare, or of all `.sql` files of a folder, or of those that a pattern with `*` and `**`
 * matches. A relative string is looked for from the current folder upward.
 *
 *     export const functions = sqlFile("functions/*.sql");
 *     export const views = sqlFile(new URL("./views/", import.meta.url));
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
      const found: FoundInFiles = { objects: new Map(), definitions: new Map(), origins: new Map() };
      const later: (() => void)[] = [];
      for (const file of findFiles(path)) later.push(...readFile(file, found, context));
      // What changes or comments on an object may stand in a file before the one that makes it.
      for (const read of later) read();
      return {
        objects: [...found.objects, ...found.definitions],
        renamedFrom: [],
        origins: found.origins,
      };
    },
  });
}

interface FoundInFiles {
  readonly objects: Map<Key, SchemaObject>;
  readonly definitions: DefinitionObjects;
  /** File and line where each object's text begins. */
  readonly origins: Map<Key, string>;
}

/** Declares what the statements of a file make; gives what is to be done once all of that is known. */
function readFile(file: string, found: FoundInFiles, context: DeclareContext): (() => void)[] {
  const script = read(file);
  const [path, line] = [relative(process.cwd(), file), linesOf(script)];
  const lineOf = (at: number): string => `${path}:${line(at)}`;
  const defined = (text: string, at: number): boolean => {
    const keys = readDefinition(text, found.definitions, context);
    for (const key of keys ?? []) if (!found.origins.has(key)) found.origins.set(key, lineOf(at));
    return keys !== undefined;
  };
  const later: (() => void)[] = [];
  for (const { text, at } of splitStatements(script)) {
    if (!isWord(tokensOf(text)[0], "create")) {
      later.push(() => {
        if (defined(text, at)) return;
        if (!readComment(text, found.objects, context)) throw new SqlFileStatementError(basename(file), text);
      });
      continue;
    }
    if (defined(text, at)) continue;
    for (const [own, object] of declareStatement(text, file, context).objects) {
      const { query } = object as { readonly query?: string };
      found.objects.set(own, object);
      found.origins.set(own, lineOf(at + Math.max(0, query === undefined ? 0 : text.indexOf(query))));
    }
  }
  return later;
}

const read = (file: string): string => readFileSync(file, "utf8").replaceAll("\r\n", "\n");

function declareStatement(statement: string, file: string, context: DeclareContext): Declared {
  const tokens = tokensOf(statement);
  const at = isWord(tokens[1], "or") ? 3 : 1;
  if (isWord(tokens[0], "create")) {
    if (isWord(tokens[at], "function", "procedure", "aggregate")) return sqlFunction(statement).declare(context);
    if (isWord(tokens[at], "view")) return declareView(statement, tokens, at + 1, {}, file, context);
    if (isWord(tokens[at], "recursive"))
      return declareView(statement, tokens, at + 2, { isRecursive: true }, file, context);
    if (isWord(tokens[at], "materialized"))
      return declareView(statement, tokens, at + viewNameAfter(tokens, at), { isMaterialized: true }, file, context);
    if (isWord(tokens[at], "trigger")) return declareTrigger(statement, tokens, at + 1, context);
    if (isWord(tokens[at], "constraint") && isWord(tokens[at + 1], "trigger"))
      return declareTrigger(statement, tokens, at + 2, context);
  }
  throw new SqlFileStatementError(basename(file), statement);
}

/** `MATERIALIZED VIEW IF NOT EXISTS name` */
const viewNameAfter = (tokens: readonly Token[], at: number): number => (isWord(tokens[at + 2], "if") ? 5 : 2);

interface ViewSyntax {
  readonly isMaterialized?: boolean;
  readonly isRecursive?: boolean;
}

/** `name (columns) WITH (options) AS query`, as views and materialised views have it. */
function declareView(
  statement: string,
  tokens: readonly Token[],
  at: number,
  { isMaterialized = false, isRecursive = false }: ViewSyntax,
  file: string,
  context: DeclareContext,
): Declared {
  const { names, end } = readName(tokens, at);
  const hasColumns = tokens[end]?.text === "(";
  const afterColumns = hasColumns ? closing(tokens, end) : end;
  const columns = hasColumns ? tokens.slice(end + 1, afterColumns - 1).filter(({ text }) => text !== ",") : [];
  const as = tokens.findIndex((token, index) => index >= afterColumns && isWord(token, "as"));
  if (as === -1 || names.length === 0) throw new SqlFileStatementError(basename(file), statement);
  const clauses = viewClauses(statement, tokens, afterColumns, as);
  if (clauses === undefined) throw new SqlFileStatementError(basename(file), statement);
  const name = names.map((part) => (/[."]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(".");
  const columnNames = columns.map(nameOf);
  const body = statement.slice((tokens[as + 1] as Token).at);
  const named = columnNames.length === 0 || isRecursive ? {} : { columnNames };
  if (isMaterialized) {
    const withoutData = /\s+with\s+no\s+data\s*$/i.test(body);
    return materializedView(name, sql.raw(body.replace(/\s+with\s+(no\s+)?data\s*$/i, "")), {
      ...named,
      ...(withoutData ? { withoutData } : {}),
      ...(clauses.using === undefined ? {} : { using: clauses.using }),
      ...(clauses.tablespace === undefined ? {} : { tablespace: clauses.tablespace }),
      ...(clauses.options === "" ? {} : { storageParameters: parametersOf(clauses.options) }),
    }).declare(context);
  }
  const check = /\s+with\s+(?:(local|cascaded)\s+)?check\s+option\s*$/i.exec(body);
  const query = check === null ? body : body.slice(0, check.index);
  return view(name, sql.raw(isRecursive ? recursiveQuery(names, columnNames, query) : query), {
    ...named,
    ...(check === null ? {} : { checkOption: check[1]?.toLowerCase() === "local" ? "local" : "cascaded" }),
    ...(isSet(clauses.options, "security_barrier") ? { securityBarrier: true } : {}),
    ...(isSet(clauses.options, "security_invoker") ? { securityInvoker: true } : {}),
  }).declare(context);
}

/** `CREATE RECURSIVE VIEW name (columns) AS query` is short for this (manual, CREATE VIEW). */
function recursiveQuery(names: readonly string[], columns: readonly string[], query: string): string {
  const [name, list] = [quoteIdentifier(names.at(-1) as string), quoteList(columns)];
  return `WITH RECURSIVE ${name} (${list}) AS (\n${query}\n) SELECT ${list} FROM ${name}`;
}

interface ViewClauses {
  /** What stands between the parentheses after WITH. */
  readonly options: string;
  readonly using?: string;
  readonly tablespace?: string;
}

/** The clauses before AS; undefined where something else stands there. */
function viewClauses(statement: string, tokens: readonly Token[], start: number, end: number): ViewClauses | undefined {
  let clauses: ViewClauses = { options: "" };
  for (let at = start; at < end;) {
    const next = tokens[at + 1];
    if (isWord(tokens[at], "with") && next?.text === "(") {
      const after = closing(tokens, at + 1);
      clauses = { ...clauses, options: textBetween(statement, tokens, at + 2, after - 1) };
      at = after;
    } else if (isWord(tokens[at], "using", "tablespace") && next !== undefined) {
      clauses = { ...clauses, [isWord(tokens[at], "using") ? "using" : "tablespace"]: nameOf(next) };
      at += 2;
    } else return undefined;
  }
  return clauses;
}

/** `fillfactor = 70, autovacuum_enabled` */
const parametersOf = (options: string): Record<string, string> =>
  Object.fromEntries(
    options.split(",").map((option) => {
      const [name = "", value = "true"] = option.split("=").map((part) => part.trim().replace(/^'(.*)'$/, "$1"));
      return [name, value];
    }),
  );

const isSet = (options: string, name: string): boolean =>
  new RegExp(`\\b${name}\\b(?!\\s*=\\s*'?(?:false|off|0)\\b)`, "i").test(options);

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
