import { describe, expect, test } from "vitest";
import { codeOf, graphOf, revisionsOf } from "../../tests/support/revision-graph.ts";
import { planStamp } from "./plan-stamp.ts";
import { planDowngrade, planUpgrade } from "./plan.ts";
import type { Step } from "./plan.ts";
import { RevisionMap } from "./revision-map.ts";
import { adoptReplacements } from "./version-rows.ts";

interface Expectation {
  readonly from?: string;
  readonly to: string | readonly string[];
  /** In the order in which they run. */
  readonly runs: readonly string[];
  readonly heads: readonly string[];
}

const words = (text: string | undefined): string[] => (text ?? "").split(" ").filter((word) => word !== "");

function check(steps: readonly Step[], rows: readonly string[], wanted: Expectation): void {
  expect(steps.map((step) => step.revision.id)).toEqual(wanted.runs);
  expect([...(steps.at(-1)?.rowsAfter ?? rows)].sort()).toEqual([...wanted.heads].sort());
}

function expectations(map: RevisionMap) {
  return {
    up: (wanted: Expectation) => check(planUpgrade(map, words(wanted.from), wanted.to), words(wanted.from), wanted),
    down: (wanted: Expectation) =>
      check(planDowngrade(map, words(wanted.from), String(wanted.to)), words(wanted.from), wanted),
    upFails: (from: string, to: string | readonly string[], code: string) =>
      expect(codeOf(() => planUpgrade(map, words(from), to))).toBe(code),
    downFails: (from: string, to: string, code: string) =>
      expect(codeOf(() => planDowngrade(map, words(from), to))).toBe(code),
    changes: (steps: readonly Step[]) =>
      steps.map(({ rowChanges }) =>
        [
          ...rowChanges.delete.map((row) => `-${row}`),
          ...rowChanges.update.map(([from, to]) => `${from}>${to}`),
          ...rowChanges.insert.map((row) => `+${row}`),
        ].join(" "),
      ),
  };
}

