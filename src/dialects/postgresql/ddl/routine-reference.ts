/** How statements name a function, procedure or aggregate that is there: by its name and the types of its arguments. */
import type { RoutineKind } from "../kinds/routine/model.ts";

/**
 * `public.close_month(IN date)`.
 *
 * A procedure's list is looked up among the input arguments and among all arguments of every overload, so
 * `p(integer, integer)` is ambiguous beside `p(OUT integer, IN integer)`; a list with modes is not (manual, DROP PROCEDURE).
 */
export function routineReference(kind: RoutineKind, name: string, types: string): string {
  if (kind === "aggregate" && types === "") return `${name}(*)`;
  return `${name}(${kind === "procedure" ? withModes(types) : types})`;
}

const withModes = (types: string): string =>
  splitTypes(types)
    .map((type) => (/^(?:IN|OUT|INOUT|VARIADIC)\s/i.test(type) ? type : `IN ${type}`))
    .join(", ");

/** Splits at commas outside parentheses, quotes and brackets. */
export function splitTypes(list: string): string[] {
  return list === ""
    ? []
    : (list.match(/(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\([^()]*\)|[^,])+/g) ?? []).map((type) => type.trim());
}
