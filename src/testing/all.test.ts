/** Tables for tests: made from code, part of an open transaction where there is one, and gone again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "../../tests/support/accounts.ts";
import { commerce, Tag } from "../../tests/support/commerce.ts";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { Session } from "../orm/session.ts";
import { createAll, dropAll } from "./all.ts";

describeServers("all objects of a model", { versions: "newest" }, (target) => {
  let database: TestDatabase;
  let engine: Engine;
  beforeAll(async () => {
    database = await target.createDatabase();
    engine = await createEngine(database.driver);
  });
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });

  const tables = async () => {
    const sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
    return (await engine.query<{ tablename: string }>(sql)).rows.map(({ tablename }) => tablename);
  };

  test("are made, left alone, dropped, and nobody else's with them", async () => {
    await engine.execute("CREATE TABLE others (n int); CREATE TABLE tags (tag_id int); INSERT INTO tags VALUES (9)");
    expect(await createAll(engine, commerce).catch((error: unknown) => (error as { code: string }).code)).toBe(
      "database.other",
    );
    expect(await tables()).toEqual(["others", "tags"]);
    await engine.execute("DROP TABLE tags");
    expect(await createAll(engine, commerce)).toBeGreaterThan(5);
    expect(await createAll(engine, commerce)).toBe(0);
    await using session = new Session(engine, commerce);
    session.add(new Tag({ name: "new" }));
    await session.commit();
    await engine.execute("DROP TABLE product_tags");
    expect(await createAll(engine, commerce)).toBeGreaterThan(0);
    expect(await session.select(Tag).count()).toBe(1);
    await dropAll(engine, commerce);
    expect(await tables()).toEqual(["others"]);
    expect(await dropAll(engine, commerce)).toBe(0);
    await engine.execute("DROP TABLE others");
  });

  test("of types, domains and functions come and go, too, more than once", async () => {
    for (const _ of [1, 2]) {
      await createAll(engine, accounts);
      expect(await tables()).toContain("transfers");
      await dropAll(engine, accounts);
      expect(await tables()).toEqual([]);
    }
    const left = await engine.query("SELECT typname FROM pg_type WHERE typname = 'currency'");
    expect(left.rows).toEqual([]);
  });

  test("are part of a transaction that is open, and gone with it", async () => {
    const connection = await engine.connect();
    await connection.begin();
    await createAll(connection, commerce);
    await connection.query("INSERT INTO tags (name) VALUES ('inside')");
    await dropAll(connection, commerce);
    await createAll(connection, commerce);
    await connection.rollback();
    await connection.release();
    expect(await tables()).toEqual([]);
  });

  test("are made in the default schema of the connection", async () => {
    const connection = await engine.connect();
    await connection.begin();
    await connection.execute("CREATE SCHEMA app; SET LOCAL search_path TO app");
    await createAll(connection, commerce);
    const placed = "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('customers', 'product_tags')";
    expect((await connection.query(placed)).rows).toEqual([{ schemaname: "app" }]);
    await dropAll(connection, commerce);
    expect((await connection.query(placed)).rows).toEqual([]);
    await connection.rollback();
    await connection.release();
  });
});
