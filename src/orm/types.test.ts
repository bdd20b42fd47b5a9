/** Every column type: one row and many, NULL, arrays and nested arrays; inserted, updated, found by value, read by another session. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { sampling, SampleRow, samples, type Sample } from "../../tests/support/samples.ts";
import type { Session } from "./session.ts";

type Row = Record<string, unknown>;

describeServers("values of", (target) => {
  let store: Store<typeof sampling>;
  beforeAll(async () => {
    store = await storeOf(target, sampling);
  });
  afterAll(() => store.drop());

  const session = async <Result>(work: (session: Session) => Promise<Result>): Promise<Result> => {
    const opened = store.session();
    try {
      const result = await work(opened as never);
      await opened.commit();
      return result;
    } finally {
      await opened.close();
    }
  };
  const make = (values: Row): Row => new SampleRow(values as never) as unknown as Row;
  const read = (ids: readonly unknown[], properties: readonly string[]) =>
    session(async (s) => {
      const rows = (await s
        .select(SampleRow)
        .where({ id: ids } as never)
        .orderBy("id" as never)
        .all()) as unknown as Row[];
      return rows.map((row) => properties.map((property) => row[property]));
    });

  describe.each(Object.entries(samples))("%s", (property, { values: [first, second], isEqual }: Sample) => {
    const list = `${property}List`;
    const hasLists = property !== "scores";
    const nests = !/^json|^settings$/.test(property);
    const lists = [[first, null, second], [], nests ? [[first], [second]] : [first]] as const;

    test("are read as they were written, in one row, in many, as NULL, in arrays", async () => {
      const wanted: Row[] = [first, second, null].map((value, at) => ({
        [property]: value,
        ...(hasLists ? { [list]: lists[at] } : {}),
      }));
      const names = Object.keys(wanted[0]!);
      const ids = await session(async (s) => {
        const rows = wanted.map(make);
        s.add(...rows);
        const alone = make(wanted[0]!);
        await s.flush();
        s.add(alone);
        await s.flush();
        return [...rows, alone].map(({ id }) => id);
      });
      const expected = [...wanted, wanted[0]!].map((row) => names.map((each) => row[each]));
      expect(await read(ids, names)).toEqual(expected);

      // Updated, several at once, to one another's values.
      await session(async (s) => {
        const rows = (await s
          .select(SampleRow)
          .where({ id: ids } as never)
          .orderBy("id" as never)
          .all()) as unknown as Row[];
        rows.forEach((row, at) => Object.assign(row, wanted[(at + 1) % 3]));
      });
      const turned = [1, 2, 0, 1].map((at) => names.map((each) => wanted[at]![each]));
      expect(await read(ids, names)).toEqual(turned);

      if (isEqual === false) return;
      const found = (condition: Row) =>
        session((s) =>
          s
            .select(SampleRow)
            .where({ id: ids } as never)
            .where(condition as never)
            .count(),
        );
      const given = Array.isArray(first) ? [first] : first;
      expect(await found({ [property]: given })).toBe(1);
      expect(await found({ [property]: [first, null] })).toBe(2);
      await session((s) =>
        s
          .select(SampleRow)
          .where({ id: ids[0] } as never)
          .update({ [property]: first } as never),
      );
      expect((await read([ids[0]], [property]))[0]).toEqual([first]);
    });
  });
});

describeServers("values that a column can't hold", (target) => {
  let store: Store<typeof sampling>;
  beforeAll(async () => {
    store = await storeOf(target, sampling);
  });
  afterAll(() => store.drop());

  const circle: Row = {};
  circle["self"] = circle;

  test.each<[string, unknown, string]>([
    ["bigintNumber", 2 ** 53, "value-range"],
    ["bigintNumber", 1.5, "value-range"],
    ["numericNumber", 0.125, "value-range"],
    ["bigintNumberList", [1, 2 ** 53], "value-range"],
    ["text", { a: 1 }, "value-form"],
    ["text", new Date(0), "value-form"],
    ["integer", {}, "value-form"],
    ["textList", [{ a: 1 }], "value-form"],
    ["jsonb", { a: 1n }, "value-form"],
    ["jsonb", circle, "value-form"],
    ["jsonb", () => 1, "value-form"],
    ["place", { streat: "x" }, "value-form"],
    ["place", { nr: {} }, "value-form"],
  ])("are refused by name: %s", async (property, value, code) => {
    const session = store.session();
    session.add(new SampleRow({ [property]: value } as never));
    const name = property.replace(/List$/, "");
    await expect(session.flush()).rejects.toMatchObject({
      code: `session.${code}`,
      message: expect.stringContaining(`SampleRow.${name}`) as string,
    });
    await session.close();
  });

  test("are refused where they are read", async () => {
    await store.execute(`INSERT INTO samples (bigint_number) VALUES (9007199254740993)`);
    const session = store.session();
    await expect(session.select(SampleRow).all()).rejects.toMatchObject({ code: "session.value-range" });
    await session.close();
  });
});
