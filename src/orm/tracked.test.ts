/** Changes inside of values of tracked columns are written, undone and compared as assignments are. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Letter, Parcel, post, type Details } from "../../tests/support/post.ts";
import type { Session } from "./session.ts";

describeServers("tracked values", (target) => {
  let store: Store<typeof post>;
  let session: Session<typeof post.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, post);
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(`TRUNCATE parcels RESTART IDENTITY;
      INSERT INTO parcels (kind, details, codes, plain, version) VALUES
        ('parcel', '{"lines": [{"note": "a"}, {"note": "b"}]}', '{x,y}', '{"a": 1}', 1), ('letter', NULL, NULL, NULL, 1)`);
    session = store.session();
    store.statements.length = 0;
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  const stored = async (column: string, id = 1) =>
    (await store.rows(`SELECT ${column} FROM parcels WHERE id = ${id}`))[0]![0];
  const parcel = async (id = 1) => (await session.get(Parcel, id))!;

  test("are written when something inside changes, at any depth, and only then", async () => {
    const one = await parcel();
    expect(session.isDirty).toBe(false);
    expect(JSON.stringify(one.details)).toBe('{"lines":[{"note":"a"},{"note":"b"}]}');
    expect(session.isDirty).toBe(false);
    one.details!.gift = true;
    one.details!.lines[1]!.tags = ["t"];
    one.details!.lines[1]!.tags.push("u");
    one.codes!.push("z");
    one.codes!.sort().reverse();
    expect(session.isModified(one)).toBe(true);
    await session.commit();
    expect(await stored("details")).toEqual({ gift: true, lines: [{ note: "a" }, { note: "b", tags: ["t", "u"] }] });
    expect(await stored("codes")).toEqual(["z", "y", "x"]);
    expect(one.version).toBe(2);
    delete one.details!.gift;
    one.details!.lines.splice(0, 1);
    const last = one.details!.lines.pop()!;
    one.details!.lines.unshift(last);
    await session.commit();
    expect(await stored("details")).toEqual({ lines: [{ note: "b", tags: ["t", "u"] }] });
    store.statements.length = 0;
    one.codes!.push("w");
    one.codes!.pop();
    await session.commit();
    expect(store.statements).toEqual([]);
    // What is not tracked is as before.
    one.plain!.a = 2;
    await session.commit();
    expect(await stored("plain")).toEqual({ a: 1 });
  });

  test("are as they were after a rollback, of a savepoint alone too", async () => {
    const one = await parcel();
    const before = one.details!;
    one.details!.lines[0]!.note = "first";
    await session.flush();
    const savepoint = await session.beginNested();
    one.details!.lines[0]!.note = "second";
    one.codes!.push("z");
    await session.flush();
    one.details!.lines[0]!.note = "third";
    await savepoint.rollback();
    expect([one.details!.lines[0]!.note, one.codes!.join()]).toEqual(["first", "x,y"]);
    one.details!.lines[1]!.note = "more";
    await session.rollback();
    expect(one.details!.lines.map(({ note }) => note)).toEqual(["a", "b"]);
    // What was taken before is no part of the object any more.
    expect(() => (before.gift = true)).toThrow(expect.objectContaining({ code: "object.stale-value" }));
    one.details!.gift = true;
    await session.commit();
    expect(await stored("details")).toEqual({ gift: true, lines: [{ note: "a" }, { note: "b" }] });
  });

  test("belong to one object: what is assigned is copied, null and new ones as well", async () => {
    const [one, two] = [await parcel(), await parcel(2)];
    const given: Details = { lines: [{ note: "given" }] };
    two.details = given;
    given.gift = true;
    one.details!.lines = two.details!.lines;
    two.details!.lines[0]!.note = "changed";
    const three = new Letter({ details: one.details, codes: one.codes, stamps: [1] });
    session.add(three);
    three.codes!.push("new");
    three.stamps!.push(2);
    await session.commit();
    expect(await stored("details")).toEqual({ lines: [{ note: "given" }] });
    expect(await stored("details", 2)).toEqual({ lines: [{ note: "changed" }] });
    expect([await stored("codes", 3), await stored("codes")]).toEqual([
      ["x", "y", "new"],
      ["x", "y"],
    ]);
    three.stamps![0] = 9;
    two.details = null;
    const { codes } = one;
    one.codes = codes;
    await session.commit();
    expect([await stored("stamps", 3), await stored("details", 2), one.version]).toEqual([[9, 2], null, 2]);
    const copy = three.toJSON()["stamps"] as number[];
    copy.push(3);
    expect(three.stamps).toEqual([9, 2]);
  });

  test("are followed while detached, expired and merged", async () => {
    const one = await parcel();
    session.expunge(one);
    one.codes!.push("d");
    session.add(one);
    await session.commit();
    expect(await stored("codes")).toEqual(["x", "y", "d"]);
    session.expire(one);
    await session.refresh(one);
    one.codes!.length = 1;
    session.clear();
    const merged = await session.merge(one);
    await session.commit();
    expect([await stored("codes"), merged.codes]).toEqual([["x"], ["x"]]);
    merged.codes!.push("m");
    expect(one.codes).toEqual(["x"]);
    await session.rollback();
    // A lock reads the row again: the old value is gone, what was changed stays.
    const [locked] = await session.select(Parcel).where({ id: 1 }).forUpdate().all();
    expect(locked!.codes).toEqual(["x"]);
  });
});
