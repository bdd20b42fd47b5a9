/**
 * The names PostgreSQL gives to constraints, indexes and sequences that were declared without one: the same pieces, the
 * same cuts to 63 bytes, the same numbers on a clash (`makeObjectName`, `ChooseRelationName`, `ChooseIndexNameAddition`).
 */

const maxBytes = 63;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes of a name in UTF-8. */
export function byteLength(text: string): number {
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

/** The longest beginning of a name within `limit` bytes that ends between two characters. */
export function clipBytes(text: string, limit: number): string {
  if (byteLength(text) <= limit) return text;
  const bytes = encoder.encode(text);
  let end = Math.max(limit, 0);
  // Continuation bytes of UTF-8 begin with the bits 10.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return decoder.decode(bytes.subarray(0, end));
}

/** `table_columns_label`, cut where needed: the longer of the first two pieces loses bytes first. */
export function makeObjectName(first: string, second: string | undefined, label: string): string {
  const overhead = label.length + 1 + (second === undefined ? 0 : 1);
  // A character has at most three bytes per unit of length: most names are short enough without counting.
  if ((first.length + (second?.length ?? 0)) * 3 <= maxBytes - overhead) {
    return second === undefined ? `${first}_${label}` : `${first}_${second}_${label}`;
  }
  let firstBytes = byteLength(first);
  let secondBytes = second === undefined ? 0 : byteLength(second);
  while (firstBytes + secondBytes > maxBytes - overhead) {
    if (firstBytes > secondBytes) firstBytes -= 1;
    else secondBytes -= 1;
  }
  const pieces = [clipBytes(first, firstBytes)];
  if (second !== undefined) pieces.push(clipBytes(second, secondBytes));
  return [...pieces, label].join("_");
}

/** The first of `orders_pkey`, `orders_pkey1`, `orders_pkey2`… that is free. */
export function chooseFreeName(
  pieces: { readonly first: string; readonly second?: string | undefined; readonly label: string },
  isTaken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass += 1) {
    const name = makeObjectName(pieces.first, pieces.second, pass === 0 ? pieces.label : `${pieces.label}${pass}`);
    if (!isTaken(name)) return name;
  }
}

/** The columns' part of an index or foreign key name: joined until 64 bytes are reached. */
export function joinColumnNames(columns: readonly string[]): string {
  let joined = "";
  for (const column of columns) {
    joined += (joined === "" ? "" : "_") + column;
    if (byteLength(joined) > maxBytes) break;
  }
  return joined;
}

/** Names of an index's columns as PostgreSQL stores them: a name that occurs again gets a number. */
export function distinctColumnNames(names: readonly string[]): string[] {
  const result: string[] = [];
  for (const name of names) {
    let current = name;
    for (let number = 1; result.includes(current); number += 1) {
      const suffix = String(number);
      current = clipBytes(name, maxBytes - suffix.length) + suffix;
    }
    result.push(current);
  }
  return result;
}
