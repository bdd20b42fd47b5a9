import { describe, expect, test } from "vitest";
import { integer } from "../dialects/postgresql/types/numbers.ts";
import { text } from "../dialects/postgresql/types/text.ts";
import { Collection } from "./collection.ts";
import { CollectionCore } from "./collection-core.ts";
import { createInstance, stateOf } from "./entity.ts";
import { model } from "./model.ts";
import { oneToMany } from "./relationship.ts";

class Item extends model("items", {
  id: integer().identity().primaryKey(),
  name: text(),
  parts: oneToMany<Item>("Item"),
}) {
  built = true;
}

describe("an instance", () => {
  test("reads what was never set as null, or as an empty collection that stays", () => {
    const item = new Item();
    expect(item.id).toBeNull();
    expect(item.parts.length).toBe(0);
    expect(item.parts).toBe(item.parts);
  });

  test("takes any list for a collection", () => {
    const [a, b] = [new Item({ id: 1 }), new Item({ id: 2 })];
    const item = new Item({ parts: [a, b, a] });
    expect([...item.parts]).toEqual([a, b]);
    expect(new Item({ parts: new Set([b]) }).parts.toArray()).toEqual([b]);
  });

  test("refuses a property that it doesn't have", () => {
    const values = { nmae: "x" } as object;
    expect(() => new Item(values)).toThrow(
      expect.objectContaining({ code: "model.unknown-property", property: "nmae" }),
    );
  });

  test("that is loaded runs no constructor of the user's", () => {
    const loaded = createInstance(Item);
    expect(loaded).toBeInstanceOf(Item);
    expect(loaded.built).toBeUndefined();
    loaded.name = "x";
    expect(loaded.name).toBe("x");
  });

  test("keeps its values as they were before the first change, once a session follows it", () => {
    const item = new Item({ name: "a" });
    const state = stateOf(item)!;
    const seen: unknown[] = [];
    state.tracker = { dirtied: (changed: unknown) => seen.push(changed) } as never;
    item.name = "a";
    expect(seen).toEqual([]);
    item.name = "b";
    item.name = "c";
    expect(seen).toEqual([state]);
    expect(state.originals?.slice(0, 2)).toEqual([undefined, "a"]);
  });

  test("refuses a member that every object has", () => {
    expect(() => model("t", { constructor: integer() } as never)).toThrow(
      expect.objectContaining({ code: "model.invalid-member" }),
    );
  });
});

describe("a collection", () => {
  test("is an ordered list without duplicates", () => {
    const [a, b, c] = [{}, {}, {}];
    const collection = new Collection<object>([a, b, a]);
    expect(collection.length).toBe(2);
    expect(collection.remove(c)).toBe(false);
    collection.replace([c, b]);
    expect(collection[0]).toBe(c);
    expect(collection[1]).toBe(b);
    expect(collection[2]).toBeUndefined();
    expect(collection.at(-1)).toBe(b);
    expect(collection.indexOf(b)).toBe(1);
  });

  test("tells its owner once for each change of the user's, and nothing of what was loaded", () => {
    const seen: string[] = [];
    const [a, b, c] = ["a", "b", "c"].map((name) => ({ name }));
    const owner = {
      tracked: true,
      admit: () => {},
      changing: () => {},
      itemAdded: (_: unknown, item: object) => seen.push(`+${(item as typeof a)!.name}`),
      itemRemoved: (_: unknown, item: object) => seen.push(`-${(item as typeof a)!.name}`),
      refuseRead: () => {
        throw new RangeError("not loaded");
      },
    };
    const core = new CollectionCore(owner as never, {} as never, false);
    const collection = new Collection<object>(core);
    expect(() => collection.length).toThrow("not loaded");
    expect(() => [...collection]).toThrow("not loaded");
    collection.add(c!);
    collection.remove(a!);
    core.receive([a!, b!]);
    expect([...collection]).toEqual([b, c]);
    expect(collection.add(b!).remove(a!)).toBe(false);
    expect(seen).toEqual(["+c", "-a"]);
    expect([core.added?.size, core.removed?.size]).toEqual([1, 1]);
  });

  test("of many items finds each of them quickly, also after changes", () => {
    const items = Array.from({ length: 1000 }, (_, n) => ({ n }));
    const collection = new Collection<object>(items);
    collection.add(...items);
    expect(collection.length).toBe(1000);
    expect(collection.remove(items[500]!)).toBe(true);
    expect(collection.has(items[500]!)).toBe(false);
    expect(collection.has(items[999]!)).toBe(true);
  });
});
