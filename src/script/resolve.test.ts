import { describe, expect, test } from "vitest";
import { codeOf, graphOf } from "../../tests/support/revision-graph.ts";
import { history } from "./history.ts";
import { isRange, parseRange } from "./identifier.ts";
import { planStamp } from "./plan-stamp.ts";
import { planDowngrade, planUpgrade } from "./plan.ts";
import { resolveRevision, resolveRevisions } from "./resolve.ts";
import { closestNames } from "./suggest.ts";

const map = graphOf(
  "abc111 #shop",
  "abc222 < abc111",
  "abd333 < abc222 #checkout",
  "fff444 < abc222",
  "xyz",
  "eee555 #stock",
  "eee666 < eee555 +abc222",
);

describe("identifiers", () => {
  test.each([
    ["abc111", ["abc111"]],
    ["abd", ["abd333"]],
    ["f", ["fff444"]],
    ["check", ["abd333"]],
    ["checkout", ["abd333"]],
    ["heads", ["abd333", "fff444", "xyz", "eee666"]],
    ["base", []],
    ["stock@head", ["eee666"]],
    ["shop@heads", ["abd333", "fff444"]],
    ["abd333@head", ["abd333"]],
    ["shop@base", []],
    ["shop@abd", ["abd333"]],
    ["abd333@abc2", ["abc222"]],
    ["stock@ee", undefined],
    ["abc222-1", ["abc111"]],
    ["checkout@abc222+1", ["abd333"]],
    ["stock@eee555+1", ["eee666"]],
    ["eee666-2", []],
    ["current", ["abc222"]],
    ["current-1", ["abc111"]],
    ["shop@current", ["abc222"]],
    ["stock@current", []],
    [" abc111 ", ["abc111"]],
  ])("%j names %j", (text, ids) => {
    const resolve = () => resolveRevisions(map, text, { currentRows: ["abc222"] });
    if (ids === undefined) expect(resolve).toThrow(expect.objectContaining({ code: "revision.ambiguous-prefix" }));
    else expect(resolve()).toEqual(ids);
  });

  test.each([
    ["nope", "revision.unknown"],
    ["", "revision.unknown"],
    ["xy", "revision.unknown"],
    ["nope@head", "revision.unknown"],
    ["abc", "revision.ambiguous-prefix"],
    ["head", "revision.multiple-heads"],
    ["shop@head", "revision.multiple-heads"],
    ["stock@abd333", "revision.not-in-branch"],
    ["abc222+1", "revision.ambiguous-walk"],
    ["abd333+1", "revision.relative-out-of-range"],
    ["abc111-2", "revision.relative-out-of-range"],
    ["current", "revision.no-current"],
    ["+1", "revision.no-current"],
  ])("%j is refused as %s", (text, code) => {
    expect(codeOf(() => resolveRevisions(map, text))).toBe(code);
  });

  test("one revision is asked for, or none for base", () => {
    expect(resolveRevision(map, "abd")).toBe("abd333");
    expect(resolveRevision(map, "base")).toBeNull();
    expect(codeOf(() => resolveRevision(map, "heads"))).toBe("revision.multiple-heads");
    expect(codeOf(() => resolveRevision(map, "current", { currentRows: ["xyz", "eee555"] }))).toBe("revision.not-one");
  });

  test("an ambiguous beginning lists the candidates", () => {
    expect(() => resolveRevisions(map, "abc")).toThrow('"abc" is the beginning of 2 identifiers: abc111, abc222.');
  });

  test("an unknown identifier suggests close ones and ends with the code for integrity", () => {
    expect(() => resolveRevisions(map, "abc112")).toThrow(
      expect.objectContaining({ suggestions: ["abc111", "abc222"], exitCode: 6 }),
    );
    expect(() => resolveRevisions(map, "chekout")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("Did you mean checkout?") }),
    );
  });

  test.each([
    ["hed", ["head"]],
    ["HAED", ["head"]],
    ["heds", ["heads"]],
    ["bsae", ["base"]],
    ["curent", ["current"]],
    ["hed-1", ["head-1"]],
    ["abc112+1", ["abc111+1", "abc222+1"]],
    ["stcok@head", ["stock@head"]],
    ["stock@hed", ["stock@head"]],
    ["stock@abc112", ["stock@abc111", "stock@abc222"]],
    ["hed@head", []],
    ["nothing-like-it", []],
  ])("instead of %j, %j is suggested wherever it is read", (text, suggestions) => {
    const error = expect.objectContaining({ code: "revision.unknown", suggestions });
    const currentRows = ["abc222", "eee555"];
    expect(() => resolveRevisions(map, text, { currentRows })).toThrow(error);
    expect(() => planUpgrade(map, currentRows, text)).toThrow(error);
    expect(() => planDowngrade(map, currentRows, text)).toThrow(error);
    expect(() => planStamp(map, currentRows, text)).toThrow(error);
    expect(() => history(map, { range: `${text}:`, currentRows })).toThrow(error);
  });

  test("a count on a misspelt branch suggests the branch", () => {
    expect(() => planUpgrade(map, ["eee555"], "stcok@+1")).toThrow(
      expect.objectContaining({ suggestions: ["stock@+1"] }),
    );
    expect(() => planDowngrade(map, ["eee555"], "stcok@-1")).toThrow(
      expect.objectContaining({ suggestions: ["stock@-1"] }),
    );
  });

  test("a label may hold hyphens", () => {
    const hyphens = graphOf("aaaa #shop-api", "bbbb < aaaa");
    expect(resolveRevisions(hyphens, "shop-api@head")).toEqual(["bbbb"]);
    expect(resolveRevisions(hyphens, "shop-api+1")).toEqual(["bbbb"]);
  });
});

describe("ranges", () => {
  test("either end may be left out", () => {
    expect([parseRange("a:b"), parseRange("a:"), parseRange(":b"), parseRange(" : ")]).toEqual([
      { start: "a", end: "b" },
      { start: "a" },
      { end: "b" },
      {},
    ]);
    expect([isRange("a:b"), isRange("a")]).toEqual([true, false]);
  });

  test.each(["a", "a:b:c", ""])("%j is not a range", (text) => {
    expect(codeOf(() => parseRange(text))).toBe("revision.malformed-range");
  });
});

test("suggestions are few and near", () => {
  expect(closestNames("960969e75871", ["a0cf7f5d705d", "960969e75872", "960969e7587"])).toEqual([
    "960969e7587",
    "960969e75872",
  ]);
  expect(closestNames("zzz", ["a0cf7f5d705d"])).toEqual([]);
});
