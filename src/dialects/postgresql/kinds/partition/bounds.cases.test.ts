/** Bounds that are swapped, split, merged and moved: all that leaves does so before anything comes, on the way back, too. */
import { kindCases, type TestCase } from "../../../../../tests/support/kind-cases.ts";

interface Bounds {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Of the way there and the way back; what has no rows to be in the way has no note. */
  readonly notes?: readonly [there: readonly string[], back: readonly string[]];
  readonly rows?: string;
}

const outside = (...names: readonly string[]): string[] =>
  names.map((name) => `fails where ${name} holds rows outside of its new bound: move them first`);

const range = "CREATE TABLE m (a integer NOT NULL, b text) PARTITION BY RANGE (a);";
const list = "CREATE TABLE m (a integer NOT NULL, b text) PARTITION BY LIST (b);";
const part = (name: string, from: number, to: number, parent = "m"): string =>
  `CREATE TABLE ${name} PARTITION OF ${parent} FOR VALUES FROM (${from}) TO (${to});`;
const values = (name: string, texts: string): string => `CREATE TABLE ${name} PARTITION OF m FOR VALUES IN (${texts});`;
const hash = (name: string, modulus: number, remainder: number): string =>
  `CREATE TABLE ${name} PARTITION OF m FOR VALUES WITH (modulus ${modulus}, remainder ${remainder});`;

