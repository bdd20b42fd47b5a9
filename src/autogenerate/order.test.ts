import * as fc from "fast-check";
import { expect, test } from "vitest";
import { topologicalOrder } from "./order.ts";

const byNumber = (a: number, b: number): number => a - b;
const graph = (...after: readonly (readonly number[])[]) => ({ after: after.map((list) => new Set(list)) });

test("what nothing orders comes by rank", () => {
  expect(topologicalOrder(graph([], [], []), (a, b) => b - a)).toEqual({ order: [2, 1, 0], broken: [] });
});

test("everything comes after what it needs, by rank among what is free", () => {
  expect(topologicalOrder(graph([2], [], []), byNumber)).toEqual({ order: [1, 2, 0], broken: [] });
});

test("a circle is opened at its smallest node, which is told", () => {
  expect(topologicalOrder(graph([1], [2], [0], [2]), byNumber)).toEqual({ order: [0, 2, 1, 3], broken: [0] });
});

test("a node that needs itself is a circle of one", () => {
  expect(topologicalOrder(graph([0], [0]), byNumber)).toEqual({ order: [0, 1], broken: [0] });
});

test("a chain of 100,000 needs no recursion", () => {
  const after = Array.from({ length: 100_000 }, (_, node) => new Set(node === 0 ? [] : [node - 1]));
  expect(topologicalOrder({ after }, (a, b) => b - a).order.at(-1)).toBe(99_999);
});

const edges = fc
  .integer({ min: 1, max: 30 })
  .chain((count) => fc.array(fc.array(fc.nat(count - 1), { maxLength: 4 }), { minLength: count, maxLength: count }));

test("any graph gives each node once, and breaks only edges into nodes that it names", () => {
  fc.assert(
    fc.property(edges, (lists) => {
      const { order, broken } = topologicalOrder(graph(...lists), byNumber);
      expect([...order].sort(byNumber)).toEqual(lists.map((_, node) => node));
      const place = new Map(order.map((node, at) => [node, at]));
      const ignored = new Set(broken);
      lists.forEach((needed, node) => {
        if (ignored.has(node)) return;
        for (const other of needed) expect(place.get(other)).toBeLessThan(place.get(node)!);
      });
    }),
  );
});

test("a graph without circles breaks nothing", () => {
  fc.assert(
    fc.property(edges, (lists) => {
      const acyclic = lists.map((needed, node) => needed.filter((other) => other < node));
      expect(topologicalOrder(graph(...acyclic), (a, b) => b - a).broken).toEqual([]);
    }),
  );
});
