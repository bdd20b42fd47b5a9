import { expect, test } from "vitest";
import { withAddedValuesApart } from "../operations/added-values.ts";
import { genericOperations } from "../operations/generic.ts";
import type { Statement } from "../operations/operation.ts";
import { offlineScript } from "./offline.ts";
import type { RevisionBody, RevisionCode, RunStep } from "./revision-code.ts";

const table = { schema: "public", name: "limbeck_version" };

function script(
  body: RevisionBody,
  options: { createTable?: boolean; message?: string; schema?: string } = {},
): Promise<string> {
  const { createTable = false, message = "Second", schema = "public" } = options;
  const step: RunStep = {
    revision: { id: "b", message, path: "b.ts", downRevision: ["a"] },
    direction: "up",
    rowsBefore: ["a", "other"],
    rowsAfter: ["b", "other"],
    rowChanges: { delete: [], update: [["a", "b"]], insert: [] },
  };
  const code: RevisionCode = {
    id: "b",
    path: "b.ts",
    checksum: "",
    unchanged: () => true,
    locate: () => undefined,
    up: body,
    down: undefined,
  };
  return offlineScript({
    steps: [step],
    codes: new Map([["b", code]]),
    definitions: genericOperations,
    table: { ...table, schema },
    createTable,
    defaultSchema: "public",
    environment: "test",
    arguments: { tenant: "shop" },
    serverVersion: 140000,
  });
}

const calls = (run: (op: never) => unknown): RevisionBody => ({ kind: "function", run: run as never });

test("a revision is a transaction that also moves the version row", async () => {
  const text = await script(calls((op: { execute: (sql: string) => void }) => op.execute("CREATE TABLE t ()")));
  expect(text).toBe(`BEGIN;

-- upgrade a -> b, Second

CREATE TABLE t ();

UPDATE public.limbeck_version SET version_num = 'b' WHERE version_num = 'a';

COMMIT;
`);
});

test("statements that must run alone stand outside of transactions, of which none is empty", async () => {
  const alone = (sql: string): Statement => ({ sql, transactional: false });
  const text = await script({
    kind: "sql",
    transactional: false,
    statements: [alone("VACUUM a"), { sql: "SELECT 1" }, alone("VACUUM b"), alone("VACUUM c")].map((statement) => ({
      statement,
      line: 1,
    })),
  });
  expect(text.replaceAll(/\n+/g, " ")).toBe(
    "-- upgrade a -> b, Second VACUUM a; BEGIN; SELECT 1; COMMIT; VACUUM b; VACUUM c; " +
      "BEGIN; UPDATE public.limbeck_version SET version_num = 'b' WHERE version_num = 'a'; COMMIT; ",
  );
});

test("a version table in a schema of its own brings that along", async () => {
  const text = await script(
    calls(() => {}),
    { createTable: true, schema: "ops" },
  );
  expect(text).toContain("CREATE SCHEMA IF NOT EXISTS ops;\n\nCREATE TABLE ops.limbeck_version (");
});

test("a message cannot end the comment that it stands in", async () => {
  const text = await script(
    calls(() => {}),
    { message: "x\nDROP TABLE y;" },
  );
  expect(text).toContain("-- upgrade a -> b, x DROP TABLE y;\n");
});

test("a comment at the end of a statement does not swallow its semicolon", async () => {
  const text = await script(calls((op: { execute: (sql: string) => void }) => op.execute("SELECT 1 -- one")));
  expect(text).toContain("SELECT 1 -- one\n;\n");
});

test("the revision knows that it is offline, and its arguments", async () => {
  const text = await script(
    calls(
      (op: { context: { offline: boolean; arguments: Record<string, string> }; execute: (sql: string) => void }) => {
        op.execute(`SELECT '${String(op.context.offline)} ${op.context.arguments["tenant"]}'`);
      },
    ),
  );
  expect(text).toContain("SELECT 'true shop';");
});

test("reading is refused", async () => {
  await expect(script(calls((op: { query: (sql: string) => void }) => op.query("SELECT 1")))).rejects.toMatchObject({
    code: "migration.offline",
  });
});

test("values of enums are added in the transaction, or before it where a statement may use them", async () => {
  const adds = (value: string): Statement => ({
    sql: `ALTER TYPE mood ADD VALUE IF NOT EXISTS '${value}'`,
    adds: { type: "mood", value },
  });
  const plain = (sql: string): Statement => ({ sql });
  const order = (statements: readonly Statement[]) =>
    withAddedValuesApart(statements).map(
      ({ sql, transactional }) => `${transactional === false ? "alone " : ""}${sql}`,
    );
  const table = plain("CREATE TABLE t (m mood)");
  expect(order([plain("CREATE TABLE u ()"), adds("new"), adds("old"), table])).not.toContainEqual(
    expect.stringContaining("alone"),
  );
  for (const use of [
    "ALTER TABLE t ALTER m SET DEFAULT 'new'",
    "UPDATE t SET m = other",
    "DO $$ BEGIN END $$",
    "ALTER TABLE t ALTER x TYPE mood USING x::mood",
    "CREATE VIEW v AS SELECT enum_last(NULL::mood)",
  ])
    expect(order([plain("CREATE TABLE u ()"), adds("new"), plain(use)])[0]).toBe(
      "alone ALTER TYPE mood ADD VALUE IF NOT EXISTS 'new'",
    );
  const renamed = plain("ALTER TYPE temper RENAME TO mood");
  expect(order([renamed, adds("new"), plain("UPDATE t SET m = 'new'")])[1]).toMatch(/^alone/);
});
