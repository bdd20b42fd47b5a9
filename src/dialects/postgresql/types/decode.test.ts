import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../../../tests/support/databases.ts";
import type { DriverConnection } from "../../../driver/driver.ts";
import { decoderOf, oidOf } from "./decode.ts";
import { encodeParameter } from "./encode.ts";

/** SQL expression and the JavaScript value that every driver makes of it. */
const values: readonly (readonly [expression: string, value: unknown])[] = [
  ["true", true],
  ["'f'::bool", false],
  ["NULL::int", null],
  ["1::int2", 1],
  ["(-2147483648)::int4", -2147483648],
  ["4294967295::oid", 4294967295],
  ["9007199254740993::int8", 9007199254740993n],
  ["1.5::float4", 1.5],
  ["0.1::float8 + 0.2", 0.30000000000000004],
  ["'NaN'::float8", Number.NaN],
  ["'-Infinity'::float8", Number.NEGATIVE_INFINITY],
  ["12345678901234567890.123456789::numeric", "12345678901234567890.123456789"],
  ["1.50::numeric(10,2)", "1.50"],
  ["12.5::money", "$12.50"],
  [`'ä"\\'::text`, 'ä"\\'],
  ["'ab'::char(4)", "ab  "],
  ["'n'::name", "n"],
  [`'c'::"char"`, "c"],
  [`''::"char"`, ""],
  ["'2024-02-29'::date", "2024-02-29"],
  ["'infinity'::date", "infinity"],
  ["'12:34:56.789'::time", "12:34:56.789"],
  ["'12:34:56+02'::timetz", "12:34:56+02"],
  ["'1 year 2 days 03:04:05'::interval", "1 year 2 days 03:04:05"],
  ["'2024-02-29 12:34:56.789'::timestamp", new Date("2024-02-29T12:34:56.789Z")],
  ["'2024-02-29 12:34:56.789999'::timestamp", new Date("2024-02-29T12:34:56.789Z")],
  ["'2024-02-29 12:34:56.5+05:30'::timestamptz", new Date("2024-02-29T07:04:56.500Z")],
  ["'1883-01-01 12:00+00'::timestamptz", new Date("1883-01-01T12:00:00Z")],
  ["'0044-03-15 12:00'::timestamp", new Date("0044-03-15T12:00:00Z")],
  ["'0044-03-15 12:00 BC'::timestamp", new Date("-000043-03-15T12:00:00Z")],
  ["'12024-01-01'::timestamp", new Date("+012024-01-01T00:00:00Z")],
  ["'infinity'::timestamptz", Number.POSITIVE_INFINITY],
  ["'-infinity'::timestamp", Number.NEGATIVE_INFINITY],
  ["'294276-12-31 23:59:59'::timestamp", "294276-12-31 23:59:59"],
  [`'{"a":[1,null,"x"]}'::json`, { a: [1, null, "x"] }],
  ["'null'::jsonb", null],
  ["'\"text\"'::jsonb", "text"],
  ["'\\x00ff10'::bytea", Uint8Array.from([0, 255, 16])],
  ["''::bytea", new Uint8Array()],
  ["'123e4567-e89b-12d3-a456-426614174000'::uuid", "123e4567-e89b-12d3-a456-426614174000"],
  ["'10.0.0.1/8'::inet", "10.0.0.1/8"],
  ["'08:00:2b:01:02:03'::macaddr", "08:00:2b:01:02:03"],
  ["'101'::bit(3)", "101"],
  ["'[1,5)'::int4range", "[1,5)"],
  ["'(1,2)'::point", "(1,2)"],
  ["'1 2 3'::int2vector", [1, 2, 3]],
  ["''::oidvector", []],
  ["'pg_class'::regclass", "pg_class"],
  ["'a & b'::tsquery", "'a' & 'b'"],
  ["row(1, 'a')", "(1,a)"],
  ["'{1,2}'::int4[]", [1, 2]],
  ["'{}'::int4[]", []],
  [
    "'{{1,2},{3,NULL}}'::int4[]",
    [
      [1, 2],
      [3, null],
    ],
  ],
  ["'[0:1]={7,8}'::int4[]", [7, 8]],
  ["'{9007199254740993}'::int8[]", [9007199254740993n]],
  ["'{t,f,NULL}'::bool[]", [true, false, null]],
  [`ARRAY['a,b', 'c"d', 'e\\f', 'NULL', '', '{}', ' x ', NULL]`, ["a,b", 'c"d', "e\\f", "NULL", "", "{}", " x ", null]],
  ["'{a,b}'::name[]", ["a", "b"]],
  [`'{a,b}'::"char"[]`, ["a", "b"]],
  ["'{1.10,2}'::numeric[]", ["1.10", "2"]],
  [
    "ARRAY['2024-01-01 00:00+00'::timestamptz, 'infinity']",
    [new Date("2024-01-01T00:00:00Z"), Number.POSITIVE_INFINITY],
  ],
  ["ARRAY['2024-01-01'::date]", ["2024-01-01"]],
  [`ARRAY['{"a":"b,c"}'::jsonb, NULL, '[1]']`, [{ a: "b,c" }, null, [1]]],
  ["ARRAY['\\x01'::bytea]", [Uint8Array.from([1])]],
  ["ARRAY[box '(1,1),(0,0)', box '(2,2),(0,0)']", ["(1,1),(0,0)", "(2,2),(0,0)"]],
  ["ARRAY['1 2'::int2vector]", [[1, 2]]],
  ["ARRAY['[1,2)'::int4range]", ["[1,2)"]],
];

