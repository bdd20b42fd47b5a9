import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { codeOf } from "../../tests/support/revision-graph.ts";
import { parseSqlSections } from "./parse-sql.ts";
import { isRevisionFileName, parseRevision, readRevisionFile } from "./parse-revision.ts";
import type { Revision } from "./revision.ts";

const folder = mkdtempSync(join(tmpdir(), "limbeck-parse-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parsed(text: string, path = "plain.ts"): Partial<Revision> | undefined {
  return parseRevision(text, path);
}

const design = `/** Created OrderProduct as an association table to track Order-Product association. */
import { integer, type Op } from "limbeck/migration";

export const revision = "960969e75871";
export const downRevision = "a0cf7f5d705d"; // null at a base, an array at a merge
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-01-26T17:30:18Z";

export function upgrade(op: Op) {
  op.createTable("order_products", { revision: integer() });
}
`;

describe("revisions in TypeScript", () => {
  test("the identifiers and the message are read from the head", () => {
    expect(parsed(design, "960969e75871_created.ts")).toEqual({
      id: "960969e75871",
      downRevision: ["a0cf7f5d705d"],
      branchLabels: [],
      dependsOn: [],
      createdAt: "2026-01-26T17:30:18Z",
      message: "Created OrderProduct as an association table to track Order-Product association.",
      doc: "Created OrderProduct as an association table to track Order-Product association.",
      path: "960969e75871_created.ts",
      format: "typescript",
    });
  });

  test.each([
    ["null", []],
    ["undefined", []],
    ["[]", []],
    ["'a'", ["a"]],
    ["`a`", ["a"]],
    ["[\"a\", 'b',]", ["a", "b"]],
    ['[\n  "a", // left\n  /* right */ "b",\n]', ["a", "b"]],
    ['["a", "b"] as const', ["a", "b"]],
    ['(["a"] as string[])', ["a"]],
    ['"a" as string | null', ["a"]],
    ['"a" satisfies string', ["a"]],
    ['["a"] as const satisfies readonly string[]', ["a"]],
    ['["a"] as\n  | string[]\n  | null', ["a"]],
    ['["a"] as Array<\n  string\n>', ["a"]],
    ['"\\u0061\\x62\\u{63}"', ["abc"]],
  ])("downRevision = %s", (value, ids) => {
    for (const end of [";", "", " // parent", " /* parent */;"]) {
      const text = `export const revision = "x"\nexport const downRevision = ${value}${end}\nexport const dependsOn = ["d"]\n`;
      expect(parsed(text)).toMatchObject({ id: "x", downRevision: ids, dependsOn: ["d"] });
    }
  });

  test.each([
    [
      "type annotations",
      "export const revision: string = 'x';\nexport const downRevision: Readonly<\n  string\n> | readonly string[] | null = null;\nexport const dependsOn: Array<string> = [];",
    ],
    ["one line", "export const revision='x';export const downRevision=null;export const branchLabels=['l'];"],
    [
      "CRLF and a byte order mark",
      "\uFEFF/** Hi */\r\nexport const revision = 'x';\r\nexport const downRevision = null;\r\n",
    ],
    ["another order", "export const downRevision = null;\nexport const revision = 'x';"],
    ["a hash bang", "#!/usr/bin/env node\nexport const revision = 'x';\nexport const downRevision = null;"],
    [
      "statements between",
      "import a, { b } from 'c'\nimport 'd'\nconst re = /['\"`{]/g;\nconst half = 4 / 2 / 1\nconst t = `${[`}`].map((x) => `{${x}`)}`\ntype T = {\n  a: string\n}\nexport type U = T\nexport const other = { revision: 'no' }\nexport const revision = 'x'\nexport const downRevision = null\n",
    ],
    [
      "the names in comments and strings",
      "// export const revision = 'no';\n/* export const revision = 'no'; */\nconst s = \"export const revision = 'no';\";\nexport const revision = 'x';\nexport const downRevision = null;",
    ],
    [
      "braces in the function",
      "export const revision = 'x';\nexport const downRevision = null;\nexport async function upgrade(op) { `${ }",
    ],
  ])("%s are no obstacle", (_, text) => {
    expect(parsed(text)).toMatchObject({ id: "x", downRevision: [] });
  });

  test.each([
    ["/** One line. */", "One line.", "One line."],
    ["/**\n * First.\n *\n * Second, * starred.\n */", "First.", "First.\n\nSecond, * starred."],
    ["/**\n  No gutter.\n  */", "No gutter.", "No gutter."],
    ["// eslint-disable\n/* license */\n/** After others. */", "After others.", "After others."],
    [
      String.raw`/** Close *\/ early, *\\/ twice. */`,
      String.raw`Close */ early, *\/ twice.`,
      String.raw`Close */ early, *\/ twice.`,
    ],
    ["/***/\n/* plain */", "", ""],
  ])("the message in %j", (comment, message, doc) => {
    expect(
      parsed(
        `${comment}\nexport const revision = "x";\nexport const downRevision = null;\n/** Later. */\nexport function upgrade() {}`,
      ),
    ).toMatchObject({ message, doc });
  });

  test.each([
    ["a call", "export const revision = makeId();", 1, "a string that is not empty"],
    ["a joined string", 'export const revision = "a" + "b";', 1, "a plain literal"],
    ["a template with a value", "export const revision = `${a}`;", 1, "a string that is not empty"],
    ["null", "export const revision = null;", 1, "a string that is not empty"],
    ["a number", "export const revision = 12;", 1, "a string that is not empty"],
    ["an empty string", 'export const revision = "";', 1, "a string that is not empty"],
    ["no downRevision", 'export const revision = "x";\nexport function upgrade() {}', 1, "downRevision"],
    ["a name of another file", 'export { revision } from "./other.js";', 1, "a string that is not empty"],
    ["an imported name", 'import { a } from "./a.js";\nexport { a as revision };', 2, "a string that is not empty"],
    ["a call behind a name", "const a = makeId();\nexport { a as revision };", 2, "a string that is not empty"],
    [
      "a conflict",
      'export const revision = "x";\nexport const downRevision = null;\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n',
      3,
      "one text",
    ],
    [
      "a list of names",
      'export const revision = "x";\nexport const downRevision = [a];',
      2,
      "null, a string or a list of strings",
    ],
    ["a member", 'export const revision = "x";\nexport const downRevision = ["a"]\n[0];', 3, "a plain literal"],
    ["an open string", 'export const revision = "x;\n', 1, "a string"],
    ["two of them", 'export const revision = "x";\nexport const revision = "y";', 2, "one `revision`"],
    ["an illegal identifier", '\nexport const revision = "a@b";\nexport const downRevision = null;', 2, "without `@`"],
  ])("%s is refused with file and line", (_, text, line, expected) => {
    expect(() => parsed(text, "bad.ts")).toThrow(
      expect.objectContaining({
        code: "revision.malformed",
        path: "bad.ts",
        line,
        expected: expect.stringContaining(expected),
        exitCode: 6,
      }),
    );
  });

  test("a text without identifiers is no revision", () => {
    expect(parsed("export const helper = 1;\nexport function f() {}", "shared.ts")).toBeUndefined();
    expect(parsed("", "empty.ts")).toBeUndefined();
    expect(parsed("", "960969e75871_.sql")).toBeUndefined();
  });

  test.each([
    ["a.ts", true],
    ["a.mts", true],
    ["a.js", true],
    ["a.mjs", true],
    ["a.cjs", true],
    ["a.cts", true],
    ["a.d.mts", false],
    ["a.sql", true],
    ["a.d.ts", false],
    [".#a.ts", false],
    ["a.py", false],
    ["a.ts.map", false],
    ["README.md", false],
  ])("%s can hold a revision: %s", (name, can) => {
    expect(isRevisionFileName(name)).toBe(can);
  });
});

describe("files", () => {
  const read = (name: string, text: string): Revision | undefined => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return readRevisionFile(path);
  };

  test("only the head of a long file is needed, wherever the first part of it is cut", () => {
    for (const length of [8100, 8150, 8170, 8180, 8185, 8190, 8192, 8300, 20_000]) {
      const text = `/** é${"x".repeat(length)} */\n${design.slice(design.indexOf("import"))}${"// é\n".repeat(4000)}`;
      expect(read("long.ts", text)).toMatchObject({
        id: "960969e75871",
        downRevision: ["a0cf7f5d705d"],
        createdAt: "2026-01-26T17:30:18Z",
        doc: `é${"x".repeat(length)}`,
      });
      const sql = `-- é${"x".repeat(length)}\n-- revision: x\n-- downRevision: a, b\n-- upgrade\n${"SELECT 1;\n".repeat(2000)}`;
      expect(read("long.sql", sql)).toMatchObject({ id: "x", downRevision: ["a", "b"], doc: `é${"x".repeat(length)}` });
    }
  });

  test("fields that stand further down than the head of a long file count", () => {
    const filler = `export function upgrade() {}\n${"// é\n".repeat(4000)}`;
    const head = 'export const revision = "x";\nexport const downRevision = null;\n';
    expect(read("late.ts", `${head}${filler}export const dependsOn = ["d"];`)).toMatchObject({ dependsOn: ["d"] });
  });

  test.each([
    ["UTF-16", Buffer.from(`\uFEFF${design}`, "utf16le")],
    ["UTF-16 without a mark", Buffer.from(design, "utf16le")],
    ["Latin-1", Buffer.from(design.replace("Created", "Créé"), "latin1")],
    ["Latin-1 far down", Buffer.from(`${"// a\n".repeat(4000)}// é\n${design}`, "latin1")],
  ])("%s is refused", (_, bytes) => {
    const path = join(folder, "other.ts");
    writeFileSync(path, bytes);
    expect(() => readRevisionFile(path)).toThrow(expect.objectContaining({ code: "revision.encoding", path }));
  });

  test("a file that is not there cannot be read", () => {
    expect(codeOf(() => readRevisionFile(join(folder, "missing.ts")))).toBe("revision.unreadable");
  });
});

