import { expect, test } from "vitest";
import { LazyMap } from "./lazy-map.ts";

test("a lazy map is made once, when somebody first looks", () => {
  let made = 0;
  const map = new LazyMap(() => {
    made += 1;
    return new Map([["a", 1]]);
  });
  expect(made).toBe(0);
  expect([map.get("a"), map.has("b"), map.size, [...map], [...map.keys()], [...map.values()]]).toEqual([
    1,
    false,
    1,
    [["a", 1]],
    ["a"],
    [1],
  ]);
  expect(made).toBe(1);
});
