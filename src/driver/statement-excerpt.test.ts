import { describe, expect, test } from "vitest";
import { renderStatementExcerpt } from "./statement-excerpt.ts";

describe("the excerpt of a statement", () => {
  test("marks the character at fault", () => {
    expect(renderStatementExcerpt("select nope from t", 8)).toBe("1 | select nope from t\n  |        ^");
  });

  test("shows only the lines around the fault", () => {
    const statement = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
    const position = statement.indexOf("line 10") + 1;
    expect(renderStatementExcerpt(statement, position, { contextLines: 1 })).toBe(
      " 9 | line 9\n10 | line 10\n   | ^\n11 | line 11\n   | …",
    );
  });

  test("counts characters as PostgreSQL does, not UTF-16 units", () => {
    expect(renderStatementExcerpt("select '😀', nope", 13)).toBe("1 | select '😀', nope\n  |             ^");
  });

  test("keeps tabs in front of the marker", () => {
    expect(renderStatementExcerpt("\tselect x", 9)).toBe("1 | \tselect x\n  | \t       ^");
  });

  test("cuts a long line around the fault", () => {
    const statement = `select ${"a, ".repeat(100)}nope, ${"b, ".repeat(100)}c`;
    const [line, marker] = renderStatementExcerpt(statement, statement.indexOf("nope") + 1, { maxWidth: 60 }).split(
      "\n",
    );
    expect(line?.length).toBeLessThan(70);
    expect(line?.slice(marker?.indexOf("^"))).toMatch(/^nope/);
  });

  test("shows the beginning where no position is known", () => {
    expect(renderStatementExcerpt("a\nb\nc\nd\ne\nf", undefined)).toBe("1 | a\n2 | b\n3 | c\n4 | d\n5 | e\n  | …");
  });

  test("marks the end of the statement", () => {
    expect(renderStatementExcerpt("select", 7)).toBe("1 | select\n  |       ^");
  });

  test.each([
    ["CREATE ROLE a PASSWORD 's3cr3t' LOGIN", "CREATE ROLE a PASSWORD ******** LOGIN"],
    ["CREATE ROLE a PASSWORD 's3''t\\'", "CREATE ROLE a PASSWORD ********"],
    ["ALTER ROLE a PASSWORD E's\\'3'", "ALTER ROLE a PASSWORD *******"],
    [
      "ALTER USER MAPPING FOR a SERVER s OPTIONS (password 's3')",
      "ALTER USER MAPPING FOR a SERVER s OPTIONS (password ****)",
    ],
    ["ALTER ROLE a PASSWORD 'unfinished", "ALTER ROLE a PASSWORD ***********"],
    ["ALTER ROLE a PASSWORD $x$s3$x$", "ALTER ROLE a PASSWORD ********"],
  ])("hides the password in %s", (statement, shown) => {
    expect(renderStatementExcerpt(statement, undefined)).toBe(`1 | ${shown}`);
  });
});
