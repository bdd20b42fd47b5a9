/** Texts follow a rename as the server says: nothing but the rename is written, both ways. */
import { assert, asyncProperty, constantFrom, nat, record, uniqueArray } from "fast-check";
import { expect, test } from "vitest";
import { describeServers } from "../../../../tests/support/databases.ts";
import { caseTarget, kindCases, type TestCase } from "../../../../tests/support/kind-cases.ts";
import { proveCase } from "../../../testing/prove-case.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/identifier.ts";

/** Names that also stand for a type, a field, a keyword or an argument somewhere in the texts. */
const everyday = ["date", "time", "year", "month", "day", "name", "text", "interval", "value", "type", "user", "order"];

/** Every sort of text over a table whose column is `c`; a column of another table and a value keep the name `old`. */
function program(old: string, c = old, t = "t"): string {
  const [column, same, value] = [quoteIdentifier(c), quoteIdentifier(old), quoteLiteral(old)];
  return `
  CREATE TABLE ${t} (id integer PRIMARY KEY, at timestamp, ${column} integer, span int4range,
    twice integer GENERATED ALWAYS AS (${column} * 2) STORED,
    CONSTRAINT recent CHECK (at > '2020-01-01'::date OR extract(year from at) = ${column}),
    CONSTRAINT spelt CHECK (${column}::text <> ${value} AND ${column} <> 7));
  CREATE TABLE other (id integer PRIMARY KEY, ${same} integer);
  CREATE INDEX ix ON ${t} ((${column} + 1), date_trunc('month', at)) WHERE ${column} > extract(day from at);
  CREATE STATISTICS st ON (${column} + 1), id FROM ${t};
  CREATE VIEW v AS SELECT x.id, x.${column} + other.${same} AS total, at::date AS day FROM ${t} x JOIN other USING (id)
    WHERE x.${column} > 0;
  CREATE VIEW over_v AS SELECT total, day FROM v;
  CREATE MATERIALIZED VIEW mv AS SELECT id, max(${column}) AS highest FROM ${t} x GROUP BY id;
  CREATE FUNCTION bound(integer) RETURNS integer LANGUAGE sql
    BEGIN ATOMIC SELECT max(x.${column}) FROM ${t} x WHERE x.id > $1; END;
  CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER noted BEFORE UPDATE OF ${column} ON ${t} FOR EACH ROW
    WHEN (NEW.${column} IS DISTINCT FROM OLD.${column}) EXECUTE FUNCTION noted();
  CREATE POLICY own ON ${t} USING (${column} > 0 AND EXISTS (SELECT 1 FROM other o WHERE o.${same} = ${t}.${column})) WITH CHECK (${column} > 1);
  CREATE RULE kept AS ON DELETE TO ${t} DO ALSO INSERT INTO other VALUES (OLD.id, OLD.${column});
  INSERT INTO ${t} (id, at, ${column}) VALUES (1, '2021-05-05', 2021), (2, '2022-05-05', 2022)`;
}

const rows = (t: string) => ({ query: `SELECT id::text FROM ${t} ORDER BY id`, upgraded: ["1", "2"] });

const column = (from: string, to: string): TestCase => {
  const [before, after] = [quoteIdentifier(from), quoteIdentifier(to)];
  return {
    name: `a column ${from} becomes ${to} in every text, and nothing else does`,
    database: program(from),
    target: program(from, to),
    renames: [{ from: `t.${from}`, to: `t.${to}` }],
    statements: [`ALTER TABLE public.t RENAME COLUMN ${before} TO ${after}`],
    downgrade: [`ALTER TABLE public.t RENAME COLUMN ${after} TO ${before}`],
    rows: rows("t"),
  };
};

kindCases(
  "texts over a renamed column",
  ["date", "year", "name", "interval", "order"].map((name, at) =>
    column(name, at % 2 === 0 ? `fiscal_${name}` : "day"),
  ),
);

