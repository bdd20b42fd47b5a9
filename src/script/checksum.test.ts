import { expect, test } from "vitest";
import { checksum, compareChecksum } from "./checksum.ts";

const typescript = `/** Created a */
export const revision = "a1";

export function upgrade(op: Op) {
  op.execute("CREATE TABLE a (id integer)"); // the first
}
`;
const sql = `-- Created a
-- revision: a1

-- upgrade
CREATE TABLE a (id integer); /* the first */
`;

test("a checksum holds the SHA-256 of the text behind the version of the algorithm", () => {
  expect(checksum("abc", "sql")).toMatch(
    /^2:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad:[0-9a-f]{64}$/,
  );
});

test("a byte order mark and the style of line ends do not count", () => {
  for (const [text, format] of [
    [typescript, "typescript"],
    [sql, "sql"],
  ] as const)
    expect(compareChecksum(checksum(text, format), `\uFEFF${text.replaceAll("\n", "\r\n")}`, format)).toBe("equal");
});

test.each([
  ["a comment", typescript.replace("the first", "the very first")],
  ["the message", typescript.replace("Created a", "Makes a")],
  ["the layout", typescript.replace("{\n  op.", "{\n\n      op.").replaceAll('"', "'")],
])("%s of a TypeScript revision changes no code", (_what, edited) => {
  expect(compareChecksum(checksum(typescript, "typescript"), edited, "typescript")).toBe("comments");
});

test.each([
  ["a statement", typescript.replace("(id integer)", "(id  integer)")],
  ["a call", typescript.replace("op.execute", "op.invoke")],
  ["a call that is commented out", typescript.replace("  op.", "  // op.")],
  ["an identifier", typescript.replace("a1", "a2")],
  ["a string that never ends", typescript.replace('integer)"', "integer)")],
])("%s of a TypeScript revision is code", (_what, edited) => {
  expect(compareChecksum(checksum(typescript, "typescript"), edited, "typescript")).toBe("different");
});

test.each([
  ["a comment", sql.replace("the first", "the very first")],
  ["the message", sql.replace("Created a", "Makes a")],
  ["the layout", sql.replace("TABLE a (", "TABLE a\n  (")],
])("%s of a SQL revision changes no code", (_what, edited) => {
  expect(compareChecksum(checksum(sql, "sql"), edited, "sql")).toBe("comments");
});

test.each([
  ["a statement", sql.replace("integer", "bigint")],
  ["the text of a string", sql.replace("(id integer)", "(id text DEFAULT 'a  b')")],
  ["where it runs", sql.replace("-- upgrade", "-- upgrade (no transaction)")],
  ["the direction", sql.replace("-- upgrade", "-- downgrade")],
  ["a parent", sql.replace("-- revision: a1", "-- revision: a1\n-- downRevision: b1")],
])("%s of a SQL revision is code", (_what, edited) => {
  expect(compareChecksum(checksum(sql, "sql"), edited, "sql")).toBe("different");
});

test("a checksum of version 1 knows the text alone", () => {
  const old = `1:${checksum(sql, "sql").split(":")[1]}`;
  expect(compareChecksum(old, sql, "sql")).toBe("equal");
  expect(compareChecksum(old, sql.replace("the first", "first"), "sql")).toBe("different");
});

test("a checksum of an unknown version says nothing about the text", () => {
  expect(compareChecksum("3:abc", "a", "sql")).toBe("unknown");
});
