/** Fingerprints of revision files, to notice one that was edited after it had been applied. */
import { createHash } from "node:crypto";

/** Raise it when the normal form of the text changes: fingerprints of different versions cannot be compared. */
export const checksumVersion = 1;

/**
 * `1:` and the SHA-256 of the text, in hexadecimal. A byte order mark and the style of line ends do not count, because
 * editors and git change them in passing.
 *
 * @example
 * ```ts
 * checksum("a\r\n") === checksum("a\n"); // true
 * ```
 */
export function checksum(text: string): string {
  const unmarked = text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
  const normal = unmarked.replaceAll("\r\n", "\n");
  return `${checksumVersion}:${createHash("sha256").update(normal, "utf8").digest("hex")}`;
}

export type ChecksumComparison = "equal" | "different" | "unknown";

/** Compares a recorded fingerprint with a text; `unknown` when it was made by another version of the algorithm. */
export function compareChecksum(recorded: string, text: string): ChecksumComparison {
  const [version] = recorded.split(":", 1);
  if (version !== String(checksumVersion)) return "unknown";
  return recorded === checksum(text) ? "equal" : "different";
}
