/**
 * Revisions in plain SQL: identifiers in comment lines at the head, then `-- upgrade` and `-- downgrade`. A marker
 * counts only where a statement could begin: text inside strings, quoted names, dollar quotes and comments is passed over.
 */
import { RevisionMalformedError } from "./errors.ts";
import type { RevisionInput } from "./revision.ts";

export interface SqlSection {
  readonly text: string;
  /** Line of the file, counted from one, where `text` begins. */
  readonly line: number;
  /** False for a section marked `(no transaction)`. */
  readonly transactional: boolean;
}

/** What the comments above a statement say of it. */
export interface StatementMarks {
  /** `-- no transaction`: the statement is a step of its own, outside of a transaction. */
  readonly transactional?: false;
  /** `-- decision: …`: what a person must decide before the statement can run; whoever has decided takes the line out. */
  readonly decision?: string;
}

export interface SqlSections {
  readonly upgrade: SqlSection;
  /** Undefined where the file has no downgrade at all: the revision cannot be undone. */
  readonly downgrade: SqlSection | undefined;
}

const marker = /^--[ \t]*(upgrade|downgrade)[ \t]*(?:\(([^)]*)\))?[ \t]*$/i;
const statementMarker = /^--[ \t]*(?:no[ \t]+transaction|decision[ \t]*:[ \t]*(.*?))[ \t]*$/i;
const header = /^--[ \t]*(message|revision|downRevision|branchLabels|dependsOn|createdAt|replaces)[ \t]*:(.*)$/;
const plainComment = /^--[ \t]?(.*)$/;

export interface ParsedSqlHead {
  readonly found: RevisionInput | undefined;
  readonly truncated: boolean;
}

/** @throws RevisionMalformedError */
export function parseSqlHead(text: string, path: string): ParsedSqlHead {
  const headers = new Map<string, string>();
  const doc: string[] = [];
  let truncated = true;
  let line = 0;
  for (const raw of withoutMark(text).split("\n")) {
    line++;
    const trimmed = raw.trim();
    if (trimmed === "" && doc.length === 0) continue;
    if ((trimmed !== "" && !trimmed.startsWith("--")) || marker.test(trimmed)) {
      truncated = false;
      break;
    }
    const field = header.exec(trimmed);
    if (field === null) {
      doc.push(plainComment.exec(trimmed)?.[1] ?? "");
      continue;
    }
    const [, name, value] = field;
    if (name === "message") {
      doc.push(value!.trim());
      continue;
    }
    if (headers.has(name!))
      throw new RevisionMalformedError({ path, line, expected: `one \`${name}\``, found: "a second one" });
    headers.set(name!, value!.trim());
  }
  return { truncated, found: fromHeaders(headers, doc, path, truncated) };
}

function fromHeaders(
  headers: ReadonlyMap<string, string>,
  doc: readonly string[],
  path: string,
  truncated: boolean,
): RevisionInput | undefined {
  const id = headers.get("revision");
  if (id === undefined || id === "") return undefined;
  const downRevision = headers.get("downRevision");
  if (downRevision === undefined) {
    if (truncated) return undefined;
    throw new RevisionMalformedError({
      path,
      line: 1,
      expected: "a line `-- downRevision: none`, or the identifiers of the parents",
    });
  }
  const createdAt = headers.get("createdAt");
  return {
    id,
    downRevision: /^(none|null)$/i.test(downRevision) ? [] : names(downRevision),
    branchLabels: names(headers.get("branchLabels")),
    dependsOn: names(headers.get("dependsOn")),
    ...(createdAt === undefined || createdAt === "" ? {} : { createdAt }),
    ...(headers.has("replaces") ? { replaces: names(headers.get("replaces")) } : {}),
    doc: doc.join("\n").trim(),
    path,
    format: "sql",
  };
}

function names(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .flatMap((part) => (part.trim() === "" || /^none$/i.test(part.trim()) ? [] : [part.trim()]));
}

interface Marker {
  readonly name: "upgrade" | "downgrade";
  readonly start: number;
  readonly end: number;
  readonly transactional: boolean;
}

/**
 * The up and down sections of a SQL revision.
 *
 * @throws RevisionMalformedError when there is no `-- upgrade`, a section comes twice, or a statement stands before it
 * @example
 * ```ts
 * parseSqlSections("-- upgrade\nCREATE TABLE t ();\n").upgrade.line; // 2
 * ```
 */
