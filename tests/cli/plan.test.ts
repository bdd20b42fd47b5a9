/** A plan is read, then run as it was read, or not at all. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { revisionFile, Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  environments: {
    development: { url: env("TEST_URL"), scratch: "server" },
    careful: { url: env("TEST_URL"), scratch: "server", allow: ["additive", "widening"] },
  },
});
`;

const first = revisionFile("aaaa", {
  upgrade: 'op.execute("CREATE TABLE orders (id integer PRIMARY KEY, note text)");',
});
const second = (sql: string): string =>
  revisionFile("bbbb", {
    down: "aaaa",
    upgrade: `op.execute(${JSON.stringify(sql)});`,
    downgrade: 'op.execute("SELECT 1");',
  });

describeServers("a plan", { requires: ["sessions"], versions: "newest" }, (server) => {
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
    sandbox.write("migrations/bbbb.ts", second("ALTER TABLE orders ALTER note TYPE varchar(5)"));
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test("tells class, locks and rewrites of each statement, and runs as long as nothing has moved", async () => {
    const planned = await sandbox.run(["plan", "-o", "plan.json", "--json"]);
    expect(planned.json).toMatchObject({
      rows: ["aaaa"],
      revisions: [{ id: "bbbb" }],
      statements: [
        { class: "narrowing", locks: expect.arrayContaining(["AccessExclusive orders"]), transactional: true },
      ],
    });
    expect((planned.json["statements"] as { rewrites: string[] }[])[0]?.rewrites[0]).toMatch(/^orders \(/);

    await execute("CREATE INDEX hasty ON orders (note)");
    const drifted = await sandbox.run(["upgrade", "--plan", "plan.json"]);
    expect([drifted.exitCode, drifted.err]).toEqual([6, expect.stringContaining("schema of the database has changed")]);
    await execute("DROP INDEX hasty");
    const written = sandbox.read("migrations/bbbb.ts");
    sandbox.write("migrations/bbbb.ts", second("DROP TABLE orders"));
    expect((await sandbox.run(["upgrade", "--plan", "plan.json"])).err).toContain("bbbb was edited");
    sandbox.write("migrations/bbbb.ts", written);
    expect((await sandbox.run(["upgrade", "-e", "careful", "--plan", "plan.json"])).exitCode).toBe(6);
    expect((await sandbox.run(["upgrade", "--plan", "plan.json"])).exitCode).toBe(0);
    expect((await sandbox.run(["upgrade", "--plan", "plan.json"])).exitCode).toBe(6);
  });

  test("is refused by an environment that allows other classes only", async () => {
    const refused = await sandbox.run(["upgrade", "-e", "careful"]);
    expect([refused.exitCode, refused.err]).toEqual([
      2,
      expect.stringContaining("narrowing, bbbb: ALTER TABLE orders"),
    ]);
    expect((await sandbox.run(["upgrade", "-e", "careful", "head", "bbbb"])).exitCode).toBe(2);
    await sandbox.run(["plan", "-e", "careful", "-o", "plan.json"]);
    const plan = sandbox.read("plan.json");
    for (const forged of [plan, plan.replaceAll('"narrowing"', '"additive"')]) {
      sandbox.write("plan.json", forged);
      expect((await sandbox.run(["upgrade", "-e", "careful", "--plan", "plan.json"])).err).toContain("narrowing, bbbb");
    }
    sandbox.write("migrations/bbbb.ts", second("ALTER TABLE orders ADD more text"));
    expect((await sandbox.run(["upgrade", "-e", "careful"])).exitCode).toBe(0);
    const back = await sandbox.run(["downgrade", "-e", "careful", "base"]);
    expect([back.exitCode, back.err]).toEqual([2, expect.stringContaining("aaaa: DROP TABLE")]);
    expect((await sandbox.run(["current"])).out).toContain("bbbb");
  });
});