const cases: readonly Bounds[] = [
  {
    name: "values are swapped, under a primary key and an index",
    before: `CREATE TABLE m (a integer, b text, PRIMARY KEY (a, b)) PARTITION BY LIST (b); CREATE INDEX i ON m (a); ${values("x", "'de'")} ${values("y", "'us'")}`,
    after: `CREATE TABLE m (a integer, b text, PRIMARY KEY (a, b)) PARTITION BY LIST (b); CREATE INDEX i ON m (a); ${values("x", "'us'")} ${values("y", "'de'")}`,
    notes: [outside("x", "y"), outside("x", "y")],
  },
  {
    name: "a value moves to another partition",
    before: `${list} ${values("x", "'de', 'fr'")} ${values("y", "'us'")}`,
    after: `${list} ${values("x", "'de'")} ${values("y", "'us', 'fr'")}`,
    rows: "INSERT INTO m VALUES (1, 'de'), (2, 'us')",
    notes: [outside("x", "y"), outside("x", "y")],
  },
  {
    name: "a partition is split",
    before: `${range} ${part("m1", 0, 20)}`,
    after: `${range} ${part("m1", 0, 10)} ${part("m2", 10, 20)}`,
    rows: "INSERT INTO m VALUES (1, 'x')",
    notes: [outside("m1"), outside("m1")],
  },
  {
    name: "three partitions are merged",
    before: `${range} ${part("m1", 0, 10)} ${part("m2", 10, 20)} ${part("m3", 20, 30)}`,
    after: `${range} ${part("m2", 0, 30)}`,
    rows: "INSERT INTO m VALUES (11, 'x')",
    notes: [outside("m2"), outside("m2")],
  },
  {
    name: "one becomes the default and the default gets a bound",
    before: `${range} ${part("m1", 0, 10)} CREATE TABLE rest PARTITION OF m DEFAULT`,
    after: `${range} ${part("rest", 0, 10)} CREATE TABLE m1 PARTITION OF m DEFAULT`,
    notes: [
      ["fails where m1 holds rows of another partition: move them first", ...outside("rest")],
      [...outside("m1"), "fails where rest holds rows of another partition: move them first"],
    ],
  },
  {
    name: "another table is the default",
    before: `${range} ${part("m1", 0, 10)} CREATE TABLE rest PARTITION OF m DEFAULT`,
    after: `${range} ${part("m1", 0, 10)} CREATE TABLE others PARTITION OF m DEFAULT`,
    rows: "INSERT INTO m VALUES (1, 'x')",
  },
  {
    name: "a partition is new beside the default, whose rows decide",
    before: `${range} CREATE TABLE rest PARTITION OF m DEFAULT`,
    after: `${range} CREATE TABLE rest PARTITION OF m DEFAULT; ${part("m1", 0, 10)}`,
    rows: "INSERT INTO m VALUES (100, 'x')",
    notes: [["fails where rest holds rows of m1: move them first"], []],
  },
  {
    name: "the modulus of a hash doubles",
    before: `CREATE TABLE m (a integer) PARTITION BY HASH (a); ${hash("h0", 2, 0)} ${hash("h1", 2, 1)}`,
    after: `CREATE TABLE m (a integer) PARTITION BY HASH (a); ${hash("h0", 4, 0)} ${hash("h1", 4, 1)} ${hash("h2", 4, 2)} ${hash("h3", 4, 3)}`,
    notes: [outside("h0", "h1"), outside("h0", "h1")],
  },
  {
    name: "partitions of partitions change along",
    before: `${range} CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (20) PARTITION BY RANGE (a); ${part("m1a", 0, 5, "m1")} ${part("m1b", 5, 20, "m1")}`,
    after: `${range} CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (a); ${part("m1a", 0, 3, "m1")} ${part("m1b", 3, 10, "m1")} CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b); CREATE TABLE m2a PARTITION OF m2 DEFAULT`,
    rows: "INSERT INTO m VALUES (1, 'x'), (6, 'y')",
    notes: [outside("m1", "m1a", "m1b"), outside("m1a", "m1b", "m1")],
  },
  {
    name: "partitions of two tables change places",
    before: `${range} CREATE TABLE n (LIKE m) PARTITION BY RANGE (a); ${part("m1", 0, 10)} ${part("n1", 0, 10, "n")}`,
    after: `${range} CREATE TABLE n (LIKE m) PARTITION BY RANGE (a); ${part("n1", 0, 10)} ${part("m1", 0, 10, "n")}`,
    notes: [outside("m1", "n1"), outside("m1", "n1")],
  },
  {
    name: "a plain table takes the place of a partition",
    before: `${range} ${part("m1", 0, 10)} CREATE TABLE x (a integer NOT NULL, b text)`,
    after: `${range} ${part("x", 0, 10)} CREATE TABLE m1 (a integer NOT NULL, b text)`,
    notes: [
      ["fails where x holds rows outside of its bound: move them first"],
      ["fails where m1 holds rows outside of its bound: move them first"],
    ],
  },
  {
    name: "old partitions go while new ones come where they were",
    before: `${range} ${part("m1", 0, 10)} ${part("m2", 10, 20)}`,
    after: `${range} ${part("m2", 10, 20)} ${part("m3", 0, 5)} ${part("m4", 20, 30)}`,
    rows: "INSERT INTO m VALUES (11, 'x')",
  },
  {
    name: "foreign keys lead to what moves",
    before: `CREATE TABLE m (a integer PRIMARY KEY, b text) PARTITION BY RANGE (a); ${part("m1", 0, 20)} ${part("m2", 20, 30)} CREATE TABLE o (a integer REFERENCES m)`,
    after: `CREATE TABLE m (a integer PRIMARY KEY, b text) PARTITION BY RANGE (a); ${part("m1", 0, 10)} ${part("m2", 10, 30)} CREATE TABLE o (a integer REFERENCES m)`,
    rows: "INSERT INTO m VALUES (1, 'x'), (21, 'y'); INSERT INTO o VALUES (1), (21)",
    notes: [outside("m1", "m2"), outside("m1", "m2")],
  },
  {
    name: "rows spread by a hash are spread by ranges",
    before: `CREATE TABLE m (a integer NOT NULL, b text) PARTITION BY HASH (a); ${hash("m1", 2, 0)} ${hash("m2", 2, 1)}`,
    after: `${range} ${part("m1", 0, 10)} ${part("m2", 10, 20)}`,
    rows: "INSERT INTO m SELECT n, 'x' FROM generate_series(1, 19) n",
    notes: [["m is made anew: its rows are copied twice"], ["m is made anew: its rows are copied twice"]],
  },
];

const both = ({ name, before, after, notes, rows = "" }: Bounds): TestCase[] =>
  (
    [
      ["there", before, after],
      ["back", after, before],
    ] as const
  ).map(([way, from, to], at) => {
    const kept = [...rows.matchAll(/\((\d+), '/g)].map(([, a]) => a as string);
    return {
      name: `${name}, ${way}`,
      database: `${from}; ${rows}`,
      target: to,
      assumeNoRenames: true,
      notes: notes?.[at] ?? [],
      rows: rows.includes("SELECT")
        ? { query: "SELECT count(*)::text FROM m", upgraded: ["19"] }
        : { query: "SELECT a::text FROM m ORDER BY a", upgraded: kept },
    };
  });

kindCases("bounds", cases.flatMap(both));
