import { expect, test } from "vitest";
import { splitStatements } from "./revision-code.ts";

const texts = (sql: string): string[] => splitStatements(sql).map((statement) => statement.sql);

test.each([
  ["statements", "SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
  ["a last one without a semicolon", "SELECT 1;\nSELECT 2", ["SELECT 1", "SELECT 2"]],
  ["nothing", " -- only a comment\n;; ", []],
  [
    "strings and names with semicolons",
    `SELECT ';', "a;b", E'\\';';SELECT 2`,
    [`SELECT ';', "a;b", E'\\';'`, "SELECT 2"],
  ],
  ["dollar quotes", "DO $x$ BEGIN; $$;$$ END $x$; SELECT 2", ["DO $x$ BEGIN; $$;$$ END $x$", "SELECT 2"]],
  [
    "comments that hold semicolons",
    "SELECT 1 -- ; no\n + 1 /* ; /* ; */ ; */; SELECT 2",
    ["SELECT 1 -- ; no\n + 1 /* ; /* ; */ ; */", "SELECT 2"],
  ],
  [
    "bodies of SQL functions",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
    ["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "SELECT 3"],
  ],
])("splits %s", (_what, sql, expected) => {
  expect(texts(sql)).toEqual(expected);
});

test("knows the line that each statement begins at", () => {
  expect(splitStatements("\n\nSELECT 1;\n\n  SELECT\n 2;\nSELECT 3").map(({ line }) => line)).toEqual([2, 4, 6]);
});