const moods = (label: string, type = "mood", schema = "public"): string => `
  CREATE SCHEMA IF NOT EXISTS shop;
  CREATE TYPE ${schema}.${type} AS ENUM ('ok', '${label}', 'odd, "one"');
  CREATE DOMAIN feeling AS ${schema}.${type} DEFAULT '${label}' CHECK (VALUE <> 'ok');
  CREATE FUNCTION better(m ${schema}.${type} DEFAULT '${label}') RETURNS ${schema}.${type} LANGUAGE sql
    BEGIN ATOMIC SELECT CASE WHEN m = '${label}' THEN 'ok'::${schema}.${type} ELSE m END; END;
  CREATE TABLE t (id integer, m ${schema}.${type} DEFAULT '${label}', all_m ${schema}.${type}[] DEFAULT '{ok,${label}}', f feeling,
    note text DEFAULT 'sad' CHECK (note <> 'public.mood'),
    CHECK (m <> '${label}' OR id > 0));
  CREATE INDEX ix ON t (id) WHERE m = '${label}';
  CREATE VIEW v AS SELECT id, m FROM t WHERE m IN ('${label}', 'ok');
  CREATE TABLE by_mood (m ${schema}.${type}) PARTITION BY LIST (m);
  CREATE TABLE sad_ones PARTITION OF by_mood FOR VALUES IN ('${label}');
  INSERT INTO t VALUES (1, '${label}', '{${label}}')`;

kindCases("texts over a renamed enum", [
  {
    name: "a value becomes another in defaults, arrays, checks, indexes, views, bodies, domains and bounds",
    database: moods("sad"),
    target: moods("glum"),
    renames: [{ from: "mood.sad", to: "mood.glum" }],
    statements: ["ALTER TYPE public.mood RENAME VALUE 'sad' TO 'glum'"],
    downgrade: ["ALTER TYPE public.mood RENAME VALUE 'glum' TO 'sad'"],
    rows: { query: "SELECT id::text FROM t", upgraded: ["1"] },
  },
  {
    name: "its type takes another name, and a text that reads like it stays",
    database: moods("sad"),
    target: moods("sad", "feel"),
    renames: [{ from: "mood", to: "feel" }],
    statements: ["ALTER TYPE public.mood RENAME TO feel"],
    downgrade: ["ALTER TYPE public.feel RENAME TO mood"],
    rows: { query: "SELECT id::text FROM t", upgraded: ["1"] },
  },
]);

kindCases("texts over a renamed table", [
  {
    name: "views, policies, rules, bodies and triggers follow",
    database: program("amount"),
    target: program("amount", "amount", "things"),
    renames: [{ from: "t", to: "things" }],
    rows: { query: "SELECT id::text FROM mv ORDER BY id", upgraded: [] },
  },
  {
    name: "a key that divides it names the new column",
    database: `CREATE TABLE t (id integer, date date, name text) PARTITION BY RANGE (date, lower(name));
      CREATE TABLE t1 PARTITION OF t (CHECK (date > '2000-01-01'::date)) FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', 'x');
      CREATE INDEX ix ON t (extract(year from date)); INSERT INTO t VALUES (1, '2019-01-01', 'a')`,
    target: `CREATE TABLE t (id integer, day date, name text) PARTITION BY RANGE (day, lower(name));
      CREATE TABLE t1 PARTITION OF t (CONSTRAINT t1_date_check CHECK (day > '2000-01-01'::date)) FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', 'x');
      CREATE INDEX ix ON t (extract(year from day))`,
    renames: [{ from: "t.date", to: "t.day" }],
    statements: ["ALTER TABLE public.t RENAME COLUMN date TO day"],
    downgrade: ["ALTER TABLE public.t RENAME COLUMN day TO date"],
    rows: { query: "SELECT id::text FROM t", upgraded: ["1"] },
  },
  {
    name: "a sequence follows in defaults, and a text that reads like it stays",
    database: `CREATE SEQUENCE counter; CREATE TABLE t (id bigint DEFAULT nextval('counter'), note text DEFAULT 'public.counter');
      INSERT INTO t DEFAULT VALUES`,
    target: `CREATE SEQUENCE numbers; CREATE TABLE t (id bigint DEFAULT nextval('numbers'), note text DEFAULT 'public.counter')`,
    renames: [{ from: "counter", to: "numbers" }],
    statements: ["ALTER TABLE public.counter RENAME TO numbers"],
    downgrade: ["ALTER TABLE public.numbers RENAME TO counter"],
    rows: { query: "SELECT id::text FROM t", upgraded: ["1"] },
  },
]);

