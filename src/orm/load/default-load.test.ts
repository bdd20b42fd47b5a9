/** How relationships are loaded where nobody says so, collections that never are, and rows of several objects. */
import { sql as raw } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { storeOf, type Store } from "../../../tests/support/commerce.ts";
import { describeServers } from "../../../tests/support/databases.ts";
import {
  rankedAt,
  Sale,
  Seller,
  Shop,
  ShopLabel,
  shops,
  Visit,
  writeOnlyParent,
} from "../../../tests/support/shop-loading.ts";
import { sql } from "../../sql/sql.ts";
import { addFilter } from "../filters.ts";
import { nullable } from "../query/rows.ts";
import type { Session } from "../session.ts";

describeServers("relationships with a way of loading", (target) => {
  let store: Store<typeof shops>;
  let session: Session<typeof shops.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, shops);
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(`TRUNCATE shops, sales, sellers, visits, shop_labels, shop_label_links RESTART IDENTITY;
      INSERT INTO sellers (name, boss_id) VALUES ('Ada', NULL), ('Bob', 1), ('Cid', 2);
      INSERT INTO shops (name) VALUES ('north'), ('south');
      INSERT INTO sales (article, shop_id, seller_id) VALUES ('tea', 1, 3), ('cup', 1, 2), ('pot', NULL, NULL);
      INSERT INTO visits (shop_id) VALUES (1), (1), (2); INSERT INTO shop_labels (name) VALUES ('a'), ('b');
      INSERT INTO shop_label_links VALUES (1, 1)`);
    session = store.session();
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });

  test("have it loaded with queries, get, load, related and refresh", async () => {
    const sale = await session.select(Sale).where({ article: "tea" }).one();
    expect([sale.shop!.name, sale.seller!.name]).toEqual(["north", "Cid"]);
    // A relationship to its own class is followed one step from there.
    expect(sale.seller!.boss!.name).toBe("Bob");
    expect(() => sale.seller!.boss!.boss!.name).toThrow(expect.objectContaining({ code: "session.not-loaded" }));
    session.clear();
    const shop = await session.get(Shop, 1);
    expect(shop!.sales.map(({ article, seller }) => [article, seller?.name])).toEqual([
      ["tea", "Cid"],
      ["cup", "Bob"],
    ]);
    expect(shop!.sales[0]!.shop).toBe(shop);
    await session.refresh(shop!);
    expect(shop!.sales).toHaveLength(2);
    session.clear();
    const visit = await session.select(Visit).limit(1).one();
    await visit.load("shop");
    expect(visit.shop!.sales[0]!.seller!.name).toBe("Cid");
    session.clear();
    const [again] = await session.select(Visit).with({ shop: true }).limit(1).all();
    expect(again!.shop!.sales).toHaveLength(2);
    session.clear();
    const [south] = await session.select(Shop).where({ name: "south" }).all();
    expect(await session.related(south!, "sales").all()).toEqual([]);
    const streamed = [];
    for await (const each of session.select(Sale).orderBy("id").stream()) streamed.push(each.shop?.name ?? null);
    expect(streamed).toEqual(["north", "north", null]);
  });

  test("are left out, filtered or loaded otherwise where a query says so", async () => {
    const bare = await session.select(Sale).without("shop", "seller").where({ id: 1 }).one();
    expect(() => (bare as Sale).shop).toThrow(expect.objectContaining({ code: "session.not-loaded" }));
    session.clear();
    const shop = await session
      .select(Shop)
      .with({ sales: (sales) => sales.where({ article: "cup" }).without("seller") })
      .where({ id: 1 })
      .one();
    expect(shop.sales.map(({ article }) => article)).toEqual(["cup"]);
    expect(() => (shop.sales[0] as Sale).seller).toThrow(expect.objectContaining({ code: "session.not-loaded" }));
    expect(() => session.select(Shop).without("sale" as never)).toThrow(
      expect.objectContaining({ code: "session.unknown-property" }),
    );
  });

  describe("that is never, as a collection for writing only,", () => {
    const visits = async () => (await store.rows("SELECT shop_id, note FROM visits ORDER BY id")).map(String);

    test("take objects in and let them go, refuse to be read, and are queried", async () => {
      const shop = (await session.get(Shop, 1))!;
      shop.visits.add(new Visit({ note: "new" }));
      const refused = expect.objectContaining({ code: "relationship.write-only" });
      expect(() => shop.visits.length).toThrow(refused);
      expect(() => session.select(Shop).with({ visits: true })).toThrow(refused);
      await expect(shop.load("visits")).rejects.toEqual(refused);
      await session.flush();
      expect(await session.related(shop, "visits").count()).toBe(3);
      const last = await session.related(shop, "visits").where({ note: "new" }).one();
      shop.visits.remove(last);
      shop.labels.add((await session.get(ShopLabel, 2))!, (await session.get(ShopLabel, 1))!);
      await session.commit();
      expect(await visits()).toEqual(["1,", "1,", "2,"]);
      expect(await session.related(shop, "labels").count()).toBe(2);
      expect(() => [...shop.visits]).toThrow(refused);
      session.delete(shop);
      for (const sale of shop.sales) sale.shop = null;
      await session.commit();
      expect(await visits()).toEqual(["2,"]);
    });

    test("take objects in from the constructor, and those of a rolled back one again", async () => {
      const shop = new Shop({
        name: "east",
        visits: [new Visit({ note: "one" })],
        labels: [new ShopLabel({ name: "c" })],
      });
      session.add(shop);
      await session.flush();
      shop.visits.add(new Visit({ note: "two" }));
      await session.commit();
      expect((await visits()).slice(3)).toEqual(["3,one", "3,two"]);
      expect(await store.rows("SELECT shop_id, label_id FROM shop_label_links ORDER BY 1, 2")).toEqual([
        [1, 1],
        [3, 3],
      ]);
      expect(() => shop.visits.length).toThrow(expect.objectContaining({ code: "relationship.write-only" }));
    });
  });

  test("are refused where there is no such way", () => {
    expect(writeOnlyParent).toThrow(expect.objectContaining({ code: "model.relationship-load" }));
  });

  describe("and rows of a query of one's own", () => {
    test("are several objects and values each, the session's own ones, null where an outer join has none", async () => {
      const shop = await session.get(Shop, 1);
      const rows = await session.rows(
        { sale: Sale, shop: nullable(Shop), ...rankedAt },
        sql`SELECT s AS sale, h AS shop, rank() OVER (ORDER BY s.id) AS place, '2026-01-02Z'::timestamptz AS at
            FROM sales AS s LEFT JOIN shops AS h ON h.id = s.shop_id ORDER BY s.id DESC`,
      );
      expect(rows.map((row) => [row.sale.article, row.shop?.name ?? null, row.place])).toEqual([
        ["pot", null, 3],
        ["cup", "north", 2],
        ["tea", "north", 1],
      ]);
      expect(rows[1]!.shop).toBe(shop);
      expect(rows[1]!.sale.seller!.name).toBe("Bob");
      expect(rows[0]!.at).toEqual(new Date("2026-01-02Z"));
      rows[1]!.sale.article = "mug";
      await session.commit();
      expect(await store.rows("SELECT article FROM sales WHERE id = 2")).toEqual([["mug"]]);
      await expect(session.rows({ shop: Shop }, sql`SELECT NULL::shops AS shop`)).rejects.toMatchObject({
        code: "session.no-object",
      });
    });

    test("may be the same class twice, of Kysely, and hidden by filters", async () => {
      const [built] = await session.rows(
        { seller: Seller, theBoss: Seller },
        session.kysely
          .selectFrom("Seller as s")
          .innerJoin("Seller as b", "b.id", "s.bossId")
          .where("s.name", "=", "Cid")
          .select([raw`s`.as("seller"), raw`b`.as("theBoss")]),
      );
      expect([built!.seller.name, built!.theBoss.name]).toEqual(["Cid", "Bob"]);
      const pairs = await session.rows(
        { seller: Seller, boss: Seller },
        sql`SELECT s AS seller, b AS boss FROM sellers AS s JOIN sellers AS b ON b.id = s.boss_id ORDER BY s.id`,
      );
      expect(pairs.map(({ seller, boss }) => [seller.name, boss.name])).toEqual([
        ["Bob", "Ada"],
        ["Cid", "Bob"],
      ]);
      expect(pairs[1]!.boss).toBe(pairs[0]!.seller);
      const off = addFilter(Seller, "not-ada", (seller) => seller("name", "!=", "Ada"));
      try {
        const found = await session.rows(
          { boss: nullable(Seller), seller: Seller },
          sql`SELECT s AS seller, b AS boss FROM sellers AS s JOIN sellers AS b ON b.id = s.boss_id ORDER BY s.id`,
        );
        expect(found.map(({ seller, boss }) => [seller.name, boss?.name ?? null])).toEqual([
          ["Bob", null],
          ["Cid", "Bob"],
        ]);
      } finally {
        off();
      }
    });
  });
});
