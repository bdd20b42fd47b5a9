/**
 * How values of PostgreSQL become JavaScript values, the same for every driver: a driver hands over texts and type
 * OIDs, this table does the rest. The rule is that nothing is lost in silence: what JavaScript can't hold exactly stays
 * a string (`numeric`, `money`, `interval`) or becomes a `bigint` (`int8`).
 *
 * `timestamp` and `timestamptz` become `Date`: microseconds are cut to milliseconds (read `column::text` where they
 * count), a `timestamp` without a zone is taken as UTC on every machine, `infinity` becomes the number `Infinity`, and
 * a time outside the range of `Date` stays a string. `json` is read with `JSON.parse`, whose numbers are doubles.
 */
import { parseArray } from "./array.ts";

export type Decoder = (text: string) => unknown;

const asText: Decoder = (text) => text;

/** OID of the type and of its array, by name, as in pg_type.dat; these are fixed for all versions. */
const builtIn: readonly (readonly [name: string, oid: number, arrayOid: number, decode: Decoder])[] = [
  ["bool", 16, 1000, (text) => text === "t"],
  ["bytea", 17, 1001, decodeBytea],
  ["char", 18, 1002, asText],
  ["name", 19, 1003, asText],
  ["int8", 20, 1016, BigInt],
  ["int2", 21, 1005, Number],
  ["int2vector", 22, 1006, decodeVector],
  ["int4", 23, 1007, Number],
  ["regproc", 24, 1008, asText],
  ["text", 25, 1009, asText],
  ["oid", 26, 1028, Number],
  ["tid", 27, 1010, asText],
  ["xid", 28, 1011, Number],
  ["cid", 29, 1012, Number],
  ["oidvector", 30, 1013, decodeVector],
  ["json", 114, 199, (text) => JSON.parse(text) as unknown],
  ["xml", 142, 143, asText],
  ["point", 600, 1017, asText],
  ["lseg", 601, 1018, asText],
  ["path", 602, 1019, asText],
  ["box", 603, 1020, asText],
  ["polygon", 604, 1027, asText],
  ["line", 628, 629, asText],
  ["cidr", 650, 651, asText],
  ["float4", 700, 1021, Number],
  ["float8", 701, 1022, Number],
  ["circle", 718, 719, asText],
  ["macaddr8", 774, 775, asText],
  ["money", 790, 791, asText],
  ["macaddr", 829, 1040, asText],
  ["inet", 869, 1041, asText],
  ["aclitem", 1033, 1034, asText],
  ["bpchar", 1042, 1014, asText],
  ["varchar", 1043, 1015, asText],
  ["date", 1082, 1182, asText],
  ["time", 1083, 1183, asText],
  ["timestamp", 1114, 1115, decodeTimestamp],
  ["timestamptz", 1184, 1185, decodeTimestamp],
  ["interval", 1186, 1187, asText],
  ["timetz", 1266, 1270, asText],
  ["bit", 1560, 1561, asText],
  ["varbit", 1562, 1563, asText],
  ["numeric", 1700, 1231, asText],
  ["refcursor", 1790, 2201, asText],
  ["regprocedure", 2202, 2207, asText],
  ["regoper", 2203, 2208, asText],
  ["regoperator", 2204, 2209, asText],
  ["regclass", 2205, 2210, asText],
  ["regtype", 2206, 2211, asText],
  ["record", 2249, 2287, asText],
  ["cstring", 2275, 1263, asText],
  ["uuid", 2950, 2951, asText],
  ["pg_lsn", 3220, 3221, asText],
  ["tsvector", 3614, 3643, asText],
  ["gtsvector", 3642, 3644, asText],
  ["tsquery", 3615, 3645, asText],
  ["regconfig", 3734, 3735, asText],
  ["regdictionary", 3769, 3770, asText],
  ["jsonb", 3802, 3807, (text) => JSON.parse(text) as unknown],
  ["int4range", 3904, 3905, asText],
  ["numrange", 3906, 3907, asText],
  ["tsrange", 3908, 3909, asText],
  ["tstzrange", 3910, 3911, asText],
  ["daterange", 3912, 3913, asText],
  ["int8range", 3926, 3927, asText],
  ["jsonpath", 4072, 4073, asText],
  ["regnamespace", 4089, 4090, asText],
  ["regrole", 4096, 4097, asText],
  ["regcollation", 4191, 4192, asText],
  ["int4multirange", 4451, 6150, asText],
  ["nummultirange", 4532, 6151, asText],
  ["tsmultirange", 4533, 6152, asText],
  ["tstzmultirange", 4534, 6153, asText],
  ["datemultirange", 4535, 6155, asText],
  ["int8multirange", 4536, 6157, asText],
  ["xid8", 5069, 271, asText],
];

