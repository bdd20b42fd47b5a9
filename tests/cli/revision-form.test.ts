/** Identifiers, templates, directives and single attributes of new revisions, as the config says. */
import { afterEach, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const limbeck = JSON.stringify(new URL("../../src/public/limbeck.ts", import.meta.url).pathname);

const model = (columns: string): string => `import { dataModel, integer, model, sql, text, varchar } from ${limbeck};
export class Person extends model("people", { id: integer().primaryKey(), ${columns} }) {}
export const shop = dataModel({ Person });
`;

const config = (fields: string): string =>
  `export default { target: () => import("./models.ts").then((m) => m.shop), ${fields} };\n`;

async function run(...argv: string[]) {
  const result = await sandbox.run(argv);
  expect([result.exitCode, result.exitCode === 0 ? "" : result.err]).toEqual([0, ""]);
  return result;
}

test("identifiers are counted, also by merges and for split revisions", { timeout: 120_000 }, async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config(
      `revisionIds: "numbered",
       processRevisionDirectives: (list, { autogenerate }) => autogenerate && list.length > 0 ? [...list, { message: "More", upgrade: [], downgrade: [] }] : undefined`,
    ),
    "models.ts": model("name: text()"),
  });
  await run("revision", "-m", "One");
  await run("revision", "-m", "Two");
  await run("revision", "-m", "Side", "--head", "0001", "--splice");
  await run("merge");
  await run("revision", "-a", "-m", "Person", "--against", "revisions");
  const names = sandbox.files("migrations").map((name) => name.slice(0, 4));
  expect(names).toEqual(["0001", "0002", "0003", "0004", "0005", "0006"]);
  expect(sandbox.files("migrations")[5]).toBe("0006_more.ts");
  expect((await run("heads")).out).toContain("0006");
  await run("revision", "-m", "Own", "--rev-id", "10");
  await run("revision", "-m", "Next");
  expect(sandbox.files("migrations")).toContain("0011_next.ts");
});

test("identifiers are moments or what a function says", async () => {
  sandbox = new Sandbox({ "limbeck.config.ts": config(`revisionIds: "timestamp"`), "models.ts": model("") });
  await run("revision", "-m", "One");
  expect(sandbox.files("migrations")[0]).toMatch(/^20\d{12}_one\.ts$/);
  sandbox.write(
    "limbeck.config.ts",
    config(`revisionIds: ({ message, parents, ids }) => message.toLowerCase() + parents.length + ids.length`),
  );
  await run("revision", "-m", "Two");
  expect(sandbox.files("migrations")).toContain("two11_two.ts");
  for (const [wrong, code] of [
    ["a b", "revision.illegal-id"],
    ["two11", "revision.id-in-use"],
    [7, "revision.illegal-id"],
  ]) {
    sandbox.write("limbeck.config.ts", config(`revisionIds: () => ${JSON.stringify(wrong)}`));
    const result = await sandbox.run(["revision", "-m", "Three", "--json"]);
    expect(result.json).toMatchObject({ error: { code } });
  }
  sandbox.write("limbeck.config.ts", config(`revisionIds: "random"`));
  expect((await sandbox.run(["heads", "--json"])).json).toMatchObject({ error: { code: "config.invalid" } });
});

test("files are written by a template of one's own", { timeout: 120_000 }, async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config(`revisionTemplate: { typescript: "revision.txt", sql: "revision.sql.txt" }`),
    "models.ts": model("name: text()"),
    "revision.txt": `// Copyright, 100%% ours\n%(head)s\n\n/** Revision %(rev)s, %(message)s. */\nexport async function upgrade(op: Op) {\n  op.execute("SET LOCAL ROLE none");\n%(upgradeBody)s\n}\n\n%(downgrade)s`,
    "revision.sql.txt": "%(head)s\n%(upgrade)s\n%(downgrade)s\n-- end",
  });
  await run("revision", "-m", "By hand", "--rev-id", "a1");
  const text = sandbox.read("migrations/a1_by_hand.ts");
  expect(text).toMatch(/^\/\/ Copyright, 100% ours\n\/\*\* By hand \*\//);
  expect(text).toContain("/** Revision a1, By hand. */");
  await run("revision", "-a", "-m", "Made", "--rev-id", "a2", "--against", "revisions");
  expect(sandbox.read("migrations/a2_made.ts")).toMatch(/SET LOCAL ROLE none"\);\n {2}op\.createTable\("people"/);
  await run("revision", "-m", "In SQL", "--rev-id", "a3", "--format", "sql");
  expect(sandbox.read("migrations/a3_in_sql.sql")).toMatch(/-- end\n$/);
  await run("upgrade");
  await run("downgrade", "base");
  for (const [name, wrong] of Object.entries({
    token: "%(head)s %(nothing)s",
    "no head": "export function upgrade() {}",
    other: 'export const revision = "zz";\nexport const downRevision = null;',
  })) {
    sandbox.write("revision.txt", wrong);
    const result = await sandbox.run(["revision", "-m", "Wrong", "--json"]);
    expect(result.json, name).toMatchObject({ error: { code: "command.revision-template" } });
  }
  sandbox.write("limbeck.config.ts", config(`revisionTemplate: "missing.txt"`));
  expect((await sandbox.run(["revision", "-m", "Wrong", "--json"])).json).toMatchObject({
    error: { code: "command.revision-template" },
  });
  expect(sandbox.files("migrations")).toHaveLength(3);
});

