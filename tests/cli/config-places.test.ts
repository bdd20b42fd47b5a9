/** Where a config may be, and environments with models and histories of their own. */
import { afterEach, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const limbeck = JSON.stringify(new URL("../../src/public/limbeck.ts", import.meta.url).pathname);

const models = `import { dataModel, integer, model, text } from ${limbeck};
export class Person extends model("people", { id: integer().primaryKey() }) {}
export class Pet extends model("pets", { id: integer().primaryKey() }) {}
class Other extends model("pets", { id: integer().primaryKey(), name: text() }) {}
export const people = dataModel({ Person });
export const pets = dataModel({ Pet });
export const both = dataModel({ Person, Pet });
export const other = dataModel({ Other });
`;

const config = (fields: string): string =>
  `export default { ${fields.replaceAll(/<(.*?)>/g, '() => import("./models.ts").then((m) => $1)')} };\n`;

test("the environment or package.json names the config", async () => {
  sandbox = new Sandbox({
    "package.json": `{ "limbeck": { "config": "config/db.ts" } }`,
    "config/db.ts": config(`revisions: "one"`),
    "other/db.mjs": config(`revisions: "two"`),
    "config/one/a1.sql": "-- One\n-- revision: a1\n-- downRevision: none\n-- upgrade\n-- downgrade\n",
    "other/two/b1.sql": "-- Two\n-- revision: b1\n-- downRevision: none\n-- upgrade\n-- downgrade\n",
  });
  expect((await sandbox.run(["heads"])).out).toContain("a1");
  expect((await sandbox.run(["heads"], { env: { LIMBECK_CONFIG: "other/db.mjs" } })).out).toContain("b1");
  const named = await sandbox.run(["heads", "-c", "config/db.ts"], { env: { LIMBECK_CONFIG: "other/db.mjs" } });
  expect(named.out).toContain("a1");
  const missing = await sandbox.run(["heads"], { env: { LIMBECK_CONFIG: "nowhere.ts" } });
  expect([missing.exitCode, missing.err]).toEqual([1, expect.stringMatching(/nowhere\.ts[\s\S]*LIMBECK_CONFIG/)]);
  sandbox.write("package.json", `{ "limbeck": { "config": "config/gone.ts" } }`);
  expect((await sandbox.run(["heads"])).err).toMatch(/config\/gone\.ts[\s\S]*package\.json/);
  sandbox.write("limbeck.config.mjs", config(`revisions: "other/two"`));
  expect((await sandbox.run(["heads"])).out).toContain("b1");
});

test(
  "environments have models and histories of their own; several data models are one",
  { timeout: 180_000 },
  async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": config(
        `target: <[m.people, m.pets]>, environments: { development: {}, analytics: { target: <m.pets>, revisions: "analytics" }, clash: { target: <[m.pets, m.other]> }, wrong: { target: <[m.pets, 7]> } }`,
      ),
      "models.ts": models,
    });
    for (const environment of ["development", "analytics"]) {
      const result = await sandbox.run(["revision", "-a", "-m", "One", "-e", environment]);
      expect([result.exitCode, result.err.includes("error")]).toEqual([0, false]);
      expect((await sandbox.run(["upgrade", "-e", environment])).exitCode).toBe(0);
      expect((await sandbox.run(["check", "-e", environment])).exitCode).toBe(0);
    }
    const text = (folder: string) => sandbox.read(`${folder}/${sandbox.files(folder)[0]}`);
    expect(text("migrations")).toMatch(/"people"[\s\S]*"pets"/);
    expect(text("analytics")).not.toContain('"people"');
    expect(text("analytics")).toContain('"pets"');
  },
);

test("data models that declare a table in two ways are refused", async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config(
      `environments: { clash: { target: <[m.pets, m.other]> }, same: { target: <[m.pets, m.both]> }, wrong: { target: <[m.pets, 7]> } }`,
    ),
    "models.ts": models,
  });
  const sql = async (environment: string) =>
    (await sandbox.run(["create-all", "--sql", "-e", environment, "--json"])).json;
  expect(await sql("clash")).toMatchObject({ error: { code: "config.targets-clash" } });
  expect(await sql("wrong")).toMatchObject({ error: { code: "config.target-missing" } });
  expect(JSON.stringify(await sql("same"))).toMatch(/people[\s\S]*pets|pets[\s\S]*people/);
});
