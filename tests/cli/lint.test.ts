import { afterEach, expect, test } from "vitest";
import { revisionFile, Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const config = "export default { environments: { development: {}, production: {} } };\n";

function project(upgrade: string, downgrade = 'op.execute("SELECT 1");'): Sandbox {
  const first = 'op.execute("CREATE TABLE orders (id integer PRIMARY KEY, note text, placed date)");';
  return (sandbox = new Sandbox({
    "limbeck.config.ts": config,
    "migrations/aaaa.ts": revisionFile("aaaa", { upgrade: first, downgrade: 'op.execute("DROP TABLE orders");' }),
    "migrations/bbbb.ts": revisionFile("bbbb", { down: "aaaa", upgrade, downgrade }),
  }));
}

const index = 'op.execute("CREATE INDEX orders_placed_idx ON orders (placed)");';

test("findings end with 2, name the line, and are told by identifier in JSON", async () => {
  project(index);
  const { exitCode, out } = await sandbox.run(["lint", "aaaa:head"]);
  expect(exitCode).toBe(2);
  expect(out).toContain("migrations/bbbb.ts:6\n  CREATE INDEX orders_placed_idx");
  expect(out).toContain("error L01 Building orders_placed_idx keeps writers of orders waiting");
  const { json } = await sandbox.run(["lint", "bbbb", "--json"]);
  expect(json).toMatchObject({
    findings: [{ rule: "L01", severity: "error", line: 6, table: "orders", locks: ["Share orders"], recipe: "R3" }],
    revisions: ["bbbb"],
  });
});

test("forms for tools name rule, file and line", async () => {
  project(index);
  const github = await sandbox.run(["lint", "bbbb", "--format", "github"]);
  expect(github.out).toMatch(/^::error file=migrations\/bbbb.ts,line=6,title=L01 index-blocks-writes::Building/);
  const sarif = JSON.parse((await sandbox.run(["lint", "bbbb", "--format", "sarif"])).out);
  expect(sarif.runs[0].results).toMatchObject([
    { ruleId: "L01", level: "error", locations: [{ physicalLocation: { region: { startLine: 6 } } }] },
  ]);
});

test("what a comment allows is no finding, as long as it says why and its day has not come", async () => {
  project(`// limbeck: allow L01: a quiet table\n  ${index}`);
  expect((await sandbox.run(["lint", "bbbb"])).exitCode).toBe(0);
  for (const comment of [
    "limbeck: allow L01",
    "limbeck: allow L01 until 2020-01-01: for now",
    "limbeck: allow L02: other",
  ]) {
    sandbox.write("migrations/bbbb.ts", revisionFile("bbbb", { down: "aaaa", upgrade: `// ${comment}\n  ${index}` }));
    expect((await sandbox.run(["lint", "bbbb", "--no-cache"])).exitCode).toBe(2);
  }
});

test("sizes make a small table a remark, and a large one a warning with its size", async () => {
  project(index);
  const tables = (rows: number) => JSON.stringify({ tables: { "public.orders": { rows, bytes: rows * 100 } } });
  sandbox.write("small.json", tables(50));
  sandbox.write("large.json", tables(50_000_000));
  const small = await sandbox.run(["lint", "bbbb", "--statistics", "small.json"]);
  expect([small.exitCode, small.out]).toEqual([0, ""]);
  const large = await sandbox.run(["lint", "bbbb", "--statistics", "large.json", "--json"]);
  expect(large.json["findings"]).toMatchObject([{ rule: "L01", rows: 50_000_000 }, { rule: "L79" }]);
  sandbox.write("broken.json", "{}");
  expect((await sandbox.run(["lint", "bbbb", "--statistics", "broken.json"])).exitCode).toBe(1);
});

test("the way down is looked at, and a step that fails is named", async () => {
  project(
    'op.execute("ALTER TABLE orders ALTER note DROP NOT NULL");',
    'op.execute("ALTER TABLE orders ALTER note SET NOT NULL");',
  );
  const { json } = await sandbox.run(["lint", "bbbb", "--json"]);
  expect(json["findings"]).toMatchObject([{ rule: "L24", direction: "downgrade" }]);
  sandbox.write(
    "migrations/bbbb.ts",
    revisionFile("bbbb", { down: "aaaa", upgrade: 'op.execute("ALTER TABLE nothing ADD a int");' }),
  );
  const failing = await sandbox.run(["lint", "bbbb", "--json"]);
  expect(failing.json["findings"]).toMatchObject([{ rule: "fails", severity: "error", line: 6 }]);
});

test("a revision without a downgrade that does not say why is named", async () => {
  project("op.execute('SELECT 1');");
  sandbox.write(
    "migrations/bbbb.ts",
    revisionFile("bbbb", { down: "aaaa" }).replace(/export function downgrade[\s\S]*$/, ""),
  );
  const { json } = await sandbox.run(["lint", "bbbb", "--json"]);
  expect(json["findings"]).toMatchObject([{ rule: "L76" }]);
});

test("explain tells one rule, by identifier or name, or lists all", async () => {
  sandbox = new Sandbox();
  expect((await sandbox.run(["explain", "l26"])).out).toContain("L26 volatile-default-rewrites (error)");
  expect((await sandbox.run(["explain", "volatile-default-rewrites"])).exitCode).toBe(0);
  expect((await sandbox.run(["explain"])).out.split("\n").length).toBeGreaterThan(75);
  expect((await sandbox.run(["explain", "L99"])).exitCode).toBe(1);
});
