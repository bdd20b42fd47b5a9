/** The form of values by their type: what is sent for them, and what is made of the driver's value; nothing is lost in silence. */
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import { ValueFormError, ValueRangeError } from "./errors.ts";
import { arrayText, parseArrayText, parseRecord, recordText, type ArrayForm } from "./record-text.ts";

export interface ValueForm {
  readonly encode: ((value: unknown) => unknown) | undefined;
  readonly decode: ((value: unknown) => unknown) | undefined;
  /** True where an array is one value, as in `jsonb`. */
  readonly isArray?: boolean;
}

/** Types of one value whose arrays `unnest` opens as they are, by what JavaScript may give for them beside text and numbers. */
const scalars: ReadonlyMap<string, "date" | "bytes" | "none"> = new Map([
  ...[
    "timestamp with time zone",
    "timestamp without time zone",
    "date",
    "time without time zone",
    "time with time zone",
  ].map((type) => [type, "date"] as const),
  ["bytea", "bytes"] as const,
  ...(
    "smallint|integer|bigint|numeric|real|double precision|money|oid|boolean|text|character varying|character|bpchar|" +
    '"char"|name|uuid|jsonpath|xml|bit|bit varying|tsvector|tsquery|interval|inet|cidr|macaddr|macaddr8|point|line|lseg|' +
    "path|polygon|circle|int4range|int8range|numrange|tsrange|tstzrange|daterange|int4multirange|int8multirange|" +
    "nummultirange|tsmultirange|tstzmultirange|datemultirange|regclass|regcollation|regconfig|regdictionary|regnamespace|" +
    "regoper|regoperator|regproc|regprocedure|regrole|regtype|pg_lsn|pg_snapshot|xid8"
  )
    .split("|")
    .map((type) => [type, "none"] as const),
]);

/** `character varying(50)` → `character varying`; `bit(3)` → `bit varying`, since bare `bit` means one bit. */
export function withoutModifiers(type: string): string {
  const bare = baseOf(type);
  if (bare === "character") return "bpchar";
  if (bare === "bit" || bare === '"bit"') return "bit varying";
  return bare.startsWith("interval") ? "interval" : bare;
}

const baseOf = (type: string): string =>
  type.startsWith('"') ? type : type.replace(/\([^()]*\)/, "").replace(/\s+/g, " ");

const isJson = (type: string): boolean => type === "json" || type === "jsonb";

/** True for types of PostgreSQL's own that `unnest` gives as they are; composite values would be taken apart. */
export function isScalar(type: string): boolean {
  if (type.endsWith("[]")) return false;
  return isJson(type) || scalars.has(withoutModifiers(type)) || scalars.has(baseOf(type));
}

/** The form of a column's values, or of an attribute's. */
export function valueForm(column: AnyColumn, type: string, place: string): ValueForm {
  const { array = false } = column.declaration;
  if (!array && !type.endsWith("[]")) return oneForm(column, type, place);
  const elementType = type.endsWith("[]") ? type.slice(0, -2) : type;
  const element = oneForm(column, elementType, place);
  const form: ArrayForm = { delimiter: elementType === "box" ? ";" : ",", nests: element.isArray !== true };
  const text = (value: unknown): string => textOf(element.encode === undefined ? value : element.encode(value));
  const decodeAll = (value: unknown): unknown => (Array.isArray(value) ? value.map(decodeElement) : value);
  const decodeElement = (value: unknown): unknown => {
    if (value === null) return null;
    return Array.isArray(value) && form.nests ? decodeAll(value) : element.decode!(value);
  };
  return {
    isArray: true,
    encode: (value) => {
      if (!Array.isArray(value) && typeof value === "object" && value !== null)
        throw new ValueFormError(place, type, value);
      return Array.isArray(value) ? arrayText(value, text, form) : value;
    },
    decode: element.decode === undefined ? undefined : decodeAll,
  };
}

interface Parts {
  readonly attributes?: Readonly<Record<string, AnyColumn>>;
  readonly base?: AnyColumn;
}

function oneForm(column: AnyColumn, type: string, place: string): ValueForm {
  const { type: declared, mode } = column.declaration;
  if (declared?.kind === "declared") {
    const { attributes, base } = declared.object as Parts;
    if (attributes !== undefined) return compositeForm(attributes, place);
    if (base !== undefined) return valueForm(base, typeOf(base), place);
  }
  if (isJson(type)) return { encode: (value) => jsonText(value, place), decode: undefined, isArray: true };
  if (mode === "number") return numberForm(type, place);
  const given = scalars.get(withoutModifiers(type)) ?? scalars.get(baseOf(type));
  if (given === undefined) return { encode: undefined, decode: undefined };
  return { encode: (value) => plain(value, given, type, place), decode: undefined };
}

/** What a type that was made of others is called; only types of PostgreSQL's own count. */
function typeOf({ declaration: { type, array = false } }: AnyColumn): string {
  const text = type?.kind === "named" ? type.text : "";
  return array ? `${text}[]` : text;
}

function plain(value: unknown, given: "date" | "bytes" | "none", type: string, place: string): unknown {
  if (typeof value !== "object") return value;
  if (given === "date" && value instanceof Date) return value;
  if (given === "bytes" && (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)) return value;
  throw new ValueFormError(place, type, value);
}