test(
  "directives are told the command and say identifier, parents, label and folder",
  { timeout: 120_000 },
  async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": config(
        `revisions: ["migrations", "extra"], processRevisionDirectives: (list, context) => {
        (globalThis.directivesTold ??= []).push(context);
        return list.map((directive) => ({ ...directive, id: "x" + context.revisions.length, versionPath: "extra", branchLabels: context.revisions.length === 0 ? ["side"] : [],
          ...(context.autogenerate ? {} : { upgrade: [{ type: "execute", sql: "SELECT 1" }], downgrade: [] }) }));
      }`,
      ),
      "models.ts": model("name: text()"),
    });
    await run("revision", "-m", "One", "-x", "who=me", "--version-path", "migrations");
    await run("revision", "-a", "-m", "Two", "--against", "revisions");
    expect(sandbox.files("extra")).toEqual(["x0_one.ts", "x1_two.ts"]);
    expect(sandbox.read("extra/x0_one.ts")).toMatch(/branchLabels = \["side"\][\s\S]*op\.execute\(/);
    expect((globalThis as { directivesTold?: unknown }).directivesTold).toMatchObject([
      { autogenerate: false, parents: [], revisions: [], arguments: { who: "me" }, environment: "development" },
      { autogenerate: true, parents: ["x0"], revisions: ["x0"] },
    ]);
  },
);

test("one attribute of one column stays as the database has it", { timeout: 120_000 }, async () => {
  const include = `includeAttribute: (attribute, kind, database, model) => !(kind === "column" && attribute === "type" && database.type === "character varying(50)" && model.type === "text")
    && !(kind === "default" && database.expression === "now()")`;
  sandbox = new Sandbox({
    "limbeck.config.ts": config(include),
    "models.ts": model(`name: varchar(50).notNull(), note: varchar(50), at: text().serverDefault(sql\`now()\`)`),
  });
  await run("revision", "-a", "-m", "One");
  await run("upgrade");
  sandbox.write(
    "models.ts",
    model(`name: text().notNull(), note: text(), at: text().serverDefault(sql\`clock_timestamp()\`)`),
  );
  await run("check");
  sandbox.write(
    "models.ts",
    model(`name: text(), note: varchar(60), at: text().serverDefault(sql\`clock_timestamp()\`)`),
  );
  const checked = await sandbox.run(["check", "--json"]);
  const found = checked.json["differences"] as { readonly key: string }[];
  expect(found.map(({ key }) => /name|note/.exec(key)?.[0])).toEqual(["name", "note"]);
  const { out } = await run("revision", "-a", "-m", "Two");
  expect(sandbox.read(out.trim())).not.toMatch(/"name"[^;]*type/);
  await run("upgrade");
  await run("check");
});

test("SQL revisions keep which statement runs alone, what it costs and what is to be decided", async () => {
  sandbox = new Sandbox({ "limbeck.config.ts": config(""), "models.ts": model("at: integer()") });
  await run("revision", "-a", "-m", "People", "--rev-id", "a1");
  await run("upgrade");
  const changed = model("at: date(), name: text()").replace(
    "}) {}",
    `}, (t) => [index([t.name], { concurrently: true })]) {}`,
  );
  sandbox.write("models.ts", changed.replace("import {", "import { date, index,"));
  await run("revision", "-a", "-m", "Dates", "--rev-id", "b2", "--format", "sql");
  const written = sandbox.read("migrations/b2_dates.sql");
  expect(written).toMatch(/-- decision: decide how integer becomes date.*\nALTER TABLE public.people/);
  expect(written).toMatch(/-- no transaction\nCREATE INDEX CONCURRENTLY/);
  expect((await sandbox.run(["upgrade", "--json"])).json).toMatchObject({
    error: { code: "migration.decision", message: expect.stringContaining("decide how integer becomes date") },
  });
  sandbox.write("migrations/b2_dates.sql", written.replace(/-- decision: .*\n/g, ""));
  await run("upgrade");
  await run("check");
  await run("downgrade", "base");
});
