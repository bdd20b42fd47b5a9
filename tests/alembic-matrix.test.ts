/**
 * Changes that comparison must see, each on a table of its own, all in one database: each is detected, written as the
 * right SQL, and silent afterwards; the way back restores the start. And models that must be silent on the database that
 * they created. The rows are those in which the reference pair was measured.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { autogenerate, type AutogenerateResult } from "../src/autogenerate/autogenerate.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import type { MetaData } from "../src/metadata/metadata.ts";
import type { Operation } from "../src/operations/operation.ts";
import * as l from "../src/public/limbeck.ts";
import { differencesOf } from "../src/testing/same-objects.ts";
import type { CaseEnvironment } from "../src/testing/case.ts";
import { describeServers, type TestTarget } from "./support/databases.ts";
import { changes } from "./support/change-matrix.ts";
import { caseTarget } from "./support/kind-cases.ts";

describeServers("changes", (target) => {
  const wanted = changes
    .map((each, at) => ({ ...each, name: `t${at}` }))
    .filter(({ from = 0 }) => from <= target.version);
  const withName = (text: string, name: string): string => text.replaceAll("$", name);
  let upgraded: AutogenerateResult;
  let statements: readonly string[];
  let again: AutogenerateResult;
  let restored: readonly string[];

  inDatabase(target, async (environment) => {
    const build = async (side: "before" | "after"): Promise<MetaData> => {
      await environment.reset();
      await environment.connection.execute(wanted.map((each) => withName(each[side], each.name)).join(";\n"));
      return postgresql.reflect(environment.connection);
    };
    const after = await build("after");
    const before = await build("before");
    const serverVersion = await postgresql.serverVersion(environment.connection);
    const compare = (database: MetaData): AutogenerateResult =>
      autogenerate({ dialect: postgresql, database, target: after, serverVersion, assumeNoRenames: true });
    upgraded = compare(before);
    statements = operationStatements(upgraded.upgrade, postgresql, { serverVersion }).map(({ sql }) => sql);
    await run(upgraded.upgrade, serverVersion, environment);
    const reached = await postgresql.reflect(environment.connection);
    again = compare(reached);
    await run(upgraded.downgrade, serverVersion, environment);
    restored = differencesOf(before, await postgresql.reflect(environment.connection));
  });

  test.each(wanted)("$change: detected and written", (each) => {
    const own = new RegExp(`(?<![A-Za-z0-9])${each.name}(?![0-9])`);
    const found = statements.filter((statement) => own.test(statement));
    for (const statement of each.statements) expect(found).toContain(withName(statement, each.name));
  });

  test("nothing is left afterwards", () => {
    expect(again.differences).toEqual([]);
  });

  test("the way back restores the start", () => {
    expect(restored).toEqual([]);
  });
});

const mood = l.enumType("mood", ["a", "b"]);
const one = (builder: l.AnyColumn) => ({ a: builder });
const columns = (builders: Readonly<Record<string, l.AnyColumn>>): (readonly [string, l.Table])[] =>
  Object.entries(builders).map(([name, builder]) => [name, l.table(`s_${name.replaceAll(/\W+/g, "_")}`, one(builder))]);

/** Models that the reference pair finds different from the database that they made, and their like. */
const silent: readonly (readonly [string, l.Table])[] = [
  ...columns({
    "a float of 24 bits": l.type("float(24)"),
    "a float of 53 bits": l.type("float(53)"),
    real: l.real(),
    "a default with a quote": l.text().serverDefault("it's"),
    "a default with a backslash": l.text().serverDefault("a\\b'c"),
    "a json default": l.json().serverDefault('{"a": "b"}'),
    "a jsonb default": l.jsonb().serverDefault("{}"),
    "an array default": l
      .integer()
      .array()
      .serverDefault(l.sql`'{1,2}'`),
    "an enum default": mood.column().serverDefault("b"),
    "a boolean default": l.boolean().serverDefault(false),
    "a now default": l.timestamp({ timezone: true }).serverDefault(l.now()),
    "a current_timestamp default": l.timestamp().serverDefault(l.sql`CURRENT_TIMESTAMP`),
    "an interval default": l.interval().serverDefault("1 day"),
    "a numeric default": l.numeric(10, 2).serverDefault("1.50"),
    "a cast default": l.varchar(10).serverDefault(l.sql`'x'::text`),
    "an uuid default": l.uuid().serverDefault(l.sql`gen_random_uuid()`),
    "a serial": l.serial(),
    "a bigserial": l.bigserial(),
    "an identity": l.integer().identity({ always: true, start: 5, increment: 5, cache: 10 }),
    "a computed column": l.integer().generated(l.sql`1 + 2`),
    char: l.char(3),
    "a bare char": l.char(),
    bpchar: l.bpchar(),
    bit: l.bit(3),
    varbit: l.varbit(),
    "time with zone": l.time({ timezone: true, precision: 2 }),
    "interval fields": l.interval({ fields: "day to second", precision: 3 }),
    "numeric(10)": l.numeric(10),
    bytea: l.bytea(),
    "an array of arrays": l.type("int[][]"),
    "a type in other words": l.type("INT8"),
    "a timestamp in other words": l.type("timestamp (3) with time zone"),
    "a collation": l.text().collate("C"),
    "a check": l.integer().check(l.sql`a between 1 and 5 or a in (7,8)`),
    "an unnamed unique": l.integer().unique(),
    "an index": l.text().index(),
  }),
  [
    "a CASE expression index",
    l.table("s_case", one(l.integer()), (t) => [l.index([l.sql`CASE WHEN ${t.a} > 0 THEN 1 ELSE 0 END`])]),
  ],
  ["an operator class", l.table("s_opclass", one(l.text()), (t) => [l.index([t.a.opclass("text_pattern_ops")])])],
  [
    "an operator class in an expression",
    l.table("s_opclass2", one(l.text()), (t) => [
      l.index([l.expression(l.sql`lower(${t.a})`).opclass("varchar_pattern_ops")]),
    ]),
  ],
  [
    "a partial index",
    l.table("s_partial", one(l.text()), (t) => [
      l.index([t.a], { where: l.sql`${t.a} IN ('x','y') AND ${t.a} LIKE 'it''s%'` }),
    ]),
  ],
  ["an exclusion constraint", l.table("s_excl", one(l.tstzrange()), (t) => [l.exclude([[t.a, "&&"]])])],
  [
    "a long name",
    l.table(`s_${"long_".repeat(12)}x`.slice(0, 63), {
      [`a_${"long_".repeat(12)}`.slice(0, 60)]: l.integer().unique().index(),
    }),
  ],
];

