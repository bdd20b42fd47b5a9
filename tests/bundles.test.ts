/** The package in one file with an application: a session, and an upgrade when it starts, where nothing else is installed. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type BuildOptions } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "./support/databases.ts";
import { root } from "./support/imports.ts";

const sources: Record<string, string> = {
  "package.json": `{ "type": "module" }`,
  "app.ts": `import { createProject } from "limbeck/config";
import { current, upgrade } from "limbeck/commands";
import { dataModel, integer, model, text } from "limbeck";
import { createEngine, Session } from "limbeck/orm";

class Tag extends model("tags", { id: integer().primaryKey(), name: text() }) {}

async function main() {
  const environments = { production: { url: () => process.env.URL as string } };
  const project = createProject({ revisions: "migrations", environments }, { root: process.env.ROOT as string });
  const { rowsAfter } = await upgrade(project, "head");
  const engine = await createEngine(process.env.URL as string);
  const session = new Session(engine, dataModel({ Tag }));
  session.add(new Tag({ id: 3, name: "three" }));
  await session.commit();
  const names = (await session.select(Tag).orderBy("id").all()).map(({ name }) => name);
  console.log(JSON.stringify([rowsAfter, (await current(project)).atHeads, names]));
  await session.close();
  await engine.close();
}
void main();
`,
  "migrations/a1_tags.mjs": `export const revision = "a1";
export const downRevision = null;
export async function upgrade(op) {
  op.execute("CREATE TABLE tags (id integer PRIMARY KEY, name text)");
  op.bulkInsert("tags", [{ id: 1, name: "one" }]);
  await op.db.insertInto("tags").values({ id: 2, name: "two" }).execute();
}
export async function downgrade(op) { op.execute("DROP TABLE tags"); }
`,
};

/** What a server needs nothing of; left out of the bundle, not installed where it runs. */
const external = ["@electric-sql/pglite", "esbuild", "elkjs", "@resvg/resvg-js", "libpg-query", "pg-native"];
const requireBanner = `import { createRequire as limbeckRequire } from "node:module"; const require = limbeckRequire(import.meta.url);`;

describeServers("a bundle", { requires: ["sessions", "databases"], versions: "newest" }, (target) => {
  let folder: string;
  let database: TestDatabase;
  const bundles: string[] = [];

  beforeAll(async () => {
    database = await target.createDatabase();
    folder = mkdtempSync(join(tmpdir(), "bundles-"));
    const from = join(folder, "sources");
    for (const [name, text] of Object.entries(sources)) {
      mkdirSync(join(from, name, ".."), { recursive: true });
      writeFileSync(join(from, name), text);
    }
    mkdirSync(join(from, "node_modules"));
    symlinkSync(root, join(from, "node_modules", "limbeck"));
    const common: BuildOptions = {
      absWorkingDir: from,
      entryPoints: ["app.ts"],
      bundle: true,
      platform: "node",
      external,
    };
    const out = (name: string) => join(folder, "apart", name);
    await build({ ...common, format: "cjs", outfile: out("app.cjs"), logLevel: "error" });
    await build({ ...common, format: "esm", minify: true, banner: { js: requireBanner }, outfile: out("app.mjs") });
    const vite = await import("vite");
    await vite.build({
      root: from,
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true, external },
      build: { ssr: "app.ts", outDir: out("vite"), minify: true, emptyOutDir: false },
    });
    bundles.push(
      "app.cjs",
      "app.mjs",
      join("vite", readdirSync(out("vite")).find((name) => name.startsWith("app.")) as string),
    );
    cpSync(join(from, "migrations"), out("migrations"), { recursive: true });
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  test("of esbuild, as CommonJS and as a module, and of Vite upgrades and opens a session", async () => {
    const connection = await database.driver.connect();
    for (const name of bundles) {
      const cwd = join(folder, "apart");
      const env = { PATH: process.env["PATH"], URL: database.url, ROOT: cwd };
      const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd, env });
      expect(JSON.parse(stdout), name).toEqual([["a1"], true, ["one", "two", "three"]]);
      await connection.execute("DROP TABLE tags, limbeck_version, limbeck_ledger");
    }
    await connection.close();
  }, 120_000);
});
