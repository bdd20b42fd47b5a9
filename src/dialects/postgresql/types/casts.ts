/** How the values of a column get from one type to another. */
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { ChangeContext } from "../../../metadata/kind.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { formatQualifiedName } from "../../../sql/qualified-name.ts";
import { writtenTable } from "../ddl/locate.ts";
import { typeKeys } from "../type-keys.ts";
import { builtInCasts } from "./built-in-casts.ts";
import { effectOf, isText, type CastEffect } from "./cast-effects.ts";
import { enumCast } from "./enum-casts.ts";
import { jsonCast } from "./json-casts.ts";
import { shapeOf, type TypeShape } from "./type-shape.ts";
import { typeSource } from "./type-source.ts";
import { ownValue } from "../../../util/own-value.ts";

export { baseType } from "./type-shape.ts";

/** How values are converted. */
export interface Conversion {
  /** True where values compare across the two types without a cast. */
  readonly isImplicit: boolean;
  /** The `USING` expression where PostgreSQL does not cast by itself. */
  readonly using?: string;
  /** Set where there is no cast at all: what a person must decide. */
  readonly decision?: string;
}

export interface Cast extends Conversion, CastEffect {}

/** The column as SQL, the two types, and in which direction they are asked for. */
export interface CastRequest {
  readonly name: string;
  readonly from: TypeShape;
  readonly to: TypeShape;
  readonly isWayBack: boolean;
}

/** How a column's values become values of the target's type, and what that does to them. */
export function castFor(from: ColumnModel, to: ColumnModel, context: ChangeContext): Cast {
  const request: CastRequest = {
    name: quoteIdentifier(from.name),
    from: shapeOf(from.type, context.database),
    to: shapeOf(to.type, context.target),
    isWayBack: context.isWayBack === true,
  };
  const what = `${writtenTable(to)}.${formatQualifiedName(to.name)}`;
  const conversion = conversionFor(request, context);
  return { ...conversion, ...(conversion.decision === undefined ? effectsOf(request, what) : {}) };
}

/** What becomes an array's element is converted as such. */
function effectsOf({ from, to, isWayBack }: CastRequest, what: string): CastEffect {
  const isJson = ({ base }: TypeShape): boolean => base === "json" || base === "jsonb";
  const isWhole = (one: TypeShape, other: TypeShape): boolean =>
    one.isArray && !other.isArray && (isJson(other) || isText(other));
  if (from.isArray === to.isArray || isWhole(from, to) || (isJson(from) && !from.isArray))
    return effectOf(from, to, what);
  if (isWhole(to, from) && isWayBack) return {};
  return effectOf(from.element ?? from, to.element ?? to, what);
}

function conversionFor(request: CastRequest, context: ChangeContext): Conversion {
  const { name, from, to } = request;
  const found = jsonCast(request, (type) => isOfExtension(type, context)) ?? arrayCast(request, context);
  if (found !== undefined) return found;
  if (context.serverVersion < 180000 && isBytesAndInteger(from.base, to.base)) return undecided(request);
  const known = ownValue(builtInCasts, from.base) ?? ["", "", ""];
  const has = (position: 0 | 1 | 2): boolean => known[position].split("|").includes(to.base);
  // An assignment of bits must find as many as there is room for; a cast pads or cuts (manual 8.10).
  if (to.base === "bit" && from.base.startsWith("bit") && from.written !== to.written)
    return { isImplicit: false, using: `${name}::${to.written}` };
  if (isSame(from.base, to.base) || has(0) || (isText(from) && isText(to))) return { isImplicit: true };
  const bytes = textAndBytes(request);
  if (bytes !== undefined) return bytes;
  if (has(1) || isText(to)) return { isImplicit: false };
  // Text can be read as any type, and every type can be written as text (manual, CREATE CAST, I/O conversion casts).
  if (has(2) || isText(from)) return { isImplicit: false, using: `${unpadded(request)}::${to.written}` };
  const other = enumCast(request) ?? byWayOf(request);
  if (other !== undefined) return other;
  return isOfExtension(from, context) || isOfExtension(to, context) ? byExtension(request) : undecided(request);
}

/** The padding of `character` is no part of what it says, though other types would read it. */
const unpadded = ({ name, from, to }: CastRequest): string =>
  from.base === "character" && !from.isArray && !isText(to) ? `${name}::text` : name;

/** Text is its characters in bytes; the way back of either takes what the way there wrote. */
function textAndBytes({ name, from, to, isWayBack }: CastRequest): Conversion | undefined {
  if (from.isArray || to.isArray) return undefined;
  if (isText(from) && to.base === "bytea")
    return { isImplicit: false, using: isWayBack ? `${name}::bytea` : `convert_to(${name}, 'UTF8')` };
  if (from.base === "bytea" && isText(to) && isWayBack)
    return { isImplicit: false, using: `convert_from(${name}, 'UTF8')` };
  return undefined;
}

