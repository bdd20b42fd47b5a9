/** How the values of a column get from one type to another. */
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { DomainModel } from "../../../kinds/domain/model.ts";
import type { ChangeContext } from "../../../metadata/kind.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { typeKeys } from "../type-keys.ts";
import { builtInCasts } from "./built-in-casts.ts";
import { typeSource } from "./type-source.ts";

export interface Cast {
  /** True where values compare across the two types without a cast. */
  readonly isImplicit: boolean;
  /** The `USING` expression where PostgreSQL does not cast by itself. */
  readonly using?: string;
  /** Set where there is no cast at all: what a person must decide. */
  readonly decision?: string;
}

/** `character varying(50)[]` → `character varying`: without length, precision and dimensions. */
export function baseType(type: string): string {
  return type
    .replace(/(\[\])+$/, "")
    .replace(/\([^)]*\)/, "")
    .replace(/^interval .*/, "interval")
    .trim();
}

const textTypes: ReadonlySet<string> = new Set(["text", "character varying", "character", "name", "bpchar"]);

/** How a column's values become values of the target's type. */
export function castFor(from: ColumnModel, to: ColumnModel, context: ChangeContext): Cast {
  const fromArray = from.type.endsWith("[]");
  const toArray = to.type.endsWith("[]");
  const source = resolve(baseType(from.type), context.database);
  const target = resolve(baseType(to.type), context.target);
  const name = quoteIdentifier(from.name);
  if (isJson(target) && !isJson(source) && (fromArray || !textTypes.has(source)) && !toArray)
    return { isImplicit: false, using: `to_${target}(${name})` };
  if (fromArray !== toArray) return arrayCast(name, from.type, to.type, context.isWayBack === true);
  if (context.serverVersion < 180000 && isBytesAndInteger(source, target)) return undecided(name, from.type, to.type);
  const known = builtInCasts[source] ?? ["", "", ""];
  const has = (position: 0 | 1 | 2): boolean => known[position].split("|").includes(target);
  if (isSame(source, target) || has(0) || (textTypes.has(source) && textTypes.has(target))) return { isImplicit: true };
  if (has(1) || textTypes.has(target)) return { isImplicit: false };
  // Text can be read as any type, and every type can be written as text (manual, CREATE CAST, I/O conversion casts).
  if (has(2) || textTypes.has(source)) return { isImplicit: false, using: `${name}::${to.type}` };
  const isEnum = (type: string, metadata: MetaData): boolean =>
    typeKeys(type, metadata)[0]?.startsWith("enum ") === true;
  const suffix = toArray ? "[]" : "";
  if (isEnum(source, context.database) || isEnum(target, context.target)) {
    return { isImplicit: false, using: `${name}::text${suffix}::${to.type}` };
  }
  if (isOfExtension(source, context) || isOfExtension(target, context)) return byExtension(name, from.type, to.type);
  return undecided(name, from.type, to.type);
}

const integers: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);

/** Casts that came with PostgreSQL 18 (its release notes). */
const isBytesAndInteger = (source: string, target: string): boolean =>
  (source === "bytea" && integers.has(target)) || (target === "bytea" && integers.has(source));

const isJson = (type: string): boolean => type === "json" || type === "jsonb";

/** What a conversion that PostgreSQL makes by itself does to values without a word. */
export function lossNote(from: ColumnModel, to: ColumnModel): string | undefined {
  const [source, target] = [baseType(from.type), baseType(to.type)];
  const what = `${from.table}.${from.name}`;
  const fractional = ["numeric", "real", "double precision"];
  if (source === "numeric" && target === "numeric" && scaleOf(to.type) < scaleOf(from.type))
    return `rounds ${what} to ${scaleOf(to.type)} decimals`;
  if (fractional.includes(source) && ["smallint", "integer", "bigint"].includes(target))
    return `rounds ${what} to whole numbers`;
  if (
    (source === "numeric" && target !== "numeric" && fractional.includes(target)) ||
    (source === "double precision" && target === "real")
  ) {
    return `keeps only the first digits of ${what}`;
  }
  if (source.startsWith("timestamp") && target === "date") return `drops the time of day from ${what}`;
  if (source.startsWith("timestamp") && target.startsWith("time ")) return `drops the day from ${what}`;
  return undefined;
}

/** Decimals of a numeric type; all of them where it names none. */
function scaleOf(type: string): number {
  const modifiers = /\((\d+)(?:,(-?\d+))?\)/.exec(type);
  return modifiers === null ? Number.POSITIVE_INFINITY : Number(modifiers[2] ?? 0);
}

/**
 * A value becomes the only element of an array; the other way somebody must say which element counts. An array as text is the
 * text of all of it, and the way back reads or takes what the way there wrote.
 */
function arrayCast(name: string, from: string, to: string, isWayBack: boolean): Cast {
  const fromArray = from.endsWith("[]");
  const isText = textTypes.has(baseType(fromArray ? to : from));
  if (isText && fromArray && !isWayBack) return { isImplicit: false };
  if (isText && !fromArray && isWayBack) return { isImplicit: false, using: `${name}::${to}` };
  if (!fromArray) return wrapped(name, to);
  const decision = `decide which element of ${from} becomes ${to}: this takes the first and loses the others`;
  return { isImplicit: false, using: `(${name})[1]::${to}`, decision };
}

/** A model writes the type of an extension without the schema, with which reflection gives it. */
function isSame(source: string, target: string): boolean {
  const [one, other] = source.length > target.length ? [source, target] : [target, source];
  return one === other || (typeSource(other).builder === "type" && one.endsWith(`.${other}`));
}

/** Neither PostgreSQL's own nor one that somebody declared, on either side: the way back is asked for, too. */
const isOfExtension = (type: string, { database, target }: ChangeContext): boolean =>
  typeSource(type).builder === "type" && [database, target].every((side) => typeKeys(type, side).length === 0);

/** Which casts come with an extension, it alone knows. */
function byExtension(name: string, from: string, to: string): Cast {
  return {
    isImplicit: false,
    using: `${name}::${to}`,
    decision: `decide whether ${from} becomes ${to} by a cast: the extension that brings the type must have one`,
  };
}

const wrapped = (name: string, to: string): Cast => ({
  isImplicit: false,
  using: `CASE WHEN ${name} IS NULL THEN NULL ELSE ARRAY[${name}]::${to} END`,
});

/** There is no cast: by way of text is the only form that can work, and only for values that read as the new type. */
function undecided(name: string, from: string, to: string): Cast {
  return {
    isImplicit: false,
    using: `${name}::text::${to}`,
    decision: `decide how ${from} becomes ${to}: PostgreSQL has no cast, and by way of text fails for values that do not read as ${to}`,
  };
}

/** Domains cast as what they stand for. */
function resolve(type: string, metadata: MetaData): string {
  const domain = typeKeys(type, metadata).map((key) => metadata.get(key))[0] as DomainModel | undefined;
  return domain?.kind === "domain" ? resolve(baseType(domain.type), metadata) : type;
}
