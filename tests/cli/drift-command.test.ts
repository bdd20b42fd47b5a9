/** What the ledger and a replay tell of databases: drift, log, status of all environments. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { revisionFile, Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  ignoreDrift: ["table scratch_*"],
  environments: {
    development: { url: env("TEST_URL"), scratch: "server" },
    gone: { url: "postgres://127.0.0.1:1/none", protected: true },
  },
});
`;

const first = revisionFile("aaaa", {
  upgrade: 'op.execute("CREATE TABLE orders (id integer PRIMARY KEY, note text)");',
  downgrade: 'op.execute("DROP TABLE orders");',
});

describeServers("a database with a history", { requires: ["sessions"], versions: "newest" }, (server) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  const execute = async (sql: string): Promise<void> => {
    const connection = await database.driver.connect();
    await connection.execute(sql);
    await connection.close();
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    sandbox = new Sandbox({ "limbeck.config.ts": config, "migrations/aaaa.ts": first }, { TEST_URL: database.url });
    await sandbox.run(["upgrade"]);
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test("has drifted from its own revisions, is put back by --revert, whatever newer ones there are", async () => {
    sandbox.write("migrations/bbbb.ts", revisionFile("bbbb", { down: "aaaa" }));
    expect((await sandbox.run(["drift"])).exitCode).toBe(0);
    await execute(
      "CREATE INDEX hasty ON orders (note); ALTER TABLE orders ADD extra text; CREATE TABLE scratch_1 (a int)",
    );
    const told = await sandbox.run(["drift"]);
    expect([told.exitCode, told.out]).toEqual([9, expect.stringContaining("index hasty")]);
    expect(told.out).toContain("column orders.extra");
    expect(told.out).not.toContain("scratch_1");
    expect((await sandbox.run(["drift", "--ignore", "*hasty*", "--ignore", "column orders.extra"])).exitCode).toBe(0);
    expect((await sandbox.run(["drift", "--adopt", "Too early"])).exitCode).toBe(6);
    await execute((await sandbox.run(["drift", "--revert"])).out);
    expect((await sandbox.run(["drift"])).exitCode).toBe(0);
  });

  test("has its drift adopted as a revision that leads there from the others", async () => {
    await execute("CREATE INDEX hasty ON orders (note)");
    expect((await sandbox.run(["drift", "--adopt", "Hasty index"])).exitCode).toBe(0);
    const [name] = sandbox.files("migrations").filter((file) => file.includes("hasty_index"));
    expect(sandbox.read(`migrations/${name}`)).toContain('op.createIndex("hasty", "orders", ["note"]);');
    await sandbox.run(["stamp", "head"]);
    expect((await sandbox.run(["drift"])).exitCode).toBe(0);
  });

  test("says what was run, and is told with all environments at once, one out of reach", async () => {
    sandbox.write("migrations/bbbb.ts", revisionFile("bbbb", { down: "aaaa", upgrade: 'op.execute("SELECT 1 / 0");' }));
    await sandbox.run(["upgrade"]);
    const { json } = await sandbox.run(["log", "--json"]);
    expect(json["entries"]).toMatchObject([
      { revision: "bbbb", outcome: "failed", sqlState: "22012" },
      { revision: "aaaa", outcome: "done", direction: "upgrade" },
    ]);
    expect((await sandbox.run(["log", "--failed", "-n", "1"])).out).toContain("bbbb");
    await execute("ALTER TABLE orders ADD extra text");
    const all = await sandbox.run(["status", "--all", "--json"]);
    expect(all.exitCode).toBe(7);
    expect(all.json["environments"]).toMatchObject([
      {
        environment: "development",
        reachable: true,
        current: ["aaaa"],
        pending: ["bbbb"],
        drift: 1,
        lastRun: { outcome: "failed" },
      },
      { environment: "gone", protected: true, reachable: false },
    ]);
    expect((await sandbox.run(["status", "--all", "--no-drift"])).out).toContain("out of reach");
  });
});
