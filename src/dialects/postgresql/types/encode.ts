/**
 * How JavaScript values become parameters. Parameters travel as text and the server infers their types, so an array
 * becomes a PostgreSQL array; to store an array in a `json` column, pass `JSON.stringify(value)`.
 */
import { ParameterError } from "../../../driver/errors.ts";
import { formatArray } from "./array.ts";

/**
 * The text of a parameter; null and undefined are NULL.
 *
 * @throws ParameterError for functions, symbols, invalid dates and objects that JSON can't hold.
 * @example
 * encodeParameter([1, null, "a"]); // {"1",NULL,"a"}
 */
export function encodeParameter(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      // String() drops the sign of zero, which floating-point columns keep.
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return null;
    case "object":
      return encodeObject(value);
    default:
      throw new ParameterError(`a ${typeof value} has no SQL form`);
  }
}

function encodeObject(value: object | null): string | null {
  if (value === null) return null;
  if (value instanceof Date) return encodeDate(value);
  if (Array.isArray(value)) return formatArray(value, encodeParameter);
  if (ArrayBuffer.isView(value)) return encodeBytes(value);
  if (value instanceof ArrayBuffer) return encodeBytes(new Uint8Array(value));
  return encodeJson(value);
}

function encodeBytes(value: ArrayBufferView): string {
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`;
}

function encodeJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new ParameterError(error instanceof Error ? error.message : "JSON can't hold it");
  }
}

/** ISO in UTC. PostgreSQL ignores the zone where the column has none, so both timestamp types come back the same. */
function encodeDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new ParameterError("the Date is invalid");
  const iso = date.toISOString();
  const year = date.getUTCFullYear();
  if (year >= 1 && year <= 9999) return iso;
  const rest = iso.replace(/^[+-]?\d+/, "");
  return year > 9999 ? `${year}${rest}` : `${String(1 - year).padStart(4, "0")}${rest} BC`;
}
