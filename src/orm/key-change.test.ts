/** Primary keys that change: the database cascades, or the session writes the rows that refer to them. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { City, Country, Peak, River, world } from "../../tests/support/world.ts";
import type { Session } from "./session.ts";

describeServers("a key that changes", (target) => {
  let store: Store<typeof world>;
  let session: Session<typeof world.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, world);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(`TRUNCATE countries, cities, rivers, peaks, languages, spoken;
      INSERT INTO countries VALUES ('it'), ('fr'); INSERT INTO languages VALUES ('Latin');
      INSERT INTO cities VALUES ('Rome', 'it'), ('Lyon', 'fr'); INSERT INTO rivers VALUES ('Po', 'it'), ('Adda', 'it');
      INSERT INTO peaks VALUES ('Etna', 'it'); INSERT INTO spoken VALUES ('it', 'Latin')`);
    session = store.session();
  });
  const countryOf = async (from: string) => (await store.rows(`SELECT country_code FROM ${from}`)).flat();

  test("is left to ON UPDATE CASCADE, and objects in memory follow without being written", async () => {
    await store.execute("TRUNCATE rivers, spoken, peaks");
    const [rome, italy] = [await session.get(City, "Rome"), await session.get(Country, "it")];
    store.statements.length = 0;
    italy!.code = "IT";
    await session.flush();
    expect(rome!.countryCode).toBe("IT");
    expect(session.isModified(rome!)).toBe(false);
    expect(store.statements.filter((sql) => sql.startsWith("UPDATE cities"))).toEqual([]);
    await session.commit();
    expect(await countryOf("cities WHERE name = 'Rome'")).toEqual(["IT"]);
  });

  test("is written by the session with passiveUpdates: false, to rows that nobody loaded, too", async () => {
    const [po, italy] = [await session.get(River, "Po"), await session.get(Country, "it")];
    store.statements.length = 0;
    italy!.code = "IT";
    await session.flush();
    expect(po!.countryCode).toBe("IT");
    expect(await session.get(Country, "IT")).toBe(italy);
    const written = store.statements.flatMap((sql) => /^UPDATE (\w+)/.exec(sql)?.[1] ?? []);
    expect(written.toSorted()).toEqual(["countries", "rivers", "spoken"]);
    await session.commit();
    expect(await countryOf("rivers")).toEqual(["IT", "IT"]);
    expect(await countryOf("spoken")).toEqual(["IT"]);
  });

  test("is followed to NULL where the foreign key says so", async () => {
    await store.execute("TRUNCATE rivers, spoken");
    const [etna, italy] = [await session.get(Peak, "Etna"), await session.get(Country, "it")];
    italy!.code = "IT";
    await session.commit();
    expect(etna!.countryCode).toBeNull();
    expect(await countryOf("peaks")).toEqual([null]);
  });

  test("comes back with a rollback, in the objects that followed, too", async () => {
    const [po, italy] = [await session.get(River, "Po"), await session.get(Country, "it")];
    italy!.code = "IT";
    await session.flush();
    await session.rollback();
    expect([italy!.code, po!.countryCode]).toEqual(["it", "it"]);
    expect(await session.get(Country, "it")).toBe(italy);
  });
});
