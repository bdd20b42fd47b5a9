/** What becomes of the numbers that a sequence may give when its options change. */
import type { IdentitySequence } from "../../../kinds/column/model.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import { parseQualifiedName } from "../../../sql/qualified-name.ts";
import { startOf } from "./clauses.ts";
import { defaultSchema } from "./locate.ts";

type Options = Omit<IdentitySequence, "name">;

const descends = ({ increment }: Options): boolean => increment?.startsWith("-") === true;

/** True where the sequence counts the other way from now on, so that its default limits are others, too. */
export const turns = (before: Options, after: Options): boolean => descends(before) !== descends(after);

interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

const largest: Readonly<Record<string, bigint>> = {
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

/** The highest number of a type; that of `bigint` where the type is not known. */
export const highestOf = (type: string | undefined): bigint =>
  largest[type ?? "bigint"] ?? (largest["bigint"] as bigint);

/** The numbers that a sequence may give. */
export function rangeOf(options: Options, type?: string): Range {
  const most = highestOf(type);
  const [min, max] = descends(options) ? [-most - 1n, -1n] : [1n, most];
  return { min: BigInt(options.minValue ?? min), max: BigInt(options.maxValue ?? max) };
}

/** The types of a sequence before and after; `bigint` stands for one that is not known. */
export interface SequenceTypes {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/**
 * Where the sequence must go on because it can't stand in its new range, wherever it stands now: PostgreSQL refuses to
 * alter a sequence whose last value is out of range (manual, ALTER SEQUENCE).
 */
export function restartOf(before: Options, after: Options, types: SequenceTypes = {}): string | undefined {
  const [was, is] = [rangeOf(before, types.before), rangeOf(after, types.after)];
  return is.max < was.min || is.min > was.max ? startOf(after) : undefined;
}

/** Limits within which a sequence is brought before its range narrows. */
export interface Limits {
  readonly atLeast?: string;
  readonly atMost?: string;
}

/** The new limits that the sequence may stand outside of, depending on how far it is; undefined where there are none. */
export function limitsToKeep(before: Options, after: Options, types: SequenceTypes = {}): Limits | undefined {
  const [was, is] = [rangeOf(before, types.before), rangeOf(after, types.after)];
  if (restartOf(before, after, types) !== undefined || (is.min <= was.min && is.max >= was.max)) return undefined;
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

/** The column behind whose numbers a sequence goes on; where none is out of its reach, the rest says nothing. */
export interface BehindRows extends Limits {
  /** `orders.order_id` */
  readonly behind: string;
  /** True where the sequence counts downwards. */
  readonly descending?: boolean;
  /** True where the column holds numbers that are not whole. */
  readonly rounded?: boolean;
}

/** Sets a sequence behind the rows of a column, unless it is behind them already. */
export function setBehindSql(schema: string, name: string, rows: BehindRows): string {
  const sequence = quoteQualified(schema, name);
  const path = parseQualifiedName(rows.behind);
  const column = path.at(-1) as string;
  const table = quoteQualified(...(path.length === 2 ? [defaultSchema()] : []), ...path.slice(0, -1));
  return behindSql({ sequence, table, column, rows, first: `(SELECT last_value FROM ${sequence})` });
}

interface Behind {
  readonly sequence: string;
  readonly table: string;
  readonly column: string;
  readonly rows: Omit<BehindRows, "behind">;
  /** As SQL: a number that no row has yet. */
  readonly first: string;
}

/** `setval` to the last number among rows that the sequence might give, where that is the first number or beyond it. */
export function behindSql({ sequence, table, column, rows, first }: Behind): string {
  const name = quoteIdentifier(column);
  const last = `${rows.descending === true ? "min" : "max"}(${name})`;
  const number = rows.rounded === true ? `${rows.descending === true ? "floor" : "ceil"}(${last})::bigint` : last;
  const within = [
    ...(rows.atLeast === undefined ? [] : [`${name} >= ${rows.atLeast}`]),
    ...(rows.atMost === undefined ? [] : [`${name} <= ${rows.atMost}`]),
  ];
  const where = within.length === 0 ? "" : ` WHERE ${within.join(" AND ")}`;
  const reached = `${last} ${rows.descending === true ? "<=" : ">="} ${first}`;
  return `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${number}) FROM ${table}${where} HAVING ${reached}`;
}
