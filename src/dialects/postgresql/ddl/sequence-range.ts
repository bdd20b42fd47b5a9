/** What becomes of the numbers that a sequence may give when its options change. */
import type { IdentitySequence } from "../../../kinds/column/model.ts";
import { quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import { startOf } from "./clauses.ts";

type Options = Omit<IdentitySequence, "name">;

const descends = ({ increment }: Options): boolean => increment?.startsWith("-") === true;

/** True where the sequence counts the other way from now on, so that its default limits are others, too. */
export const turns = (before: Options, after: Options): boolean => descends(before) !== descends(after);

interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

// The limits of `bigint` stand for those of any type: only ranges that meet nowhere and narrower ones matter here.
const largest = 9223372036854775807n;

function rangeOf(options: Options): Range {
  const [min, max] = descends(options) ? [-largest - 1n, -1n] : [1n, largest];
  return { min: BigInt(options.minValue ?? min), max: BigInt(options.maxValue ?? max) };
}

/**
 * Where the sequence must go on because it can't stand in its new range, wherever it stands now: PostgreSQL refuses to
 * alter a sequence whose last value is out of range (manual, ALTER SEQUENCE).
 */
export function restartOf(before: Options, after: Options): string | undefined {
  const [was, is] = [rangeOf(before), rangeOf(after)];
  return is.max < was.min || is.min > was.max ? startOf(after) : undefined;
}

/** Limits within which a sequence is brought before its range narrows. */
export interface Limits {
  readonly atLeast?: string;
  readonly atMost?: string;
}

/** The new limits that the sequence may stand outside of, depending on how far it is; undefined where there are none. */
export function limitsToKeep(before: Options, after: Options): Limits | undefined {
  const [was, is] = [rangeOf(before), rangeOf(after)];
  if (restartOf(before, after) !== undefined || (is.min <= was.min && is.max >= was.max)) return undefined;
  return {
    ...(is.min > was.min ? { atLeast: String(is.min) } : {}),
    ...(is.max < was.max ? { atMost: String(is.max) } : {}),
  };
}

/** Brings a sequence within limits where it stands outside; one that is raised to the lowest number gives that next. */
export function bringWithinSql(schema: string, name: string, { atLeast, atMost }: Limits): string {
  const sequence = quoteQualified(schema, name);
  const lowered = atMost === undefined ? "last_value" : `LEAST(last_value, ${atMost})`;
  const number = atLeast === undefined ? lowered : `GREATEST(${lowered}, ${atLeast})`;
  const called = atLeast === undefined ? "is_called" : `is_called AND last_value >= ${atLeast}`;
  const outside = [
    ...(atLeast === undefined ? [] : [`last_value < ${atLeast}`]),
    ...(atMost === undefined ? [] : [`last_value > ${atMost}`]),
  ];
  return `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${number}, ${called}) FROM ${sequence} WHERE ${outside.join(" OR ")}`;
}