describe("one line", () => {
  const { up, down, upFails, downFails } = expectations(
    graphOf("aaaa", "bbbb < aaaa", "cccc < bbbb #shop", "dddd < cccc"),
  );

  test.each<Expectation>([
    { to: "cccc", runs: ["aaaa", "bbbb", "cccc"], heads: ["cccc"] },
    { from: "bbbb", to: "head", runs: ["cccc", "dddd"], heads: ["dddd"] },
    { from: "bbbb", to: "heads", runs: ["cccc", "dddd"], heads: ["dddd"] },
    { from: "bbbb", to: "cc", runs: ["cccc"], heads: ["cccc"] },
    { from: "bbbb", to: "shop", runs: ["cccc"], heads: ["cccc"] },
    { from: "bbbb", to: "shop@head", runs: ["cccc", "dddd"], heads: ["dddd"] },
    { from: "aaaa", to: "+1", runs: ["bbbb"], heads: ["bbbb"] },
    { from: "aaaa", to: "+3", runs: ["bbbb", "cccc", "dddd"], heads: ["dddd"] },
    { from: "aaaa", to: "current+1", runs: ["bbbb"], heads: ["bbbb"] },
    { to: "+2", runs: ["aaaa", "bbbb"], heads: ["bbbb"] },
    { from: "aaaa", to: "bbbb+1", runs: ["bbbb", "cccc"], heads: ["cccc"] },
    { from: "aaaa", to: "bb+2", runs: ["bbbb", "cccc", "dddd"], heads: ["dddd"] },
    { from: "aaaa", to: "dddd-2", runs: ["bbbb"], heads: ["bbbb"] },
    { from: "aaaa", to: "head-1", runs: ["bbbb", "cccc"], heads: ["cccc"] },
    { from: "aaaa", to: "shop@+1", runs: ["bbbb"], heads: ["bbbb"] },
    { from: "aaaa", to: "shop@bbbb+1", runs: ["bbbb", "cccc"], heads: ["cccc"] },
    { from: "dddd", to: "bbbb", runs: [], heads: ["dddd"] },
    { from: "dddd", to: "head", runs: [], heads: ["dddd"] },
    { from: "cccc", to: "base", runs: [], heads: ["cccc"] },
    { from: "cccc", to: "current", runs: [], heads: ["cccc"] },
  ])("upgrade from $from to $to runs $runs", (wanted) => up(wanted));

  test.each<Expectation>([
    { from: "dddd", to: "bbbb", runs: ["dddd", "cccc"], heads: ["bbbb"] },
    { from: "dddd", to: "base", runs: ["dddd", "cccc", "bbbb", "aaaa"], heads: [] },
    { from: "dddd", to: "-1", runs: ["dddd"], heads: ["cccc"] },
    { from: "dddd", to: "-4", runs: ["dddd", "cccc", "bbbb", "aaaa"], heads: [] },
    { from: "dddd", to: "current-1", runs: ["dddd"], heads: ["cccc"] },
    { from: "dddd", to: "cccc-1", runs: ["dddd", "cccc"], heads: ["bbbb"] },
    { from: "dddd", to: "aaaa+1", runs: ["dddd", "cccc"], heads: ["bbbb"] },
    { from: "dddd", to: "shop@-1", runs: ["dddd"], heads: ["cccc"] },
    { from: "dddd", to: "shop@-3", runs: ["dddd", "cccc", "bbbb"], heads: ["aaaa"] },
    { from: "dddd", to: "shop@base", runs: ["dddd", "cccc", "bbbb", "aaaa"], heads: [] },
    { from: "dddd", to: "shop@bbbb", runs: ["dddd", "cccc"], heads: ["bbbb"] },
    { from: "dddd", to: "dddd", runs: [], heads: ["dddd"] },
    { from: "dddd", to: "head", runs: [], heads: ["dddd"] },
    { to: "base", runs: [], heads: [] },
  ])("downgrade from $from to $to runs $runs", (wanted) => down(wanted));

  test("counts that leave the graph or have the wrong sign are refused", () => {
    for (const to of ["+1", "dddd+1", "aaaa-2", "-1", "base-1"]) upFails("dddd", to, "revision.relative-out-of-range");
    for (const to of ["-5", "+1", "dddd+1", "aaaa-2"]) downFails("dddd", to, "revision.relative-out-of-range");
    downFails("", "-1", "revision.relative-out-of-range");
    for (const to of ["dddd-1", "dddd-2", "head-3"]) downFails("cccc", to, "revision.not-a-downgrade-target");
  });

  test("a target that is not applied cannot be downgraded to", () => {
    downFails("bbbb", "cccc", "revision.not-a-downgrade-target");
    downFails("", "aaaa", "revision.not-a-downgrade-target");
  });

  test("requested targets must not contain one another", () => {
    upFails("", ["bbbb", "dddd"], "revision.overlapping-targets");
  });
});

describe("rows that cannot be trusted", () => {
  const { upFails, downFails } = expectations(graphOf("aaaa", "bbbb < aaaa", "bbcc < aaaa"));

  test.each([
    ["eeee", "revision.unknown-rows"],
    ["bb", "revision.partial-row"],
    ["aa", "revision.partial-row"],
    ["aaaa bbbb", "revision.overlapping-rows"],
    ["bbbb bbbb", "revision.overlapping-rows"],
  ])("rows %s are refused", (rows, code) => {
    upFails(rows, "heads", code);
    downFails(rows, "base", code);
  });

  test("the error lists every unknown row", () => {
    expect(() => planUpgrade(graphOf("aaaa"), ["zzzz", "eeee"], "head")).toThrow(
      expect.objectContaining({ ids: ["eeee", "zzzz"], exitCode: 6 }),
    );
  });

  test("a value that is not text is refused", () => {
    expect(codeOf(() => planUpgrade(graphOf("aaaa"), [7 as unknown as string], "head"))).toBe("revision.malformed-row");
  });
});

describe("squashed revisions", () => {
  const [squashed] = revisionsOf("sqsh");
  const map = new RevisionMap([{ ...squashed!, replaces: ["old1", "old2", "old3"] }, ...revisionsOf("next < sqsh")]);

  test("the last of what was squashed becomes the replacement", () => {
    const adopted = adoptReplacements(map, ["old3"]);
    expect(adopted).toEqual({ rows: ["sqsh"], rowChanges: { delete: [], update: [["old3", "sqsh"]], insert: [] } });
    expect(planUpgrade(map, adopted.rows, "head").map((step) => step.revision.id)).toEqual(["next"]);
    expect(adoptReplacements(map, ["next"]).rows).toEqual(["next"]);
  });

  test("a database that stopped in the middle is refused, and no plan is made on squashed rows", () => {
    expect(codeOf(() => adoptReplacements(map, ["old2"]))).toBe("revision.squashed-row");
    expect(() => planUpgrade(map, ["old3"], "head")).toThrow(
      expect.objectContaining({ code: "revision.squashed-row", complete: true }),
    );
  });
});

