/** Classes of one table at the far end of joins: PostgreSQL takes no parentheses around a single table. */
import { expect, test } from "vitest";
import { storeOf } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Employee, Engineer, Manager, Office, staff } from "../../tests/support/staff.ts";
import { Animal, Cat, Keeper, zoo } from "../../tests/support/zoo.ts";
import { sql } from "../sql/sql.ts";
import { nullable } from "./query/rows.ts";

describeServers("classes that share one table", (target) => {
  test("are joined, linked, counted and asked for", async () => {
    const store = await storeOf(target, zoo);
    await using session = store.session();
    const [tom, rex] = [new Cat({ name: "Tom", lives: 7 }), new Animal({ name: "Rex" })];
    session.add(new Keeper({ name: "Kim", favourite: tom, animals: [tom, rex] }), new Keeper({ name: "Lee" }));
    await session.commit();
    session.clear();
    const kim = await session
      .select(Keeper)
      .with({ favourite: "joined", animals: true, animalCount: true })
      .whereAny("animals", (animal) => animal.where({ name: "Rex" }))
      .one();
    expect(kim.favourite).toBeInstanceOf(Cat);
    expect([kim.animals.length, kim.animalCount]).toEqual([2, 2]);
    const rows = await session.rows(
      { keeper: Keeper, cat: nullable(Cat) },
      sql`SELECT k AS keeper, a AS cat FROM keepers AS k CROSS JOIN animals AS a WHERE k.name = 'Kim' ORDER BY a.name`,
    );
    expect(rows.map(({ cat }) => cat?.lives ?? null)).toEqual([null, 7]);
    await session.close();
    await store.drop();
  });

  test("or have tables of their own come whole from a row of the topmost one", async () => {
    const store = await storeOf(target, staff);
    await using session = store.session();
    const office = new Office({ city: "Rome" });
    session.add(new Manager({ name: "Max", level: 3, office }), new Engineer({ name: "Eve", language: "C" }));
    await session.commit();
    session.clear();
    const rows = await session.rows(
      { employee: Employee, manager: nullable(Manager) },
      sql`SELECT e AS employee, e AS manager FROM employees AS e ORDER BY e.name`,
    );
    expect(rows.map(({ employee }) => employee.constructor.name)).toEqual(["Engineer", "Manager"]);
    expect(rows.map(({ manager }) => manager?.level ?? null)).toEqual([null, 3]);
    expect(rows[1]!.manager).toBe(rows[1]!.employee);
    await session.close();
    await store.drop();
  });
});
