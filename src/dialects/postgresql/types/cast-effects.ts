/** What becomes of values on their way to another type: what is lost of them, and which ones stop the statement. */
import type { EnumModel } from "../kinds/enum/model.ts";
import type { TypeShape } from "./type-shape.ts";
import { ownValue } from "../../../util/own-value.ts";

export interface CastEffect {
  /** What of the values is lost, as a sentence about the statement: `rounds t.a to 2 decimals`. */
  readonly loss?: string;
  /** Which rows stop the statement. */
  readonly fails?: string;
  /** Why the way back does not give each value as it was, where that is no loss on the way there. */
  readonly notBack?: string;
}

const digitsOf: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };
const isInteger = ({ base }: TypeShape): boolean => base in digitsOf;
const isFloat = ({ base }: TypeShape): boolean => base === "real" || base === "double precision";
const isNumber = (type: TypeShape): boolean => isInteger(type) || isFloat(type) || type.base === "numeric";
const texts: ReadonlySet<string> = new Set(["text", "character varying", "character", "name", "bpchar"]);
export const isText = ({ base }: TypeShape): boolean => texts.has(base);

/** The effect of a change of type on the values of `what`, a column. */
export function effectOf(from: TypeShape, to: TypeShape, what: string): CastEffect {
  const found = effects.map((effect) => effect(from, to, what)).find((effect) => effect !== undefined) ?? {};
  const checked = domainFails(from, to, what);
  const fails = [found.fails, checked].filter((each) => each !== undefined);
  return { ...found, ...(fails.length === 0 ? {} : { fails: fails.join("; ") }) };
}

type Effect = (from: TypeShape, to: TypeShape, what: string) => CastEffect | undefined;

/** The first that knows the two types answers. */
const effects: readonly Effect[] = [
  ofJson,
  toText,
  fromText,
  toInteger,
  toNumeric,
  toFloat,
  toMoneyOrBoolean,
  ofTime,
  ofBits,
  ofEnums,
  ofOthers,
];

const limitOf = ({ modifiers, base }: TypeShape): number =>
  modifiers.length > 0 ? Number(modifiers[0]) : base === "character" || base === "bit" ? 1 : Number.POSITIVE_INFINITY;

/** How many characters values of a type have at most, where that is few. */
const longest: Readonly<Record<string, number>> = {
  smallint: 6,
  integer: 11,
  bigint: 20,
  boolean: 5,
  uuid: 36,
  date: 13,
  '"char"': 4,
  name: 63,
};

function toText(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (to.base === '"char"' && from.base !== '"char"') return { loss: `keeps only the first character of ${what}` };
  if (!isText(to)) return undefined;
  if (to.base === "name" && from.base !== "name") return { loss: `cuts ${what} to 63 bytes` };
  const most = limitOf(to);
  const isWhole = from.isArray && !to.isArray;
  const length = isWhole
    ? most + 1
    : Math.min(isText(from) ? limitOf(from) : most + 1, ownValue(longest, from.base) ?? most + 1);
  // What is too long only by spaces loses those (manual 8.3).
  const spaces = isText(from) && from.base !== "character" && !isWhole;
  const fails =
    length > most
      ? {
          fails: `fails where ${what} is longer than ${most} characters`,
          ...(spaces ? { notBack: `${what} comes back without spaces after ${most} characters` } : {}),
        }
      : {};
  return { ...fails, ...(to.base === "character" && spaces ? { loss: `drops spaces at the end of ${what}` } : {}) };
}

/** Types that keep what was read character by character. */
const verbatim: ReadonlySet<string> = new Set(["json", "xml"]);

function fromText(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (!isText(from) || isText(to) || from.isArray !== to.isArray) return undefined;
  if (to.base === "bytea") return undefined;
  const fails = `fails where ${what} does not read as ${to.written}`;
  if (to.base === "jsonb") return { fails, loss: jsonbLoss(what) };
  if (verbatim.has(to.base) || to.object?.kind === "enum") return { fails };
  return { fails, notBack: `${what} comes back as ${to.base} is written` };
}