const integers: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);
const numbers: ReadonlySet<string> = new Set([...integers, "numeric", "real", "double precision"]);

/** Casts that came with PostgreSQL 18 (its release notes). */
const isBytesAndInteger = (source: string, target: string): boolean =>
  (source === "bytea" && integers.has(target)) || (target === "bytea" && integers.has(source));

/** Ranges of which another one holds each value, written the same. */
const widerRanges: Readonly<Record<string, readonly string[]>> = {
  int4range: ["int8range", "numrange"],
  int8range: ["numrange"],
  daterange: ["tsrange", "tstzrange"],
};

/** Types that reach one another by another one, for every value. */
function byWayOf({ name, from, to, isWayBack }: CastRequest): Conversion | undefined {
  const suffix = to.isArray ? "[]" : "";
  const via = (type: string): Conversion => ({ isImplicit: false, using: `${name}::${type}${suffix}::${to.written}` });
  if (from.base === "boolean" && numbers.has(to.base)) return via("integer");
  if (numbers.has(from.base) && to.base === "boolean")
    return to.isArray ? via("integer") : { isImplicit: false, using: `${name} <> 0` };
  if (from.base === "money" && numbers.has(to.base)) return via("numeric");
  if (numbers.has(from.base) && to.base === "money") return via("numeric");
  const [source, target] = [from.base.replace("multirange", "range"), to.base.replace("multirange", "range")];
  const isMulti = (base: string): boolean => base.endsWith("multirange");
  if (isMulti(from.base) === isMulti(to.base)) {
    const [narrow, wide] = isWayBack ? [target, source] : [source, target];
    return ownValue(widerRanges, narrow)?.includes(wide) === true ? via("text") : undefined;
  }
  if (isMulti(from.base) && source === to.base && !to.isArray)
    return { isImplicit: false, using: `range_merge(${name})` };
  return undefined;
}

/**
 * A value becomes the only element of an array; the other way somebody must say which element counts, unless that is the way
 * back. An array as text is the text of all of it, and the way back reads or takes what the way there wrote.
 */
function arrayCast(request: CastRequest, context: ChangeContext): Conversion | undefined {
  const { name, from, to, isWayBack } = request;
  if (from.isArray === to.isArray) return undefined;
  if (from.isArray && isText(to) && !isWayBack) return { isImplicit: false };
  if (!from.isArray && isText(from) && isWayBack) return { isImplicit: false, using: `${name}::${to.written}` };
  const [one, other] = [from.element ?? from, to.element ?? to];
  const given = from.isArray ? `(${name})[1]` : name;
  const { using = isText(other) && !isText(one) ? `${given}::text` : given, decision } = conversionFor(
    { name: given, from: one, to: other, isWayBack },
    context,
  );
  // An explicit cast would cut what is too long; an assignment refuses it.
  const cast = isText(other) ? "" : `::${to.written}`;
  if (!from.isArray) {
    const array = `CASE WHEN ${name} IS NULL THEN NULL ELSE ARRAY[${using}]${cast} END`;
    return { isImplicit: false, using: array, ...(decision === undefined ? {} : { decision }) };
  }
  if (isWayBack) return { isImplicit: false, using, ...(decision === undefined ? {} : { decision }) };
  const which = `decide which element of ${from.written} becomes ${to.written}: this takes the first and loses the others`;
  return { isImplicit: false, using, decision: which };
}

/** A model writes the type of an extension without the schema, with which reflection gives it. */
function isSame(source: string, target: string): boolean {
  const [one, other] = source.length > target.length ? [source, target] : [target, source];
  return one === other || (typeSource(other).builder === "type" && one.endsWith(`.${other}`));
}

/** Neither PostgreSQL's own nor one that somebody declared, on either side: the way back is asked for, too. */
const isOfExtension = ({ base }: TypeShape, { database, target }: ChangeContext): boolean =>
  !(base in builtInCasts) &&
  typeSource(base).builder === "type" &&
  [database, target].every((side) => typeKeys(base, side).length === 0);

/** Which casts come with an extension, it alone knows. */
function byExtension({ name, from, to }: CastRequest): Conversion {
  return {
    isImplicit: false,
    using: `${name}::${to.written}`,
    decision: `decide whether ${from.written} becomes ${to.written} by a cast: the extension that brings the type must have one`,
  };
}

/** There is no cast: by way of text is the only form that can work, and only for values that read as the new type. */
function undecided({ name, from, to }: CastRequest): Conversion {
  return {
    isImplicit: false,
    using: `${name}::text::${to.written}`,
    decision: `decide how ${from.written} becomes ${to.written}: PostgreSQL has no cast, and by way of text fails for values that do not read as ${to.written}`,
  };
}
