/** Figures of the sources that may only become smaller; `scripts/measure-structure.mjs` shows the others. */
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const figures = execFileSync(process.execPath, ["scripts/measure-structure.mjs"], { encoding: "utf8" });

const figure = (name: string): readonly number[] => {
  const line = figures.split("\n").find((each) => each.startsWith(name)) ?? "";
  return [...line.slice(name.length).matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
};

it("casts no more than it does now, per 1,000 lines", () => {
  const [casts, nonNull] = figure("`as` / `!` per 1,000 lines");
  expect(casts).toBeLessThanOrEqual(12.8);
  expect(nonNull).toBeLessThanOrEqual(7.9);
});

it("has no `any`, and no file over 500 lines", () => {
  expect(figure("any")).toEqual([0]);
  expect(figure("files > 300 / > 500 lines")[1]).toBe(0);
});
