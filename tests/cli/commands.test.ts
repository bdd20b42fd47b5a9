import { readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { revisionFile, Sandbox, serverConfig } from "./support.ts";

const chain = {
  "limbeck.config.ts": serverConfig,
  "migrations/a1_first.ts": revisionFile("aaaaaaaaaaaa"),
  "migrations/b1_second.ts": revisionFile("bbbbbbbbbbbb", { down: "aaaaaaaaaaaa" }),
  "migrations/c1_third.ts": revisionFile("cccccccccccc", { down: "bbbbbbbbbbbb" }),
};

describeServers("commands on a server", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterAll(() => database.drop());

  const open = (files: Readonly<Record<string, string>> = chain): Sandbox =>
    (sandbox = new Sandbox(files, { TEST_URL: database.url }));

  afterEach(async () => {
    await sandbox.run(["downgrade", "base"]);
    sandbox.remove();
  });

  test("upgrade reports each step and where the database is", async () => {
    const result = await open().run(["upgrade", "bbbb"]);
    expect(result).toMatchObject({
      exitCode: 0,
      out: "base -> aaaaaaaaaaaa, Revision aaaaaaaaaaaa\naaaaaaaaaaaa -> bbbbbbbbbbbb, Revision bbbbbbbbbbbb\n",
      err: "✓ development is at bbbbbbbbbbbb.\n",
    });
  });

  test("upgrade says so when there is nothing to do", async () => {
    await open().run(["upgrade"]);
    expect(await sandbox.run(["upgrade"])).toMatchObject({
      exitCode: 0,
      out: "",
      err: "Nothing to do: development is at cccccccccccc.\n",
    });
  });

  test("--json gives the result of an upgrade and no talk", async () => {
    const result = await open().run(["upgrade", "+1", "--json"]);
    expect(result.err).toBe("");
    expect(result.json).toMatchObject({
      version: 1,
      command: "upgrade",
      environment: "development",
      rowsBefore: [],
      rowsAfter: ["aaaaaaaaaaaa"],
      steps: [
        {
          revision: "aaaaaaaaaaaa",
          direction: "upgrade",
          from: [],
          to: ["aaaaaaaaaaaa"],
          path: "migrations/a1_first.ts",
          resumed: false,
        },
      ],
    });
  });

  test("migrate is upgrade head; downgrade -1 undoes one revision", async () => {
    await open().run(["migrate"]);
    expect(await sandbox.run(["downgrade", "-1"])).toMatchObject({
      exitCode: 0,
      out: "cccccccccccc -> bbbbbbbbbbbb, Revision cccccccccccc\n",
    });
  });

  test("current creates nothing and tells where the database is", async () => {
    const before = await open().run(["current", "--json"]);
    await sandbox.run(["upgrade", "aaaa"]);
    expect(before.json).toMatchObject({ rows: [], atHeads: false, heads: ["cccccccccccc"] });
    expect((await sandbox.run(["current"])).out).toBe("aaaaaaaaaaaa, Revision aaaaaaaaaaaa\n");
  });

  test("current --check-heads exits with 2 until all is applied", async () => {
    await open().run(["upgrade", "aaaa"]);
    expect((await sandbox.run(["current", "--check-heads"])).exitCode).toBe(2);
    await sandbox.run(["upgrade"]);
    expect((await sandbox.run(["current", "--check-heads"])).exitCode).toBe(0);
  });

  test("history marks the current revision with -i", async () => {
    await open().run(["upgrade", "aaaa"]);
    expect((await sandbox.run(["history", "-i", "-r", ":bbbb"])).out).toBe(
      "aaaaaaaaaaaa -> bbbbbbbbbbbb, Revision bbbbbbbbbbbb\n<base> -> aaaaaaaaaaaa (current), Revision aaaaaaaaaaaa\n",
    );
  });

  test("history --sql tells what each revision stands for, forward and back", async () => {
    const { out, exitCode } = await open().run(["history", "--sql", "-r", ":bbbb"]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^aaaaaaaaaaaa -> bbbbbbbbbbbb, .*-- upgrade\n.*-- downgrade\n.*<base> -> aaaaaaaaaaaa, /s);
    expect(out.match(/CREATE TABLE (?!limbeck_version|public\.limbeck_version)/g)).toHaveLength(2);
    expect(out.match(/DROP TABLE (?!limbeck_version|public\.limbeck_version)/g)).toHaveLength(2);
    expect((await sandbox.run(["show", "aaaa", "--sql", "--json"])).json).toMatchObject({
      revisions: [
        { sql: { up: expect.stringContaining("CREATE TABLE"), down: expect.stringContaining("DROP TABLE") } },
      ],
    });
  });

  test("history --sql says in its place of a file that cannot be compiled why, and tells all others", async () => {
    open().write(
      "migrations/zz.ts",
      revisionFile("dddddddddddd", { down: "aaaaaaaaaaaa", upgrade: "const = 1;", downgrade: "" }),
    );
    const { revisions } = (await sandbox.run(["history", "--sql", "--json"])).json as unknown as {
      readonly revisions: readonly { readonly id: string; readonly sql: Record<string, string> }[];
    };
    const told = Object.fromEntries(revisions.map(({ id, sql }) => [id, Object.keys(sql)]));
    expect(told).toMatchObject({ aaaaaaaaaaaa: ["up", "down"], dddddddddddd: ["problem"] });
    expect(revisions.find(({ id }) => id === "dddddddddddd")?.sql["problem"]).toContain("migrations/zz.ts:");
  });

  test("status names what is pending, as text and as JSON", async () => {
    await open().run(["upgrade", "bbbb"]);
    expect((await sandbox.run(["status"])).out).toContain("pending   cccccccccccc, Revision cccccccccccc");
    sandbox.write("limbeck.config.ts", serverConfig.replace("({", '({ target: () => import("./models.ts"),'));
    expect((await sandbox.run(["status"])).out).toContain("model     not compared while revisions are pending");
    expect((await sandbox.run(["status", "--no-model"])).out).not.toContain("model ");
    expect((await sandbox.run(["status", "--json"])).json).toMatchObject({
      environment: "development",
      pending: [{ id: "cccccccccccc", message: "Revision cccccccccccc" }],
      edited: [],
      modelAhead: null,
    });
  });

  test("status exits with 6 when an applied file was edited", async () => {
    await open().run(["upgrade", "aaaa"]);
    sandbox.write("migrations/a1_first.ts", revisionFile("aaaaaaaaaaaa", { upgrade: 'op.execute("SELECT 2");' }));
    const result = await sandbox.run(["status", "--json"]);
    expect(result).toMatchObject({ exitCode: 6 });
    expect(result.json).toMatchObject({ edited: [{ id: "aaaaaaaaaaaa", path: "migrations/a1_first.ts" }] });
  });

  test("stamp moves rows without running anything, and --purge forgets unknown ones", async () => {
    expect((await open().run(["stamp", "bbbb"])).out).toBe("base -> bbbbbbbbbbbb\n");
    expect(await sandbox.run(["stamp", "bbbb"])).toMatchObject({
      out: "",
      err: "Nothing to do: development is at bbbbbbbbbbbb.\n",
    });
    const connection = await database.driver.connect();
    await connection.execute("UPDATE limbeck_version SET version_num = 'gone'");
    await connection.close();
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(6);
    sandbox.write("models.ts", 'import { dataModel } from "limbeck";\nexport const shop = dataModel({});\n');
    sandbox.write(
      "target.config.ts",
      'import own from "./limbeck.config.ts";\nimport { shop } from "./models.ts";\nexport default { ...own, target: shop };\n',
    );
    for (const command of [["check"], ["generate", "-m", "x"]])
      expect((await sandbox.run([...command, "-c", "target.config.ts", "--json"])).json).toMatchObject({
        error: { code: "revision.unknown-rows" },
      });
    expect(await sandbox.run(["stamp", "--purge", "base", "--json"])).toMatchObject({ exitCode: 0 });
    expect((await sandbox.run(["current", "--json"])).json).toMatchObject({ rows: [] });
  });

  test("edit opens what an identifier names, and says why it can't", async () => {
    const editor = { EDITOR: `${process.execPath} -e 1` };
    expect(await open().run(["edit", "bbbb", "--json"], { env: editor })).toMatchObject({
      json: { paths: ["migrations/b1_second.ts"] },
    });
    expect((await sandbox.run(["edit", "base"], { env: editor })).err).toContain("there is nothing to edit");
    expect((await sandbox.run(["edit"], { env: { EDITOR: "no-such-editor" } })).err).toContain("no such command");
    expect((await sandbox.run(["edit"], { env: { EDITOR: "false" } })).err).toContain("it ended with 1");
  });

  test("ensure-version makes the table once", async () => {
    open();
    const connection = await database.driver.connect();
    await connection.execute("DROP TABLE IF EXISTS limbeck_version");
    await connection.close();
    expect((await sandbox.run(["ensure-version", "--json"])).json).toMatchObject({ created: true });
    expect((await sandbox.run(["ensure-version", "--json"])).json).toMatchObject({ created: false });
  });

  test("two heads are refused with the merge command, merged, and applied", async () => {
    open({ ...chain, "migrations/d1_other.ts": revisionFile("dddddddddddd", { down: "bbbbbbbbbbbb" }) });
    const refused = await sandbox.run(["upgrade", "head"]);
    expect(refused.exitCode).toBe(6);
    expect(refused.err).toContain("limbeck merge cccccccccccc dddddddddddd");
    const merged = await sandbox.run(["merge", "heads", "-m", "Join both", "--rev-id", "eeeeeeeeeeee", "--no-proof"]);
    expect(merged).toMatchObject({ exitCode: 0, out: "migrations/eeeeeeeeeeee_join_both.ts\n" });
    expect(sandbox.read("migrations/eeeeeeeeeeee_join_both.ts")).toContain(
      'downRevision = ["cccccccccccc", "dddddddddddd"]',
    );
    await sandbox.run(["upgrade", "head"]);
    expect((await sandbox.run(["current", "--json"])).json).toMatchObject({ rows: ["eeeeeeeeeeee"], atHeads: true });
  });

  test("a protected environment is changed only with --yes", async () => {
    open({
      ...chain,
      "limbeck.config.ts": serverConfig.replace('env("TEST_URL")', 'env("TEST_URL"), protected: true'),
    });
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(8);
    expect((await sandbox.run(["upgrade", "--yes"])).exitCode).toBe(0);
    await sandbox.run(["downgrade", "base", "--yes"]);
  });

  test("offline SQL brings another database to the same revision", async () => {
    const sql = (await open().run(["upgrade", "--sql", "bbbb"])).out;
    const other = await target.createDatabase();
    const connection = await other.driver.connect();
    await connection.execute(sql.replace(/^\\set .*$/m, ""));
    const { rows } = await connection.query(
      "SELECT version_num, to_regclass('t_bbbbbbbbbbbb') IS NOT NULL AS made FROM limbeck_version",
    );
    await connection.close();
    await other.drop();
    expect(rows).toEqual([{ version_num: "bbbbbbbbbbbb", made: true }]);
  });

  test("a new revision stands on the head; its name cannot leave the folder", async () => {
    open();
    const result = await sandbox.run(["revision", "-m", "../../../etc/passwd */ DROP"]);
    expect(result.exitCode).toBe(0);
    expect(result.out).toMatch(/^migrations\/[0-9a-f]{12}_etc_passwd_drop\.ts\n$/);
    expect(readdirSync(sandbox.root).sort()).toEqual([".limbeck", "limbeck.config.ts", "migrations"]);
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
  });
});
