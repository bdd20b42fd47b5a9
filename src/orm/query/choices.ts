/** What users choose by a word or a number, checked before it is put into SQL. */
import { ChoiceError, RowNumberError } from "../errors.ts";

const lockStrengths = ["update", "no key update", "share", "key share"] as const;

export type LockStrength = (typeof lockStrengths)[number];

/** `FOR NO KEY UPDATE OF t`. @throws ChoiceError */
export function lockClause(strength: LockStrength): string {
  if (!lockStrengths.includes(strength)) throw new ChoiceError("lock", strength, lockStrengths);
  return `FOR ${strength.toUpperCase()} OF t`;
}

/** @throws ChoiceError */
export function isDescending(direction: string): boolean {
  if (direction !== "asc" && direction !== "desc") throw new ChoiceError("direction", direction, ["asc", "desc"]);
  return direction === "desc";
}

/** @throws RowNumberError */
export function rowNumber(what: ConstructorParameters<typeof RowNumberError>[0], given: number, least: 0 | 1): number {
  if (typeof given !== "number" || !Number.isSafeInteger(given) || given < least)
    throw new RowNumberError(what, given, least);
  return given;
}
