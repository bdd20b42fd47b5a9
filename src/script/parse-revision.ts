/** Reads one revision file without running it. Only the head of a file is read from disk where that is enough. */
import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { readCompiledHead } from "./compiled-head.ts";
import { RevisionEncodingError, RevisionFolderError, RevisionMalformedError } from "./errors.ts";
import { parseSqlHead } from "./parse-sql.ts";
import { parseTypeScriptHead } from "./parse-typescript.ts";
import { illegalCharacters } from "./revision-id.ts";
import { defineRevision } from "./revision.ts";
import type { Revision, RevisionInput } from "./revision.ts";

const revisionFile = /^(?!\.).*(?<!\.d)\.(?:[cm]?[jt]s|sql)$/;

/** True for names that can hold a revision; editors' lock files, declarations and the rest cannot. */
export function isRevisionFileName(name: string): boolean {
  return revisionFile.test(name);
}

interface ParsedText {
  readonly found: RevisionInput | undefined;
  readonly truncated: boolean;
  readonly missing: readonly string[];
}

/**
 * The revision in a text, or undefined where the text is no revision at all.
 *
 * @param path names the file in messages, and its ending says in which form the text is written
 * @throws RevisionMalformedError
 * @example
 * ```ts
 * parseRevision('export const revision = "a";\nexport const downRevision = null;', "a.ts")?.id; // "a"
 * ```
 */
export function parseRevision(text: string, path: string): Revision | undefined {
  refuseConflict(text, path);
  const { found, missing } = parseHead(text, path);
  if (path.endsWith(".sql")) return found === undefined ? undefined : finish(found, text, path);
  const isSaidElsewhere = missing.includes("downRevision") || missing.some((name) => text.includes(name));
  const all = found === undefined || isSaidElsewhere ? readCompiledHead(text, path) : found;
  return all === undefined ? undefined : finish(all, text, path);
}

/**
 * The revision in a file, or undefined where the file is no revision at all.
 *
 * @throws RevisionMalformedError, RevisionFolderError, RevisionEncodingError
 */
export function readRevisionFile(path: string): Revision | undefined {
  const { text, complete } = readHead(path);
  if (complete) return parseRevision(text, path);
  const parsed = tryHead(text, path);
  if (parsed?.found !== undefined && !parsed.truncated && !parsed.missing.some((name) => named.has(name)))
    return finish(parsed.found, text, path);
  return parseRevision(readRevisionText(path), path);
}

/** What the graph is made of: a head that leaves one of them out may have it further down. */
const named = new Set(["downRevision", "branchLabels", "dependsOn"]);

/** A text that was cut off may look malformed just because of that; the whole text is judged instead. */
function tryHead(text: string, path: string): ParsedText | undefined {
  try {
    return parseHead(text, path);
  } catch (error) {
    if (error instanceof RevisionMalformedError) return undefined;
    throw error;
  }
}

function parseHead(text: string, path: string): ParsedText {
  return path.endsWith(".sql") ? { ...parseSqlHead(text, path), missing: [] } : parseTypeScriptHead(text, path);
}

function finish(found: RevisionInput, text: string, path: string): Revision {
  const illegal = illegalCharacters(found.id);
  if (illegal.length > 0) {
    const line = Math.max(1, text.split("\n").findIndex((row) => row.includes(found.id)) + 1);
    throw new RevisionMalformedError({
      path,
      line,
      expected: "an identifier without `@`, `-`, `+`, `:`, commas and spaces",
      found: `\`${found.id}\``,
    });
  }
  return defineRevision(found);
}

const conflict = /^<{7} .*$[\s\S]*?^={7}\r?$[\s\S]*?^>{7} /m;

/** Both sides of a merge in one file are no text that may run, wherever they stand. @throws RevisionMalformedError */
export function refuseConflict(text: string, path: string): void {
  if (!text.includes("<<<<<<< ")) return;
  const found = conflict.exec(text);
  if (found === null) return;
  const line = text.slice(0, found.index).split("\n").length;
  throw new RevisionMalformedError({
    path,
    line,
    expected: "one text",
    found: "the marks of a conflict that git left",
  });
}

const buffer = Buffer.allocUnsafe(8192);

function readHead(path: string): { text: string; complete: boolean } {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const length = readSync(file, buffer, 0, buffer.length, 0);
    const complete = length < buffer.length;
    const text = buffer.toString("utf8", 0, length);
    if (complete) refuseOtherEncoding(buffer.subarray(0, length), text, path);
    return { text, complete };
  } catch (cause) {
    if (cause instanceof RevisionEncodingError) throw cause;
    throw new RevisionFolderError(path, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The whole text of a revision file. @throws RevisionFolderError, RevisionEncodingError */
export function readRevisionText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new RevisionFolderError(path, cause);
  }
  const text = bytes.toString("utf8");
  refuseOtherEncoding(bytes, text, path);
  return text;
}

/** Bytes that are not UTF-8 turn into another text without a word; a NUL is what UTF-16 has between letters. */
function refuseOtherEncoding(bytes: Buffer, text: string, path: string): void {
  if ((text.includes("\uFFFD") && !isUtf8(bytes)) || text.includes("\0")) throw new RevisionEncodingError(path);
}
