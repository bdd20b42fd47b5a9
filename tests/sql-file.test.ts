import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataModel } from "./support/vocabulary.ts";
import { sqlFile } from "../src/dialects/postgresql/kinds/sql-file/declare.ts";

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

test("rare kinds are declared, with what changes them or comments on them in any file", () => {
  writeFileSync(
    join(folder, "1.sql"),
    `COMMENT ON FUNCTION add(int, b text) IS E'it\\'s\\none';
     COMMENT ON COLUMN v.a IS 'first'; COMMENT ON TRIGGER t ON shop.orders IS $$why$$; COMMENT ON RULE r ON orders IS NULL;
     ALTER PUBLICATION "P" ADD TABLES IN SCHEMA shop, "B c", TABLE w`,
  );
  writeFileSync(
    join(folder, "2.sql"),
    `CREATE FUNCTION add(a int, text) RETURNS int LANGUAGE sql RETURN a;
     CREATE VIEW v AS SELECT 1 AS a; CREATE TRIGGER t AFTER INSERT ON shop.orders EXECUTE FUNCTION f();
     CREATE RULE r AS ON UPDATE TO orders WHERE old.id > 1 DO ALSO (NOTIFY a; NOTIFY b;);
     ALTER TABLE ONLY orders ENABLE ALWAYS RULE r;

     CREATE PUBLICATION "P" FOR TABLE t (a, b) WHERE (a > 1 AND b = ','), ONLY "S".u, shop.v * WITH (publish = 'insert');`,
  );
  const objects = objectsOf();
  expect(objects.get('function public."add(integer, text)"' as never)).toMatchObject({ comment: "it's\none" });
  expect(objects.get("view public.v" as never)).toMatchObject({ columns: [{ name: "a", comment: "first" }] });
  expect(objects.get("trigger shop.orders.t" as never)).toMatchObject({ comment: "why" });
  expect([...objects.values()].flatMap((object) => (object as { definition?: unknown[] }).definition ?? [])).toEqual([
    "CREATE FUNCTION add(a int, text) RETURNS int LANGUAGE sql RETURN a",
    "CREATE RULE r AS ON UPDATE TO public.orders WHERE old.id > 1 DO ALSO (NOTIFY a; NOTIFY b;)",
    "ALTER TABLE public.orders ENABLE ALWAYS RULE r",
    `CREATE PUBLICATION "P" WITH (publish = 'insert')`,
    `ALTER PUBLICATION "P" ADD TABLE ONLY public.t (a, b) WHERE (a > 1 AND b = ',')`,
    `ALTER PUBLICATION "P" ADD TABLE ONLY "S".u`,
    `ALTER PUBLICATION "P" ADD TABLE ONLY shop.v`,
    `ALTER PUBLICATION "P" ADD TABLES IN SCHEMA shop`,
    `ALTER PUBLICATION "P" ADD TABLES IN SCHEMA "B c"`,
    `ALTER PUBLICATION "P" ADD TABLE ONLY public.w`,
  ]);
  const { metadata } = dataModel({ files: sqlFile(folder) });
  expect(metadata.describe(`publicationMember """P"" TABLE public.t"` as never)).toMatch(/2\.sql:6$/);
});

test.each([
  ["CREATE USER MAPPING FOR a SERVER s OPTIONS (password 'x')", "definition.user-mapping-options"],
  ["ALTER EVENT TRIGGER e DISABLE", "definition.missing"],
  ["COMMENT ON SERVER s IS 'x'", "definition.missing"],
  ["COMMENT ON FUNCTION f() IS 'x'", "sql-file.statement"],
  ["CREATE STATISTICS ON a, b FROM t", "sql-file.statement"],
])("%s is refused", (statement, code) => {
  writeFileSync(join(folder, "a.sql"), statement);
  expect(() => objectsOf()).toThrow(expect.objectContaining({ code }));
});

test("a statement that declares nothing is refused with its file", () => {
  writeFileSync(join(folder, "a.sql"), "INSERT INTO t VALUES (1)");
  expect(() => objectsOf()).toThrow(expect.objectContaining({ code: "sql-file.statement", file: "a.sql" }));
});

test("a folder that is not there is named", () => {
  expect(() => dataModel({ files: sqlFile(join(folder, "none")) })).toThrow(
    expect.objectContaining({ code: "sql-file.missing", file: relative(process.cwd(), join(folder, "none")) }),
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

test("each object is of the line where its statement begins, also what a later statement adds", () => {
  const file = join(folder, "1.sql");
  writeFileSync(
    file,
    "CREATE RULE a AS ON DELETE TO t DO NOTHING;\n\nCREATE PUBLICATION p FOR TABLE t;\nCOMMENT ON RULE a ON t IS 'x';\nCREATE VIEW v AS\n  SELECT 1 AS a;\nALTER PUBLICATION p ADD TABLE u;\n",
  );
  const { origins } = dataModel({ files: sqlFile(folder) }).metadata;
  const lines = Object.fromEntries([...origins].map(([key, place]) => [key, place.replace(/.*:/, "")]));
  expect(relative(process.cwd(), file)).toBe([...origins.values()][0]!.replace(/:\d+$/, ""));
  expect(lines).toEqual({
    "view public.v": "6",
    'rule "a ON public.t"': "1",
    "publication p": "3",
    'publicationMember "p TABLE public.t"': "3",
    'publicationMember "p TABLE public.u"': "7",
  });
});
