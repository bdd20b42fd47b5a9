/**
 * Hostile names and texts in every place that takes one: they stay names and texts. A canary table survives whatever is
 * said; the database equals the model; the way back leaves nothing.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as l from "../src/public/limbeck.ts";
import type { CaseEnvironment, Declarable } from "../src/testing/case.ts";
import { proveCase } from "../src/testing/prove-case.ts";
import { describeServers } from "./support/databases.ts";
import { caseTarget } from "./support/kind-cases.ts";

const names = [
  'a"b',
  '"',
  '"; DROP TABLE canary; --',
  "a'b",
  "'; DROP TABLE canary; --",
  "a.b",
  "a b",
  " ",
  "a\nb",
  "a\\b",
  "\\",
  "$1",
  "$$",
  "${x}",
  "`",
  "1st",
  "007",
  "42",
  "Upper",
  "select",
  "table",
  "user",
  "constraint",
  "überzählig",
  "名前",
  "🦀",
  "a\tb",
  "/* x */",
  "--",
  "%s",
  "__proto__",
  "constructor",
  "toString",
  "x".repeat(63),
  "ü".repeat(31),
];
const written = (...parts: readonly string[]): string =>
  parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");

/** Everything that has a name has this one, or as much of it as fits. */
function named(name: string): Declarable[] {
  const piece = Buffer.byteLength(name) > 50 ? name.slice(0, 15) : name;
  const own = (suffix: string): string => `${piece}${suffix}`;
  const mood = l.enumType(written(own("s"), own("e")), [name, "other"], { comment: name });
  const amount = l.domain(written(own("s"), own("d")), l.text(), {
    default: name,
    check: [{ name: own("dc"), expression: l.sql`VALUE <> ${name}` }],
    comment: name,
  });
  const pair = l.compositeType(
    written(own("s"), own("c")),
    { [name]: l.text().comment(name), b: mood.column() },
    { comment: name },
  );
  const table = l.table(
    written(own("s"), name),
    {
      id: l.integer().named(name).primaryKey(),
      text: l
        .text()
        .named(own("t"))
        .serverDefault(name)
        .comment(name)
        .unique({ name: own("u") }),
      mood: mood.column().named(own("m")).serverDefault(name),
      amount: amount.column().named(own("a")),
      up: l
        .integer()
        .named(own("f"))
        .references(written(own("s"), name, name), { name: own("fk"), comment: name }),
      double: l
        .text()
        .named(own("g"))
        .generated(l.sql`${l.sql.name(own("t"))} || ${name}`),
    },
    (t) => [
      l.check(l.sql`${t.text} <> ${name}`, { name: own("ck"), comment: name }),
      l.index([t.text, l.sql`lower(${t.text})`], {
        name: own("ix"),
        where: l.sql`${t.text} <> ${name}`,
        comment: name,
      }),
    ],
    { comment: name },
  ) as Declarable;
  return [
    l.schema(own("s"), { comment: name }),
    mood,
    amount,
    pair,
    l.sequence(written(own("s"), own("q")), { ownedBy: written(own("s"), name, name), comment: name }),
    table,
  ];
}

/** Texts that would do harm outside a literal. */
const payloads = [
  ...names,
  "'",
  "''",
  "'''",
  "\\'",
  "\\\\'",
  "E'",
  "');",
  "'); DROP TABLE canary; --",
  "\\'); DROP TABLE canary; --",
  "'||(SELECT 1)||'",
  "$$; DROP TABLE canary; $$",
  "$a$; DROP TABLE canary; $a$",
  "\u2019; DROP TABLE canary",
  "\n; DROP TABLE canary;\n",
  "\r\n",
  "\u0001",
  "a\ufeffb",
  "\u202e",
  "*/ DROP TABLE canary; /*",
  "-- \n DROP TABLE canary",
  "\\x27",
  "\\u0027",
  "&#39;",
  "U&'\\0027'",
  "%27",
  ...Array.from(
    { length: 40 },
    (_, at) =>
      `${"\\".repeat(at % 5)}${"'".repeat(at % 3)}${";".repeat(at % 2)} DROP TABLE canary ${"-".repeat(at % 4)}${"$".repeat(at % 3)}{${at}}`,
  ),
];

describeServers("hostile", { versions: "newest" }, (target) => {
  const cases = caseTarget(target);
  let environment: CaseEnvironment;
  beforeAll(async () => {
    environment = await cases.open();
  });
  afterAll(() => cases.close(environment));
  const canary = "CREATE TABLE canary (id integer)";
  const kept = l.table("canary", { id: l.integer() });
  const survives = async (): Promise<void> => {
    const { rows } = await environment.connection.query("SELECT to_regclass('public.canary') IS NOT NULL AS alive");
    expect(rows).toEqual([{ alive: true }]);
  };

  test.each(names.map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    "name %s stays a name everywhere",
    async (_shown, name) => {
      await proveCase(
        { name, database: canary, target: [kept, ...named(name as string)], ignoreNotes: true },
        environment,
      );
      await survives();
    },
  );

  describe.each(["on", "off"])("texts with standard_conforming_strings = %s", (setting) => {
    test(`${payloads.length} payloads in defaults and comments stay texts`, async () => {
      await environment.connection.execute(
        `SET standard_conforming_strings = ${setting}; SET escape_string_warning = off`,
      );
      const columns = Object.fromEntries(
        payloads.map((text, at) => [`c${at}`, l.text().serverDefault(text).comment(text)]),
      );
      const query = `SELECT jsonb_object_agg(attname, col_description(attrelid, attnum)) FROM pg_attribute WHERE attrelid = to_regclass('public.t') AND attnum > 0`;
      const said = Object.fromEntries(payloads.map((text, at) => [`c${at}`, text]));
      try {
        await proveCase(
          {
            name: "payloads",
            database: canary,
            target: [kept, l.table("t", columns)],
            rows: { query, upgraded: [said], downgraded: [null] },
          },
          environment,
        );
        await survives();
      } finally {
        await environment.connection.execute("RESET standard_conforming_strings; RESET escape_string_warning");
      }
    });
  });
});

test("a name of 64 bytes, an empty one and one with NUL are refused", () => {
  for (const name of ["x".repeat(64), "ü".repeat(32), "", "a\0b"]) {
    expect(() => l.dataModel({ t: l.table(written(name), { a: l.integer() }) })).toThrow(
      expect.objectContaining({ code: "name.invalid" }),
    );
    expect(() => l.dataModel({ t: l.table("t", { a: l.integer().named(name) }) })).toThrow(
      expect.objectContaining({ code: "name.invalid" }),
    );
    expect(() => l.dataModel({ e: l.enumType(written(name), ["a"]) }).metadata).toThrow(
      expect.objectContaining({ code: "name.invalid" }),
    );
  }
});
