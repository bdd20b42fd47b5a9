import { expect, test } from "vitest";
import { linesOf } from "./line-of.ts";

test("every place of a text has its line, in whatever order they are asked for", () => {
  const text = "a\n\nbc\r\n\nlast";
  const line = linesOf(text);
  const places = Array.from({ length: text.length + 1 }, (_, at) => at);
  const counted = places.map((at) => text.slice(0, at).split("\n").length);
  expect(places.map(line)).toEqual(counted);
  expect(places.toReversed().map(line)).toEqual(counted.toReversed());
  expect(linesOf("")(0)).toBe(1);
});