function toInteger(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (!isInteger(to)) return undefined;
  const beyond = { fails: `fails where ${what} is beyond ${to.base}` };
  if (isInteger(from)) return (ownValue(digitsOf, from.base) ?? 0) > (ownValue(digitsOf, to.base) ?? 0) ? beyond : {};
  if (from.base === "numeric" || isFloat(from) || from.base === "money")
    return { ...beyond, loss: `rounds ${what} to whole numbers` };
  if (from.base === "bit") return limitOf(from) > (to.base === "bigint" ? 64 : 32) ? beyond : {};
  if (from.base === "bytea") return { ...beyond, notBack: `${what} comes back as long as ${to.base} is` };
  return from.base === "oid" && to.base === "integer" ? beyond : undefined;
}

const scaleOf = ({ modifiers }: TypeShape): number =>
  modifiers.length === 0 ? Number.POSITIVE_INFINITY : Number(modifiers[1] ?? 0);
const wholeDigits = (type: TypeShape): number =>
  type.modifiers.length === 0
    ? (ownValue(digitsOf, type.base) ?? Number.POSITIVE_INFINITY)
    : Number(type.modifiers[0]) - scaleOf(type);

function toNumeric(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (to.base !== "numeric" || !(isNumber(from) || from.base === "money")) return undefined;
  const places = Number(to.modifiers[0]) - scaleOf(to);
  const fails =
    wholeDigits(from) > wholeDigits(to)
      ? { fails: `fails where ${what} has more than ${places} digits before the point` }
      : {};
  const scale = from.base === "money" ? 2 : isInteger(from) ? 0 : scaleOf(from);
  if (scaleOf(to) < scale) return { ...fails, loss: `rounds ${what} to ${scaleOf(to)} decimals` };
  if (isFloat(from))
    return { ...fails, loss: `keeps only the first ${from.base === "real" ? 6 : 15} digits of ${what}` };
  return fails;
}

function toFloat(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (!isFloat(to)) return undefined;
  const isCut =
    ["numeric", "money", "bigint"].includes(from.base) ||
    (to.base === "real" && ["integer", "double precision"].includes(from.base));
  return isCut ? { loss: `keeps only the first digits of ${what}` } : isNumber(from) ? {} : undefined;
}

function toMoneyOrBoolean(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (to.base === "boolean" && isNumber(from)) return { loss: `keeps of ${what} only whether it is 0` };
  if (to.base !== "money" || !isNumber(from)) return undefined;
  return isInteger(from) ? {} : { loss: `rounds ${what} to cents` };
}

const secondDigits = ({ modifiers }: TypeShape): number => (modifiers.length === 0 ? 6 : Number(modifiers[0]));
const isTime = ({ base }: TypeShape): boolean => /^(time|date$|interval$)/.test(base);
const hasZone = ({ base }: TypeShape): boolean => base.endsWith(" with time zone");

function ofTime(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (!isTime(from) || !isTime(to)) return undefined;
  const isMoment = from.base.startsWith("timestamp");
  if (isMoment && to.base === "date") return { loss: `drops the time of day from ${what}` };
  if (isMoment && to.base.startsWith("time ")) return { loss: `drops the day from ${what}` };
  if (from.base === "interval" && to.base !== "interval") return { loss: `drops days from ${what}` };
  if (from.base === "time with time zone" && to.base === "time without time zone")
    return { loss: `drops the time zone from ${what}` };
  const isOutOf = from.fields !== to.fields && to.fields !== undefined;
  const digits = secondDigits(to);
  const losses = [
    ...(isOutOf ? [`keeps only ${to.fields} of ${what}`] : []),
    ...(from.base !== "date" && digits < secondDigits(from) ? [`rounds seconds of ${what} to ${digits} decimals`] : []),
  ];
  const zone =
    hasZone(from) !== hasZone(to)
      ? {
          notBack: `where clocks change, ${what} may come back as another hour`,
          fails: `takes ${what} in the session's time zone`,
        }
      : {};
  return { ...zone, ...(losses.length === 0 ? {} : { loss: losses.join(", ") }) };
}

