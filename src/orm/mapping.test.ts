/** What models can say beyond the guide's: versions, conversions, defaults, self-references, one-to-one, circles, hooks. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Badge, Blob, company, Member, Person, Team } from "../../tests/support/company.ts";
import { addHooks } from "./hooks.ts";
import type { Session } from "./session.ts";

describeServers("a mapping", { versions: "newest" }, (target) => {
  let store: Store<typeof company>;
  let session: Session<typeof company.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, company);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute("TRUNCATE people, friends, badges, blobs, teams, members RESTART IDENTITY");
    session = store.session();
    store.statements.length = 0;
  });

  test("values of every sort come back as they were", async () => {
    const values = {
      small: 12,
      exact: "1234567890123456.7890",
      code: "abc",
      words: ["a,b", 'c"d', "{}", "NULL", "\\"],
      grid: [
        [1, 2],
        [3, 4],
      ] as never,
      doc: ["x", { y: [1, null, "z'\""] }],
      bytes: new Uint8Array([0, 255, 92]),
      at: "2026-01-26 17:30:18.123456+00",
    };
    session.add(new Blob(values), new Blob({ doc: "text" }), new Blob());
    await session.commit();
    await session.close();
    session = store.session();
    const [first, second, third] = await session.select(Blob).orderBy("id").all();
    expect(first!.toJSON()).toMatchObject({ ...values, id: 1n, twice: 6 });
    expect(second!.doc).toBe("text");
    expect(third!.toJSON()).toMatchObject({ small: null, words: null, doc: null });
    first!.words = ["new"];
    first!.code = "ab";
    await session.flush();
    expect(first!.twice).toBe(4);
    expect(await session.select(Blob).where("words", "=", ["new"]).exists()).toBe(true);
  });

  test("statements that do not need one another are sent at once; the first failure counts and nothing is written", async () => {
    session.add(new Person({ name: "Ada", badge: new Badge({}) }), new Blob({ code: "abc" }));
    await session.commit();
    const [badge] = await session.select(Badge).all();
    await session.close();
    session = store.session();
    // Badges and blobs know nothing of one another; a people row is written before both of them.
    session.add(new Person({ name: "Eve" }), new Badge({ id: badge!.id }), new Blob({ code: "def" }));
    await expect(session.flush()).rejects.toMatchObject({ code: "session.unique", model: "Badge" });
    await session.rollback();
    expect(await store.rows("SELECT (SELECT count(*) FROM people)::int, (SELECT count(*) FROM blobs)::int")).toEqual([
      [1, 1],
    ]);
    session.add(new Blob({ code: "ghi" }));
    await session.commit();
    expect(await store.rows("SELECT count(*)::int FROM blobs")).toEqual([[2]]);
  });

  test("text that is too long is refused, not cut", async () => {
    session.add(new Blob({ code: "abcd" }));
    await expect(session.flush()).rejects.toMatchObject({ sqlState: "22001" });
  });

  test("versions refuse to overwrite what another session wrote", async () => {
    const ada = new Person({ name: "Ada" });
    session.add(ada);
    await session.commit();
    expect(ada.version).toBe(1);
    ada.name = "Augusta";
    await session.commit();
    expect(ada.version).toBe(2);
    await store.execute("UPDATE people SET version = 9");
    ada.name = "lost";
    await expect(session.flush()).rejects.toMatchObject({ code: "session.stale", model: "Person", matched: 0 });
    await session.rollback();
    expect(ada.name).toBe("Augusta");
    session.delete(ada);
    await expect(session.flush()).rejects.toMatchObject({ code: "session.stale" });
  });

  test("converted columns hold one thing in memory and another in the database", async () => {
    session.add(new Person({ name: "Ada", secret: "abc" }));
    await session.commit();
    expect(await store.rows("SELECT secret FROM people")).toEqual([["cba!"]]);
    await session.close();
    session = store.session();
    expect((await session.select(Person).where({ secret: "abc" }).one()).secret).toBe("abc");
  });

  test("the client fills in defaults and values of updates", async () => {
    const ada = new Person({ name: "Ada" });
    session.add(ada);
    await session.flush();
    expect([ada.made, ada.touched]).toEqual([42, null]);
    ada.name = "A";
    await session.flush();
    expect(ada.touched).toEqual(new Date(Date.UTC(2026, 0, 1)));
  });

  test("a tree of one table is inserted from the root, ordered when it is loaded", async () => {
    const boss = new Person({ name: "boss" });
    const [a, b] = [new Person({ name: "a", manager: boss }), new Person({ name: "b", manager: boss })];
    b.reports.add(new Person({ name: "c" }));
    session.add(a, b);
    await session.commit();
    await session.close();
    session = store.session();
    const root = await session
      .select(Person)
      .where({ managerId: null })
      .with({ reports: { reports: true } })
      .one();
    expect(root.reports.map((person) => person.name)).toEqual(["b", "a"]);
    expect(root.reports[0]!.reports[0]!.manager).toBe(root.reports[0]);
    session.delete(root.reports[0]!);
    await session.commit();
    expect(await store.rows("SELECT manager_id FROM people WHERE name = 'c'")).toEqual([[null]]);
  });

  test("a many-to-many leads back to its own table", async () => {
    const [a, b] = [new Person({ name: "a" }), new Person({ name: "b" })];
    a.friends.add(b);
    session.add(a);
    await session.commit();
    expect(await store.rows("SELECT * FROM friends")).toEqual([[a.id, b.id]]);
    session.delete(a, b);
    await session.commit();
    expect(await store.rows("SELECT * FROM friends")).toEqual([]);
  });

  test("one-to-one keeps both sides in step, and what is replaced is an orphan", async () => {
    const ada = new Person({ name: "Ada", badge: new Badge() });
    session.add(ada);
    await session.commit();
    const old = ada.badge!;
    expect(old.person).toBe(ada);
    const badge = new Badge();
    badge.person = ada;
    expect(ada.badge).toBe(badge);
    expect(old.person).toBeNull();
    session.add(badge);
    await session.commit();
    expect(await store.rows("SELECT id FROM badges")).toEqual([[badge.id]]);
    await session.close();
    session = store.session();
    const loaded = await session.select(Person).with({ badge: true }).one();
    expect(loaded.badge!.id).toBe(badge.id);
  });

  test("rows in a circle are written with an update of their own, and go as well", async () => {
    const leader = new Member();
    const team = new Team({ name: "t", leader, members: [leader, new Member()] });
    session.add(team);
    await session.commit();
    expect(await store.rows("SELECT leader_id FROM teams")).toEqual([[leader.id]]);
    session.delete(team);
    await session.commit();
    expect(await store.rows("SELECT count(*)::int FROM members")).toEqual([[0]]);
  });

  test("hooks of classes and sessions are told, in order, and may change what is written", async () => {
    const seen: string[] = [];
    const tell = (what: string) => (person: Person) => void seen.push(`${what} ${person.name}`);
    const remove = addHooks(Person, {
      beforeInsert: (person) => {
        person.name = person.name.trim();
        tell("beforeInsert")(person);
      },
      afterInsert: tell("afterInsert"),
      beforeUpdate: tell("beforeUpdate"),
      afterDelete: tell("afterDelete"),
    });
    const forget = session.addHooks({
      beforeFlush: () => void seen.push("flush"),
      afterCommit: () => void seen.push("commit"),
    });
    session.addHooks(Person, { load: tell("load") });
    const ada = new Person({ name: " Ada " });
    session.add(ada);
    await session.commit();
    ada.name = "B";
    await session.flush();
    session.delete(ada);
    await session.flush();
    remove();
    forget();
    expect(seen).toEqual([
      "flush",
      "beforeInsert Ada",
      "afterInsert Ada",
      "commit",
      "flush",
      "beforeUpdate B",
      "flush",
      "afterDelete B",
    ]);
    await session.rollback();
    expect(ada.name).toBe("Ada");
  });

  test("a thousand objects of mixed shapes are a few statements", async () => {
    const people = Array.from(
      { length: 1000 },
      (_, n) => new Person({ name: `p${n}`, ...(n % 2 ? { secret: `s${n}` } : {}) }),
    );
    session.add(...people);
    await session.commit();
    expect(store.statements).toHaveLength(1);
    expect(people.every((person, n) => person.id === n + 1)).toBe(true);
    store.statements.length = 0;
    people.forEach((person, n) => (person.name = `q${n}`));
    await session.commit();
    expect(store.statements).toHaveLength(1);
    expect(await store.rows("SELECT count(*)::int FROM people WHERE name = 'q' || (id - 1)")).toEqual([[1000]]);
  });
});
