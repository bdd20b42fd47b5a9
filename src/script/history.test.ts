import { describe, expect, test } from "vitest";
import { codeOf, graphOf } from "../../tests/support/revision-graph.ts";
import { describeBlock, describeLine } from "./describe.ts";
import { branchesOf, currentOf, headsOf, history, isAtHeads, pendingOf, show } from "./history.ts";

const map = graphOf(
  "aaaa",
  "bbbb < aaaa",
  "cccc < bbbb #left",
  "dddd < bbbb #right",
  "mmmm < cccc dddd",
  "nnnn < mmmm",
  "root #other",
  "leaf < root +bbbb",
);
const listed = (range?: string, currentRows?: readonly string[]): string =>
  history(map, { range, currentRows })
    .map((line) => line.revision.id)
    .join(" ");

describe("history", () => {
  test.each([
    [undefined, "nnnn mmmm cccc leaf root dddd bbbb aaaa"],
    [":", "nnnn mmmm cccc leaf root dddd bbbb aaaa"],
    ["bbbb:mmmm", "mmmm cccc dddd bbbb"],
    ["cccc:nnnn", "nnnn mmmm cccc"],
    [":dddd", "dddd bbbb aaaa"],
    ["base:bb", "bbbb aaaa"],
    ["mmmm:mmmm", "mmmm"],
    ["-1:nnnn", "nnnn mmmm"],
    ["-9:bbbb", "bbbb aaaa"],
    ["aaaa:+1", "bbbb aaaa"],
    ["dddd:+9", "nnnn mmmm dddd"],
    ["nnnn-1:nnnn", "nnnn mmmm"],
    ["left:left@head", "nnnn mmmm cccc"],
    [":leaf", "leaf root bbbb aaaa"],
    ["root:leaf", "leaf root"],
    ["other:+1", "leaf root"],
  ])("of %s is %s", (range, ids) => expect(listed(range)).toBe(ids));

  test("current stands for the rows of the database, at either end", () => {
    expect(listed(":current", ["cccc"])).toBe("cccc bbbb aaaa");
    expect(listed("current:nnnn", ["cccc"])).toBe("nnnn mmmm cccc");
    expect(listed("-1:current", ["cccc"])).toBe("cccc bbbb");
    expect(listed("current:+1", ["mmmm"])).toBe("nnnn mmmm");
    expect(listed("current:heads", [])).toBe(listed());
    expect(codeOf(() => listed(":current"))).toBe("revision.no-current");
  });

  test("both ends must lie on one line, in order", () => {
    expect(codeOf(() => listed("nnnn:bbbb"))).toBe("revision.not-in-lineage");
    expect(codeOf(() => listed("cccc:dddd"))).toBe("revision.not-in-lineage");
    expect(codeOf(() => listed("bbbb"))).toBe("revision.malformed-range");
    expect(codeOf(() => listed(":head"))).toBe("revision.multiple-heads");
  });
});

describe("lists", () => {
  const lines = (descriptions: readonly { revision: { id: string } }[]): string =>
    descriptions.map((one) => one.revision.id).join(" ");

  test("heads count parents only, unless dependencies are resolved", () => {
    const folded = graphOf("a", "b < a", "x +b");
    expect(lines(headsOf(folded))).toBe("b x");
    expect(lines(headsOf(folded, { resolveDependencies: true }))).toBe("x");
  });

  test("branches are the revisions with several children", () => {
    expect(branchesOf(map).map(({ point, branches }) => [point.revision.id, lines(branches)])).toEqual([
      ["bbbb", "cccc dddd"],
    ]);
  });

  test("current shows what a row covers by depending on it", () => {
    expect(lines(currentOf(map, ["leaf"]))).toBe("bbbb leaf");
    expect(currentOf(map, ["leaf"]).map((one) => one.isCurrent)).toEqual([false, true]);
    expect(codeOf(() => currentOf(map, ["gone"]))).toBe("revision.unknown-rows");
  });

  test("a database is at the heads when its rows are the real heads", () => {
    expect(isAtHeads(map, ["leaf", "nnnn"])).toBe(true);
    expect(isAtHeads(map, ["leaf"])).toBe(false);
    expect(pendingOf(map, ["leaf"])).toEqual(["dddd", "cccc", "mmmm", "nnnn"]);
  });

  test("pending revisions are in the order in which an upgrade runs them, not that of their files", () => {
    const named = graphOf("zzzz", "mmmm < zzzz", "aaaa < mmmm");
    expect(pendingOf(named, [])).toEqual(["zzzz", "mmmm", "aaaa"]);
    expect(pendingOf(graphOf("aaaa < mmmm", "mmmm < zzzz", "zzzz"), [])).toEqual(["zzzz", "mmmm", "aaaa"]);
  });
});

describe("descriptions", () => {
  const line = (identifier: string, currentRows?: readonly string[]): string =>
    show(map, identifier, currentRows)
      .map((one) => describeLine(one))
      .join("\n");

  test.each([
    ["aaaa", "<base> -> aaaa, revision aaaa"],
    ["bbbb", "aaaa -> bbbb (branchpoint), revision bbbb"],
    ["mmmm", "cccc, dddd -> mmmm (left, right) (mergepoint), revision mmmm"],
    ["leaf", "root (bbbb) -> leaf (other) (head), revision leaf"],
  ])("%s reads %s", (identifier, text) => expect(line(identifier)).toBe(text));

  test("a count is one below the heads or above the base, as in a range of history", () => {
    const line = graphOf("a1", "b1 < a1", "c1 < b1");
    const shown = (text: string, rows?: readonly string[]): string[] =>
      show(line, text, rows).map((one) => one.revision.id);
    expect([shown("-1"), shown("-2"), shown("+1"), shown("+2"), shown("head-1")]).toEqual([
      ["b1"],
      ["a1"],
      ["a1"],
      ["b1"],
      ["b1"],
    ]);
    expect(history(line, { range: "-1:" }).at(-1)!.revision.id).toBe("b1");
    expect(shown("-1", ["b1"])).toEqual(["b1"]);
    expect(shown("current-1", ["b1"])).toEqual(["a1"]);
    expect(codeOf(() => shown("-9"))).toBe("revision.relative-out-of-range");
  });

  test("what the database is at is marked, and heads that others depend on are effective heads", () => {
    expect(line("nnnn", ["nnnn"])).toBe("mmmm -> nnnn (left, right) (head) (current), revision nnnn");
    const folded = graphOf("a", "b < a", "x +b");
    expect(headsOf(folded).map((one) => describeLine(one, { withParents: false, withMessage: false }))).toEqual([
      "b (effective head)",
      "x (head)",
    ]);
  });

  test("the long form tells everything", () => {
    expect(describeBlock(show(map, "mmmm")[0]!)).toBe(
      "Rev: mmmm (mergepoint)\nMerges: cccc, dddd\nBranch names: left, right\nPath: migrations/mmmm.ts\n\n    revision mmmm",
    );
    expect(describeBlock(show(map, "bbbb")[0]!)).toBe(
      "Rev: bbbb (branchpoint)\nParent: aaaa\nBranches into: cccc, dddd\nPath: migrations/bbbb.ts\n\n    revision bbbb",
    );
    expect(describeBlock(show(map, "leaf", ["leaf"])[0]!)).toContain(
      "Rev: leaf (head) (current)\nParent: root\nAlso depends on: bbbb\n",
    );
  });
});
