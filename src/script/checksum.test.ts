import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
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
  expect(checksum("abc", "a.sql")).toMatch(
    /^3:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad:[0-9a-f]{64}$/,
  );
});

test("a byte order mark and the style of line ends do not count", () => {
  for (const [text, format] of [
    [typescript, "a.ts"],
    [sql, "a.sql"],
  ] as const)
    expect(compareChecksum(checksum(text, format), `\uFEFF${text.replaceAll("\n", "\r\n")}`, format)).toBe("equal");
});

test.each([
  ["a comment", typescript.replace("the first", "the very first")],
  ["the message", typescript.replace("Created a", "Makes a")],
  ["the layout", typescript.replace("{\n  op.", "{\n\n      op.").replaceAll('"', "'")],
])("%s of a TypeScript revision changes no code", (_what, edited) => {
  expect(compareChecksum(checksum(typescript, "a.ts"), edited, "a.ts")).toBe("comments");
});

test.each([
  ["a statement", typescript.replace("(id integer)", "(id  integer)")],
  ["a call", typescript.replace("op.execute", "op.invoke")],
  ["a call that is commented out", typescript.replace("  op.", "  // op.")],
  ["an identifier", typescript.replace("a1", "a2")],
  ["a string that never ends", typescript.replace('integer)"', "integer)")],
])("%s of a TypeScript revision is code", (_what, edited) => {
  expect(compareChecksum(checksum(typescript, "a.ts"), edited, "a.ts")).toBe("different");
});

const typed = `import { integer, type Op } from "limbeck/migration";
interface Row { id: number }
export const revision = "a1";
export const downRevision = null;
const names = ["x", 'y'];
function label(row: Row, sep: string = "-"): string { return \`\${row.id}\${sep}\`; }
export async function upgrade(op: Op): Promise<void> {
  op.createTable("a", { id: integer().notNull(), price: integer() }, { unlogged: true });
  const rows = (await op.query<Row>("SELECT id FROM a WHERE id > 1000")) as Row[];
  for (const row of rows) op.execute(\`UPDATE a SET name = '\${label(row!)}'\`);
  if (names.length === 1000) op.execute("SELECT 1");
}
`;

