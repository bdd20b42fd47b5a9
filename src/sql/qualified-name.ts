/**
 * Names that users write as one string: `orders`, `shop.orders`, `"odd.name".orders`. A part that holds a dot or a double
 * quote is written in double quotes; unlike in SQL, letters keep their case without quotes.
 */
import { InvalidNameError } from "./errors.ts";

/** Splits `shop.orders` into its parts. @throws InvalidNameError for an empty part or an unfinished quote. */
export function parseQualifiedName(text: string): string[] {
  const parts: string[] = [];
  const piece = /"((?:[^"]|"")*)"|([^."]+)/y;
  for (let at = 0; ; at += 1) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    if (match === null) throw new InvalidNameError(text);
    parts.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    at = piece.lastIndex;
    if (at === text.length) return parts.map((part) => checkName(part, text));
    if (text[at] !== ".") throw new InvalidNameError(text);
  }
}

/** The inverse of `parseQualifiedName`. */
export function formatQualifiedName(...names: readonly string[]): string {
  let text = "";
  for (const name of names)
    text += (text === "" ? "" : ".") + (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
  return text;
}

/** PostgreSQL stores at most 63 bytes and no NUL; anything else would be cut silently. */
export function checkName(name: string, written: string = name, place?: string): string {
  if (name === "" || name.includes("\0")) throw new InvalidNameError(written, undefined, place);
  // A unit of length has at most three bytes.
  if (name.length > 21 && Buffer.byteLength(name) > 63)
    throw new InvalidNameError(written, Buffer.byteLength(name), place);
  return name;
}
