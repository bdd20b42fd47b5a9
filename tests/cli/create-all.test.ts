/** A new database from the model alone, stamped; and none of it again. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL") }, production: { url: env("TEST_URL"), protected: true } },
});
`;
const models = `import { dataModel, enumType, integer, manyToOne, model, text } from "limbeck";
const id = () => integer().identity().primaryKey();
export const state = enumType("state", ["new", "paid"]);
class Customer extends model("customers", { id: id(), name: text().notNull(), lastId: integer().references("orders.id") }) {}
class Order extends model("orders", { id: id(), customerId: integer().references("customers.id").index(), state: state.column() }) {}
export const shop = dataModel({ state, Customer, Order });`;

describeServers("create-all and drop-all", { requires: ["sessions"], versions: "newest" }, (server) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  const query = async (sql: string): Promise<unknown[]> => {
    const connection = await database.driver.connect();
    const { rows } = await connection.query(sql);
    await connection.close();
    return rows;
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models }, { TEST_URL: database.url });
    await sandbox.run(["revision", "-a", "-m", "One", "--rev-id", "aaaaaaaaaaaa"]);
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test("leave a database at head that the model agrees with, and an empty one", async () => {
    const created = await sandbox.run(["create-all"]);
    expect(created).toMatchObject({ exitCode: 0, err: expect.stringContaining("at aaaaaaaaaaaa") as string });
    expect((await sandbox.run(["check"])).exitCode).toBe(0);
    expect((await sandbox.run(["upgrade"])).err).toContain("Nothing to do");
    expect((await sandbox.run(["downgrade", "base"])).exitCode).toBe(0);
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    await query("CREATE TABLE others (n int)");
    expect(await sandbox.run(["create-all"])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining("already") as string,
    });
    expect((await sandbox.run(["drop-all"])).exitCode).toBe(8);
    const dropped = await sandbox.run(["drop-all", "--yes", "--json"]);
    expect(dropped.json).toMatchObject({ environment: "development", rowsAfter: [] });
    expect(await query("SELECT tablename FROM pg_tables WHERE tablename IN ('orders', 'customers', 'others')")).toEqual(
      [{ tablename: "others" }],
    );
    expect(await query("SELECT version_num FROM limbeck_version")).toEqual([]);
    expect((await sandbox.run(["create-all"])).exitCode).toBe(0);
  });

  test("ask in a protected environment, and write SQL that does the same", async () => {
    expect((await sandbox.run(["create-all", "-e", "production"])).exitCode).toBe(8);
    const sql = (await sandbox.run(["create-all", "--sql"])).out;
    const connection = await database.driver.connect();
    await connection.execute(sql);
    await connection.close();
    expect((await sandbox.run(["stamp", "head"])).exitCode).toBe(0);
    expect((await sandbox.run(["check"])).exitCode).toBe(0);
  });

  test("keep to the default schema of the connection, however it is said", async () => {
    await query("CREATE SCHEMA app");
    const tables = "SELECT schemaname FROM pg_tables WHERE tablename = 'customers'";
    const inUrl = { TEST_URL: `${database.url}${database.url.includes("?") ? "&" : "?"}schema=app` };
    const [{ name }] = (await query("SELECT current_database() AS name")) as [{ name: string }];
    for (const env of [inUrl, {}]) {
      if (env !== inUrl) await query(`ALTER DATABASE "${name}" SET search_path TO app`);
      expect((await sandbox.run(["create-all"], { env })).exitCode).toBe(0);
      expect(await query(tables)).toEqual([{ schemaname: "app" }]);
      expect((await sandbox.run(["check"], { env })).exitCode).toBe(0);
      expect((await sandbox.run(["drop-all", "--yes"], { env })).exitCode).toBe(0);
      expect(await query(tables)).toEqual([]);
    }
    expect((await sandbox.run(["create-all", "--sql"], { env: inUrl })).out).toContain("CREATE TABLE app.customers");
  });
});