/** JavaScript value, type of the column it goes to, and what comes back. */
const roundTrips: readonly (readonly [type: string, value: unknown, back?: unknown])[] = [
  ["text", 'it\'s \\ "quoted" ☃'],
  ["text", undefined, null],
  ["int4", -5],
  ["int8", 9007199254740993n],
  ["numeric", "1.10"],
  ["float8", Number.NaN],
  ["bool", true],
  ["bytea", Uint8Array.from([0, 1, 255])],
  ["bytea", Buffer.from("a buffer"), Uint8Array.from(Buffer.from("a buffer"))],
  ["timestamptz", new Date("2024-02-29T12:34:56.789Z")],
  ["timestamp", new Date("2024-02-29T12:34:56.789Z")],
  ["timestamp", new Date("-000043-03-15T12:00:00Z")],
  ["timestamp", new Date("+012024-01-01T00:00:00Z")],
  ["timestamptz", Number.POSITIVE_INFINITY],
  ["date", "2024-02-29"],
  ["jsonb", { a: [1, { b: null }] }],
  ["jsonb", JSON.stringify([1, 2]), [1, 2]],
  ["int4[]", [1, null, [2].length]],
  [
    "int4[]",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["text[]", ["a,b", 'c"d', "e\\f", "NULL", "", null]],
  ["jsonb[]", [{ a: 'b,"c' }, null]],
  ["bytea[]", [Uint8Array.from([92, 34])]],
  ["timestamptz[]", [new Date(0)]],
  ["uuid[]", ["123e4567-e89b-12d3-a456-426614174000"]],
];

describeServers("values", (target) => {
  let database: TestDatabase;
  let connection: DriverConnection;

  beforeAll(async () => {
    database = await target.createDatabase();
    connection = await database.driver.connect();
    await connection.execute("SET lc_monetary = 'C'");
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test.each(values)("%s is decoded, by both protocols", async (expression, value) => {
    const { rows } = await connection.query<{ v: unknown }>(`SELECT ${expression} AS v`);
    expect(rows[0]?.v).toStrictEqual(value);
    const [simple] = await connection.execute(`SELECT ${expression} AS v`);
    expect(simple?.rows[0]?.["v"]).toStrictEqual(value);
  });

  test.each(roundTrips)("a %s parameter %o comes back the same", async (type, value, back = value) => {
    const { rows } = await connection.query<{ v: unknown }>(`SELECT $1::${type} AS v`, [value]);
    expect(rows[0]?.v).toStrictEqual(back === undefined ? null : back);
  });

  test("arrays of types made by users are arrays", async () => {
    await connection.execute(`
      CREATE TYPE mood AS ENUM ('sad', 'so so');
      CREATE DOMAIN positive AS int CHECK (VALUE > 0);
      CREATE DOMAIN pair AS int[];
      CREATE TYPE place AS (x int, name text);
      CREATE TABLE typed (m mood, ms mood[], p positive, ps positive[], d pair, c place, cs place[]);
      INSERT INTO typed VALUES ('sad', '{sad,"so so"}', 1, '{1,2}', '{3}', '(1,"a b")', ARRAY['(1,"a b")'::place])`);
    const { rows } = await connection.query("SELECT * FROM typed");
    expect(rows).toEqual([
      { m: "sad", ms: ["sad", "so so"], p: 1, ps: [1, 2], d: [3], c: '(1,"a b")', cs: ['(1,"a b")'] },
    ]);
  });

  test("types made by users are known inside a transaction, too", async () => {
    await connection.execute("BEGIN; CREATE TYPE shade AS ENUM ('light')");
    const { rows } = await connection.query("SELECT ARRAY['light'::shade] AS s");
    await connection.execute("ROLLBACK");
    expect(rows).toEqual([{ s: ["light"] }]);
  });

  test("rows can be arrays, so that equal column names survive", async () => {
    const { rows } = await connection.query("SELECT 1 AS a, 'x' AS a", [], { rowMode: "array" });
    expect(rows).toEqual([[1, "x"]]);
  });

  test("bytea is read in the escape form, too", async () => {
    await connection.execute("SET bytea_output = escape");
    const { rows } = await connection.query("SELECT '\\x005c61ff'::bytea AS b");
    await connection.execute("RESET bytea_output");
    expect(rows).toEqual([{ b: Uint8Array.from([0, 92, 97, 255]) }]);
  });

  test("the array types and element types of the table are PostgreSQL's own", async () => {
    const { rows } = await connection.query<{ name: string; oid: number; array: number }>(
      `SELECT typname AS name, oid, typarray AS array FROM pg_type
        WHERE typnamespace = 'pg_catalog'::regnamespace AND typarray <> 0 AND typtype IN ('b', 'r', 'm')`,
    );
    const known = rows.filter((row) => oidOf(row.name) !== undefined);
    expect(known.length).toBeGreaterThan(60);
    for (const { name, oid, array } of known) {
      expect([name, oidOf(name)]).toEqual([name, oid]);
      expect([name, Array.isArray(decoderOf(array)("{}"))]).toEqual([name, true]);
    }
    const textArrays = rows.filter((row) => oidOf(row.name) === undefined).map((row) => row.name);
    // Nobody meets arrays of these; they are left as text.
    expect(
      textArrays.every((name) => /^pg_|^txid_snapshot$|^_|^oid8$/.test(name)),
      textArrays.join(),
    ).toBe(true);
  });
});

describe("parameters that have no SQL form", () => {
  test.each([
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["an invalid date", new Date(Number.NaN)],
    ["a bigint inside JSON", { big: 1n }],
  ])("%s is refused", (_name, value) => {
    expect(() => encodeParameter(value)).toThrow(expect.objectContaining({ code: "driver.parameter" }));
  });
});
