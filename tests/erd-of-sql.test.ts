import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { erd } from "../src/commands/erd.ts";
import { createProject } from "../src/config/load-config.ts";

test("SQL files are drawn: a dump with commands of psql and owners, and a folder in the order of names", async () => {
  const root = mkdtempSync(join(tmpdir(), "limbeck-sql-"));
  const project = createProject({}, { root });
  writeFileSync(
    join(root, "dump.sql"),
    "\\restrict abc\n\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.orders (id integer PRIMARY KEY);\nALTER TABLE public.orders OWNER TO shopkeeper;\n\\unrestrict abc\n",
  );
  mkdirSync(join(root, "sql"));
  writeFileSync(join(root, "sql", "1-first.sql"), "CREATE TABLE a (id integer PRIMARY KEY);");
  writeFileSync(join(root, "sql", "2-then.sql"), "CREATE TABLE b (a integer REFERENCES a);");
  writeFileSync(join(root, "broken.sql"), "CREATE TABLE a (id integer);\nCREATE TABLE b (x nowhere);");
  try {
    const dump = await erd(project, { of: "dump.sql", format: "mermaid" });
    expect(dump.content).toContain('"orders" {');
    expect(await erd(project, { of: "sql/", format: "mermaid" })).toMatchObject({ tables: 2, references: 1 });
    await expect(erd(project, { of: "broken.sql" })).rejects.toMatchObject({
      code: "sql-file.failed",
      message: expect.stringMatching(/^broken\.sql:2: type "nowhere" does not exist/) as string,
    });
    await expect(erd(project, { of: "nothing.sql" })).rejects.toMatchObject({ code: "sql-file.missing" });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 240_000);