function ofBits(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  const most = limitOf(to);
  if (to.base === "bit" && isInteger(from)) {
    const width = from.base === "bigint" ? 64 : 32;
    return most < width ? { loss: `keeps only the last ${most} bits of ${what}` } : {};
  }
  if (!from.base.startsWith("bit") || !to.base.startsWith("bit")) return undefined;
  const length = limitOf(from);
  if (to.base === "bit varying")
    return length > most ? { fails: `fails where ${what} is longer than ${most} bits` } : {};
  if (from.base === "bit varying") return { loss: `pads with zeros or cuts ${what} to ${most} bits` };
  if (length === most) return {};
  return length > most
    ? { loss: `cuts ${what} to ${most} bits` }
    : { fails: `pads ${what} with zeros to ${most} bits` };
}

const jsonbLoss = (what: string): string => `keeps neither spaces nor the order and repetition of keys of ${what}`;

function ofJson(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  const [isFrom, isTo] = [from, to].map(({ base, isArray }) => !isArray && (base === "json" || base === "jsonb"));
  if (from.isArray && to.isArray && from.base.startsWith("json") && from.base !== to.base)
    return ofJson(from.element as TypeShape, to.element as TypeShape, what);
  if (isFrom && isTo) return from.base === "json" && to.base === "jsonb" ? { loss: jsonbLoss(what) } : {};
  if (isFrom && isText(to) && !to.isArray) return undefined;
  if (isFrom)
    return {
      fails: `fails where ${what} holds JSON that is no ${to.written}`,
      notBack: `JSON null in ${what} comes back as NULL, numbers and strings as ${to.written} is written`,
    };
  if (isTo && from.base.startsWith("json")) return { notBack: `JSON strings in ${what} come back as what they hold` };
  return isTo && !(isText(from) && !from.isArray) ? {} : undefined;
}

function ofEnums(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (isInteger(from) && to.object?.kind === "enum") return { fails: `fails where ${what} holds no ${to.written}` };
  if (from.object?.kind !== "enum" || to.object?.kind !== "enum") return undefined;
  const kept = new Set((to.object as EnumModel).values);
  const gone = (from.object as EnumModel).values.filter((value) => !kept.has(value));
  return gone.length === 0
    ? {}
    : { fails: `fails where ${what} holds ${gone.map((value) => `'${value}'`).join(", ")}` };
}

/** Shapes that another one holds without loss. */
const exactShapes: ReadonlySet<string> = new Set(["point box", "box polygon", "polygon path"]);
const shapes: ReadonlySet<string> = new Set(["point", "lseg", "box", "path", "polygon", "circle"]);

function ofOthers(from: TypeShape, to: TypeShape, what: string): CastEffect | undefined {
  if (isInteger(from) && to.base === "oid" && from.base !== "smallint")
    return { fails: `fails where ${what} is beyond oid` };
  if (shapes.has(from.base) && shapes.has(to.base) && from.base !== to.base) {
    if (from.base === "path" && to.base === "polygon") return { fails: `fails where ${what} is open` };
    return exactShapes.has(`${from.base} ${to.base}`) ? {} : { loss: `keeps of ${what} what a ${to.base} can say` };
  }
  if (from.base === "inet" && to.base === "cidr") return { loss: `drops the host from ${what}` };
  if (from.base === "macaddr8" && to.base === "macaddr") return { fails: `fails where ${what} is no macaddr` };
  if (from.base.endsWith("multirange") && to.base.endsWith("range") && !to.base.endsWith("multirange"))
    return { loss: `fills the gaps of ${what}` };
  return undefined;
}

/** What a domain forbids, unless the values come from it. */
function domainFails(from: TypeShape, to: TypeShape, what: string): string | undefined {
  const known = new Set(from.domains.map(({ schema, name }) => `${schema}.${name}`));
  const fresh = to.domains.filter(({ schema, name }) => !known.has(`${schema}.${name}`));
  return fresh.length === 0 ? undefined : `fails where ${what} is no ${to.written}`;
}
