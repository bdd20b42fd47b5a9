/** The text form of PostgreSQL arrays (manual, section 8.15.6), read without regular expressions, in one pass. */

export type ElementDecoder = (text: string) => unknown;

/**
 * Reads `{1,NULL,"a b",{2,3}}` into nested JavaScript arrays. A lower bound in front (`[0:1]={…}`) is dropped:
 * JavaScript arrays begin at 0.
 *
 * @param delimiter `;` for arrays of `box`, `,` for all other types.
 */
export function parseArray(text: string, decode: ElementDecoder, delimiter = ","): unknown[] {
  const start = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  const root: unknown[][] = [[]];
  let index = start;
  while (index < text.length) {
    const character = text[index];
    if (character === "{") {
      root.push([]);
      index++;
    } else if (character === "}") {
      const closed = root.pop() as unknown[];
      (root.at(-1) as unknown[]).push(closed);
      index++;
    } else if (character === delimiter) {
      index++;
    } else if (character === '"') {
      const [element, next] = readQuoted(text, index + 1);
      (root.at(-1) as unknown[]).push(decode(element));
      index = next;
    } else {
      const next = endOfBare(text, index, delimiter);
      const element = text.slice(index, next);
      (root.at(-1) as unknown[]).push(element === "NULL" ? null : decode(element));
      index = next;
    }
  }
  return (root[0]?.[0] ?? []) as unknown[];
}

function readQuoted(text: string, start: number): [string, number] {
  let element = "";
  let from = start;
  for (let index = start; ; index++) {
    const character = text[index];
    if (character === "\\") {
      element += text.slice(from, index);
      index++;
      from = index;
    } else if (character === '"' || character === undefined) {
      return [element + text.slice(from, index), index + 1];
    }
  }
}

function endOfBare(text: string, start: number, delimiter: string): number {
  let index = start;
  while (index < text.length && text[index] !== delimiter && text[index] !== "}") index++;
  return index;
}

/** Writes an array in PostgreSQL's text form; `encode` gives the text of an element, null stays NULL. */
export function formatArray(values: readonly unknown[], encode: (value: unknown) => string | null): string {
  const elements = values.map((value) => {
    // No quotes: nothing in the text of a number can be taken for something else.
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
    if (Array.isArray(value)) return formatArray(value, encode);
    const text = encode(value);
    return text === null ? "NULL" : `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}