/** One text each over a table `t` with the columns `c`, `d` and `id`; `c` is an integer, `d` a timestamp. */
const texts: readonly ((c: string, d: string, at: number) => string)[] = [
  (c, d, at) =>
    `ALTER TABLE t ADD CONSTRAINT c${at} CHECK (${c} > extract(year from ${d}) OR ${d} > '2020-01-01'::date)`,
  (c, d, at) =>
    `ALTER TABLE t ADD COLUMN g${at} integer GENERATED ALWAYS AS (${c} * 2 + extract(month from ${d})) STORED`,
  (c, d, at) => `CREATE INDEX i${at} ON t ((${c} + 1), ${d}) WHERE ${d} > '2020-01-01' AND ${c}::text <> 'date'`,
  (c, d, at) => `CREATE VIEW v${at} AS SELECT t.id, t.${c} AS day, (t.${d})::time AS other FROM t WHERE t.${c} > 0`,
  (c, d, at) =>
    `CREATE VIEW v${at} AS WITH x AS (SELECT id, ${c} AS value FROM t) SELECT x.value, u.${d} AS type FROM x JOIN t u USING (id)`,
  (c, _d, at) => `CREATE POLICY p${at} ON t USING (${c} IN (SELECT u.id FROM t u WHERE u.${c} > t.${c}))`,
  (c, d, at) =>
    `CREATE FUNCTION f${at}() RETURNS interval LANGUAGE sql BEGIN ATOMIC SELECT max(t.${d} - now()::timestamp) FROM t WHERE t.${c} > 1; END`,
  (c, d, at) => `CREATE STATISTICS s${at} ON (${c} % 3), ${d} FROM t`,
  (c, _d, at) =>
    `CREATE RULE r${at} AS ON UPDATE TO t WHERE NEW.${c} > OLD.${c} DO ALSO DELETE FROM t WHERE t.${c} = NEW.${c}`,
  (c, d, at) =>
    `CREATE MATERIALIZED VIEW m${at} AS SELECT ${c} AS "time", count(*) AS "user" FROM t GROUP BY ${c} HAVING max(${d}) > '2000-01-01'`,
];

const name = constantFrom(...everyday);
const change = record({
  names: uniqueArray(name, { minLength: 3, maxLength: 3 }),
  picked: uniqueArray(nat({ max: texts.length - 1 }), { minLength: 2, maxLength: 5 }),
});

describeServers("random texts", {}, (server) => {
  test("follow a renamed column, up and down, and nothing else is written", async () => {
    const target = caseTarget(server);
    const environment = await target.open();
    const runs = Number(process.env["LIMBECK_SOAK"] ?? 0) > 0 ? 300 : 7;
    try {
      await assert(
        asyncProperty(change, async ({ names, picked }) => {
          const [from, other, to] = names.map(quoteIdentifier) as [string, string, string];
          const sql = (c: string): string =>
            [
              `CREATE TABLE t (id integer PRIMARY KEY, ${c} integer, ${other} timestamp)`,
              ...picked.map((each, at) => (texts[each] as (typeof texts)[number])(c, other, at)),
            ].join(";\n");
          await proveCase(
            {
              name: "random",
              database: sql(from),
              target: sql(to),
              renames: [{ from: `t.${names[0]}`, to: `t.${names[2]}` }],
              statements: [`ALTER TABLE public.t RENAME COLUMN ${from} TO ${to}`],
              downgrade: [`ALTER TABLE public.t RENAME COLUMN ${to} TO ${from}`],
            },
            environment,
          );
        }),
        { numRuns: runs },
      );
      expect(runs).toBeGreaterThan(0);
    } finally {
      await target.close(environment);
    }
  }, 300_000);
});
