/** The last object of a kind that the model declared is no silence: revisions made it, and it stays in the database. */
import { expect, test } from "vitest";
import { describeServers } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL") } },
});
`;
const models = (
  declared: string,
): string => `import { dataModel, integer, policy, schema, sql, sqlFunction, table, trigger, view } from "limbeck";
export const t = table("t", { id: integer() });
export const shop = dataModel({ t, s: schema("s")${declared} });
`;
const all = `, v: view("v", sql\`SELECT id FROM t\`), w: view("s.w", sql\`SELECT 1 AS a\`), x: table("r.x", { id: integer() }), r: schema("r"),
  f: sqlFunction("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"),
  p: policy("mine", { on: "t", using: sql\`id > 0\` })`;

describeServers("what was the last of its kind", { requires: ["sessions"], versions: "newest" }, (server) => {
  test("is named by check and revision, and what nobody's revision made is not", async () => {
    const database = await server.createDatabase();
    const sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models(all) }, { TEST_URL: database.url });
    expect((await sandbox.run(["revision", "-a", "-m", "One", "--rev-id", "aaaaaaaaaaaa"])).err).not.toContain(
      "declares nothing",
    );
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    const connection = await database.driver.connect();
    await connection.execute("CREATE VIEW public.somebodys AS SELECT 1 AS a");
    await connection.close();
    sandbox.write("models.ts", models(""));
    const { err, out } = await sandbox.run(["check", "--no-cache"]);
    for (const name of ["view v", "view s.w", "policy mine", "function f()", "table r.x", 'includeSchemas: ["r"'])
      expect(err + out).toContain(name);
    expect(err + out).toContain("made by revision aaaaaaaaaaaa");
    expect(err + out).not.toContain("somebodys");
    const revision = await sandbox.run(["revision", "-a", "-m", "Two"]);
    expect(revision.err + revision.out).toContain('manage: ["view"]');
    sandbox.remove();
    await database.drop();
  });
});
