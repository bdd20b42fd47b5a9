import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataModel } from "./support/vocabulary.ts";
import { sqlFile } from "../src/kinds/sql-file/declare.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "limbeck-sql-file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const objectsOf = () => dataModel({ files: sqlFile(folder) }).metadata.objects;

test("all statements of all files of a folder are declared, in the order of the names", () => {
  writeFileSync(
    join(folder, "2.sql"),
    "create or replace view v with (security_barrier) as select 1 as a with local check option;",
  );
  writeFileSync(
    join(folder, "1.sql"),
    `-- a function; with a semicolon in a comment
     CREATE FUNCTION shop.f(a int, OUT b text) LANGUAGE sql AS $$ SELECT ';' ; $$;
     CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
     CREATE MATERIALIZED VIEW m AS SELECT 1 AS a WITH NO DATA;
     CREATE CONSTRAINT TRIGGER "T" AFTER INSERT OR UPDATE OF a ON shop.orders FOR EACH ROW EXECUTE PROCEDURE f('x')`,
  );
  expect([...objectsOf().keys()]).toEqual([
    "schema shop",
    "function shop.f(integer)",
    "function public.g()",
    "materializedView public.m",
    "trigger shop.orders.T",
    "view public.v",
  ]);
  expect(objectsOf().get("view public.v" as never)).toMatchObject({
    query: "select 1 as a",
    options: ["security_barrier=true"],
    checkOption: "local",
  });
  expect(objectsOf().get("trigger shop.orders.T" as never)).toMatchObject({
    events: "AFTER INSERT OR UPDATE OF a",
    action: "FOR EACH ROW EXECUTE FUNCTION public.f('x')",
    constraint: true,
  });
});

test("a statement that declares nothing is refused with its file", () => {
  writeFileSync(join(folder, "a.sql"), "INSERT INTO t VALUES (1)");
  expect(() => objectsOf()).toThrow(expect.objectContaining({ code: "sql-file.statement", file: "a.sql" }));
});

test("a folder that is not there is named", () => {
  expect(() => dataModel({ files: sqlFile(join(folder, "none")) })).toThrow(
    expect.objectContaining({ code: "sql-file.missing", file: "none" }),
  );
});

test("patterns choose files, and every object knows the line where its text begins", () => {
  mkdirSync(join(folder, "views", "more"), { recursive: true });
  writeFileSync(join(folder, "views", "a.sql"), '-- sums\nCREATE VIEW a (x, "Y z") AS\n  SELECT 1,\n  2;');
  writeFileSync(
    join(folder, "views", "more", "b.sql"),
    "\n\nCREATE FUNCTION b() RETURNS int LANGUAGE sql AS 'SELECT 1';",
  );
  writeFileSync(join(folder, "views", "c.txt"), "no SQL");
  const keysOf = (pattern: string): string[] => [
    ...dataModel({ files: sqlFile(join(folder, pattern)) }).metadata.objects.keys(),
  ];
  expect(keysOf("views/*.sql")).toEqual(["view public.a"]);
  expect(keysOf("views/**/*.sql")).toEqual(["view public.a", "function public.b()"]);
  expect(() => keysOf("views/*.SQL")).toThrow(expect.objectContaining({ code: "sql-file.missing" }));
  const { metadata } = dataModel({ files: sqlFile(join(folder, "**/*.sql")) });
  expect(metadata.describe("view public.a" as never)).toMatch(/views\/a\.sql:3$/);
  expect(metadata.describe("function public.b()" as never)).toMatch(/more\/b\.sql:3$/);
  expect(metadata.get("view public.a" as never)).toMatchObject({ columnNames: ["x", "Y z"] });
});

test("recursive views and the clauses of materialized views are read", () => {
  writeFileSync(
    join(folder, "a.sql"),
    `CREATE RECURSIVE VIEW steps (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM steps WHERE n < 3;
     CREATE MATERIALIZED VIEW IF NOT EXISTS m (x) USING heap WITH (fillfactor = 70) TABLESPACE fast AS SELECT 1 WITH DATA;`,
  );
  expect(objectsOf().get("view public.steps" as never)).toMatchObject({
    query:
      "WITH RECURSIVE steps (n) AS (\nVALUES (1) UNION ALL SELECT n + 1 FROM steps WHERE n < 3\n) SELECT n FROM steps",
  });
  expect(objectsOf().get("materializedView public.m" as never)).toMatchObject({
    query: "SELECT 1",
    columnNames: ["x"],
    accessMethod: "heap",
    tablespace: "fast",
    storageParameters: ["fillfactor=70"],
  });
});
