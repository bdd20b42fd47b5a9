/**
 * How the values of a column travel: many at once in an array parameter that `unnest` opens, and back. Types are exact:
 * an assignment from the type without its modifiers checks lengths, where a cast to the type itself would cut silently.
 */
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import type { ColumnMapping } from "../model/mapper.ts";
import { isScalar, valueForm, withoutModifiers } from "./value-form.ts";

export interface ColumnCodec {
  /** Element type of the array parameter: `integer`, `character varying`. */
  readonly elementType: string;
  /** Cast of the element where `unnest` can't give the type itself: arrays, composite and other special types travel as text. */
  readonly cast: string | undefined;
  /** Before sending; undefined where the driver knows the value's form. */
  readonly encode: ((value: unknown) => unknown) | undefined;
  /** After reading; undefined where the driver's value is the property's. */
  readonly decode: ((value: unknown) => unknown) | undefined;
  /** What a select casts the column to, where the property holds the text of the value. */
  readonly asText: "text" | "text[]" | undefined;
}

/** The codec of a column; `owner` is the class or table that messages name. */
export function codecOf(column: ColumnMapping, owner: string): ColumnCodec {
  const { type } = column.model;
  const builder: AnyColumn = column.builder;
  const { mode, conversion } = builder.declaration;
  const isArray = type.endsWith("[]");
  const form = valueForm(builder, type, `${owner}.${column.property}`);
  const { encode, decode } = form;
  const isPlain = isScalar(type);
  return {
    elementType: isPlain ? withoutModifiers(type) : "text",
    cast: isPlain ? undefined : castOf(type),
    encode: conversion === undefined ? encode : (value) => encodeConverted(conversion.write(value), encode),
    decode:
      conversion === undefined ? decode : (value) => conversion.read(decode === undefined ? value : decode(value)),
    asText: mode === "string" && type.startsWith("timestamp") ? (isArray ? "text[]" : "text") : undefined,
  };
}

/** Without modifiers, or a value that is too long would be cut. */
function castOf(type: string): string {
  return type.endsWith("[]") ? `${castOf(type.slice(0, -2))}[]` : withoutModifiers(type);
}

const encodeConverted = (value: unknown, encode: ((value: unknown) => unknown) | undefined): unknown =>
  encode === undefined || value === null ? value : encode(value);

/** True where two values of a column are the same to the database. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((v, i) => sameValue(v, b[i]));
  if (Array.isArray(b) || b instanceof Date || b instanceof Uint8Array) return false;
  const [one, other] = [Object.entries(a), Object.keys(b)];
  return one.length === other.length && one.every(([k, v]) => sameValue(v, (b as Record<string, unknown>)[k]));
}
