import { describe, expect, test } from "vitest";
import { keyOf } from "../metadata/key.ts";
import { firstLines, outline, type Difference } from "./differences.ts";

const difference = (sign: Difference["sign"], kind: string, ...names: string[]): Difference => ({
  sign,
  text: `${kind} ${names.join(".")}`,
  key: keyOf(kind, ...names),
});

describe("the outline of differences", () => {
  test("leaves out what comes and goes with a table, whatever its name", () => {
    for (const name of ["orders", "a.b", 'say "hi"', "two words"]) {
      const table = difference("+", "table", "public", name);
      const column = difference("+", "column", "public", name, "id");
      const other = difference("+", "column", "public", "others", "id");
      const changed = difference("~", "column", "public", name, "id");
      expect(outline([table, column, other, changed])).toEqual([table, other, changed]);
    }
  });

  test("keeps the parts of a table that only changes", () => {
    const list = [difference("~", "table", "public", "orders"), difference("-", "column", "public", "orders", "id")];
    expect(outline(list)).toEqual(list);
  });

  test("keeps a part that goes while its table comes", () => {
    const list = [difference("+", "table", "shop", "orders"), difference("-", "column", "shop", "orders", "id")];
    expect(outline(list)).toEqual(list);
  });
});

describe("a long list", () => {
  test("is cut, and says by how much", () => {
    const lines = Array.from({ length: 1000 }, (_, at) => `line ${at}`);
    expect(firstLines(lines)).toHaveLength(60);
    expect(firstLines(lines).at(-1)).toBe("… and 941 more");
    expect(firstLines(lines.slice(0, 60))).toEqual(lines.slice(0, 60));
  });
});
