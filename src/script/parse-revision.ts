/** Reads one revision file without running it. Only the head of a file is read from disk where that is enough. */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { basename } from "node:path";
import { RevisionFolderError, RevisionMalformedError } from "./errors.ts";
import { parseSqlHead } from "./parse-sql.ts";
import { parseTypeScriptHead } from "./parse-typescript.ts";
import { illegalCharacters } from "./revision-id.ts";
import { defineRevision } from "./revision.ts";
import type { Revision, RevisionInput } from "./revision.ts";

const revisionFile = /^(?!\.).*(?<!\.d)\.(?:ts|js|mjs|mts|sql)$/;
const generatedName = /^[\da-f]{12}_.*\.(?:ts|js|mjs|mts|sql)$/;

/** True for names that can hold a revision; editors' lock files, declarations and other kinds of file cannot. */
export function isRevisionFileName(name: string): boolean {
  return revisionFile.test(name);
}

interface ParsedText {
  readonly found: RevisionInput | undefined;
  readonly truncated: boolean;
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
  return finish(parseHead(text, path), text, path);
}

/**
 * The revision in a file, or undefined where the file is no revision at all.
 *
 * @throws RevisionMalformedError, RevisionFolderError
 */
export function readRevisionFile(path: string): Revision | undefined {
  const { text, complete } = readHead(path);
  if (complete) return parseRevision(text, path);
  const parsed = tryHead(text, path);
  if (parsed?.found !== undefined && !parsed.truncated) return finish(parsed, text, path);
  return parseRevision(readWhole(path), path);
}

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
  return path.endsWith(".sql") ? parseSqlHead(text, path) : parseTypeScriptHead(text, path);
}

function finish(parsed: ParsedText, text: string, path: string): Revision | undefined {
  if (parsed.found === undefined) {
    refuseHidden(text, path);
    return undefined;
  }
  const illegal = illegalCharacters(parsed.found.id);
  if (illegal.length > 0) {
    const line = Math.max(1, text.split("\n").findIndex((row) => row.includes(parsed.found!.id)) + 1);
    throw new RevisionMalformedError({
      path,
      line,
      expected: "an identifier without `@`, `-`, `+`, `:`, commas and spaces",
      found: `\`${parsed.found.id}\``,
    });
  }
  return defineRevision(parsed.found);
}

const late = /^[ \t]*export\s+(?:const|let|var)\s+revision\b/m;

/** A file that meant to be a revision must not be passed over in silence. */
function refuseHidden(text: string, path: string): void {
  const isSql = path.endsWith(".sql");
  const hidden = isSql ? null : late.exec(text);
  if (hidden !== null) {
    const line = text.slice(0, hidden.index).split("\n").length;
    throw new RevisionMalformedError({
      path,
      line,
      expected: "the identifiers at the head of the file, before the first function",
    });
  }
  if (!generatedName.test(basename(path))) return;
  const expected = isSql
    ? "a line `-- revision: <id>` at the head of the file"
    : '`export const revision = "<id>"` at the head of the file';
  throw new RevisionMalformedError({ path, line: 1, expected });
}

const buffer = Buffer.allocUnsafe(8192);

function readHead(path: string): { text: string; complete: boolean } {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const length = readSync(file, buffer, 0, buffer.length, 0);
    return { text: buffer.toString("utf8", 0, length), complete: length < buffer.length };
  } catch (cause) {
    throw new RevisionFolderError(path, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readWhole(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new RevisionFolderError(path, cause);
  }
}
