import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { filesMatching } from "./glob.ts";

const files = [
  "a.sql",
  "b.SQL",
  ".hidden.sql",
  "x/1.sql",
  "x/y/2.sql",
  "x/y/2.txt",
  "x/node_modules/3.sql",
  "x/.git/4.sql",
  "z(1)/[5]+$.sql",
  "zs/6.ts",
  "zs/6.d.ts",
];
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "limbeck-glob-"));
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each<[string, string[]]>([
  ["a.sql", ["a.sql"]],
  ["./a.sql", ["a.sql"]],
  ["*.sql", ["a.sql"]],
  [".*.sql", [".hidden.sql"]],
  ["**/*.sql", ["a.sql", "x/1.sql", "x/y/2.sql", "z(1)/[5]+$.sql"]],
  ["x/**/*.sql", ["x/1.sql", "x/y/2.sql"]],
  ["x/**", ["x/1.sql", "x/y/2.sql", "x/y/2.txt"]],
  ["x/*/?.{sql,txt}", ["x/y/2.sql", "x/y/2.txt"]],
  ["x/node_modules/*.sql", ["x/node_modules/3.sql"]],
  ["*/6.ts", ["zs/6.ts"]],
  ["z(1)/[5]+$.s*", ["z(1)/[5]+$.sql"]],
  ["x", []],
  ["nowhere/**/*.sql", []],
])("%s names what it says", (pattern, expected) => {
  expect(filesMatching(root, pattern)).toEqual(expected);
});
