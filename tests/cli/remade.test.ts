/** What goes and comes back around a change is told with its reason: in notes, in revisions, in scripts, as JSON. */
import { afterEach, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: {} },
});
`;

const models = (type: string): string => `import { dataModel, integer, bigint, sql, table, view } from "limbeck";
export const orders = table("orders", { id: integer().primaryKey(), amount: ${type}().notNull() });
const views = [1, 2, 3, 4, 5, 6, 7].map((n) => view(\`v\${n}\`, sql\`SELECT id, amount + \${n} AS more FROM orders\`));
export const shop = dataModel({ orders, ...Object.fromEntries(views.map((each, at) => [\`v\${at}\`, each])) });
`;

const reason = "column orders.amount changes its type";
const note = `view v1, view v2, view v3, view v4, view v5 and 2 more are made anew: ${reason}`;

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

test("views over a column that changes type", { timeout: 60_000 }, async () => {
  sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models("integer") });
  await sandbox.run(["revision", "-a", "-m", "First"]);
  await sandbox.run(["upgrade"]);
  sandbox.write("models.ts", models("bigint"));

  const check = await sandbox.run(["check", "--json"]);
  expect(check.json["notes"]).toEqual([note]);
  const remade = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ key: `view public.v${n}`, text: `view v${n}`, because: reason }));
  expect(check.json["remade"]).toEqual(remade);
  expect((await sandbox.run(["check"])).err).toContain(`${note}\n`);
  expect((await sandbox.run(["diff", "--sql"])).out.split(`-- ${note}\n`)).toHaveLength(2);

  const { json, err } = await sandbox.run(["revision", "-a", "-m", "Second", "--json"]);
  expect(json["remade"]).toEqual(remade);
  const [{ path }] = json["revisions"] as [{ path: string }];
  const [, up, down] = sandbox.read(path).split(/^export function /m) as [string, string, string];
  for (const body of [up, down]) {
    const lines = body.split("\n").map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith("// view"))).toEqual([`// ${note}`]);
    expect(lines[lines.indexOf(`// ${note}`) + 1]).toMatch(/^op\.dropView\(/);
  }
  expect(err).not.toContain("v7");
  expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
  expect((await sandbox.run(["check"])).exitCode).toBe(0);
  expect((await sandbox.run(["downgrade", "-1"])).exitCode).toBe(0);
});

test("a revision in SQL says it, too", { timeout: 60_000 }, async () => {
  sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models("integer") });
  await sandbox.run(["revision", "-a", "-m", "First"]);
  await sandbox.run(["upgrade"]);
  sandbox.write("models.ts", models("bigint"));
  const { out } = await sandbox.run(["revision", "-a", "-m", "Second", "--sql"]);
  expect(sandbox.read(out.trim()).split(`-- ${note}\nDROP VIEW`)).toHaveLength(3);
  expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
  expect((await sandbox.run(["check"])).exitCode).toBe(0);
});
