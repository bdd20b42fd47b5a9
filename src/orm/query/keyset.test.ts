/** Pages by keyset over columns of all sorts: each row once, in the server's order, in either direction. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeOf, type Store } from "../../../tests/support/commerce.ts";
import { describeServers } from "../../../tests/support/databases.ts";
import { diary, Entry } from "../../../tests/support/diary.ts";

const rows = `INSERT INTO entries (at, plain, exact, rounded, float, single, word, posix, short, mood, flag, day, span, big, token, bytes, turned, small)
  SELECT timestamptz '2026-01-26 10:00:00Z' + (n / 2) * interval '1 microsecond',
    CASE WHEN n % 5 > 0 THEN timestamp '2026-01-26 10:00:00' + (n / 3) * interval '1 microsecond' END,
    CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' ELSE 12345678901234567890.123456789 + (n / 4) / 1e9 END,
    0.1 + (n / 2) / 1e19,
    CASE n % 7 WHEN 0 THEN 'NaN' WHEN 1 THEN '-infinity' WHEN 2 THEN NULL ELSE 0.1::float8 + (n / 3) * 1e-17::float8 END,
    (n / 3) * 0.1::real,
    (ARRAY['a', 'B', 'ä', 'Z', 'é', '', 'a b', 'A', NULL])[n % 9 + 1],
    (ARRAY['a', 'B', 'ä', 'Z', 'é', '', 'a b', 'A', NULL])[n % 9 + 1],
    (ARRAY['x', 'y ', NULL])[n % 3 + 1],
    (ARRAY['sad', 'calm', 'glad', NULL]::mood[])[n % 4 + 1],
    (ARRAY[true, false, NULL])[n % 3 + 1],
    CASE n % 4 WHEN 0 THEN 'infinity' ELSE date '2026-01-01' + n / 2 END,
    (n / 2) * interval '1 day 0.000001 second',
    9007199254740993 + n / 2,
    ('00000000-0000-0000-0000-00000000000' || (n % 4))::uuid,
    decode(lpad(to_hex(n / 2), 2, '0'), 'hex'),
    (ARRAY['a', 'b', NULL])[n % 3 + 1],
    CASE WHEN n % 2 = 0 THEN n / 4 END
  FROM generate_series(0, 22) AS n`;

describeServers("pages", (target) => {
  let store: Store<typeof diary>;
  beforeAll(async () => {
    store = await storeOf(target, diary);
    await store.execute(rows);
  });
  afterAll(() => store.drop());

  const columns = [...diary.mappers.values()].flatMap(({ columns: all }) =>
    all.map(({ property }) => property as "at"),
  );

  test.each(
    columns
      .filter((column) => (column as string) !== "small")
      .flatMap((column) => [[column, "asc"] as const, [column, "desc"] as const]),
  )("by %s %s show each row once, in the server's order", async (column, direction) => {
    const wanted = await store.rows(
      `SELECT id::text FROM entries AS e ORDER BY e."${column}" ${direction}, small DESC, e.id`,
    );
    const session = store.session();
    try {
      const query = session.select(Entry).orderBy(column, direction).orderBy("small", "desc");
      const seen: unknown[] = [];
      let after: string | null = null;
      do {
        const page: { items: Entry[]; next: string | null } = await query.page({ size: 3, after });
        seen.push(...page.items.map(({ id }) => String(id)));
        after = page.next;
      } while (after !== null && seen.length < 100);
      expect(seen).toEqual(wanted.flat());
    } finally {
      await session.close();
    }
  });

  test("refuse the cursor of another order", async () => {
    const session = store.session();
    const { next } = await session.select(Entry).orderBy("at").page({ size: 2 });
    const other = session.select(Entry).orderBy("at", "desc");
    await expect(other.page({ size: 2, after: next })).rejects.toMatchObject({ code: "session.cursor" });
    await session.close();
  });
});
