/** Unique values that change hands within one flush: each is free before it is taken. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Seat, seating, Slot } from "../../tests/support/seating.ts";
import type { Session } from "./session.ts";

describeServers("unique values", { versions: "newest" }, (target) => {
  let store: Store<typeof seating>;
  let session: Session<typeof seating.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, seating);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute("TRUNCATE seats, slots RESTART IDENTITY");
    session = store.session();
  });

  /** Seats that are stored, with labels a, b, c … and guests of the same names in capitals. */
  async function seats(count: number): Promise<Seat[]> {
    const made = Array.from({ length: count }, (_, index) => {
      const label = String.fromCharCode(97 + index);
      return new Seat({ label, guest: label.toUpperCase() });
    });
    session.add(...made);
    await session.commit();
    return made;
  }
  const labels = () => store.rows("SELECT id, label FROM seats ORDER BY id");
  const guests = async () => (await store.rows("SELECT guest FROM seats ORDER BY id")).flat();

  test("go from a deleted object to a changed one, and from that to a new one", async () => {
    const [a, b] = (await seats(2)) as [Seat, Seat];
    session.delete(b);
    a.label = "b";
    session.add(new Seat({ label: "a" }));
    await session.commit();
    expect(await labels()).toEqual([
      [1, "b"],
      [3, "a"],
    ]);
  });

  test("go along a chain of any length, whatever the order of the rows", async () => {
    for (const direction of [1, -1]) {
      await store.execute("TRUNCATE seats RESTART IDENTITY");
      session.clear();
      const row = await seats(6);
      const chain = direction === 1 ? row : row.toReversed();
      const next = [...chain.slice(1).map(({ label }) => label), "z"];
      chain.forEach((seat, index) => (seat.label = next[index]!));
      session.add(new Seat({ label: direction === 1 ? "a" : "f" }));
      await session.commit();
      const expected = direction === 1 ? ["b", "c", "d", "e", "f", "z", "a"] : ["z", "a", "b", "c", "d", "e", "f"];
      expect((await labels()).map(([, label]) => label)).toEqual(expected);
    }
  });

  test("go round in circles where they may be NULL meanwhile, with two statements", async () => {
    const [a, b, c, d] = (await seats(4)) as [Seat, Seat, Seat, Seat];
    [a.guest, b.guest, c.guest] = [b.guest, c.guest, a.guest];
    d.guest = "E";
    session.add(new Seat({ label: "x", guest: "D" }));
    await session.commit();
    expect(await guests()).toEqual(["B", "C", "A", "E", "D"]);
    store.statements.length = 0;
    [a.guest, b.guest] = [b.guest, a.guest];
    await session.commit();
    expect(await guests()).toEqual(["C", "B", "A", "E", "D"]);
    expect(store.statements).toHaveLength(2);
  });

  test("that can't be NULL are refused in a circle before anything is written", async () => {
    const [a, b] = (await seats(2)) as [Seat, Seat];
    [a.label, b.label] = [b.label, a.label];
    store.statements.length = 0;
    await expect(session.flush()).rejects.toMatchObject({
      code: "session.unique-cycle",
      model: "Seat",
      properties: ["label"],
    });
    expect(store.statements).toEqual([]);
    await session.rollback();
    expect([a.label, b.label]).toEqual(["a", "b"]);
    a.label = "meanwhile";
    await session.flush();
    [a.label, b.label] = ["b", "a"];
    await session.commit();
    expect(await labels()).toEqual([
      [1, "b"],
      [2, "a"],
    ]);
  });

  test("of a constraint that can wait change hands in any way, and are checked by the flush", async () => {
    const slots = [0, 1, 2, 3].map((place) => new Slot({ row: "r", place }));
    session.add(...slots);
    await session.commit();
    const [first, second, third] = slots as [Slot, Slot, Slot];
    [first.place, second.place] = [1, 0];
    third.place = 3;
    session.delete(slots[3]!);
    session.add(new Slot({ row: "r", place: 2 }));
    await session.commit();
    expect(await store.rows("SELECT id, place FROM slots ORDER BY id")).toEqual([
      [1, 1],
      [2, 0],
      [3, 3],
      [5, 2],
    ]);
    await store.execute("INSERT INTO slots (row, place) VALUES ('r', 9)");
    [first.place, second.place] = [9, 1];
    await expect(session.flush()).rejects.toMatchObject({ code: "session.unique", model: "Slot" });
  });

  test("go to a new object that the one which gives them up refers to", async () => {
    const [a] = (await seats(1)) as [Seat];
    a.label = "old";
    a.successor = new Seat({ label: "a" });
    await session.commit();
    expect(await store.rows("SELECT id, label, successor_id FROM seats ORDER BY id")).toEqual([
      [1, "old", 2],
      [2, "a", null],
    ]);
    expect(session.isDirty).toBe(false);
  });

  test("of a deleted object go to a new one to which what referred to it turns", async () => {
    const [a, b] = (await seats(2)) as [Seat, Seat];
    a.successor = b;
    await session.commit();
    session.delete(b);
    a.successor = new Seat({ label: "b" });
    a.shift = "night";
    await session.commit();
    expect(await store.rows("SELECT id, label, successor_id, shift FROM seats ORDER BY id")).toEqual([
      [1, "a", 3, "night"],
      [3, "b", null, null],
    ]);
    await session.refresh(a);
    await a.load("successor");
    expect(a.successor!.label).toBe("b");
  });
});
