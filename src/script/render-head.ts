/** The head of a new revision file, in the one form that the parsers read back to the same values. */
import type { RevisionFormat } from "./revision.ts";

export interface HeadParts {
  readonly id: string;
  readonly downRevision: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** The message, of one or several lines. */
  readonly doc: string;
  /** ISO 8601, as `isoSeconds` writes it. */
  readonly createdAt: string;
  readonly replaces?: readonly string[];
}

export interface HeadOptions {
  /** Whole import lines for a TypeScript file. */
  readonly imports?: readonly string[];
}

const defaultImports = ['import type { Op } from "limbeck/migration";'];
/** Width at which most formatters break a list. */
const lineWidth = 80;

/**
 * The text of a revision file up to its functions or sections, ending in an empty line.
 *
 * @example
 * ```ts
 * renderHead("typescript", { id: "a", downRevision: [], branchLabels: [], dependsOn: [], doc: "First", createdAt });
 * ```
 */
export function renderHead(format: RevisionFormat, parts: HeadParts, options: HeadOptions = {}): string {
  return format === "sql" ? renderSqlHead(parts) : renderTypeScriptHead(parts, options.imports ?? defaultImports);
}

function renderTypeScriptHead(parts: HeadParts, imports: readonly string[]): string {
  const { downRevision } = parts;
  const parent =
    downRevision.length === 0 ? "null" : downRevision.length === 1 ? JSON.stringify(downRevision[0]) : undefined;
  return [
    docComment(parts.doc),
    ...imports,
    "",
    `export const revision = ${JSON.stringify(parts.id)};`,
    parent === undefined ? listLine("downRevision", downRevision) : `export const downRevision = ${parent};`,
    listLine("branchLabels", parts.branchLabels),
    listLine("dependsOn", parts.dependsOn),
    ...(parts.replaces === undefined ? [] : [listLine("replaces", parts.replaces)]),
    `export const createdAt = ${JSON.stringify(parts.createdAt)};`,
    "",
    "",
  ].join("\n");
}

function listLine(name: string, values: readonly string[]): string {
  const items = values.map((value) => JSON.stringify(value));
  const line = `export const ${name} = [${items.join(", ")}];`;
  return line.length <= lineWidth
    ? line
    : `export const ${name} = [\n${items.map((item) => `  ${item},\n`).join("")}];`;
}

function docComment(message: string): string {
  const lines = messageLines(message).map((line) => line.replaceAll(/\*(\\*)\//g, String.raw`*\$1/`));
  if (lines.length === 1) return `/** ${lines[0]} */`;
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"].join("\n");
}

function renderSqlHead(parts: HeadParts): string {
  const header = (name: string, value: string): string => `-- ${name}: ${value}`.trimEnd();
  return [
    ...messageLines(parts.doc).map((line) => (needsName(line) ? `-- message: ${line}` : `-- ${line}`.trimEnd())),
    header("revision", parts.id),
    header("downRevision", parts.downRevision.length === 0 ? "none" : parts.downRevision.join(", ")),
    header("branchLabels", parts.branchLabels.join(", ")),
    header("dependsOn", parts.dependsOn.join(", ")),
    ...(parts.replaces === undefined ? [] : [header("replaces", parts.replaces.join(", "))]),
    header("createdAt", parts.createdAt),
    "",
    "",
  ].join("\n");
}

const taken =
  /^\s*(?:(?:upgrade|downgrade)\b|(?:message|revision|downRevision|branchLabels|dependsOn|createdAt|replaces)\s*:)/i;

/** A line of a message that would be taken for a section or an identifier. */
function needsName(line: string): boolean {
  return taken.test(line);
}

/** Control characters and those that turn the direction of text could hide what a file says. */
const invisible = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

function messageLines(message: string): string[] {
  const lines = message
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replaceAll("\t", "  ").replaceAll(invisible, " ").trimEnd());
  const text = lines.join("\n").trim();
  return text === "" ? ["empty message"] : text.split("\n");
}

/** A moment to the second: `2026-01-26T17:30:18Z`. */
export function isoSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
