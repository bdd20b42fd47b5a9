/** What somebody did by hand is told as that: never as what the model adds, never with advice that drops it. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL"), scratch: "server" } },
});
`;

const models = (extra = ""): string => `import { dataModel, index, integer, model, text } from "limbeck";
class Order extends model("orders", { id: integer().identity().primaryKey(), note: text(), ${extra} }, (t) => [index([t.note])]) {}
export const shop = dataModel({ Order });
`;

describeServers("a database that somebody else changed", { requires: ["sessions"], versions: "newest" }, (server) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  const execute = async (sql: string): Promise<void> => {
    const connection = await database.driver.connect();
    await connection.execute(sql);
    await connection.close();
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models() }, { TEST_URL: database.url });
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test("has drifted where model and revisions agree: 9, in check and status", async () => {
    await sandbox.run(["revision", "-a", "-m", "One"]);
    await sandbox.run(["upgrade"]);
    await execute("ALTER TABLE orders ADD extra text; DROP INDEX orders_note_idx; CREATE TABLE mine AS SELECT 1 AS a");
    for (const command of ["check", "status"]) {
      const told = await sandbox.run([command]);
      expect(told.exitCode).toBe(9);
      expect(told.out + told.err).toContain("the database has what no revision made");
      expect(told.out + told.err).not.toMatch(/ahead|missing|allow-data-loss|revision --autogenerate|revision -a/);
    }
    const { json } = await sandbox.run(["check", "--json"]);
    expect((json["drift"] as { text: string }[]).map(({ text }) => text)).toEqual(
      expect.arrayContaining(["table mine", "column orders.extra", "index orders_note_idx of orders"]),
    );
    sandbox.write("models.ts", models("more: integer(),"));
    const ahead = await sandbox.run(["check"]);
    expect(ahead.exitCode).toBe(2);
    expect(ahead.err).toContain("The model is ahead of the database");
    expect(ahead.err).toContain("drift: - table mine");
    expect(ahead.err).not.toContain("drift: + column orders.more");
    expect(ahead.err).not.toContain("allow-data-loss");
  });

  test("that limbeck has never been in is told about with the ways to begin, and not emptied", async () => {
    await execute("CREATE TABLE legacy (a integer); CREATE TABLE users (id integer PRIMARY KEY, name text)");
    for (const [command, exitCode] of [
      [["check"], 2],
      [["status"], 0],
      [["diff"], 0],
      [["diff", "--sql"], 8],
      [["revision", "-a", "-m", "One"], 8],
    ] as const) {
      const told = await sandbox.run(command);
      expect([command, told.exitCode]).toEqual([command, exitCode]);
      expect(told.out + told.err).toMatch(/limbeck has not been in/);
      expect(told.out + told.err).not.toContain("what is missing");
      if (command[0] !== "status")
        expect(told.err).toMatch(/limbeck stamp head.*includeSchemas.*--allow-data-loss=legacy/s);
    }
    expect(sandbox.files("migrations")).toEqual([]);
    const named = await sandbox.run([
      "revision",
      "-a",
      "-m",
      "One",
      "--allow-data-loss=legacy",
      "--allow-data-loss=users",
    ]);
    expect(named.exitCode).toBe(0);
  });
});
