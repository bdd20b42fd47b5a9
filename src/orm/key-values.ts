/** Values of keys in a form that maps can compare. */

/** A value as a part of a key: comparable by identity, undefined where it is missing. */
function keyPart(value: unknown): unknown {
  if (typeof value !== "object") return value;
  if (value === null) return undefined;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return JSON.stringify(value);
}

/** Values as one key; undefined where one is missing. */
export function joinedKey(parts: readonly unknown[]): unknown {
  if (parts.length === 1) return keyPart(parts[0]);
  const packed = parts.length === 2 ? packedKey(parts[0], parts[1]) : undefined;
  if (packed !== undefined) return packed;
  let text = "";
  for (const value of parts) {
    const part = keyPart(value);
    if (part === undefined) return undefined;
    text += `${String(part)}${separator}`;
  }
  return text;
}

/** The values at some positions as one key; undefined where one is missing. */
export function keyAt(values: readonly unknown[], positions: readonly number[], offset = 0): unknown {
  if (positions.length === 1) return keyPart(values[offset + positions[0]!]);
  if (positions.length === 2) {
    const packed = packedKey(values[offset + positions[0]!], values[offset + positions[1]!]);
    if (packed !== undefined) return packed;
  }
  let text = "";
  for (const position of positions) {
    const part = keyPart(values[offset + position]);
    if (part === undefined) return undefined;
    text += `${part as string}${separator}`;
  }
  return text;
}

/** Two small whole numbers, the most common composite key, fit into one: no text has to be made for them. */
function packedKey(first: unknown, second: unknown): number | undefined {
  if (typeof first !== "number" || typeof second !== "number") return undefined;
  if (!(first >= 0 && first < 2 ** 26 && second >= 0 && second < 2 ** 26)) return undefined;
  if (!Number.isInteger(first) || !Number.isInteger(second)) return undefined;
  return first * 2 ** 26 + second;
}

/** Between the parts of a key; no text in a key holds it. */
const separator = "\u0001";
