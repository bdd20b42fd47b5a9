import { isDeepStrictEqual } from "node:util";
import { test } from "vitest";
import * as fc from "fast-check";
import { resolveRevision } from "./resolve.ts";
import { LimbeckError } from "../util/errors.ts";
import { history } from "./history.ts";
import { planStamp } from "./plan-stamp.ts";
import { planAlone, planDowngrade, planUpgrade } from "./plan.ts";
import type { Step } from "./plan.ts";
import { defineRevision } from "./revision.ts";
import { RevisionMap } from "./revision-map.ts";

const runs = process.env["LIMBECK_SOAK"] === undefined ? 250 : 5000;

/** Random graphs with branches, merges, several roots, dependencies and labels, in random load order. */
const graphs = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(), { maxLength: 3 }),
      near: fc.boolean(),
      isRoot: fc.integer({ min: 0, max: 7 }),
      dependsOn: fc.array(fc.nat(), { maxLength: 2 }),
      depends: fc.integer({ min: 0, max: 4 }),
      labelled: fc.integer({ min: 0, max: 6 }),
      order: fc.nat(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((nodes) => {
    const name = (at: number): string => `rev${at}`;
    const revisions = nodes.map((node, at) => {
      const below = (value: number): string => name(value % at);
      const chosen = at === 0 || node.isRoot === 0 ? [] : node.near ? [name(at - 1)] : node.parents.map(below);
      return defineRevision({
        id: name(at),
        downRevision: [...new Set(chosen)],
        dependsOn: at > 0 && node.depends === 0 ? [...new Set(node.dependsOn.map(below))] : [],
        branchLabels: node.labelled === 0 ? [`label${at}`] : [],
        path: name(at),
      });
    });
    return new RevisionMap(
      revisions
        .map((revision, at) => ({ revision, order: nodes[at]!.order }))
        .sort((a, b) => a.order - b.order)
        .map(({ revision }) => revision),
    );
  });

const scenarios = fc.record({ map: graphs, at: fc.array(fc.nat(), { maxLength: 4 }), to: fc.nat(), shuffle: fc.nat() });

const everything = { withDependencies: true } as const;

function rowsAt(map: RevisionMap, picks: readonly number[]): string[] {
  const applied = map.ancestors(
    picks.map((pick) => map.graph.ids[pick % map.size]!),
    everything,
  );
  return [...applied].filter(
    (id) => !map.revisions.some((other) => applied.has(other.id) && needs(map, other.id).includes(id)),
  );
}

function needs(map: RevisionMap, id: string): string[] {
  return [...map.parents(id), ...map.dependencies(id)];
}

const same = (a: Iterable<string>, b: Iterable<string>): boolean => [...a].sort().join(" ") === [...b].sort().join(" ");

/** Replays steps against a set kept by hand and checks what must hold after each. */
function replay(map: RevisionMap, rows: readonly string[], steps: readonly Step[]): readonly string[] {
  const applied = map.ancestors(rows, everything);
  let table = new Set(rows);
  for (const step of steps) {
    const { id } = step.revision;
    const related = step.direction === "up" ? needs(map, id) : [...map.children(id), ...map.dependents(id)];
    const ready =
      step.direction === "up"
        ? related.every((other) => applied.has(other))
        : related.every((other) => !applied.has(other));
    if (!ready || applied.has(id) !== (step.direction === "down")) throw new Error(`${id} runs out of order`);
    if (step.direction === "up") applied.add(id);
    else applied.delete(id);
    table = applyChanges(table, step);
    if (!same(table, step.rowsAfter)) throw new Error(`row changes of ${id} do not lead to its rows`);
    if (!same(map.ancestors(table, everything), applied))
      throw new Error(`rows after ${id} do not stand for what is applied`);
    for (const row of table) {
      const below = map.ancestors(needs(map, row), everything);
      if ([...table].some((other) => below.has(other))) throw new Error(`rows after ${id} repeat one another`);
    }
  }
  return [...table];
}

function applyChanges(before: ReadonlySet<string>, step: Step): Set<string> {
  if (!same(before, step.rowsBefore)) throw new Error("steps do not join");
  const after = new Set(before);
  for (const row of [...step.rowChanges.delete, ...step.rowChanges.update.map(([from]) => from)]) {
    if (!after.delete(row)) throw new Error(`there is no row ${row} to take away`);
  }
  for (const row of [...step.rowChanges.insert, ...step.rowChanges.update.map(([, to]) => to)]) {
    if (after.has(row)) throw new Error(`row ${row} is there already`);
    after.add(row);
  }
  return after;
}

test("an upgrade runs parents and dependencies first, and rows stand for what is applied after every step", () => {
  fc.assert(
    fc.property(scenarios, ({ map, at, to }) => {
      const rows = rowsAt(map, at);
      const target = map.graph.ids[to % map.size]!;
      const after = replay(map, rows, planUpgrade(map, rows, target));
      return map.ancestors(after, everything).has(target);
    }),
    { numRuns: runs },
  );
});

test("an upgrade to all heads applies everything, and the way down to base takes all of it back", () => {
  fc.assert(
    fc.property(scenarios, ({ map, at }) => {
      const rows = rowsAt(map, at);
      const heads = replay(map, rows, planUpgrade(map, rows, "heads"));
      return same(heads, map.realHeads) && replay(map, heads, planDowngrade(map, heads, "base")).length === 0;
    }),
    { numRuns: runs },
  );
});

test("a downgrade keeps its target and everything that does not stand on what it undoes", () => {
  fc.assert(
    fc.property(scenarios, ({ map, at, to }) => {
      const rows = rowsAt(map, at);
      const applied = [...map.ancestors(rows, everything)];
      if (applied.length === 0) return true;
      const target = applied[to % applied.length]!;
      const steps = orRefused(() => planDowngrade(map, rows, target));
      if (steps === undefined)
        return !rows.includes(target) && map.children(target).every((child) => !applied.includes(child));
      const after = map.ancestors(replay(map, rows, steps), everything);
      const undone = map.descendants(map.children(target), everything);
      return (
        after.has(target) &&
        same(
          after,
          applied.filter((id) => !undone.has(id)),
        )
      );
    }),
    { numRuns: runs },
  );
});

test("upgrading one revision and going back to the rows before restores them", () => {
  fc.assert(
    fc.property(scenarios, ({ map, at, to }) => {
      const rows = rowsAt(map, at);
      const up = planUpgrade(map, rows, map.graph.ids[to % map.size]!);
      const first = up[0];
      if (first === undefined) return true;
      const roots = map.parents(first.revision.id);
      if (roots.length !== 1 || map.children(roots[0]!).length !== 1) return true;
      return same(replay(map, first.rowsAfter, planDowngrade(map, first.rowsAfter, roots[0]!)), rows);
    }),
    { numRuns: runs },
  );
});

test("a revision by itself takes the step that a plan takes from all that it stands on", () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (map, pick) => {
      const id = map.graph.ids[pick % map.size]!;
      const below = rowsAt(
        map,
        needs(map, id).map((each) => map.position(each)),
      );
      const up = planAlone(map, id, "up");
      const down = planAlone(map, id, "down");
      const [planned] = planUpgrade(map, below, id);
      if (planned === undefined) throw new Error(`${id} is not planned`);
      const undone = replay(map, [id], [down]);
      return isDeepStrictEqual(up, planned) && same(replay(map, below, [up]), [id]) && same(undone, below);
    }),
    { numRuns: runs },
  );
});

