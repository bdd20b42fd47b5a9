/** Classes that extend one another: rows in one table and in joined ones, objects of the right classes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { missingOperations, storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import {
  Company,
  Director,
  Employee,
  Engineer,
  Manager,
  Office,
  Skill,
  staff,
  Task,
} from "../../tests/support/staff.ts";
import { addHooks } from "./hooks.ts";
import type { Session } from "./session.ts";

describeServers("classes that extend one another", (target) => {
  let store: Store<typeof staff>;
  let session: Session<typeof staff.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, staff);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(
      "TRUNCATE companies, employees, managers, directors, offices, tasks, skills, employee_skills RESTART IDENTITY",
    );
    session = store.session();
    store.statements.length = 0;
  });
  async function reopened() {
    await session.close();
    session = store.session();
    store.statements.length = 0;
  }
  async function stored() {
    const company = new Company({ name: "acme" });
    company.employees.add(
      new Employee({ name: "Eve" }),
      new Engineer({ name: "Ada", language: "Analytical" }),
      new Manager({ name: "Max", level: 2 }),
      new Director({ name: "Dora", level: 9, shares: 5 }),
    );
    session.add(company);
    await session.commit();
    store.statements.length = 0;
    return company;
  }

  describe("in memory", () => {
    test("a child is an instance of its parent, with the properties of both", () => {
      const ada = new Engineer({ name: "Ada", language: "Analytical" });
      expect(ada).toBeInstanceOf(Employee);
      expect(ada.kind).toBe("engineer");
      expect(ada.label).toBe("engineer Ada (Analytical)");
      expect(new Director({ name: "D", level: 1 })).toBeInstanceOf(Manager);
      expect(ada.toJSON()).toEqual({ kind: "engineer", name: "Ada", language: "Analytical" });
    });

    test("inherited relationships keep both sides in step", () => {
      const company = new Company({ name: "acme" });
      const ada = new Engineer({ name: "Ada", language: "A", company });
      const max = new Manager({ name: "Max", level: 1 });
      max.reports.add(ada);
      expect([...company.employees]).toEqual([ada]);
      expect(ada.boss).toBe(max);
      expect(() => (ada.boss = new Employee({ name: "x" }) as never)).toThrow(
        expect.objectContaining({ code: "relationship.wrong-class" }),
      );
    });
  });

  describe("writing", () => {
    test("rows of one table go together, those of joined tables after the rows above", async () => {
      await stored();
      expect(await store.rows("SELECT id, kind, name, language FROM employees ORDER BY name")).toEqual([
        [expect.anything(), "engineer", "Ada", "Analytical"],
        [expect.anything(), "director", "Dora", null],
        [expect.anything(), "employee", "Eve", null],
        [expect.anything(), "manager", "Max", null],
      ]);
      const managers = "SELECT name, level, bonus FROM managers JOIN employees USING (id) ORDER BY level";
      expect(await store.rows(managers)).toEqual([
        ["Max", 2, 100],
        ["Dora", 9, 100],
      ]);
      expect(await store.rows("SELECT shares FROM directors")).toEqual([[5]]);
    });

    test("one statement a table for many joined rows, with values of the database", async () => {
      const made = Array.from({ length: 50 }, (_, i) => new Manager({ name: `m${i}`, level: i }));
      session.add(...made);
      await session.flush();
      expect(store.statements).toHaveLength(2);
      expect(made.every(({ id, bonus, version }, i) => id === i + 1 && bonus === 100 && version === 1)).toBe(true);
    });

    test("a circle through a joined table: employees have managers, who are employees", async () => {
      const max = new Manager({ name: "Max", level: 1 });
      const [ada, dora] = [new Engineer({ name: "Ada", language: "A" }), new Director({ name: "Dora", level: 9 })];
      max.boss = dora;
      max.reports.add(ada);
      session.add(ada, max);
      await session.commit();
      await reopened();
      const found = await session
        .select(Engineer)
        .with({ boss: { boss: true } })
        .one();
      expect(found.boss).toBeInstanceOf(Manager);
      expect(found.boss!.boss).toBeInstanceOf(Director);
      expect(found.boss!.boss!.name).toBe("Dora");
    });

    test("an update touches the tables whose columns changed, and the version above all", async () => {
      const company = await stored();
      const max = company.employees.find((one) => one instanceof Manager) as Manager;
      max.level = 3;
      await session.flush();
      expect(store.statements.map((sql) => /^UPDATE (\w+)/.exec(sql)?.[1])).toEqual(["employees", "managers"]);
      expect(max.version).toBe(2);
      store.statements.length = 0;
      max.name = "Maxim";
      await session.flush();
      expect(store.statements.map((sql) => /^UPDATE (\w+)/.exec(sql)?.[1])).toEqual(["employees"]);
    });

    test("a stale version is noticed whichever table changes", async () => {
      const company = await stored();
      const max = company.employees.find((one) => one.name === "Max") as Manager;
      await store.execute("UPDATE employees SET version = 9");
      max.level = 4;
      await expect(session.flush()).rejects.toMatchObject({ code: "session.stale" });
    });

    test("a delete takes the rows of all tables, from below", async () => {
      const company = await stored();
      session.delete(company.employees.find((one) => one.name === "Dora")!);
      await session.flush();
      const tables = store.statements.flatMap((sql) => /^DELETE FROM (\w+)/.exec(sql)?.[1] ?? []);
      expect(tables.filter((name) => /employees|managers|directors/.test(name))).toEqual([
        "directors",
        "managers",
        "employees",
      ]);
      await session.commit();
      expect(await store.rows("SELECT count(*)::int FROM managers")).toEqual([[1]]);
    });

    test("cascades reach children of children", async () => {
      const company = await stored();
      company.employees[1]!.tasks.add(new Task({ title: "build" }));
      await session.commit();
      await reopened();
      session.delete(await session.select(Company).one());
      await session.commit();
      expect(
        await store.rows("SELECT (SELECT count(*) FROM employees)::int, (SELECT count(*) FROM tasks)::int"),
      ).toEqual([[0, 0]]);
    });

    test("keys of relationships that the child declares", async () => {
      const office = new Office({ city: "Paris" });
      office.managers.add(new Manager({ name: "Max", level: 1 }), new Director({ name: "Dora", level: 2 }));
      session.add(office);
      await session.commit();
      await reopened();
      const found = await session.select(Office).with({ managers: true }).one();
      expect(found.managers.map((one) => one.constructor).toSorted()).toEqual([Director, Manager]);
      found.managers.remove(found.managers[0]!);
      await session.commit();
      expect(await store.rows("SELECT count(office_id)::int FROM managers")).toEqual([[1]]);
    });

    test("a changed key is followed by the joined tables", async () => {
      const company = await stored();
      const dora = company.employees.find((one) => one.name === "Dora") as Director;
      const before = dora.id;
      dora.id = 77;
      await session.commit();
      expect([dora.directorId, before === 77]).toEqual([77, false]);
      expect(await store.rows("SELECT director_id FROM directors")).toEqual([[77]]);
      dora.shares = 6;
      await session.commit();
      expect(await session.get(Director, 77)).toBe(dora);
    });

    test("a rollback brings deleted objects back, and unmakes new ones", async () => {
      const company = await stored();
      const dora = company.employees.find((one) => one.name === "Dora") as Director;
      const added = new Manager({ name: "New", level: 1 });
      session.add(added);
      session.delete(dora);
      await session.flush();
      await session.rollback();
      expect([session.stateOf(dora), session.stateOf(added)]).toEqual(["persistent", "transient"]);
      dora.shares = 8;
      session.add(added);
      await session.commit();
      expect(await store.rows("SELECT shares FROM directors")).toEqual([[8]]);
      expect(await store.rows("SELECT count(*)::int FROM managers")).toEqual([[3]]);
    });
  });

  describe("loading", () => {
    test("the parent's query yields objects of the right classes, with one statement", async () => {
      await stored();
      await reopened();
      const found = await session.select(Employee).orderBy("name").all();
      expect(found.map((one) => one.constructor)).toEqual([Engineer, Director, Employee, Manager]);
      expect((found[0] as Engineer).language).toBe("Analytical");
      expect([(found[1] as Director).shares, (found[1] as Director).level]).toEqual([5, 9]);
      expect(store.statements).toHaveLength(1);
    });

    test("a child's query finds its rows and those of classes below it", async () => {
      await stored();
      await reopened();
      expect((await session.select(Engineer).all()).map((one) => one.name)).toEqual(["Ada"]);
      expect((await session.select(Manager).orderBy("level").all()).map((one) => one.constructor)).toEqual([
        Manager,
        Director,
      ]);
      expect(await session.select(Manager).where("name", "=", "Dora").where("level", ">", 3).count()).toBe(1);
      expect(await session.select(Engineer).count()).toBe(1);
      expect(await session.select(Director).where({ level: 9, shares: 5 }).exists()).toBe(true);
      expect(
        await session
          .select(Employee)
          .where({ name: ["Max", "Eve"] })
          .count(),
      ).toBe(2);
    });

    test("get() finds by the key of the hierarchy, one object for each row", async () => {
      await stored();
      await reopened();
      const dora = await session.select(Director).one();
      expect(await session.get(Employee, dora.id)).toBe(dora);
      expect(await session.get(Manager, dora.id)).toBe(dora);
      expect(await session.get(Engineer, dora.id)).toBeNull();
      await session.close();
      session = store.session();
      expect(await session.get(Engineer, dora.id)).toBeNull();
      const locked = await session.get(Employee, dora.id, { lock: "update" });
      expect(locked).toBeInstanceOf(Director);
    });

    test("relationships to parents hold objects of the right classes", async () => {
      await stored();
      await reopened();
      const joined = await session.select(Company).with({ employees: "joined", engineers: true }).one();
      expect(new Set(joined.employees.map((one) => one.constructor))).toEqual(
        new Set([Employee, Engineer, Manager, Director]),
      );
      expect(joined.engineers.map((one) => one.name)).toEqual(["Ada"]);
      await reopened();
      const filtered = await session
        .select(Company)
        .with({ employees: (query) => query.where("name", "<", "M").orderBy("name", "desc").limit(2) })
        .one();
      expect(filtered.employees.map((one) => one.name)).toEqual(["Eve", "Dora"]);
      await reopened();
      const some = await session
        .select(Company)
        .whereAny("employees", (one) => one.where("name", "=", "Dora"))
        .whereAny("engineers", (one) => one.where("language", "=", "Analytical"))
        .count();
      expect(some).toBe(1);
    });

    test("what was expired is read again, from all tables", async () => {
      await stored();
      await reopened();
      const dora = await session.select(Director).one();
      await session.commit();
      await store.execute("UPDATE managers SET level = 10; UPDATE directors SET shares = 50");
      session.expire(dora);
      expect(() => dora.shares).toThrow(expect.objectContaining({ code: "session.expired" }));
      await session.refresh(dora);
      expect([dora.shares, dora.level]).toEqual([50, 10]);
      session.expire(dora, "shares", "level");
      dora.shares = 60;
      await session.commit();
      expect(await store.rows("SELECT shares FROM directors")).toEqual([[60]]);
    });

    test("many to many, streams and pages", async () => {
      const company = await stored();
      const [first] = company.employees;
      first!.skills.add(new Skill({ name: "Go" }));
      await session.commit();
      await reopened();
      const found = await session.select(Employee).orderBy("id").with({ skills: true }).all();
      expect(found.map((one) => one.skillNames.toArray())).toEqual([["Go"], [], [], []]);
      const seen: string[] = [];
      for await (const one of session.select(Manager).orderBy("level").stream()) seen.push(one.name);
      expect(seen).toEqual(["Max", "Dora"]);
      const page = await session.select(Employee).orderBy("name").page({ size: 3 });
      const next = await session.select(Employee).orderBy("name").page({ size: 3, after: page.next });
      expect(next.items.map((one) => one.name)).toEqual(["Max"]);
    });

    test("a row of a class that nobody declared is an error", async () => {
      await store.execute(
        "INSERT INTO employees (kind, name, version, id) OVERRIDING SYSTEM VALUE VALUES ('robot', 'R', 1, 99)",
      );
      await expect(session.select(Employee).all()).rejects.toMatchObject({ code: "session.unknown-discriminator" });
      expect(await session.select(Engineer).all()).toEqual([]);
    });

    test("merge finds the object of the right class", async () => {
      const company = await stored();
      const { id } = company.employees.find((one) => one.name === "Max")!;
      await reopened();
      const merged = await session.merge(new Manager({ id, name: "Max", level: 7 }));
      await session.commit();
      expect(merged.bonus).toBe(100);
      expect(await store.rows(`SELECT level FROM managers WHERE id = ${id}`)).toEqual([[7]]);
    });
  });

  describe("in bulk", () => {
    test("an update reaches the tables of its columns, and the session's objects", async () => {
      const company = await stored();
      const dora = company.employees.find((one) => one.name === "Dora") as Director;
      expect(await session.select(Manager).where("level", ">", 5).update({ name: "D", bonus: 3 })).toBe(1);
      expect([dora.name, dora.bonus, dora.version]).toEqual(["D", 3, 2]);
      expect(await session.select(Engineer).update({ language: "B" })).toBe(1);
      await session.commit();
      expect(await store.rows("SELECT count(*)::int FROM employees WHERE language = 'B'")).toEqual([[1]]);
    });

    test("a delete takes the rows of all tables", async () => {
      const company = await stored();
      const dora = company.employees.find((one) => one.name === "Dora") as Director;
      expect(await session.select(Manager).where({ name: "Dora" }).delete()).toBe(1);
      expect(session.stateOf(dora)).toBe("deleted");
      expect(await session.select(Employee).where("kind", "<>", "engineer").delete()).toBe(2);
      await session.commit();
      expect(
        await store.rows("SELECT (SELECT count(*) FROM employees)::int, (SELECT count(*) FROM managers)::int"),
      ).toEqual([[1, 0]]);
    });
  });

  test("the tables are what autogenerate takes the classes for", async () => {
    expect(await missingOperations(store.engine, staff as never)).toEqual([]);
  });

  test("hooks of a parent run for its children", async () => {
    const seen: string[] = [];
    const remove = addHooks(Employee, {
      beforeInsert: (one) => void seen.push(`before ${one.name}`),
      afterInsert: (one) => void seen.push(`after ${one.name} ${one.id > 0}`),
      load: (one) => void seen.push(`load ${one.name}`),
    });
    try {
      session.add(new Director({ name: "Dora", level: 9 }));
      await session.commit();
      await reopened();
      await session.select(Employee).all();
    } finally {
      remove();
    }
    expect(seen).toEqual(["before Dora", "after Dora true", "load Dora"]);
  });

  test("mixins by spread bring their columns to each class", async () => {
    const company = await stored();
    expect(company.createdAt).toBeInstanceOf(Date);
    company.name = "ACME";
    await session.commit();
    expect([company.touches, company.touches === 7]).toEqual([7, true]);
  });
});
