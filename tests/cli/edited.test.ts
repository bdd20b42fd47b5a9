/** A file that is edited after it was applied: what is said, what is refused. */
import { transformSync } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { revisionFile, Sandbox, serverConfig } from "./support.ts";

const first = revisionFile("aaaaaaaaaaaa");
const path = "migrations/a1_first.ts";
const chain = {
  "limbeck.config.ts": serverConfig,
  [path]: first,
  "migrations/b1_second.ts": revisionFile("bbbbbbbbbbbb", { down: "aaaaaaaaaaaa" }),
};
const second = revisionFile("bbbbbbbbbbbb", { down: "aaaaaaaaaaaa" });
const between = revisionFile("abababababab", { down: "aaaaaaaaaaaa" });
const compiled = transformSync(first, { loader: "ts", minify: true, format: "esm" }).code;
const otherCode = first.replace("id integer", "id bigint");
const otherComment = first.replace("/** Revision aaaaaaaaaaaa */", "/** The first of all */");

describeServers("an applied revision that is edited", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterAll(() => database.drop());
  afterEach(async () => {
    await sandbox.run(["downgrade", "base"]);
    sandbox.remove();
  });

  async function openWith(text: string): Promise<Sandbox> {
    sandbox = new Sandbox(chain, { TEST_URL: database.url });
    await sandbox.run(["upgrade", "aaaa"]);
    sandbox.write(path, text);
    return sandbox;
  }

  test("is refused by upgrade, with both checksums, before anything is run", async () => {
    await openWith(otherCode);
    const result = await sandbox.run(["upgrade", "--json"]);
    expect(result.exitCode).toBe(6);
    expect(result.json).toMatchObject({
      error: {
        code: "revision.edited",
        message: expect.stringMatching(/a1_first\.ts \(aaaaaaaaaaaa\): 3:[0-9a-f]{12}… was applied, the file has 3:/),
        hint: expect.stringContaining("--allow-edited"),
      },
    });
    expect((await sandbox.run(["current"])).out).toContain("aaaaaaaaaaaa");
  });

  test("is gone past with --allow-edited, and told", async () => {
    await openWith(otherCode);
    const result = await sandbox.run(["upgrade", "--allow-edited"]);
    expect(result.exitCode).toBe(0);
    expect(result.err).toContain(
      "warning: the code of migrations/a1_first.ts (aaaaaaaaaaaa) changed after it was applied",
    );
    expect((await sandbox.run(["current"])).out).toContain("bbbbbbbbbbbb (head)");
  });

  test("is refused where there is nothing to do, unless allowed, and only told where it is undone", async () => {
    await openWith(otherCode);
    expect((await sandbox.run(["upgrade", "aaaa"])).exitCode).toBe(6);
    for (const command of [
      ["upgrade", "aaaa", "--allow-edited"],
      ["downgrade", "base"],
    ]) {
      const result = await sandbox.run(command);
      expect([result.exitCode, result.err]).toEqual([0, expect.stringContaining("warning: the code of")]);
    }
  });

  test("is the same revision once it is compiled", async () => {
    await openWith(first);
    sandbox.delete(path);
    sandbox.write("migrations/a1_first.mjs", compiled);
    const result = await sandbox.run(["upgrade"]);
    expect([result.exitCode, result.err]).toEqual([0, expect.not.stringContaining("warning")]);
    expect((await sandbox.run(["status", "--json"])).json).toMatchObject({ edited: [], neverRan: [] });
  });

  test("is no edit where its parent is another one, but that one is told to have never run", async () => {
    await openWith(first);
    await sandbox.run(["upgrade"]);
    sandbox.write("migrations/ab_between.ts", between);
    sandbox.write("migrations/b1_second.ts", second.replace("aaaaaaaaaaaa", "abababababab"));
    const { json, out } = await sandbox.run(["status", "--json"]);
    expect(json, out).toMatchObject({
      pending: [],
      neverRan: [{ id: "abababababab", path: "migrations/ab_between.ts", below: ["bbbbbbbbbbbb"] }],
    });
    expect((await sandbox.run(["status"])).out).toContain("never ran abababababab");
    expect((await sandbox.run(["upgrade", "--allow-edited"])).err).toContain("(abababababab) never ran here");
    // The way out that the guide tells.
    await sandbox.run(["stamp", "aaaaaaaaaaaa"]);
    expect((await sandbox.run(["upgrade", "abababababab"])).exitCode).toBe(0);
    await sandbox.run(["stamp", "bbbbbbbbbbbb"]);
    expect((await sandbox.run(["status", "--json"])).json).toMatchObject({ neverRan: [], pending: [] });
  });

  test("is told and let pass when only comments or layout changed", async () => {
    await openWith(otherComment);
    expect((await sandbox.run(["status", "--json"])).json).toMatchObject({
      edited: [{ id: "aaaaaaaaaaaa", change: "comments" }],
    });
    const result = await sandbox.run(["upgrade"]);
    expect(result.exitCode).toBe(0);
    expect(result.err).toContain("warning: comments, layout or types of migrations/a1_first.ts");
  });

  test("is no edit when only line ends changed", async () => {
    await openWith(first.replaceAll("\n", "\r\n"));
    const result = await sandbox.run(["upgrade"]);
    expect([result.exitCode, result.err]).toEqual([0, expect.not.stringContaining("warning")]);
  });
});
