/** Hooks of columns see what is set, not what is read; hooks of statements by criteria see what these reached. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Employee, Engineer, Manager, staff } from "../../tests/support/staff.ts";
import { sql } from "../sql/sql.ts";
import { addAttributeHooks } from "./hooks.ts";
import type { Session } from "./session.ts";

describeServers("attribute hooks", (target) => {
  let store: Store<typeof staff>;
  let session: Session<typeof staff.declarations>;
  let hooks: (() => void)[] = [];
  beforeAll(async () => {
    store = await storeOf(target, staff);
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(`TRUNCATE employees RESTART IDENTITY CASCADE;
      INSERT INTO employees (kind, name, version) VALUES ('employee', ' Ann ', 1)`);
    session = store.session();
  });
  afterEach(() => {
    for (const off of hooks) off();
    hooks = [];
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });

  test("validate and hear of what is set, in constructors and for classes below, not of what is read", async () => {
    const heard: unknown[] = [];
    hooks.push(
      addAttributeHooks(Employee, "name", {
        validate: (name) => {
          if (name.trim() === "") throw new RangeError("no name");
          return name.trim();
        },
        set: (employee, name, before) => void heard.push([employee.constructor.name, name, before]),
      }),
      addAttributeHooks(Manager, "name", { validate: (name) => name.toUpperCase() }),
    );
    const ann = (await session.get(Employee, 1))!;
    expect([ann.name, heard]).toEqual([" Ann ", []]);
    ann.name = " Ann";
    expect(() => (ann.name = "  ")).toThrow(RangeError);
    expect(() => new Engineer({ name: "", language: "C" })).toThrow(RangeError);
    const max = new Manager({ name: " Max", level: 1 });
    session.add(max);
    ann.name = "Ann ";
    await session.commit();
    expect(heard).toEqual([
      ["Employee", "Ann", " Ann "],
      ["Manager", "MAX", undefined],
    ]);
    expect(await store.rows("SELECT name FROM employees ORDER BY id")).toEqual([["Ann"], ["MAX"]]);
    // An expression is no value, and after a rollback nothing was set.
    Object.assign(ann, { name: sql`upper(name)` });
    await session.flush();
    expect(ann.name).toBe("ANN");
    await session.rollback();
    expect([ann.name, heard.length]).toEqual(["Ann", 2]);
    session.expire(ann);
    ann.name = "Eve";
    expect(heard.at(-1)).toEqual(["Employee", "Eve", undefined]);
    hooks.pop()!();
    max.name = "moe";
    expect(max.name).toBe("moe");
    expect(() => addAttributeHooks(Employee, "company" as never, {})).toThrow(
      expect.objectContaining({ code: "model.unknown-attribute" }),
    );
  });

  test("of a session hear of updates and deletes by criteria, within the transaction", async () => {
    const heard: unknown[] = [];
    session.addHooks({
      afterBulkUpdate: (_, { model, count, values }) => void heard.push([model.name, count, values]),
      afterBulkDelete: async (s, { model, count }) => {
        heard.push([model.name, count, await s.select(Employee).count()]);
      },
    });
    await session.select(Employee).update({ name: "x" });
    await session.select(Employee).where({ name: "x" }).delete({ returning: true });
    await session.select(Engineer).delete();
    expect(heard).toEqual([
      ["Employee", 1, { name: "x" }],
      ["Employee", 1, 0],
      ["Engineer", 0, 0],
    ]);
    await session.rollback();
    expect(await session.select(Employee).count()).toBe(1);
  });
});
