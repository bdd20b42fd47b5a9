import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toolVersion } from "./tool-version.ts";

test("the version is the package's", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  expect(toolVersion()).toBe((JSON.parse(text) as { version: string }).version);
});
