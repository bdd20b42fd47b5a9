/** Whether values of one type may not fit another, by the types alone. */
import type { SqlNode } from "../dialects/statement-facts.ts";
import { child, relationName, text, typeModifiers, typeNameOf } from "./read.ts";
import type { Subject } from "./rule.ts";
import { ownValue } from "../util/own-value.ts";

const whole = ["smallint", "integer", "bigint", "numeric"];
const approximate = ["real", "double precision"];
const names: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  varchar: "character varying",
  bpchar: "character",
  bool: "boolean",
  timestamptz: "timestamp with time zone",
  timetz: "time with time zone",
};
const texts = ["text", "character varying", "character", "name"];

/**
 * @param before as `format_type` prints it
 * @param after as the parser names it, with its modifiers
 */
export function narrows(before: string, after: string, modifiers: readonly number[]): boolean {
  const type = ownValue(names, after) ?? after;
  const [base, limits] = split(before);
  if (base === type) return narrowsWithin(limits, modifiers, type);
  if (texts.includes(base)) return !texts.includes(type) || modifiers.length > 0;
  if (texts.includes(type)) return modifiers.length > 0;
  const [from, to] = [whole.indexOf(base), whole.indexOf(type)];
  if (from >= 0 && to >= 0) return to < from || (type === "numeric" && modifiers.length > 0);
  if (approximate.includes(base)) return base !== "real" || type !== "double precision";
  if (type === "json" || type === "jsonb") return false;
  return /^(timestamp|time|numeric|bigint|interval|jsonb)/.test(base) && !approximate.includes(type);
}

/** The name and the numbers of `numeric(10,2)`, `timestamp(3) with time zone`. */
function split(text: string): readonly [name: string, limits: readonly number[]] {
  const found = /\(([\d,]+)\)/.exec(text);
  const limits = found?.[1]?.split(",").map(Number) ?? [];
  return [text.replace(/\([\d,]+\)/, ""), limits];
}

function narrowsWithin(before: readonly number[], after: readonly number[], type: string): boolean {
  if (after.length === 0) return false;
  if (before.length === 0) return true;
  if (type !== "numeric") return (after[0] as number) < (before[0] as number);
  const [precision = 0, scale = 0] = before;
  const [nextPrecision = 0, nextScale = 0] = after;
  return nextScale < scale || nextPrecision - nextScale < precision - scale;
}

/** Whether a change of a column's type, a part of ALTER TABLE, may not fit every value. */
export function isLossyType(subject: Subject, command: SqlNode | undefined): boolean {
  const type = child(child(child(command, "def"), "ColumnDef"), "typeName");
  const table = subject.facts.relation(relationName(child(subject.node, "relation")) ?? { name: "" });
  const before = table?.columns.find(({ name }) => name === text(command, "name"))?.type;
  return before === undefined || narrows(before, typeNameOf(type)?.name ?? "", typeModifiers(type));
}