test("the order of rows in the table changes nothing", () => {
  fc.assert(
    fc.property(scenarios, ({ map, at, to }) => {
      const rows = rowsAt(map, at);
      const turned = [...rows].reverse();
      const target = map.graph.ids[to % map.size]!;
      for (const text of [target, "heads", "base", "-1", "+1", `${target}@-1`]) {
        const plans = [rows, turned].map((list) => [
          JSON.stringify(orRefused(() => planUpgrade(map, list, text)) ?? text),
          JSON.stringify(orRefused(() => planDowngrade(map, list, text)) ?? text),
          JSON.stringify(orRefused(() => planStamp(map, list, text)) ?? text),
        ]);
        if (plans[0]!.join("\n") !== plans[1]!.join("\n")) return false;
      }
      return true;
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
});

const identifiers = fc.tuple(
  fc.constantFrom("", "", "label0@", "label3@", "rev1@", "rev5@", "nope@"),
  fc.constantFrom("head", "heads", "base", "current", "rev0", "rev7", "rev1", "label0", "label3", "", "nope"),
  fc.constantFrom("", "", "+1", "-1", "+3", "-3"),
);

test("whatever is asked for is planned or refused with a reason, never an accident", () => {
  fc.assert(
    fc.property(scenarios, identifiers, ({ map, at }, parts) => {
      const rows = rowsAt(map, at);
      const text = parts.join("");
      replay(map, rows, orRefused(() => planUpgrade(map, rows, text)) ?? []);
      replay(map, rows, orRefused(() => planDowngrade(map, rows, text)) ?? []);
      const stamp = orRefused(() => planStamp(map, rows, text));
      if (
        stamp !== undefined &&
        !same(
          rowsAt(
            map,
            stamp.rowsAfter.map((id) => map.position(id)),
          ),
          stamp.rowsAfter,
        )
      )
        return false;
      orRefused(() => history(map, { range: `${text}:`, currentRows: rows }));
      orRefused(() => history(map, { range: `:${text}`, currentRows: rows }));
      orRefused(() => resolveRevision(map, text, { currentRows: rows }));
      return true;
    }),
    { numRuns: runs * 2 },
  );
});

test("history lists every revision once, newer ones before those they stand on", () => {
  fc.assert(
    fc.property(graphs, (map) => {
      const listed = history(map).map((line) => line.revision.id);
      const places = new Map(listed.map((id, place) => [id, place]));
      return (
        places.size === map.size &&
        listed.length === map.size &&
        listed.every((id) => needs(map, id).every((other) => places.get(other)! > places.get(id)!))
      );
    }),
    { numRuns: runs },
  );
});

function orRefused<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof LimbeckError && error.code.startsWith("revision.")) return undefined;
    throw error;
  }
}