describe("two branches", () => {
  const map = graphOf("aaaa", "bbbb < aaaa", "c1c1 < bbbb #left", "c2c2 < bbbb #right", "d1d1 < c1c1", "d2d2 < c2c2");
  const { up, down, upFails, downFails, changes } = expectations(map);

  test.each<Expectation>([
    { from: "aaaa", to: "heads", runs: ["bbbb", "c2c2", "d2d2", "c1c1", "d1d1"], heads: ["d1d1", "d2d2"] },
    { from: "aaaa", to: ["d1d1", "d2d2"], runs: ["bbbb", "c2c2", "d2d2", "c1c1", "d1d1"], heads: ["d1d1", "d2d2"] },
    { from: "aaaa", to: "left@head", runs: ["bbbb", "c1c1", "d1d1"], heads: ["d1d1"] },
    { from: "d2d2", to: "d1d1", runs: ["c1c1", "d1d1"], heads: ["d1d1", "d2d2"] },
    { from: "d2d2", to: "left@+1", runs: ["c1c1"], heads: ["c1c1", "d2d2"] },
    { from: "bbbb", to: "right@+2", runs: ["c2c2", "d2d2"], heads: ["d2d2"] },
    { from: "c1c1 c2c2", to: "left@+1", runs: ["d1d1"], heads: ["d1d1", "c2c2"] },
    { from: "bbbb", to: "c1c1@heads", runs: ["c1c1", "d1d1"], heads: ["d1d1"] },
  ])("upgrade from $from to $to runs $runs", (wanted) => up(wanted));

  test.each<Expectation>([
    { from: "d1d1 d2d2", to: "bbbb", runs: ["d1d1", "c1c1", "d2d2", "c2c2"], heads: ["bbbb"] },
    { from: "d1d1 d2d2", to: "left@bbbb", runs: ["d1d1", "c1c1"], heads: ["d2d2"] },
    { from: "d1d1 d2d2", to: "c1c1", runs: ["d1d1"], heads: ["c1c1", "d2d2"] },
    { from: "d1d1 d2d2", to: "right@-1", runs: ["d2d2"], heads: ["d1d1", "c2c2"] },
    { from: "d1d1 d2d2", to: "d2d2@-2", runs: ["d2d2", "c2c2"], heads: ["d1d1"] },
    { from: "d1d1", to: "-2", runs: ["d1d1", "c1c1"], heads: ["bbbb"] },
    { from: "d1d1 d2d2", to: "base", runs: ["d1d1", "c1c1", "d2d2", "c2c2", "bbbb", "aaaa"], heads: [] },
  ])("downgrade from $from to $to runs $runs", (wanted) => down(wanted));

  test("a second branch inserts a row, and leaving it deletes the row", () => {
    expect(changes(planUpgrade(map, ["d1d1"], "c2c2"))).toEqual(["+c2c2"]);
    expect(changes(planDowngrade(map, ["d1d1", "c2c2"], "right@bbbb"))).toEqual(["-c2c2"]);
  });

  test("head is refused while there are two, with the heads and the merge", () => {
    expect(() => planUpgrade(map, [], "head")).toThrow(
      expect.objectContaining({
        code: "revision.multiple-heads",
        heads: ["d1d1", "d2d2"],
        exitCode: 6,
        hint: expect.stringContaining("limbeck merge d1d1 d2d2"),
      }),
    );
    upFails("", "bbbb@head", "revision.multiple-heads");
  });

  test("a count from several rows names the choices instead of taking one", () => {
    expect(() => planDowngrade(map, ["d2d2", "d1d1"], "-1")).toThrow(
      expect.objectContaining({
        code: "revision.ambiguous-current",
        rows: ["d1d1", "d2d2"],
        choices: ["d1d1@-1", "d2d2@-1"],
      }),
    );
    upFails("c1c1 c2c2", "+1", "revision.ambiguous-current");
    downFails("d1d1 d2d2", "bbbb@-1", "revision.ambiguous-current");
  });

  test("a walk up into a fork names the branches", () => {
    expect(() => planUpgrade(map, ["bbbb"], "+1")).toThrow(
      expect.objectContaining({
        code: "revision.ambiguous-walk",
        choices: ["c1c1", "c2c2"],
        hint: "Say which branch: `left@+1` or `right@+1`.",
      }),
    );
  });
});

