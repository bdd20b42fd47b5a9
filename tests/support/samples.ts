/** Every column type with two values of it, as they are read back, alone and in arrays. */
import {
  boolean,
  bigint,
  box,
  bytea,
  char,
  cidr,
  circle,
  compositeType,
  dataModel,
  date,
  datemultirange,
  daterange,
  domain,
  doublePrecision,
  enumType,
  inet,
  int4range,
  integer,
  internalChar,
  interval,
  json,
  jsonb,
  jsonpath,
  line,
  lseg,
  macaddr,
  macaddr8,
  model,
  money,
  name,
  numeric,
  oid,
  path,
  pgLsn,
  point,
  polygon,
  rangeType,
  real,
  regclass,
  regtype,
  smallint,
  text,
  time,
  timestamp,
  timetz,
  tsquery,
  tsvector,
  uuid,
  varbit,
  varchar,
  bit,
  bpchar,
  xid8,
  xml,
  type AnyColumn,
} from "../../src/public/limbeck.ts";

export const mood = enumType("mood", ["sad", "very glad"]);
export const email = domain("email", text());
export const settings = domain("settings", jsonb<unknown>());
export const scores = domain("scores", integer().array());
export const span = rangeType("span", doublePrecision());
export const place = compositeType("place", { street: text(), nr: integer(), spot: point(), more: jsonb<unknown>() });
export const trip = compositeType("trip", {
  start: place.column(),
  at: timestamp({ timezone: true }),
  tags: text().array(),
  price: numeric(10, 2),
  big: bigint(),
  raw: bytea(),
  isPaid: boolean(),
});

export interface Sample {
  readonly column: () => AnyColumn;
  readonly values: readonly [unknown, unknown];
  /** False where the type has no `=`. */
  readonly isEqual?: false;
}

const of = (column: () => AnyColumn, ...values: readonly [unknown, unknown]): Sample => ({ column, values });
const unequal = (column: () => AnyColumn, ...values: readonly [unknown, unknown]): Sample => ({
  column,
  values,
  isEqual: false,
});

const home = { street: "a \"b\", (c) \\ 'd'", nr: 5, spot: "(1,2)", more: { a: [1, 'x"y'] } };
const away = { street: "", nr: null, spot: null, more: null };

export const samples: Readonly<Record<string, Sample>> = {
  smallint: of(smallint, 1, -32768),
  integer: of(integer, 1, -2147483648),
  bigint: of(bigint, 9007199254740993n, -1n),
  bigintNumber: of(() => bigint({ mode: "number" }), 9007199254740991, -1),
  numeric: of(numeric, "12345678901234567890.123456789", "NaN"),
  numericNumber: of(() => numeric({ precision: 12, scale: 2, mode: "number" }), 0.1, 1234567.5),
  real: of(real, 0.1, Number.POSITIVE_INFINITY),
  doublePrecision: of(doublePrecision, 0.1 + 0.2, -0),
  money: of(money, "$1.00", "-$1,234.50"),
  oid: of(oid, 1, 4294967295),
  boolean: of(boolean, true, false),
  text: of(text, 'a "b", \\{c}', ""),
  textNull: of(text, "NULL", "null"),
  varchar: of(() => varchar(80), "ä,;", " "),
  char: of(() => char(2), "a ", "ab"),
  bpchar: of(bpchar, "a", "b"),
  internalChar: of(internalChar, "a", "b"),
  name: of(name, "a b", "c"),
  uuid: of(uuid, "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"),
  json: unequal(json, { a: [1, null, "x"] }, ["a", { b: '"' }]),
  jsonString: unequal(json, "text", 5),
  jsonb: of(jsonb, { a: { b: [1, 'x"y\\'] } }, [[1], [2]]),
  jsonbScalar: of(jsonb, "a", false),
  jsonpath: unequal(jsonpath, '$."a"', "$"),
  xml: unequal(xml, '<a b="c"/>', "<d/>"),
  bytea: of(bytea, new Uint8Array([0, 92, 255]), new Uint8Array([])),
  bit: of(() => bit(3), "101", "000"),
  varbit: of(varbit, "1", "10"),
  tsvector: of(tsvector, "'a':1 'b':2", "'c'"),
  tsquery: of(tsquery, "'a' & 'b'", "!'c'"),
  date: of(date, "2026-01-26", "infinity"),
  time: of(time, "10:00:00.123456", "00:00:00"),
  timetz: of(timetz, "10:00:00+02", "10:00:00-03:30"),
  timestamp: of(timestamp, new Date("2026-01-26T10:00:00.123Z"), new Date("0099-01-01T00:00:00Z")),
  timestamptz: of(() => timestamp({ timezone: true }), new Date("2026-01-26T10:00:00.123Z"), new Date(0)),
  timestampText: of(() => timestamp({ mode: "string" }), "2026-01-26 10:00:00.123456", "infinity"),
  interval: of(interval, "1 year 2 mons 3 days 04:05:06.5", "-00:00:01"),
  inet: of(inet, "10.0.0.1/8", "::1"),
  cidr: of(cidr, "10.0.0.0/8", "::/0"),
  macaddr: of(macaddr, "08:00:2b:01:02:03", "00:00:00:00:00:00"),
  macaddr8: of(macaddr8, "08:00:2b:01:02:03:04:05", "00:00:00:00:00:00:00:00"),
  point: unequal(point, "(1,2)", "(0,0)"),
  line: of(line, "{1,2,3}", "{0,1,2}"),
  lseg: of(lseg, "[(1,2),(3,4)]", "[(0,0),(1,1)]"),
  box: of(box, "(3,4),(1,2)", "(1,1),(0,0)"),
  path: of(path, "((1,2),(3,4))", "[(1,2)]"),
  polygon: unequal(polygon, "((1,2),(3,4),(5,6))", "((0,0))"),
  circle: of(circle, "<(1,2),3>", "<(0,0),1>"),
  int4range: of(int4range, "[1,5)", "empty"),
  daterange: of(daterange, "[2026-01-01,)", "empty"),
  datemultirange: of(datemultirange, "{[2026-01-01,2026-01-02)}", "{}"),
  regclass: of(regclass, "pg_class", "samples"),
  regtype: of(regtype, "integer", "character varying"),
  pgLsn: of(pgLsn, "16/B374D848", "0/0"),
  xid8: of(xid8, "18446744073709551615", "5"),
  mood: of(() => mood.column(), "very glad", "sad"),
  email: of(() => email.column(), "a@b", '"'),
  settings: of(() => settings.column(), { a: [1] }, ["x", null]),
  scores: of(() => scores.column(), [1, 2], []),
  span: of(() => span.column(), "[0.5,1)", "empty"),
  place: unequal(() => place.column(), home, away),
  trip: unequal(
    () => trip.column(),
    {
      start: home,
      at: new Date("2026-01-26T10:00:00.123Z"),
      tags: ["a,b", 'c"d', null],
      price: "10.50",
      big: 9007199254740993n,
      raw: new Uint8Array([1, 2]),
      isPaid: true,
    },
    { start: away, at: null, tags: [], price: null, big: null, raw: null, isPaid: false },
  ),
};

const columns = Object.fromEntries(
  Object.entries(samples).flatMap(([property, { column }]) => [
    [property, column()],
    // An array of a domain over arrays is a case of its own, which no builder makes.
    ...(property === "scores" ? [] : [[`${property}List`, column().array()]]),
  ]),
);

export class SampleRow extends model("samples", { id: integer().identity().primaryKey(), ...columns }) {}

export const sampling = dataModel({ mood, email, settings, scores, span, place, trip, SampleRow });
