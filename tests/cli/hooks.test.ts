/** What a config may add: operations and kinds, hooks, and options in front of the command. */
import { afterEach, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const api = JSON.stringify(new URL("../../src/public/migration.ts", import.meta.url).pathname);
const limbeck = JSON.stringify(new URL("../../src/public/limbeck.ts", import.meta.url).pathname);

const models = (tenants: string): string => `import { dataModel, model, varchar } from ${limbeck};
import { tenant } from "./tenants.ts";
export class T extends model("tenants", { name: varchar().primaryKey(), plan: varchar().notNull() }) {}
export const shop = dataModel({ T, ${tenants} });
`;

const tenants = `import { declareObject, defineKind, defineOperation, keyOf } from ${api};
export const tenant = (name, plan) => declareObject(keyOf("tenant", name), { kind: "tenant", name, plan });
const operation = (type, other, statement) => defineOperation({
  type,
  build: (name, plan) => ({ type, name, plan }),
  reverse: ({ name, plan }) => [other().build(name, plan)],
  statements: (op) => [{ sql: statement(op) }],
  render: ({ name, plan }) => \`op.\${type}(\${JSON.stringify(name)}, \${JSON.stringify(plan)});\`,
  describe: ({ name }) => type + " " + name,
});
const addTenant = operation("addTenant", () => dropTenant, (op) => \`INSERT INTO tenants VALUES ('\${op.name}', '\${op.plan}')\`);
const dropTenant = operation("dropTenant", () => addTenant, (op) => \`DELETE FROM tenants WHERE name = '\${op.name}'\`);
const kind = defineKind({
  name: "tenant", rank: 100, managed: "always",
  key: ({ name }) => keyOf("tenant", name),
  dependsOn: () => [keyOf("table", "public", "tenants")],
  attributes: { plan: "recreate", comment: "recreate" },
  create: ({ name, plan }) => [addTenant.build(name, plan)],
  drop: ({ name, plan }) => [dropTenant.build(name, plan)],
  operations: { addTenant, dropTenant },
});
export const plugin = {
  kinds: { tenant: kind },
  reflect: async (connection) => {
    const { rows } = await connection.query("SELECT to_regclass('public.tenants') AS found");
    if (rows[0].found === null) return [];
    return (await connection.query("SELECT name, plan FROM tenants")).rows.map((row) => ({ kind: "tenant", ...row }));
  },
};
`;

const config = (fields: string): string => `import { plugin } from "./tenants.ts";
export default { target: () => import("./models.ts").then((m) => m.shop), plugins: [plugin], ${fields} };
`;

test("objects of a plugin's kind are compared, ordered, rendered and undone", { timeout: 120_000 }, async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config(
      `renderItem: (op) => op.type === "dropTable" ? 'op.execute("DROP TABLE tenants")' : undefined`,
    ),
    "tenants.ts": tenants,
    "models.ts": models(`acme: tenant("acme", "gold"), ibex: tenant("ibex", "free")`),
  });
  const written = await sandbox.run(["revision", "-a", "-m", "one", "--rev-id", "a1"]);
  expect(written.err).toContain("+ tenant acme");
  expect(sandbox.read("migrations/a1_one.ts")).toContain(`
  op.addTenant("acme", "gold");
  op.addTenant("ibex", "free");
}

export function downgrade(op: Op) {
  op.dropTenant("ibex", "free");
  op.dropTenant("acme", "gold");
  op.execute("DROP TABLE tenants");
}
`);
  expect(await sandbox.run(["upgrade"])).toMatchObject({ exitCode: 0 });
  expect(await sandbox.run(["check"])).toMatchObject({ exitCode: 0 });
  sandbox.write("models.ts", models(`acme: tenant("acme", "tin")`));
  const check = await sandbox.run(["check"]);
  expect(check).toMatchObject({ exitCode: 2, out: "~ tenant acme (plan)\n- tenant ibex\n" });
  expect(await sandbox.run(["downgrade", "base"])).toMatchObject({ exitCode: 0 });
});

test("options stand before the command, too, and hooks see their arguments", async () => {
  sandbox = new Sandbox({
    "other.config.ts": `export default {
  onVersionApply: async (step) => { if (step.arguments.a !== "1" || step.arguments.b !== "2") throw new Error("none"); },
};
`,
    "migrations/a1.ts": `export const revision = "a1";
export const downRevision = null;
export function upgrade(op) {}
export function downgrade(op) {}
`,
  });
  const result = await sandbox.run(["-c", "other.config.ts", "--json", "-x", "a=1", "upgrade", "-x", "b=2"]);
  expect(result.json).toMatchObject({ command: "upgrade", rowsAfter: ["a1"] });
  const wrong = await sandbox.run(["--json", "upgrade", "--nope"]);
  expect(wrong.json).toMatchObject({ command: "upgrade", error: { code: "cli.usage" } });
});

test.each([
  ["a function that throws", "() => { throw new Error('no vault') }"],
  ["an async function that throws", "async () => { throw new Error('no vault') }"],
  ["a promise that fails", "Promise.reject(new Error('no vault'))"],
])("%s is the config's error, at its line", async (_name, text) => {
  sandbox = new Sandbox({ "limbeck.config.ts": `\nexport default ${text};\n` });
  const result = await sandbox.run(["heads", "--json"]);
  expect(result.json).toMatchObject({ error: { code: "source.threw", message: "limbeck.config.ts:2: no vault" } });
});

test("a call with arguments that an operation does not take says so", async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": "export default {};\n",
    "migrations/a1.ts": `export const revision = "a1";
export const downRevision = null;
export function upgrade(op) { op.addColumn("t", "b"); }
export function downgrade(op) {}
`,
  });
  const result = await sandbox.run(["upgrade"]);
  expect(result).toMatchObject({ exitCode: 4 });
  expect(result.err).toContain("op.addColumn() was called with arguments that it does not take");
});

test("from a model to a database, the default schema is no difference", async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config("").replace("plugins: [plugin], ", ""),
    "tenants.ts": tenants,
    "models.ts": models("").replace(/import \{ tenant.*\n/, ""),
  });
  const result = await sandbox.run(["diff", "--from", "model", "--to", "empty", "--sql"]);
  expect(result).toMatchObject({ exitCode: 0, out: "DROP TABLE public.tenants;\n" });
});

test("paths in messages are told from the working directory", async () => {
  const text = `export const revision = "a1";\nexport const downRevision = null;\nexport function upgrade(op) {}\n`;
  sandbox = new Sandbox({
    "limbeck.config.ts": "export default {};\n",
    "migrations/a.ts": text,
    "migrations/b.ts": text,
  });
  const result = await sandbox.run(["heads"]);
  expect(result.err).toContain("defined by two files: migrations/a.ts and migrations/b.ts.");
});