describe("merge points", () => {
  const map = graphOf("aaaa", "bbbb < aaaa", "cccc < aaaa", "mmmm < bbbb cccc", "nnnn < mmmm");
  const { up, down, downFails, changes } = expectations(map);

  test("a merge consumes the rows of its parents, and undoing it brings them back", () => {
    up({ from: "bbbb", to: "head", runs: ["cccc", "mmmm", "nnnn"], heads: ["nnnn"] });
    down({ from: "nnnn", to: "bbbb", runs: ["nnnn", "mmmm"], heads: ["bbbb", "cccc"] });
    expect(changes(planUpgrade(map, ["bbbb", "cccc"], "mmmm"))).toEqual(["-bbbb cccc>mmmm"]);
    expect(changes(planDowngrade(map, ["mmmm"], "cccc"))).toEqual(["mmmm>cccc +bbbb"]);
  });

  test("a walk down into a merge names the parents", () => {
    downFails("mmmm", "-1", "revision.ambiguous-walk");
    downFails("nnnn", "-2", "revision.ambiguous-walk");
    down({ from: "nnnn", to: "-1", runs: ["nnnn"], heads: ["mmmm"] });
  });

  test("a branch chooses the parent on the walk down", () => {
    down({ from: "mmmm", to: "bbbb@-1", runs: ["mmmm"], heads: ["bbbb", "cccc"] });
    down({ from: "nnnn", to: "cccc@-3", runs: ["nnnn", "mmmm", "bbbb", "cccc"], heads: ["aaaa"] });
    downFails("mmmm", "aaaa@-1", "revision.ambiguous-walk");
  });

  test("a parent below another row keeps no row of its own", () => {
    const shared = graphOf("aaaa", "bbbb < aaaa", "cccc < aaaa", "m1m1 < bbbb cccc", "m2m2 < bbbb cccc");
    const rows = planUpgrade(shared, ["bbbb", "cccc"], ["m1m1", "m2m2"]).map((step) => step.rowsAfter.join(" "));
    expect(rows).toEqual(["m2m2", "m1m1 m2m2"]);
    expect(expectations(shared).changes(planDowngrade(shared, ["m1m1", "m2m2"], "bbbb"))).toEqual([
      "-m1m1",
      "m2m2>cccc +bbbb",
    ]);
  });
});

describe("several roots", () => {
  const map = graphOf("a1a1 #one", "b1b1 < a1a1", "a2a2 #two", "b2b2 < a2a2", "mmmm < b1b1 b2b2");
  const { up, down, upFails } = expectations(map);

  test.each<Expectation>([
    { to: "one@+1", runs: ["a1a1"], heads: ["a1a1"] },
    { from: "a1a1", to: "two@+1", runs: ["a2a2"], heads: ["a1a1", "a2a2"] },
    { from: "b1b1", to: "head", runs: ["a2a2", "b2b2", "mmmm"], heads: ["mmmm"] },
  ])("upgrade from $from to $to runs $runs", (wanted) => up(wanted));

  test.each<Expectation>([
    { from: "b1b1 b2b2", to: "one@base", runs: ["b1b1", "a1a1"], heads: ["b2b2"] },
    { from: "b1b1 b2b2", to: "two@-2", runs: ["b2b2", "a2a2"], heads: ["b1b1"] },
    { from: "b1b1", to: "-2", runs: ["b1b1", "a1a1"], heads: [] },
    { from: "mmmm", to: "one@base", runs: ["mmmm", "b1b1", "a1a1"], heads: ["b2b2"] },
    { from: "mmmm", to: "base", runs: ["mmmm", "b1b1", "a1a1", "b2b2", "a2a2"], heads: [] },
  ])("downgrade from $from to $to runs $runs", (wanted) => down(wanted));

  test("counting up from nothing needs a branch", () => upFails("", "+1", "revision.ambiguous-walk"));

  test("a count from a name that ends at base spares the other trees", () => {
    down({ from: "b1b1 b2b2", to: "b1b1-2", runs: ["b1b1", "a1a1"], heads: ["b2b2"] });
  });
});

