import { afterEach, beforeEach, expect, test } from "vitest";
import { cuttingProxy, type Cut, type CuttingProxy } from "../../tests/support/cutting-proxy.ts";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { creates, runLine, type Script } from "../../tests/support/revision-line.ts";
import { pgDriver } from "../dialects/postgresql/drivers/pg.ts";
import type { RunEvent, RunResult, RunOptions } from "./run-options.ts";

describeServers("a connection that dies during COMMIT", { requires: ["sessions"] }, (target) => {
  let database: TestDatabase;
  let proxy: CuttingProxy | undefined;
  const events: RunEvent[] = [];

  beforeEach(async () => {
    database = await target.createDatabase();
    events.length = 0;
  });
  afterEach(async () => {
    await proxy?.close();
    await database.drop();
  });

  async function runCut(
    cut: Cut,
    scripts: Readonly<Record<string, Script>>,
    settings: Partial<RunOptions> = {},
  ): Promise<RunResult> {
    proxy = await cuttingProxy(database.url, cut);
    const driver = pgDriver(proxy.url);
    try {
      return await runLine(driver, scripts, { onEvent: (event) => void events.push(event), ...settings });
    } finally {
      await driver.close();
    }
  }

  const rows = async (): Promise<unknown[]> => {
    const connection = await database.driver.connect();
    const { rows: found } = await connection.query("SELECT version_num FROM limbeck_version");
    await connection.close();
    return found.map((row) => row["version_num"]);
  };
  const both = { a: creates("ta"), b: creates("tb") };

  test("after the last revision was applied is a success with a warning", async () => {
    const result = await runCut({ commit: 2, at: "reply" }, both);
    expect(result.steps.map((step) => step.revision)).toEqual(["a", "b"]);
    expect([result.rowsAfter, await rows()]).toEqual([["b"], ["b"]]);
    expect(events.filter((event) => event.type === "warning")).toEqual([
      { type: "warning", message: expect.stringContaining("revision b") },
    ]);
  });

  test("after a revision was applied tells so, and where to go on", async () => {
    await expect(runCut({ commit: 1, at: "reply" }, both)).rejects.toMatchObject({
      code: "migration.connection-lost",
      exitCode: 7,
      revision: "a",
      rows: ["a"],
      remaining: 1,
    });
    expect(await rows()).toEqual(["a"]);
    expect((await runLine(database.driver, both)).steps.map((step) => step.revision)).toEqual(["b"]);
  });

  test("before the server got it leaves the revision undone, and says so", async () => {
    await expect(runCut({ commit: 2, at: "request" }, both)).rejects.toMatchObject({
      code: "migration.failed",
      exitCode: 7,
      failure: { state: "stopped", rows: ["a"], revision: "b" },
    });
    expect(await rows()).toEqual(["a"]);
  });

  test("of an atomic run applied all or nothing", async () => {
    await expect(runCut({ commit: 1, at: "request" }, both, { atomic: true })).rejects.toMatchObject({
      exitCode: 7,
      failure: { state: "unchanged", rows: [] },
    });
    expect(await rows()).toEqual([]);
    await proxy?.close();
    const result = await runCut({ commit: 1, at: "reply" }, both, { atomic: true });
    expect([result.steps.length, await rows()]).toEqual([2, ["b"]]);
  });

  test("of a statement outside of a transaction is gone on with by the next run", async () => {
    const alone: Script = {
      up: (op) => {
        op.execute("CREATE TABLE before_index (id integer)");
        op.execute("CREATE INDEX CONCURRENTLY made_alone ON before_index (id)", { transactional: false });
        op.execute("CREATE TABLE after_index (id integer)");
      },
    };
    await expect(runCut({ commit: 1, at: "reply" }, { a: alone })).rejects.toMatchObject({
      exitCode: 7,
      failure: { state: "partial", statementsCommitted: 1 },
    });
    const result = await runLine(database.driver, { a: alone });
    expect([result.steps[0]?.resumed, await rows()]).toEqual([true, ["a"]]);
  });

  test("with no way back to the server stays unknown, and is told as that", async () => {
    await expect(
      runCut({ commit: 1, at: "reply", forGood: true }, both, { migrationLockWaitSeconds: 0.2 }),
    ).rejects.toMatchObject({ exitCode: 7, failure: { state: "unknown" } });
  });
});