const compiled: Readonly<Record<string, string>> = {
  "a compiler": `import { integer } from "limbeck/migration";
export const revision = "a1";
export const downRevision = null;
const names = ["x", 'y'];
function label(row, sep = "-") { return \`\${row.id}\${sep}\`; }
export async function upgrade(op) {
    op.createTable("a", { id: integer().notNull(), price: integer() }, { unlogged: true });
    const rows = (await op.query("SELECT id FROM a WHERE id > 1000"));
    for (const row of rows)
        op.execute(\`UPDATE a SET name = '\${label(row)}'\`);
    if (names.length === 1000)
        op.execute("SELECT 1");
}
`,
  "a compiler to CommonJS": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.downRevision = exports.revision = void 0;
exports.upgrade = upgrade;
const migration_1 = require("limbeck/migration");
exports.revision = "a1";
exports.downRevision = null;
const names = ["x", 'y'];
function label(row, sep = "-") { return \`\${row.id}\${sep}\`; }
async function upgrade(op) {
    op.createTable("a", { id: (0, migration_1.integer)().notNull(), price: (0, migration_1.integer)() }, { unlogged: true });
    const rows = (await op.query("SELECT id FROM a WHERE id > 1000"));
    for (const row of rows)
        op.execute(\`UPDATE a SET name = '\${label(row)}'\`);
    if (names.length === 1000)
        op.execute("SELECT 1");
}
`,
  "a minifier": `import{integer as e}from"limbeck/migration";var t="a1",n=null,r=[\`x\`,\`y\`];function i(e,t=\`-\`){return\`\${e.id}\${t}\`}async function a(t){t.createTable(\`a\`,{id:e().notNull(),price:e()},{unlogged:!0});let n=await t.query(\`SELECT id FROM a WHERE id > 1000\`);for(let e of n)t.execute(\`UPDATE a SET name = '\${i(e)}'\`);r.length===1e3&&t.execute(\`SELECT 1\`)}export{n as downRevision,t as revision,a as upgrade};`,
};

describe("a revision that was compiled", () => {
  test.each(Object.entries(compiled))("by %s is the same revision, either way", (_, output) => {
    expect(compareChecksum(checksum(typed, "a.ts"), output, "a.js")).toBe("compiled");
    expect(compareChecksum(checksum(output, "a.js"), typed, "a.ts")).toBe("compiled");
    for (const other of Object.values(compiled))
      if (other !== output) expect(compareChecksum(checksum(other, "a.js"), output, "a.mjs")).toBe("compiled");
  });

  test.each([
    ["createTable", "dropTable"],
    ["UPDATE a SET", "UPDATE b SET"],
    ["id > 1000", "id < 1000"],
    ["integer().notNull", "integer().unique"],
    ["SELECT 1", "SELECT 2"],
    ["price", "cost"],
    ['"a1"', '"a2"'],
  ])("and edited, %s into %s, is another one", (from, to) => {
    for (const output of Object.values(compiled)) {
      const edited = output.replaceAll(from, to).replaceAll(from.replaceAll('"', "`"), to.replaceAll('"', "`"));
      if (edited === output) continue;
      expect(compareChecksum(checksum(typed, "a.ts"), edited, "a.js")).toBe("different");
      expect(compareChecksum(checksum(output, "a.js"), edited, "a.js")).toBe("different");
    }
  });

  test.each([
    ["a type", typed.replace("op: Op)", "op: Op<Row>)").replace("id: number", "id: bigint")],
    ["an assertion", typed.replace("[\"x\", 'y']", '["x", "y",] as const satisfies readonly string[]')],
  ])("%s of a source is no code", (_, edited) => {
    expect(edited).not.toBe(typed);
    expect(compareChecksum(checksum(typed, "a.ts"), edited, "a.ts")).toBe("comments");
  });

  test("a source is judged by its code, not by its words", () => {
    const edited = typed.replace("names.length === 1000", "names.length !== 1000");
    expect(compareChecksum(checksum(typed, "a.ts"), edited, "a.ts")).toBe("different");
  });
});

test("a checksum of version 2 goes on to tell code from comments", () => {
  const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
  const recorded = `2:${sha("a( )")}:${sha("a\n(\n)")}`;
  expect(compareChecksum(recorded, "a() // b", "a.ts")).toBe("comments");
  expect(compareChecksum(recorded, "a(1)", "a.ts")).toBe("different");
});

test.each([
  ["a comment", sql.replace("the first", "the very first")],
  ["the message", sql.replace("Created a", "Makes a")],
  ["the layout", sql.replace("TABLE a (", "TABLE a\n  (")],
])("%s of a SQL revision changes no code", (_what, edited) => {
  expect(compareChecksum(checksum(sql, "a.sql"), edited, "a.sql")).toBe("comments");
});

test.each([
  ["a statement", sql.replace("integer", "bigint")],
  ["the text of a string", sql.replace("(id integer)", "(id text DEFAULT 'a  b')")],
  ["where it runs", sql.replace("-- upgrade", "-- upgrade (no transaction)")],
  ["the direction", sql.replace("-- upgrade", "-- downgrade")],
  ["a parent", sql.replace("-- revision: a1", "-- revision: a1\n-- downRevision: b1")],
])("%s of a SQL revision is code", (_what, edited) => {
  expect(compareChecksum(checksum(sql, "a.sql"), edited, "a.sql")).toBe("different");
});

test("a checksum of version 1 knows the text alone", () => {
  const old = `1:${checksum(sql, "a.sql").split(":")[1]}`;
  expect(compareChecksum(old, sql, "a.sql")).toBe("equal");
  expect(compareChecksum(old, sql.replace("the first", "first"), "a.sql")).toBe("different");
});

test("a checksum of an unknown version says nothing about the text", () => {
  expect(compareChecksum("9:abc", "a", "a.sql")).toBe("unknown");
});
