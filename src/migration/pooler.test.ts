import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { creates, runLine } from "../../tests/support/revision-line.ts";
import { pooler, type TransactionPooler } from "../../tests/support/transaction-pooler.ts";
import { pgDriver } from "../dialects/postgresql/drivers/pg.ts";
import type { Driver } from "../driver/driver.ts";
import { TransactionPoolerError } from "./errors.ts";

describeServers("a run through a pooler", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  let between: TransactionPooler;
  let driver: Driver;

  beforeEach(async () => {
    database = await target.createDatabase();
  });
  afterEach(async () => {
    await driver.close();
    await between.close();
    await database.drop();
  });
  const through = async (mode: "session" | "transaction"): Promise<void> => {
    between = await pooler(database.url, mode);
    driver = pgDriver(between.url);
  };
  const find = async (sql: string): Promise<unknown> => {
    const connection = await database.driver.connect();
    const { rows } = await connection.query<{ found: unknown }>(sql);
    await connection.close();
    return rows[0]?.found;
  };

  test("that shares connections between transactions is refused, and nothing is left behind", async () => {
    await through("transaction");
    const run = runLine(driver, { a: creates("ta") });
    await expect(run).rejects.toBeInstanceOf(TransactionPoolerError);
    expect(await find("SELECT to_regclass('ta') AS found")).toBeNull();
    expect(await find("SELECT to_regclass('limbeck_version') AS found")).toBeNull();
    expect(await find("SELECT count(*)::int4 AS found FROM pg_locks WHERE locktype = 'advisory'")).toBe(0);
  });

  test("with sessions goes on", async () => {
    await through("session");
    const up = await runLine(driver, { a: creates("ta") });
    expect(up.steps.map((step) => step.revision)).toEqual(["a"]);
    expect(await find("SELECT to_regclass('ta')::text AS found")).toBe("ta");
  });
});