const decoders = new Map<number, Decoder>();
for (const [name, oid, arrayOid, decode] of builtIn) {
  decoders.set(oid, decode);
  decoders.set(arrayOid, arrayDecoder(decode, name === "box" ? ";" : ","));
}

/** Types made by users have OIDs from here on (access/transam.h, FirstNormalObjectId). */
const firstUserOid = 16_384;

export function isUserType(oid: number): boolean {
  return oid >= firstUserOid;
}

/** The decoder of a built-in type; text for every other one. */
export function decoderOf(oid: number): Decoder {
  return decoders.get(oid) ?? asText;
}

/** A decoder for arrays of an element type that has one. */
export function arrayDecoder(element: Decoder, delimiter = ","): Decoder {
  return (text) => parseArray(text, element, delimiter);
}

/** One built-in type's OID by name, for those who ask the catalog by OID. */
export function oidOf(name: string): number | undefined {
  return builtIn.find((type) => type[0] === name)?.[1];
}

function decodeVector(text: string): number[] {
  return text === "" ? [] : text.split(" ").map(Number);
}

/** Both output forms, since `bytea_output` may be set to `escape` for a role or a database. */
function decodeBytea(text: string): Uint8Array {
  if (text.startsWith("\\x")) return new Uint8Array(Buffer.from(text.slice(2), "hex"));
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    if (text[index] !== "\\") {
      bytes.push(text.charCodeAt(index));
    } else if (text[index + 1] === "\\") {
      bytes.push(92);
      index++;
    } else {
      bytes.push(Number.parseInt(text.slice(index + 1, index + 4), 8));
      index += 3;
    }
  }
  return Uint8Array.from(bytes);
}

const timestampForm = /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?([+-]\d\d(?::?\d\d){0,2})?( BC)?$/;

/** Reads DateStyle ISO, which the drivers make sure of. */
function decodeTimestamp(text: string): Date | number | string {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  if (text === "-infinity") return Number.NEGATIVE_INFINITY;
  const common = decodeCommonTimestamp(text);
  if (common !== undefined) return common;
  const parts = timestampForm.exec(text);
  if (!parts) return text;
  const [, year, month, day, hour, minute, second, fraction = "", zone, era] = parts;
  const date = new Date(0);
  // Not Date.UTC: it reads the years 0 to 99 as 1900 to 1999. The year before 1 AD is 1 BC, in ISO terms 0.
  date.setUTCFullYear(era ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, "0").slice(0, 3)));
  const time = date.getTime() - zoneOffset(zone);
  return Number.isNaN(time) ? text : new Date(time);
}

/** `2026-01-26 17:30:18.123456+00` with four digits of the year and no zone but UTC: nearly all there are, and quick. */
function decodeCommonTimestamp(text: string): Date | undefined {
  const { length } = text;
  if (length < 19 || text.charCodeAt(4) !== minus || text.charCodeAt(10) !== space) return undefined;
  let end = length;
  const zoned = text.charCodeAt(length - 3) === plus;
  if (zoned) {
    if (text.charCodeAt(length - 1) !== zero || text.charCodeAt(length - 2) !== zero) return undefined;
    end -= 3;
  }
  if (end > 26 || (end > 19 && text.charCodeAt(19) !== point)) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  // Date.UTC reads smaller years as of the twentieth century.
  if (!(year >= 100)) return undefined;
  let milliseconds = 0;
  for (let at = 20, weight = 100; at < end; at += 1, weight /= 10) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return undefined;
    if (weight >= 1) milliseconds += digit * weight;
  }
  const day = Date.UTC(year, twoDigits(text, 5) - 1, twoDigits(text, 8));
  const time =
    day + ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1000 + milliseconds;
  return Number.isNaN(time) ? undefined : new Date(time);
}

const zero = 48;
const plus = 43;
const minus = 45;
const point = 46;
const space = 32;

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (zone.slice(1).match(/\d\d/g) ?? []).map(Number);
  return (zone.startsWith("-") ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
