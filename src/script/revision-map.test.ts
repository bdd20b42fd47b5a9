import { describe, expect, test } from "vitest";
import { codeOf, graphOf, revisionsOf } from "../../tests/support/revision-graph.ts";
import { planUpgrade } from "./plan.ts";
import { defineRevision } from "./revision.ts";
import { RevisionMap } from "./revision-map.ts";

describe("places in the graph", () => {
  const map = graphOf("a", "b < a", "c < b", "d < b", "m < c d", "x", "y < x +c");

  test("heads, bases, branch points and merge points count parents only", () => {
    expect(map.heads).toEqual(["m", "y"]);
    expect(map.bases).toEqual(["a", "x"]);
    expect(map.branchPoints).toEqual(["b"]);
    expect(map.mergePoints).toEqual(["m"]);
  });

  test("real heads and real bases count dependencies too", () => {
    const folded = graphOf("a", "b < a", "x +b", "y < x");
    expect(folded.heads).toEqual(["b", "y"]);
    expect(folded.realHeads).toEqual(["y"]);
    expect(folded.bases).toEqual(["a", "x"]);
    expect(folded.realBases).toEqual(["a"]);
  });

  test("relatives come in load order and with the revisions asked for", () => {
    expect([...map.ancestors(["m"])]).toEqual(["a", "b", "c", "d", "m"]);
    expect([...map.ancestors(["y"])]).toEqual(["x", "y"]);
    expect([...map.ancestors(["y"], { withDependencies: true })]).toEqual(["a", "b", "c", "x", "y"]);
    expect([...map.descendants(["c"])]).toEqual(["c", "m"]);
    expect([...map.descendants(["c"], { withDependencies: true })]).toEqual(["c", "m", "y"]);
    expect(map.children("b")).toEqual(["c", "d"]);
    expect(map.parents("m")).toEqual(["c", "d"]);
    expect(map.dependents("c")).toEqual(["y"]);
  });

  test("an empty graph has no heads", () => {
    const empty = new RevisionMap([]);
    expect([empty.heads, empty.bases, empty.size]).toEqual([[], [], 0]);
  });

  test("a revision that is not there is unknown, with what was probably meant", () => {
    expect(() => graphOf("960969e75871").get("960969e75b71")).toThrow(
      expect.objectContaining({ code: "revision.unknown", suggestions: ["960969e75871"] }),
    );
  });
});

describe("dependencies", () => {
  test("one that an ancestor has declared already is ignored", () => {
    const map = graphOf("d", "a", "b < a +d", "c < b", "e < c +d +a");
    expect(map.dependencies("e")).toEqual(["d", "a"]);
    expect(map.normalizedDependencies("e")).toEqual(["a"]);
    expect(map.normalizedDependencies("b")).toEqual(["d"]);
  });

  test("the same one on two branches counts on both", () => {
    const map = graphOf("d", "a", "b < a +d", "c < a +d");
    expect([map.normalizedDependencies("b"), map.normalizedDependencies("c")]).toEqual([["d"], ["d"]]);
  });

  test("a label means the revision that carries it, not the head of its branch", () => {
    expect(graphOf("a #shop", "b < a", "x +shop").dependencies("x")).toEqual(["a"]);
  });
});

describe("branch labels", () => {
  const labelled = (...lines: string[]): Record<string, string> => {
    const map = graphOf(...lines);
    return Object.fromEntries(map.graph.ids.map((id) => [id, map.labelsOf(id).join(" ")]));
  };

  test("reach all descendants, through merges too", () => {
    expect(labelled("a", "b < a", "c < a #shop", "d < c", "m < b d")).toEqual({
      a: "",
      b: "",
      c: "shop",
      d: "shop",
      m: "shop",
    });
  });

  test("reach down to the base, or to just above a branch point", () => {
    expect(labelled("a", "b < a", "c < b #shop")).toEqual({ a: "shop", b: "shop", c: "shop" });
    expect(labelled("a", "b < a", "x < b", "c < b", "d < c #shop")).toEqual({
      a: "",
      b: "",
      x: "",
      c: "shop",
      d: "shop",
    });
  });

  test("stop above a merge point and above one that others depend on", () => {
    expect(labelled("a", "b", "m < a b", "c < m #shop")).toEqual({ a: "", b: "", m: "", c: "shop" });
    expect(labelled("a", "b < a", "c < b #shop", "x +b")).toEqual({ a: "", b: "", c: "shop", x: "" });
  });

  test("several meet at a merge", () => {
    expect(labelled("a #one", "b #two", "m < a b")).toEqual({ a: "one", b: "two", m: "one two" });
  });
});

describe("what is not a graph", () => {
  test.each([
    ["a parent that no file defines", ["a", "b < nope"], "revision.missing-parent"],
    ["a dependency that no file defines", ["a +nope"], "revision.missing-dependency"],
    ["a prefix as a parent", ["abcdef", "b < abc"], "revision.missing-parent"],
    ["a revision on itself", ["a < a"], "revision.self-loop"],
    ["a revision that depends on itself", ["a +a"], "revision.dependency-self-loop"],
    ["a revision that depends on its own label", ["a #shop +shop"], "revision.dependency-self-loop"],
    ["a circle of parents", ["a < c", "b < a", "c < b"], "revision.cycle"],
    ["a circle beside a sound line", ["x", "y < x", "a < b", "b < a"], "revision.cycle"],
    ["a circle of dependencies", ["a +b", "b +a"], "revision.dependency-cycle"],
    ["a circle of parents and dependencies", ["a +c", "b < a", "c < b"], "revision.dependency-cycle"],
    ["an identifier twice", ["a", "a"], "revision.duplicate"],
    ["a label twice", ["a #shop", "b < a #shop"], "revision.label-clash"],
    ["a label that is an identifier", ["a #b", "b < a"], "revision.label-clash"],
  ])("%s is refused", (_, lines, code) => {
    expect(codeOf(() => graphOf(...lines))).toBe(code);
  });

  test("the error names the file, and the circle in order", () => {
    expect(() => graphOf("a", "b < nope")).toThrow(
      "Revision b (migrations/b.ts) names nope as its parent, but no revision has that identifier.",
    );
    expect(() => graphOf("x", "a < c", "b < a", "c < b")).toThrow(
      expect.objectContaining({ ids: ["a", "c", "b"], exitCode: 6 }),
    );
  });
});

test("ten thousand revisions on one line are planned without a deep stack", () => {
  const size = 10_000;
  const map = new RevisionMap(
    Array.from({ length: size }, (_, at) =>
      defineRevision({ id: `r${at}`, downRevision: at === 0 ? null : `r${at - 1}` }),
    ),
  );
  expect(planUpgrade(map, [], "head")).toHaveLength(size);
  expect(map.ancestors(["r9999"]).size).toBe(size);
});

test("a revision that was squashed is known by its replacement", () => {
  const [plain] = revisionsOf("a");
  expect(new RevisionMap([{ ...plain!, replaces: ["old1", "old2"] }]).replacements).toEqual(
    new Map([
      ["old1", "a"],
      ["old2", "a"],
    ]),
  );
});
