/** Classes beside one another in one table that declare the same column, and objects that claim to be of another class. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { missingOperations, storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Car, fleet, Garage, Truck, Vehicle } from "../../tests/support/fleet.ts";
import type { Session } from "./session.ts";

describeServers("classes beside one another", { versions: "newest" }, (target) => {
  let store: Store<typeof fleet>;
  let session: Session<typeof fleet.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, fleet);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute("TRUNCATE vehicles, garages RESTART IDENTITY");
    session = store.session();
  });

  test("have one column where they declare it alike", async () => {
    expect(await missingOperations(store.engine, fleet as never)).toEqual([]);
    const garage = new Garage();
    garage.trucks.add(
      new Truck({ name: "b", cargo: 1, axles: 3, plate: "B" }),
      new Truck({ name: "c", cargo: 2, axles: 4, doors: 2 }),
    );
    session.add(garage, new Car({ name: "a", seats: 5, plate: "A", doors: 4 }));
    await session.commit();
    await session.close();
    session = store.session();
    const [car, truck] = (await session.select(Vehicle).orderBy("name").all()) as [Car, Truck];
    expect([car.plate, car.axles, car.seats, car.doors]).toEqual(["A", 2, 5, 4]);
    expect([truck.plate, truck.axles, truck.cargo, truck.doors]).toEqual(["B", 3, 1, null]);
    truck.plate = "T";
    car.axles = 6;
    await session.flush();
    expect(await session.select(Truck).where({ plate: "T", axles: 3 }).count()).toBe(1);
    expect(await session.select(Car).where({ plate: "T" }).count()).toBe(0);
    expect(await session.select(Truck).where({ plate: "T" }).update({ axles: 9 })).toBe(1);
    expect([truck.axles, car.axles]).toEqual([9, 6]);
    await session.refresh(truck);
    const loaded = await session.select(Garage).with({ trucks: true }).one();
    expect(loaded.trucks.map(({ name }) => name)).toEqual(["b", "c"]);
    session.delete(car);
    session.add(new Car({ name: "again", seats: 1, plate: "A" }));
    await session.commit();
    expect(await store.rows("SELECT name, plate FROM vehicles WHERE kind = 'car'")).toEqual([["again", "A"]]);
  });

  test("can't become one another by a value: the row would not be found again", async () => {
    const car = new Car({ name: "a", seats: 5 });
    session.add(car);
    await session.commit();
    const refused = {
      code: "session.discriminator-change",
      message: 'Car.kind is "car" for every Car and can\'t be "truck": it says of which class the row is.',
    };
    car.kind = "truck";
    await expect(session.flush()).rejects.toMatchObject(refused);
    await session.rollback();
    expect(car.kind).toBe("car");
    await expect(session.select(Car).update({ kind: "truck" })).rejects.toMatchObject(refused);
    session.add(Object.assign(new Car({ name: "b", seats: 2 }), { kind: "truck" }));
    await expect(session.flush()).rejects.toMatchObject(refused);
    await session.rollback();
    await session.kysely.updateTable("Vehicle").set({ kind: "truck" }).execute();
    session.expunge(car);
    expect(await session.get(Truck, car.id)).toBeInstanceOf(Truck);
  });
});
