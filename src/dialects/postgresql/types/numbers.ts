/** Numeric types. `bigint` and `numeric` never lose digits silently: they are bigint and string unless asked otherwise. */
import { ColumnBuilder } from "../../../kinds/column/column-builder.ts";
import { bare, columnOf, defineType, plain, same } from "./define-type.ts";

/** `smallint`, a number. */
export const smallint = plain<number>("smallint");

/** `integer`, a number. */
export const integer = plain<number>("integer");

function buildBigint(options: { readonly mode: "number" }): ColumnBuilder<number>;
function buildBigint(options?: { readonly mode?: "bigint" }): ColumnBuilder<bigint>;
function buildBigint(options: { readonly mode?: "number" | "bigint" } = {}): ColumnBuilder<bigint | number> {
  return columnOf("bigint", options.mode === undefined ? {} : { mode: options.mode });
}

/** `bigint`, a JavaScript bigint; `bigint({ mode: "number" })` is a number and refuses what a number can't hold. */
export const bigint = defineType(buildBigint, { bigint: bare }, { options: { mode: ["number", "bigint"] } });

export interface NumericOptions {
  readonly precision?: number;
  readonly scale?: number;
}

type NumericMode<Mode> = { readonly mode: Mode };

function buildNumeric(precision?: number, scale?: number): ColumnBuilder<string>;
function buildNumeric(options: NumericOptions & NumericMode<"number">): ColumnBuilder<number>;
function buildNumeric(options: NumericOptions & Partial<NumericMode<"string">>): ColumnBuilder<string>;
function buildNumeric(
  first?: number | (NumericOptions & Partial<NumericMode<"number" | "string">>),
  second?: number,
): ColumnBuilder<string | number> {
  const options = typeof first === "object" ? first : { precision: first, scale: second };
  const mode = typeof first === "object" && first.mode !== undefined ? { mode: first.mode } : {};
  // PostgreSQL completes numeric(10) to numeric(10,0).
  const text = options.precision === undefined ? "numeric" : `numeric(${options.precision},${options.scale ?? 0})`;
  return columnOf(text, mode);
}

/** `numeric(12, 2)`, a string with all its digits; `numeric({ precision: 12, scale: 2, mode: "number" })` is a number. */
export const numeric = defineType(
  buildNumeric,
  { numeric: same },
  { numbers: 2, options: { precision: "number", scale: "number", mode: ["number", "string"] } },
);

/** `real`, a number of single precision. */
export const real = plain<number>("real");

/** `double precision`, a number. */
export const doublePrecision = plain<number>("double precision");

/** `money`, a string as the server's locale prints it. */
export const money = plain<string>("money");

/** An integer filled from a sequence of its own; `integer().identity()` is the standard's way. */
const serialOf = <Value>(type: "smallint" | "integer" | "bigint") =>
  // No canonical text: `serial` is an integer with a default, and reflected as such.
  defineType(
    () => new ColumnBuilder<Value, "notNull" | "default">({ type: { kind: "named", text: type }, serial: type }),
    {},
    { name: type.replace("integer", "").replace("int", "") + "serial" },
  );

/** `smallserial`, a number. */
export const smallserial = serialOf<number>("smallint");

/** `serial`, a number. */
export const serial = serialOf<number>("integer");

/** `bigserial`, a bigint. */
export const bigserial = serialOf<bigint>("bigint");

/** `oid`, a number. */
export const oid = plain<number>("oid");