describeServers("a model and the database that it made", (target) => {
  let differences: ReadonlyMap<string, readonly string[]>;
  let problems: readonly unknown[];
  inDatabase(target, async (environment) => {
    await environment.reset();
    const members = Object.fromEntries([
      ["mood", mood],
      ...silent.map(([, table], at) => [`member${at}`, table]),
    ] as const);
    const declared = l.dataModel(members).metadata;
    const serverVersion = await postgresql.serverVersion(environment.connection);
    const empty = await postgresql.reflect(environment.connection);
    const made = autogenerate({ dialect: postgresql, database: empty, target: declared, serverVersion });
    await run(made.upgrade, serverVersion, environment);
    const database = await postgresql.reflect(environment.connection);
    const settled = await postgresql.settle(environment.connection, database, declared);
    ({ problems } = settled);
    const { canonical } = settled;
    const found = autogenerate({ dialect: postgresql, database, target: declared, canonical, serverVersion });
    differences = new Map(
      silent.map(([name, table]) => [
        name,
        found.differences.filter(({ key }) => key.includes(table.name)).map(({ text }) => text),
      ]),
    );
  });

  test("is accepted by the server", () => expect(problems).toEqual([]));
  test.each(silent.map(([name]) => name))("%s is no difference", (name) => {
    expect(differences.get(name)).toEqual([]);
  });
});

function inDatabase(target: TestTarget, body: (environment: CaseEnvironment) => Promise<void>): void {
  const cases = caseTarget(target);
  let environment: CaseEnvironment;
  beforeAll(async () => {
    environment = await cases.open();
    await body(environment);
  });
  afterAll(() => cases.close(environment));
}

async function run(
  operations: readonly Operation[],
  serverVersion: number,
  { connection }: CaseEnvironment,
): Promise<void> {
  for (const { sql } of operationStatements(operations, postgresql, { serverVersion })) await connection.execute(sql);
}