describe("dependencies", () => {
  const map = graphOf("a1a1 #one", "b1b1 < a1a1", "c1c1 < b1b1", "a2a2 #two", "b2b2 < a2a2 +b1b1", "c2c2 < b2b2");
  const { down, upFails, downFails, changes } = expectations(map);

  test.each<Expectation>([
    { to: "two@head", runs: ["a1a1", "b1b1", "a2a2", "b2b2", "c2c2"], heads: ["c2c2"] },
    { from: "c1c1", to: "b2b2", runs: ["a2a2", "b2b2"], heads: ["c1c1", "b2b2"] },
    { from: "b2b2", to: "one@+1", runs: ["c1c1"], heads: ["c1c1", "b2b2"] },
    { from: "b2b2", to: "heads", runs: ["c1c1", "c2c2"], heads: ["c1c1", "c2c2"] },
  ])("upgrade from $from to $to runs what is needed first", (wanted) => {
    const steps = planUpgrade(map, words(wanted.from), wanted.to);
    expect(steps.map((step) => step.revision.id).sort()).toEqual([...wanted.runs].sort());
    expect([...steps.at(-1)!.rowsAfter].sort()).toEqual([...wanted.heads].sort());
  });

  test("a dependency's row is folded into the dependent, and comes back", () => {
    expect(changes(planUpgrade(map, ["b1b1", "a2a2"], "b2b2"))).toEqual(["-a2a2 b1b1>b2b2"]);
    expect(changes(planDowngrade(map, ["b2b2"], "a2a2"))).toEqual(["b2b2>b1b1 +a2a2"]);
    expect(changes(planUpgrade(map, ["c1c1", "a2a2"], "b2b2"))).toEqual(["a2a2>b2b2"]);
  });

  test("going below a dependency undoes the dependents", () => {
    down({ from: "c1c1 c2c2", to: "a1a1", runs: ["c1c1", "c2c2", "b2b2", "b1b1"], heads: ["a1a1", "a2a2"] });
    down({ from: "c2c2", to: "one@-1", runs: ["c2c2", "b2b2", "b1b1"], heads: ["a1a1", "a2a2"] });
  });

  test("a revision that is applied only as a dependency has nothing above it to undo", () => {
    downFails("b2b2", "b1b1", "revision.not-a-downgrade-target");
  });

  test("head is ambiguous although one head is a dependency, heads is not", () => {
    const folded = expectations(graphOf("a1a1", "a2a2 +a1a1"));
    folded.upFails("", "head", "revision.multiple-heads");
    folded.up({ to: "heads", runs: ["a1a1", "a2a2"], heads: ["a2a2"] });
  });

  test("one word that names nested heads means the outer one", () => {
    const nested = expectations(graphOf("aaaa #shop", "bbbb < aaaa", "cccc < aaaa +bbbb"));
    nested.up({ to: "shop@heads", runs: ["aaaa", "bbbb", "cccc"], heads: ["cccc"] });
    upFails("", ["b1b1", "b2b2"], "revision.overlapping-targets");
  });
});

