/** Sessions on a connection that somebody else holds. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { commerce, Tag } from "../../tests/support/commerce.ts";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { Session } from "./session.ts";
import { createAll } from "../testing/all.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { engineOn } from "../engine/joined.ts";

describeServers("a session on a connection", { versions: "newest" }, (target) => {
  let database: TestDatabase;
  let engine: Engine;
  beforeAll(async () => {
    database = await target.createDatabase();
    engine = await createEngine(database.driver);
    await createAll(engine, commerce);
  });
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });

  const names = async () => (await engine.query("SELECT name FROM tags ORDER BY name")).rows.map((row) => row["name"]);

  test("commits and rolls back within the open transaction, which undoes all of it", async () => {
    const connection = await engine.connect();
    await connection.begin();
    await using session = new Session(connection, commerce);
    const tag = new Tag({ name: "kept" });
    session.add(tag);
    await session.commit();
    expect(connection.inTransaction).toBe(true);
    expect(session.inTransaction).toBe(false);
    session.add(new Tag({ name: "undone" }));
    await session.flush();
    await session.rollback();
    session.add(new Tag({ name: "kept" }));
    await expect(session.commit()).rejects.toMatchObject({ code: "session.unique" });
    await session.rollback();
    expect(await session.select(Tag).count()).toBe(1);
    tag.name = "changed";
    await session.transaction(async (s) => {
      await s.beginNested(async () => void s.add(new Tag({ name: "nested" })));
    });
    await using other = new Session(engineOn(connection), commerce);
    expect((await other.select(Tag).orderBy("name").all()).map(({ name }) => name)).toEqual(["changed", "nested"]);
    await other.select(Tag).where({ name: "nested" }).delete();
    await other.close();
    expect(await session.select(Tag).count()).toBe(2);
    await session.close();
    await connection.rollback();
    await connection.release();
    expect(await names()).toEqual([]);
  });

  test("begins and ends transactions of its own where none is open", async () => {
    const connection = await engine.connect();
    await using session = new Session(connection, commerce);
    session.add(new Tag({ name: "own" }));
    await session.commit();
    expect(connection.inTransaction).toBe(false);
    await session.select(Tag).delete();
    await session.rollback();
    await session.close();
    expect(connection.usable).toBe(true);
    await connection.release();
    expect(await names()).toEqual(["own"]);
  });
});
