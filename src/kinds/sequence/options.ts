/** Options of sequences in canonical form: decimal text, what PostgreSQL would choose by itself left out. */
import type { SequenceOptions } from "../column/declaration.ts";

export type SequenceType = "smallint" | "integer" | "bigint";

export interface CanonicalSequence {
  readonly start?: string;
  readonly increment?: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly cache?: string;
  readonly cycle?: boolean;
}

const largest: Record<SequenceType, bigint> = { smallint: 32767n, integer: 2147483647n, bigint: 9223372036854775807n };

/**
 * Leaves out what equals the default: bounds of the type, a start at the lower bound (the upper one when descending),
 * steps and cache of one. Serves declarations and reflection alike.
 */
export function canonicalSequence(type: SequenceType, options: SequenceOptions): CanonicalSequence {
  const increment = BigInt(options.increment ?? 1);
  const ascending = increment > 0n;
  const defaultMin = ascending ? 1n : -largest[type] - 1n;
  const defaultMax = ascending ? largest[type] : -1n;
  const min = BigInt(options.minValue ?? defaultMin);
  const max = BigInt(options.maxValue ?? defaultMax);
  const result: Record<string, string | boolean> = {};
  const set = (key: keyof CanonicalSequence, value: bigint, standard: bigint): void => {
    if (value !== standard) result[key] = String(value);
  };
  const defaultStart = ascending ? min : max;
  set("start", BigInt(options.start ?? defaultStart), defaultStart);
  set("increment", increment, 1n);
  set("minValue", min, defaultMin);
  set("maxValue", max, defaultMax);
  set("cache", BigInt(options.cache ?? 1), 1n);
  if (options.cycle === true) result["cycle"] = true;
  return result as CanonicalSequence;
}
