/** What users choose by a word or a number, checked before it is put into SQL. */
import { ChoiceError, RowNumberError } from "../errors.ts";

const lockStrengths = ["update", "no key update", "share", "key share"] as const;

export type LockStrength = (typeof lockStrengths)[number];

/** `FOR NO KEY UPDATE OF t`. @throws ChoiceError */
export function lockClause(strength: LockStrength): string {
  if (!lockStrengths.includes(strength)) throw new ChoiceError("lock", strength, lockStrengths);
  return `FOR ${strength.toUpperCase()} OF t`;
}

const directions = ["asc", "desc", "asc nulls first", "asc nulls last", "desc nulls first", "desc nulls last"] as const;

/** Which way an order goes, and where it has rows without a value; PostgreSQL has them last, and first where it descends. */
export type Direction = (typeof directions)[number];

export interface OrderChoice {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** @throws ChoiceError */
export function orderChoice(direction: Direction): OrderChoice {
  if (!directions.includes(direction)) throw new ChoiceError("direction", direction, directions);
  const descending = direction.startsWith("desc");
  return { descending, nullsFirst: descending ? !direction.endsWith("last") : direction.endsWith("first") };
}

/** @throws RowNumberError */
export function rowNumber(what: ConstructorParameters<typeof RowNumberError>[0], given: number, least: 0 | 1): number {
  if (typeof given !== "number" || !Number.isSafeInteger(given) || given < least)
    throw new RowNumberError(what, given, least);
  return given;
}
