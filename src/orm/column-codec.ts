/**
 * How the values of a column travel: many at once in an array parameter that `unnest` opens, and back. Types are exact:
 * an assignment from the type without its modifiers checks lengths, where a cast to the type itself would cut silently.
 */
import type { ColumnMapping } from "../model/mapper.ts";
import { ValueRangeError } from "./errors.ts";

export interface ColumnCodec {
  /** Element type of the array parameter: `integer`, `character varying`. */
  readonly elementType: string;
  /** Cast of the element where `unnest` can't give the type itself: arrays travel as text. */
  readonly cast: string | undefined;
  /** Before sending; undefined where the driver knows the value's form. */
  readonly encode: ((value: unknown) => unknown) | undefined;
  /** After reading; undefined where the driver's value is the property's. */
  readonly decode: ((value: unknown) => unknown) | undefined;
  /** True where the property holds the text of the value. */
  readonly asText: boolean;
}

/** The codec of a column. */
export function codecOf(column: ColumnMapping): ColumnCodec {
  const { type } = column.model;
  const { mode, conversion } = column.builder.declaration;
  const isArray = type.endsWith("[]");
  const asText = mode === "string" && type.startsWith("timestamp");
  const own = isArray ? arrayText : /^jsonb?$/.test(type) ? jsonText : undefined;
  const read = mode === "number" ? numberOf(`${column.property}`, type) : undefined;
  return {
    elementType: isArray ? "text" : withoutModifiers(type),
    cast: isArray ? type : undefined,
    encode: conversion === undefined ? own : (value) => plainOrOwn(conversion.write(value), own),
    decode: conversion === undefined ? read : (value) => conversion.read(read === undefined ? value : read(value)),
    asText,
  };
}

const plainOrOwn = (value: unknown, own: ((value: unknown) => unknown) | undefined): unknown =>
  own === undefined || value === null ? value : own(value);

/** `character varying(50)` → `character varying`; `bit(3)` → `bit varying`, since bare `bit` means one bit. */
export function withoutModifiers(type: string): string {
  const bare = type.startsWith('"') ? type : type.replace(/\([^()]*\)/, "").replace(/\s+/g, " ");
  if (bare === "character") return "bpchar";
  if (bare === "bit" || bare === '"bit"') return "bit varying";
  return bare.startsWith("interval") ? "interval" : bare;
}

function jsonText(value: unknown): string {
  return JSON.stringify(value);
}

/** An array as PostgreSQL writes it (manual 8.15.6). */
function arrayText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return `{${value.map((element) => elementText(element as unknown)).join(",")}}`;
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return arrayText(value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return `"${plainText(value).replace(/["\\]/g, "\\$&")}"`;
}

function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return JSON.stringify(value);
}

const numberOf = (place: string, type: string) => (value: unknown) => {
  if (Array.isArray(value)) return value.map((element) => (element === null ? null : toNumber(place, type, element)));
  return toNumber(place, type, value);
};

function toNumber(place: string, type: string, value: unknown): number {
  const number = Number(value);
  if (typeof value === "bigint" && !Number.isSafeInteger(number)) throw new ValueRangeError(place, type, String(value));
  return number;
}

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