export function parseSqlSections(source: string, path = "revision.sql"): SqlSections {
  const text = withoutMark(source);
  const { markers, firstStatement } = findMarkers(text, path);
  const lineOf = (at: number): number => text.slice(0, at).split("\n").length;
  if (firstStatement !== undefined && (markers.length === 0 || firstStatement < markers[0]!.start)) {
    throw new RevisionMalformedError({
      path,
      line: lineOf(firstStatement),
      expected: "`-- upgrade` before the first statement",
    });
  }
  const section = (name: Marker["name"]): SqlSection | undefined => {
    const place = markers.findIndex((found) => found.name === name);
    if (place < 0) return undefined;
    const { end, transactional } = markers[place]!;
    return { text: text.slice(end, markers[place + 1]?.start ?? text.length), line: lineOf(end), transactional };
  };
  const upgrade = section("upgrade");
  if (upgrade === undefined)
    throw new RevisionMalformedError({ path, line: lineOf(text.length), expected: "a line `-- upgrade`" });
  return { upgrade, downgrade: section("downgrade") };
}

/**
 * What the lines of comment above a statement say of it.
 *
 * @param sql one statement with the comments before it
 * @example
 * ```ts
 * statementMarks("-- no transaction\nCREATE INDEX CONCURRENTLY i ON t (a)"); // { transactional: false }
 * ```
 */
export function statementMarks(sql: string): StatementMarks {
  let marks: StatementMarks = {};
  for (const line of sql.split("\n")) {
    const text = line.trim();
    if (text === "") continue;
    if (!text.startsWith("--")) break;
    const found = statementMarker.exec(text);
    if (found === null) continue;
    const decision = found[1];
    marks = decision === undefined ? { ...marks, transactional: false } : { ...marks, decision };
  }
  return marks;
}

function findMarkers(text: string, path: string): { markers: Marker[]; firstStatement: number | undefined } {
  const markers: Marker[] = [];
  let firstStatement: number | undefined;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 45 && text.charCodeAt(at + 1) === 45) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline + 1;
      const found = startsLine(text, at) ? marker.exec(text.slice(at, end).trim()) : null;
      if (found !== null) {
        const made = toMarker(found, { text, path, start: at, end });
        if (markers.some((other) => other.name === made.name)) {
          const line = text.slice(0, at).split("\n").length;
          throw new RevisionMalformedError({ path, line, expected: `one \`-- ${made.name}\``, found: "a second one" });
        }
        markers.push(made);
      }
      at = end;
      continue;
    }
    const comment = code === 47 && text.charCodeAt(at + 1) === 42;
    if (!comment && firstStatement === undefined && !isSpace(code)) firstStatement = at;
    at = endOfToken(text, at, code);
  }
  return { markers, firstStatement };
}

function toMarker(found: RegExpExecArray, place: { text: string; path: string; start: number; end: number }): Marker {
  const option = found[2]?.trim().toLowerCase();
  if (option !== undefined && option !== "no transaction") {
    const line = place.text.slice(0, place.start).split("\n").length;
    throw new RevisionMalformedError({
      path: place.path,
      line,
      expected: "`(no transaction)` or nothing after the marker",
      found: `\`(${found[2]})\``,
    });
  }
  const name = found[1]!.toLowerCase() === "upgrade" ? "upgrade" : "downgrade";
  return { name, start: place.start, end: place.end, transactional: option === undefined };
}

function startsLine(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, at).trim() === "";
}

/** PostgreSQL's lexical rules, manual section 4.1: E'' strings know backslashes, block comments nest. */
export function endOfToken(text: string, at: number, code: number): number {
  if (code === 39) return endOfQuoted(text, at, "'", isEscapeString(text, at));
  if (code === 34) return endOfQuoted(text, at, '"', false);
  if (code === 47 && text.charCodeAt(at + 1) === 42) return endOfBlockComment(text, at);
  if (code === 36) return endOfDollarQuoted(text, at);
  if (isNamePart(code)) return endOfName(text, at);
  return at + 1;
}

function endOfName(text: string, at: number): number {
  let end = at;
  while (end < text.length && (isNamePart(text.charCodeAt(end)) || text.charCodeAt(end) === 36)) end++;
  return end;
}

function endOfQuoted(text: string, at: number, quote: string, backslashes: boolean): number {
  for (let next = at + 1; next < text.length; next++) {
    if (backslashes && text[next] === "\\") next++;
    else if (text[next] === quote) {
      if (text[next + 1] !== quote) return next + 1;
      next++;
    }
  }
  return text.length;
}

function isEscapeString(text: string, at: number): boolean {
  const before = text[at - 1];
  return (before === "E" || before === "e") && (at < 2 || !isNamePart(text.charCodeAt(at - 2)));
}

function endOfBlockComment(text: string, at: number): number {
  let depth = 1;
  let next = at + 2;
  while (next < text.length && depth > 0) {
    if (text.startsWith("/*", next)) {
      depth++;
      next += 2;
    } else if (text.startsWith("*/", next)) {
      depth--;
      next += 2;
    } else next++;
  }
  return next;
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

function endOfDollarQuoted(text: string, at: number): number {
  dollarTag.lastIndex = at;
  const tag = dollarTag.exec(text)?.[0];
  if (tag === undefined) return at + 1;
  const close = text.indexOf(tag, at + tag.length);
  return close < 0 ? text.length : close + tag.length;
}

function isNamePart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127
  );
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
}