describe("graphs on which rows computed from a step's parents go wrong", () => {
  test("a merge that depends on a descendant of one of its parents", () => {
    const { up } = expectations(graphOf("aaaa", "bbbb < aaaa", "cccc < aaaa", "dddd < bbbb", "mmmm < bbbb cccc +dddd"));
    up({ to: "mmmm", runs: ["aaaa", "bbbb", "cccc", "dddd", "mmmm"], heads: ["mmmm"] });
  });

  test("rows stay an antichain while a merge with a parent below its other parent is undone", () => {
    const map = graphOf("aaaa", "bbbb < aaaa", "cccc < bbbb", "mmmm < cccc aaaa");
    expect(planDowngrade(map, ["mmmm"], "base").map((step) => step.rowsAfter)).toEqual([
      ["cccc"],
      ["bbbb"],
      ["aaaa"],
      [],
    ]);
  });

  test("a revision that is in the way twice, with another one in between", () => {
    const map = graphOf("g < b", "f < a e", "e < a d", "d < b", "c < b", "b < a", "a");
    const order = planDowngrade(map, ["g", "f", "c"], "base").map((step) => step.revision.id);
    expect(order).toEqual(["g", "f", "c", "e", "d", "b", "a"]);
  });

  test("every dependency of a revision is run once and in load order", () => {
    const map = graphOf("aaaa", "bbbb", "cccc", "zzzz +cccc +aaaa +bbbb");
    expect(planUpgrade(map, [], "zzzz").map((step) => step.revision.id)).toEqual(["bbbb", "aaaa", "cccc", "zzzz"]);
  });
});

describe("stamp", () => {
  const map = graphOf(
    "aaaa",
    "bbbb < aaaa",
    "c1c1 < bbbb #left",
    "c2c2 < bbbb #right",
    "mmmm < c1c1 c2c2",
    "root #other",
    "leaf < root",
  );
  const rowsAfter = (rows: string, to: string | readonly string[], purge = false): string[] => [
    ...planStamp(map, words(rows), to, { purge }).rowsAfter,
  ];

  test.each([
    ["", "c1c1", "c1c1"],
    ["c1c1", "bbbb", "bbbb"],
    ["c1c1 c2c2", "bbbb", "bbbb"],
    ["c1c1 c2c2", "mmmm", "mmmm"],
    ["c1c1", "c2c2", "c1c1 c2c2"],
    ["aaaa leaf", "mmmm", "mmmm leaf"],
    ["mmmm leaf", "base", ""],
    ["mmmm leaf", "other@base", "mmmm"],
    ["c1c1 c2c2", "left@base", "c2c2"],
    ["bbbb", "heads", "mmmm leaf"],
    ["mmmm", "-0", "mmmm"],
    ["leaf", "leaf-1", "root"],
  ])("from rows %s, stamping %s leaves %s", (rows, to, after) => {
    expect(rowsAfter(rows, to).sort()).toEqual(words(after).sort());
  });

  test("both parents of an applied merge can be stamped", () => {
    expect(rowsAfter("mmmm", ["c1c1", "c2c2"])).toEqual(["c1c1", "c2c2"]);
  });

  test("stamping below a merge or a dependent restores every line", () => {
    expect(rowsAfter("mmmm", "c1c1")).toEqual(["c1c1", "c2c2"]);
    expect(planStamp(map, ["mmmm"], "c1c1").restored).toEqual(["c2c2"]);
    expect(planStamp(map, ["mmmm"], ["c1c1", "c2c2"]).restored).toEqual([]);
    expect(planStamp(map, ["mmmm"], "c1c1", { purge: true })).toMatchObject({ rowsAfter: ["c1c1"], restored: [] });
    const depending = graphOf("a1a1", "b1b1 < a1a1", "a2a2", "b2b2 < a2a2 +b1b1");
    expect(planStamp(depending, ["b2b2"], "b1b1").rowsAfter).toEqual(["b1b1", "a2a2"]);
  });

  test("a stamp says which revisions it takes as applied, and which no longer", () => {
    expect(planStamp(map, ["aaaa"], "c1c1").marked).toEqual(["bbbb", "c1c1"]);
    expect(planStamp(map, ["mmmm"], "bbbb").unmarked).toEqual(["mmmm", "c2c2", "c1c1"]);
  });

  test("only a purge gets rid of rows that no file defines", () => {
    expect(codeOf(() => rowsAfter("gone", "c1c1"))).toBe("revision.unknown-rows");
    const plan = planStamp(map, ["gone", "leaf"], "c1c1", { purge: true });
    expect(plan.rowsAfter).toEqual(["c1c1"]);
    expect(plan.rowChanges).toEqual({ delete: ["gone"], update: [["leaf", "c1c1"]], insert: [] });
  });

  test("targets that contain one another are refused", () => {
    expect(codeOf(() => rowsAfter("", ["aaaa", "bbbb"]))).toBe("revision.overlapping-targets");
    expect(codeOf(() => rowsAfter("", "head"))).toBe("revision.multiple-heads");
  });
});
