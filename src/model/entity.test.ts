import { describe, expect, test } from "vitest";
import { integer } from "../dialects/postgresql/types/numbers.ts";
import { text } from "../dialects/postgresql/types/text.ts";
import { Collection } from "./collection.ts";
import { createInstance, stateOf, type InstanceObserver } from "./entity.ts";
import { model } from "./model.ts";
import { oneToMany } from "./relationship.ts";

class Item extends model("items", { id: integer().primaryKey(), name: text(), parts: oneToMany<Item>("Item") }) {
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

  test("tells its observer of changes and of members that were never set", () => {
    const item = new Item({ name: "a" });
    const seen: unknown[] = [];
    const observer: InstanceObserver = {
      unset: (state, position) => `no ${state.layout.names[position]}`,
      changed: (state, position, before, after) => seen.push([state.layout.names[position], before, after]),
    };
    stateOf(item)!.observer = observer;
    item.name = "b";
    item.name = "b";
    expect(seen).toEqual([["name", "a", "b"]]);
    expect(item.id).toBe("no id");
  });

  test("refuses a member that every object has", () => {
    expect(() => model("t", { constructor: integer() } as never)).toThrow(
      expect.objectContaining({ code: "model.invalid-member" }),
    );
  });
});

describe("a collection", () => {
  test("tells its observer once for each change, and nothing of what was loaded", () => {
    const seen: string[] = [];
    const collection = new Collection<string>();
    Collection.observe(collection, {
      added: (item) => seen.push(`+${item}`),
      removed: (item) => seen.push(`-${item}`),
    });
    Collection.load(collection, ["a", "b"]);
    collection.add("b", "c").replace(["c", "d"]);
    expect(seen).toEqual(["+c", "-a", "-b", "+d"]);
    expect(collection.remove("x")).toBe(false);
    expect([...collection]).toEqual(["c", "d"]);
  });

  test("asks its observer before it is read", () => {
    const collection = new Collection<string>();
    Collection.observe(collection, {
      reading: () => {
        throw new RangeError("not loaded");
      },
    });
    expect(() => collection.length).toThrow("not loaded");
    expect(() => [...collection]).toThrow("not loaded");
    expect(() => collection.add("a")).not.toThrow();
  });
});
