/** Fingerprints of revision files, to notice one that was edited after it had been applied. */
import { createHash } from "node:crypto";
import { codeForms, formerCode, type Writing } from "./code-form.ts";

/**
 * Raise it when a normal form changes. Version 1 knew only the text, version 2 no types; fingerprints of versions that
 * are not known here cannot be compared.
 */
const checksumVersion = 3;

/**
 * `3:` and three SHA-256 in hexadecimal: of the text, of its code, and of its words. A byte order mark and the style of
 * line ends do not count, because editors and git change them in passing. Code is what is left without comments, layout,
 * quotes and types. Words are what a compiler or a minifier leaves as it is; `typed` before them says that the text was
 * TypeScript.
 *
 * @param path its ending says how the text is written
 * @example
 * ```ts
 * checksum("a\r\n", "a.ts") === checksum("a\n", "a.ts"); // true
 * ```
 */
export function checksum(text: string, path: string): string {
  const normal = normalText(text);
  const writing = writingOf(path);
  const { code, words } = codeForms(normal, writing);
  const ofWords = writing === "sql" ? [] : [writing, sha256(words)];
  return [checksumVersion, sha256(normal), sha256(code), ...ofWords].join(":");
}

/** `comments`: the file does the same; its comments, layout or types changed. `compiled`: another form of the same file. */
export type ChecksumComparison = "equal" | "comments" | "compiled" | "different" | "unknown";

/** Compares a recorded fingerprint with a text; `unknown` when it was made by an unknown version of the algorithm. */
export function compareChecksum(recorded: string, text: string, path: string): ChecksumComparison {
  const [version, ofText, ofCode, was = "sql", ofWords] = recorded.split(":");
  if (version !== "1" && version !== "2" && version !== "3") return "unknown";
  const normal = normalText(text);
  if (ofText === sha256(normal)) return "equal";
  const writing = writingOf(path);
  if (version !== "3")
    return ofCode !== undefined && ofCode === sha256(formerCode(normal, writing)) ? "comments" : "different";
  const { code, words } = codeForms(normal, writing);
  const isOtherForm = was !== writing;
  if (ofCode === sha256(code)) return isOtherForm ? "compiled" : "comments";
  // A source that was edited is judged by its code; the words tell only whether one of both was compiled from the other.
  const mayBeCompiled = was !== "sql" && writing !== "sql" && (isOtherForm || writing === "plain");
  return mayBeCompiled && ofWords === sha256(words) ? "compiled" : "different";
}

function writingOf(path: string): Writing {
  if (path.endsWith(".sql")) return "sql";
  return /\.[cm]?ts$/.test(path) ? "typed" : "plain";
}

function normalText(text: string): string {
  const unmarked = text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
  return unmarked.replaceAll("\r\n", "\n");
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