function jsonText(value: unknown, place: string): string {
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (error) {
    throw new ValueFormError(place, "json", value, error);
  }
  throw new ValueFormError(place, "json", value);
}

/** The text of a value inside of an array or a composite value. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value))
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`;
  if (Object.is(value, -0)) return "-0";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// —— numbers ——

/** Numbers for types that hold more than they do: exact, or refused. */
function numberForm(type: string, place: string): ValueForm {
  const isWhole = type === "bigint";
  const scale = /^numeric\(\d+,(-?\d+)\)$/.exec(type)?.[1];
  return {
    encode: (value) => {
      if (typeof value !== "number" || !Number.isFinite(value)) return plain(value, "none", type, place);
      const fits = isWhole ? Number.isSafeInteger(value) : scale === undefined || decimalsOf(value) <= Number(scale);
      if (!fits) throw new ValueRangeError(place, type, String(value));
      return Object.is(value, -0) ? 0 : value;
    },
    decode: (value) => {
      const number = Number(value);
      const isExact = typeof value === "bigint" ? Number.isSafeInteger(number) : isSameDecimal(String(value), number);
      if (!isExact) throw new ValueRangeError(place, type, String(value));
      return number;
    },
  };
}

/** Digits behind the point; negative for whole tens, hundreds … */
function decimalsOf(value: number): number {
  const [digits, exponent] = decimal(String(value));
  return digits === "" ? Number.NEGATIVE_INFINITY : -exponent;
}

/** Significant digits, and the power of ten of the last one. */
function decimal(text: string): readonly [digits: string, exponent: number] {
  const [mantissa = "", power = "0"] = text.toLowerCase().replace(/^[-+]/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  return [significant, Number(power) - fraction.length + digits.length - significant.length];
}

/** True where a number says the same digits as the server's text. */
function isSameDecimal(text: string, number: number): boolean {
  if (!/\d/.test(text)) return true;
  const [stored, read] = [decimal(text), decimal(String(number))];
  return Number.isFinite(number) && stored[0] === read[0] && (stored[0] === "" || stored[1] === read[1]);
}

// —— composite values ——

function compositeForm(attributes: Readonly<Record<string, AnyColumn>>, place: string): ValueForm {
  const parts = Object.entries(attributes).map(([name, column]) => {
    const type = typeOf(column);
    return { name, column, type, form: valueForm(column, type, `${place}.${name}`) };
  });
  const known = new Set(parts.map(({ name }) => name));
  return {
    encode: (value) => {
      if (typeof value !== "object" || value === null) return value;
      const given = value as Readonly<Record<string, unknown>>;
      const unknown = Object.keys(given).find((name) => !known.has(name));
      if (unknown !== undefined || Array.isArray(value))
        throw new ValueFormError(place, `(${[...known].join(", ")})`, value);
      const fields = parts.map(({ name, form }) => {
        const field = given[name];
        if (field === undefined || field === null) return null;
        return textOf(form.encode === undefined ? field : form.encode(field));
      });
      return recordText(fields);
    },
    decode: (value) => {
      if (typeof value !== "string") return value;
      const fields = parseRecord(value);
      const entries = parts.map(({ name, column, type, form }, index) => {
        const field = fields[index] ?? null;
        return [name, field === null ? null : decodeField(column, type, form, field)] as const;
      });
      return Object.fromEntries(entries);
    },
  };
}

/** What the driver would have made of an attribute, had it been a column. */
function decodeField(column: AnyColumn, type: string, { decode }: ValueForm, text: string): unknown {
  const { type: declared, array = false, mode } = column.declaration;
  const base = declared?.kind === "declared" ? (declared.object as Parts).base : undefined;
  if (base !== undefined && !array) return decodeField(base, typeOf(base), { encode: undefined, decode }, text);
  const element = type.endsWith("[]") ? type.slice(0, -2) : type;
  const one = (part: string): unknown => (mode === "string" ? part : builtIn(withoutModifiers(element), part));
  const value = array ? parseArrayText(text, one, element === "box" ? ";" : ",") : one(text);
  return decode === undefined ? value : decode(value);
}

function builtIn(type: string, text: string): unknown {
  switch (type) {
    case "smallint":
    case "integer":
    case "oid":
    case "real":
    case "double precision":
      return Number(text);
    case "bigint":
      return BigInt(text);
    case "boolean":
      return text === "t";
    case "json":
    case "jsonb":
      return JSON.parse(text) as unknown;
    case "bytea":
      return new Uint8Array(Buffer.from(text.slice(2), "hex"));
    case "timestamp with time zone":
    case "timestamp without time zone":
      return instant(text);
    default:
      return text;
  }
}

/** As the driver reads it: a time outside of the range of Date stays text. */
function instant(text: string): unknown {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?([+-]\d\d)?(?::?(\d\d))?$/.exec(text);
  if (match === null) return text;
  const [, year, month, day, time, fraction = "", hours, minutes = "00"] = match;
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  const date = new Date(`${year}-${month}-${day}T${time}.${fraction.padEnd(3, "0")}${zone}`);
  return Number.isNaN(date.getTime()) ? text : date;
}
