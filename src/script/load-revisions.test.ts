import { appendFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadRevisions } from "./load-revisions.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "limbeck-load-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, id?: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  const text = path.endsWith(".sql")
    ? `-- revision: ${id}\n-- downRevision: none\n-- upgrade\n`
    : `export const revision = "${id}";\nexport const downRevision = null;\n`;
  writeFileSync(join(root, path), id === undefined ? "export const shared = 1;\n" : text);
}

function load(locations: readonly string[], recursive = false): string[] {
  return loadRevisions({ locations: locations.map((location) => join(root, location)), recursive }).map(
    (revision) => revision.id,
  );
}

test("files come in the order of their names, location by location", () => {
  file("one/b.ts", "b");
  file("one/a.sql", "a");
  file("one/B.ts", "B");
  file("two/0.ts", "zero");
  expect(load(["one", "two"])).toEqual(["B", "a", "b", "zero"]);
});

test("a folder that does not exist holds nothing", () => {
  expect(load(["nowhere"])).toEqual([]);
});

test("folders inside are read only when asked for, after the files beside them", () => {
  file("one/b.ts", "b");
  file("one/2024/a.ts", "a");
  file("one/.hidden/h.ts", "h");
  file("one/node_modules/n.ts", "n");
  expect(load(["one"])).toEqual(["b"]);
  expect(load(["one"], true)).toEqual(["b", "a"]);
});

test("the same real file is read once", () => {
  file("one/a.ts", "a");
  symlinkSync(join(root, "one"), join(root, "link"));
  symlinkSync(join(root, "one/a.ts"), join(root, "one/z.ts"));
  expect(load(["one", "link", "one"])).toEqual(["a"]);
});

test("two files with one identifier are refused, both named", () => {
  file("one/a.ts", "same");
  file("two/b.sql", "same");
  const paths = [join(root, "one/a.ts"), join(root, "two/b.sql")];
  expect(() => load(["one", "two"])).toThrow(
    expect.objectContaining({ code: "revision.duplicate", id: "same", paths }),
  );
});

test("copies by hard link are two files", () => {
  file("one/a.ts", "same");
  linkSync(join(root, "one/a.ts"), join(root, "one/b.ts"));
  expect(() => load(["one"])).toThrow(expect.objectContaining({ code: "revision.duplicate" }));
});

test.each([
  ["an import", "shared.ts", 'import { a } from "./shared.js";'],
  ["a file that is read", "seed.sql", 'readFileSync(new URL("./seed.sql", import.meta.url));'],
  ["an underscore", "_shared.ts", ""],
])("%s makes a helper of a file without identifiers", (_, name, text) => {
  file("one/a.ts", "a");
  appendFileSync(join(root, "one/a.ts"), text);
  writeFileSync(join(root, "one", name), 'export * from "./deeper";\n');
  expect(load(["one"])).toEqual(["a"]);
  writeFileSync(join(root, "one/deeper.mjs"), "");
  if (name.startsWith("_")) expect(() => load(["one"])).toThrow(expect.objectContaining({ code: "revision.none" }));
  else expect(load(["one"])).toEqual(["a"]);
});

test.each([
  ["b.ts", ""],
  ["b.ts", "export function upgrade() {}\n"],
  ["b.sql", "SELECT 1;\n"],
  ["b.iife.js", 'var x = (() => { const revision = "b"; return { revision }; })();\n'],
])("%s that holds %j is refused", (name, text) => {
  file("one/a.ts", "a");
  writeFileSync(join(root, "one", name), text);
  const path = join(root, "one", name);
  expect(() => load(["one"])).toThrow(expect.objectContaining({ code: "revision.none", path, exitCode: 6 }));
});

test("what can't be a revision is passed over", () => {
  file("one/a.ts", "a");
  writeFileSync(join(root, "one/.#a.ts"), "broken(");
  writeFileSync(join(root, "one/README.md"), "");
  mkdirSync(join(root, "one/folder.ts"));
  expect(load(["one"])).toEqual(["a"]);
});

test("a location that is a file, and a link to nowhere, are said to be unreadable", () => {
  file("one/a.ts", "a");
  expect(() => load(["one/a.ts"])).toThrow(expect.objectContaining({ code: "revision.unreadable" }));
  symlinkSync(join(root, "gone.ts"), join(root, "one/b.ts"));
  expect(() => load(["one"])).toThrow(
    expect.objectContaining({ code: "revision.unreadable", path: join(root, "one/b.ts") }),
  );
});
