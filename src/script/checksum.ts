/** Fingerprints of revision files, to notice one that was edited after it had been applied. */
import { createHash } from "node:crypto";
import { codeForm } from "./code-form.ts";
import type { RevisionFormat } from "./revision.ts";

/**
 * Raise it when a normal form changes. Version 1 knew only the text; fingerprints of versions that are not known here
 * cannot be compared.
 */
export const checksumVersion = 2;

/**
 * `2:`, the SHA-256 of the text, `:`, and that of its code, in hexadecimal. A byte order mark and the style of line ends
 * do not count, because editors and git change them in passing; in the second half comments and layout don't, either.
 *
 * @example
 * ```ts
 * checksum("a\r\n", "typescript") === checksum("a\n", "typescript"); // true
 * ```
 */
export function checksum(text: string, format: RevisionFormat): string {
  const normal = normalText(text);
  return `${checksumVersion}:${sha256(normal)}:${sha256(codeForm(normal, format))}`;
}

/** `comments`: what the file does is the same, its comments or layout are not. */
export type ChecksumComparison = "equal" | "comments" | "different" | "unknown";

/** Compares a recorded fingerprint with a text; `unknown` when it was made by an unknown version of the algorithm. */
export function compareChecksum(recorded: string, text: string, format: RevisionFormat): ChecksumComparison {
  const [version, ofText, ofCode] = recorded.split(":");
  if (version !== "1" && version !== "2") return "unknown";
  const normal = normalText(text);
  if (ofText === sha256(normal)) return "equal";
  return ofCode !== undefined && ofCode === sha256(codeForm(normal, format)) ? "comments" : "different";
}

function normalText(text: string): string {
  const unmarked = text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
  return unmarked.replaceAll("\r\n", "\n");
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
