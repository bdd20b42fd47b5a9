/** Relationships and versions that the guide's models don't have, and what happens to what nobody has loaded. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Account, accounts, Badge, Group, Page, Profile, Transfer } from "../../tests/support/accounts.ts";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { sql } from "../sql/sql.ts";
import type { Session } from "./session.ts";

describeServers("accounts", (target) => {
  let store: Store<typeof accounts>;
  let session: Session<typeof accounts.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, accounts);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(
      "TRUNCATE accounts, transfers, profiles, badges, groups, account_groups, pages RESTART IDENTITY",
    );
    session = store.session();
  });
  const reopened = async () => {
    await session.close();
    session = store.session();
    store.statements.length = 0;
  };
  const stored = async (values: ConstructorParameters<typeof Account>[0] = { name: "ada" }) => {
    const account = new Account(values);
    session.add(account);
    await session.commit();
    return account;
  };

  describe("relationships", () => {
    test("two between the same classes have a foreign key each", async () => {
      const [ada, bob] = [new Account({ name: "ada" }), new Account({ name: "bob" })];
      const transfer = new Transfer({ amount: "3.50", source: ada, target: bob });
      expect([ada.sent.length, ada.received.length, bob.received.length]).toEqual([1, 0, 1]);
      session.add(transfer);
      await session.commit();
      expect([transfer.sourceId, transfer.targetId]).toEqual([ada.id, bob.id]);
      transfer.source = null;
      await session.commit();
      await reopened();
      const found = await session
        .select(Account)
        .where({ name: "bob" })
        .with({ received: { source: true } })
        .one();
      expect(found.received.map((one) => one.source)).toEqual([null]);
    });

    test("many-to-many that nobody loaded is changed and assigned, but not emptied blindly", async () => {
      const [g, h, i] = ["g", "h", "i"].map((title) => new Group({ title }));
      session.add(i!);
      await stored({ name: "ada", groups: [g!, h!] });
      await reopened();
      const ada = (await session.get(Account, 1))!;
      const all = await session.select(Group).orderBy("title").all();
      ada.groups.remove(all[0]!);
      ada.groups.add(all[2]!);
      const notLoaded = expect.objectContaining({ code: "session.not-loaded" });
      expect(() => ada.groups.clear()).toThrow(notLoaded);
      await ada.load("groups");
      expect(ada.groups.map(({ title }) => title).toSorted()).toEqual(["h", "i"]);
      ada.groups.replace([all[0]!]);
      await session.commit();
      expect(await store.rows("SELECT title FROM account_groups JOIN groups ON id = group_id")).toEqual([["g"]]);
    });

    test("a one-to-one that nobody loaded is replaced: the row that was there goes as an orphan", async () => {
      await stored({ name: "ada", profile: new Profile() });
      await reopened();
      const ada = (await session.get(Account, 1))!;
      const profile = new Profile({ settings: { theme: "dark" } });
      ada.profile = profile;
      await session.commit();
      expect(await store.rows("SELECT id, account_id FROM profiles")).toEqual([[profile.id, 1]]);
      await reopened();
      const again = (await session.get(Account, 1))!;
      new Profile().account = again;
      again.profile = null;
      await session.commit();
      expect(await store.rows("SELECT count(*)::int FROM profiles")).toEqual([[0]]);
    });

    test("a one-to-one without delete-orphan lets the row go that was there", async () => {
      await stored({ name: "ada", badge: new Badge() });
      await reopened();
      const ada = (await session.get(Account, 1))!;
      ada.badge = new Badge();
      await session.commit();
      expect(await store.rows("SELECT id, account_id FROM badges ORDER BY id")).toEqual([
        [1, null],
        [2, 1],
      ]);
    });

    test("a tree is loaded in its order, by joins too, moved and deleted from the root", async () => {
      const child = new Page({ title: "a", children: [new Page({ title: "x" })] });
      session.add(new Page({ title: "r", children: [new Page({ title: "b" }), child] }));
      await session.commit();
      for (const tree of [{ children: true }, { children: "joined" }] as const) {
        await reopened();
        await store.execute("UPDATE pages SET title = title WHERE title = 'a'");
        const joined = await session.select(Page).where({ title: "r" }).with(tree).one();
        expect(joined.children.map(({ title }) => title)).toEqual(["a", "b"]);
      }
      await reopened();
      const root = await session
        .select(Page)
        .where({ title: "r" })
        .with({ children: { children: true } })
        .one();
      root.children[1]!.children.add(root.children[0]!.children[0]!);
      await session.commit();
      expect(
        await store.rows("SELECT p.title FROM pages c JOIN pages p ON p.id = c.parent_id WHERE c.title = 'x'"),
      ).toEqual([["b"]]);
      session.delete(root);
      await session.commit();
      expect(await store.rows("SELECT count(*)::int FROM pages")).toEqual([[0]]);
    });
  });

  describe("versions", () => {
    test("of dates move on with every update, also within one millisecond and in rows of others", async () => {
      const ada = await stored();
      for (const name of ["a", "b", "c", "d"]) {
        const before = ada.changedAt.getTime();
        ada.name = name;
        await session.flush();
        expect(ada.changedAt.getTime()).toBeGreaterThan(before);
      }
      await session.commit();
      // With microseconds, which dates don't have.
      await store.execute(
        "INSERT INTO accounts (name, hits, changed_at) VALUES ('x', 0, '2026-01-26 17:30:18.123456+00')",
      );
      const other = (await session.get(Account, 2))!;
      other.name = "y";
      await session.commit();
      await reopened();
      session.delete((await session.get(Account, 2))!);
      await session.commit();
      expect(await store.rows("SELECT count(*)::int FROM accounts")).toEqual([[1]]);
    });

    test("of a function", async () => {
      const transfer = new Transfer({ amount: "1" });
      session.add(transfer);
      await session.commit();
      const { stamp } = transfer;
      transfer.amount = "2";
      await session.commit();
      expect(transfer.stamp).not.toBe(stamp);
      await store.execute("UPDATE transfers SET stamp = gen_random_uuid()");
      session.delete(transfer);
      await expect(session.commit()).rejects.toMatchObject({ code: "session.stale" });
    });

    test("that were expired are read before an update or delete", async () => {
      const ada = await stored();
      session.expire(ada);
      ada.name = "b";
      await session.commit();
      session.expire(ada);
      session.delete(ada);
      await session.commit();
      expect(await store.rows("SELECT count(*)::int FROM accounts")).toEqual([[0]]);
    });

    test("are compared by merge: what was made of an older one is refused", async () => {
      await stored();
      await reopened();
      const detached = (await session.get(Account, 1))!;
      await reopened();
      detached.name = "mine";
      const merged = await session.merge(detached);
      await session.commit();
      expect(merged.name).toBe("mine");
      await reopened();
      await expect(session.merge(detached)).rejects.toMatchObject({ code: "session.stale", model: "Account" });
    });

    test("move on in bulk, whatever they are", async () => {
      const ada = await stored();
      const transfer = new Transfer({ amount: "1" });
      session.add(transfer);
      await session.commit();
      const [at, stamp] = [ada.changedAt.getTime(), transfer.stamp];
      await session.select(Account).update({ hits: sql`hits + 1` });
      await session.select(Transfer).update({ amount: "2" });
      expect([ada.hits, transfer.amount]).toEqual([1, "2.00"]);
      expect(ada.changedAt.getTime()).toBeGreaterThan(at);
      expect(transfer.stamp).not.toBe(stamp);
      ada.name = "b";
      transfer.amount = "3";
      await session.commit();
    });
  });

  test("expressions are values of new rows and of changed ones, and a rollback takes them back", async () => {
    const ada = new Account({ name: "ada" });
    Object.assign(ada, { name: sql`upper('ada')` });
    session.add(ada);
    await session.commit();
    expect(ada.name).toBe("ADA");
    Object.assign(ada, { hits: sql`hits + 5` });
    await session.flush();
    expect(ada.hits).toBe(5);
    await session.rollback();
    expect(ada.hits).toBe(0);
  });

  test("a converted column validates before anything is written", async () => {
    const { profile } = await stored({ name: "ada", profile: new Profile({ settings: { theme: "dark" } }) });
    profile!.settings = { theme: 3 as never };
    await expect(session.flush()).rejects.toThrow("settings need a theme");
    await session.rollback();
    expect(profile!.settings).toEqual({ theme: "dark" });
  });

  test("conditions on related objects, on null and on lists, empty ones too", async () => {
    const [ada, bob] = [new Account({ name: "ada" }), new Account({ name: "bob" })];
    session.add(new Transfer({ amount: "1", source: ada }), new Transfer({ amount: "2", source: bob }));
    session.add(new Transfer({ amount: "3" }));
    await session.commit();
    const transfers = session.select(Transfer);
    expect(await transfers.where({ source: ada }).count()).toBe(1);
    expect(await transfers.where({ source: null }).count()).toBe(1);
    expect(await transfers.where({ sourceId: [ada.id, bob.id] }).count()).toBe(2);
    expect(await transfers.where("sourceId", "not in", [ada.id]).count()).toBe(1);
    expect(await transfers.where({ sourceId: [] }).count()).toBe(0);
    expect(await transfers.where("sourceId", "in", []).count()).toBe(0);
    expect(await transfers.where("sourceId", "not in", []).count()).toBe(3);
    expect(await transfers.where((eb) => eb.or([eb("sourceId", "in", []), eb("amount", ">", "2")])).count()).toBe(1);
  });

  test("violations name model, property and constraint", async () => {
    session.add(new Transfer({ amount: "-1" }));
    await expect(session.flush()).rejects.toMatchObject({
      code: "session.check",
      model: "Transfer",
      constraint: "amount_positive",
    });
    await session.rollback();
    session.add(new Transfer({ amount: "1", currency: "francs" }));
    await expect(session.flush()).rejects.toMatchObject({
      code: "session.check",
      model: "Transfer",
      properties: ["currency"],
      constraint: "currency_check",
    });
    await session.rollback();
    session.add(Object.assign(new Transfer({ amount: "1" }), { sourceId: 99 }));
    await expect(session.flush()).rejects.toMatchObject({
      code: "session.foreign-key",
      model: "Transfer",
      properties: ["sourceId"],
      constraint: "transfers_source_id_fkey",
    });
  });

  test("updates and deletes by criteria refuse a limit, which they would not keep", async () => {
    await stored();
    const limited = expect.objectContaining({ code: "session.bulk-limit" });
    await expect(session.select(Account).limit(1).update({ hits: 9 })).rejects.toEqual(limited);
    await expect(session.select(Account).offset(1).delete()).rejects.toEqual(limited);
    expect(await session.select(Account).where({ hits: 0 }).count()).toBe(1);
  });

  test("an aborted signal stops every statement before it is sent", async () => {
    await stored();
    const options = { signal: AbortSignal.abort() };
    const accountsOf = () => session.select(Account);
    const calls: readonly (() => Promise<unknown>)[] = [
      () => accountsOf().all(options),
      () => accountsOf().first(options),
      () => accountsOf().count(options),
      () => accountsOf().exists(options),
      () => accountsOf().page({ size: 2, ...options }),
      () => accountsOf().update({ hits: 1 }, options),
      () => accountsOf().delete(options),
      () => accountsOf().stream(options).next(),
      () => session.get(Account, 9, options),
      () => session.merge(Object.assign(new Account({ name: "x" }), { id: 9 }), options),
      () => session.add(new Account({ name: "x" })).flush(options),
      () => session.add(new Account({ name: "x" })).commit(options),
    ];
    for (const call of calls) {
      await expect(call(), String(call)).rejects.toMatchObject({ code: "driver.cancelled" });
      await session.rollback();
    }
    await reopened();
    const ada = (await session.get(Account, 1))!;
    await expect(session.load(ada, { groups: true }, options)).rejects.toMatchObject({ code: "driver.cancelled" });
    await session.rollback();
    expect(await store.rows("SELECT name, hits FROM accounts")).toEqual([["ada", 0]]);
  });

  test("a savepoint brings back links on both sides", async () => {
    const ada = await stored();
    const group = new Group({ title: "g" });
    session.add(group);
    await session.commit();
    const savepoint = await session.beginNested();
    ada.groups.add(group);
    await session.flush();
    await savepoint.rollback();
    expect([ada.groups.length, group.accounts.length]).toEqual([0, 0]);
    ada.groups.add(group);
    await session.commit();
    expect(await store.rows("SELECT count(*)::int FROM account_groups")).toEqual([[1]]);
  });

  test("what was changed while it was streamed stays in the session", async () => {
    session.add(...Array.from({ length: 50 }, (_, n) => new Account({ name: `n${n}` })));
    await session.commit();
    await reopened();
    let seen = 0;
    for await (const account of session
      .select(Account)
      .orderBy("id")
      .with({ groups: true })
      .stream({ batchSize: 10 })) {
      seen += 1;
      if (seen === 25) account.name = "changed";
      if (seen === 30) break;
    }
    await session.commit();
    expect(await store.rows("SELECT id FROM accounts WHERE name = 'changed'")).toEqual([[25]]);
  });

  test("an object that was let go is taken in again, with what was changed meanwhile", async () => {
    const ada = await stored();
    ada.name = "lost";
    await session.refresh(ada, { lock: "update" });
    expect(ada.name).toBe("ada");
    await ada.load("groups");
    session.expunge(ada);
    ada.name = "kept";
    ada.groups.add(new Group({ title: "g" }));
    expect(session.stateOf(ada)).toBe("detached");
    session.add(ada);
    await session.flush();
    await session.rollback();
    expect([ada.name, ada.groups.length]).toEqual(["ada", 0]);
    ada.name = "kept";
    ada.groups.add(new Group({ title: "g" }));
    await session.commit();
    expect(await store.rows("SELECT name FROM accounts")).toEqual([["kept"]]);
    expect(await store.rows("SELECT count(*)::int FROM account_groups")).toEqual([[1]]);
  });
});