const sql = `-- Created orders
--
-- and their index.
-- revision: 960969e75871
-- downRevision: a0cf7f5d705d, b0cf7f5d705d
-- branchLabels: shop
-- dependsOn:
-- createdAt: 2026-01-26T17:30:18Z

-- upgrade
CREATE TABLE orders ();
-- downgrade (no transaction)
DROP TABLE orders;
`;

describe("revisions in SQL", () => {
  test("the identifiers are read from comment lines", () => {
    expect(parsed(sql, "x.sql")).toEqual({
      id: "960969e75871",
      downRevision: ["a0cf7f5d705d", "b0cf7f5d705d"],
      branchLabels: ["shop"],
      dependsOn: [],
      createdAt: "2026-01-26T17:30:18Z",
      message: "Created orders",
      doc: "Created orders\n\nand their index.",
      path: "x.sql",
      format: "sql",
    });
    expect(parsed("-- revision: x\r\n-- downRevision: none\r\n-- upgrade\r\n", "x.sql")).toMatchObject({
      id: "x",
      downRevision: [],
      message: "",
    });
  });

  test("a file without a revision line is passed over", () => {
    expect(parsed("CREATE TABLE t ();", "seed.sql")).toBeUndefined();
  });

  test.each([
    ["no downRevision", "-- revision: x\n-- upgrade\n", 1],
    ["two revisions", "-- revision: x\n-- revision: y\n", 2],
    ["an illegal identifier", "-- revision: a-b\n-- downRevision: none\n-- upgrade\n", 1],
  ])("%s is refused", (_, text, line) => {
    expect(() => parsed(text, "x.sql")).toThrow(expect.objectContaining({ code: "revision.malformed", line }));
  });

  test("the sections and the lines where they begin", () => {
    expect(parseSqlSections(sql)).toEqual({
      upgrade: { text: "CREATE TABLE orders ();\n", line: 11, transactional: true },
      downgrade: { text: "DROP TABLE orders;\n", line: 13, transactional: false },
    });
  });

  test("without a downgrade section the revision cannot be undone", () => {
    expect(parseSqlSections("-- UPGRADE\r\nSELECT 1;\r\n")).toEqual({
      upgrade: { text: "SELECT 1;\r\n", line: 2, transactional: true },
      downgrade: undefined,
    });
    expect(parseSqlSections("-- downgrade\n-- upgrade")).toMatchObject({
      upgrade: { text: "" },
      downgrade: { text: "" },
    });
  });

  test.each([
    ["a string", "SELECT '\n-- downgrade\n';"],
    ["an escape string", "SELECT E'\\'\n-- downgrade\n';"],
    ["a string with doubled quotes", "SELECT 'it''s\n-- downgrade\n';"],
    ["a quoted name", 'SELECT "\n-- downgrade\n";'],
    ["a dollar quote", "DO $do$\n-- downgrade\n$$ $do$;"],
    ["a nested comment", "/* /* */\n-- downgrade\n*/"],
    ["the end of a line", "SELECT 1; -- downgrade"],
    ["a longer comment", "-- downgrade is not possible"],
  ])("a marker inside %s is no marker", (_, body) => {
    expect(parseSqlSections(`-- upgrade\n${body}\n`)).toEqual({
      upgrade: { text: `${body}\n`, line: 2, transactional: true },
      downgrade: undefined,
    });
  });

  test("a dollar sign in a name or a parameter opens no quote", () => {
    for (const body of ["SELECT a$b$ FROM t;", "SELECT $1, $2;"]) {
      expect(parseSqlSections(`-- upgrade\n${body}\n-- downgrade\nSELECT 2;`).downgrade?.text).toBe("SELECT 2;");
    }
  });

  test.each([
    ["no upgrade", "-- revision: x\n", 2],
    ["a statement before it", "-- revision: x\nSELECT 1;\n-- upgrade\n", 2],
    ["two upgrades", "-- upgrade\n-- downgrade\n-- upgrade\n", 3],
    ["an unknown option", "-- upgrade (concurrently)\n", 1],
  ])("%s is refused", (_, text, line) => {
    expect(() => parseSqlSections(text, "x.sql")).toThrow(
      expect.objectContaining({ code: "revision.malformed", path: "x.sql", line }),
    );
  });
});
