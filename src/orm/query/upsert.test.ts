/** Rows inserted or changed by one statement, and objects for rows that criteria changed or deleted. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  commerce,
  Customer,
  Order,
  OrderProduct,
  Product,
  storeOf,
  Tag,
  type Store,
} from "../../../tests/support/commerce.ts";
import { describeServers } from "../../../tests/support/databases.ts";
import { Article, Author, magazine, Note, type Magazine } from "../../../tests/support/magazine.ts";
import { Employee, Engineer, Manager, staff } from "../../../tests/support/staff.ts";
import { sql } from "../../sql/sql.ts";
import type { Session } from "../session.ts";

describeServers("an upsert", { versions: "newest" }, (target) => {
  let store: Store<typeof commerce>;
  let session: Session<typeof commerce.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, commerce);
  });
  beforeEach(() => {
    session = store.session();
    store.statements.length = 0;
  });
  afterEach(async () => {
    await session.close();
    await store.execute("TRUNCATE customers, orders, order_products, products, tags, product_tags RESTART IDENTITY");
  });
  afterAll(() => store.drop());

  test("inserts what is not there, changes what is, and gives the object that the session has", async () => {
    const hot = new Tag({ name: "hot" });
    session.add(hot);
    await session.flush();
    store.statements.length = 0;
    const tags = await session.upsert(Tag, [{ name: "new" }, { name: "hot" }], { on: "name" });
    expect(store.statements.filter((one) => one.startsWith("INSERT"))).toHaveLength(1);
    expect(tags.map(({ name }) => name)).toEqual(["new", "hot"]);
    expect(tags[1]).toBe(hot);
    expect(await session.get(Tag, tags[0]!.tagId)).toBe(tags[0]);
    await session.commit();
    expect(await session.select(Tag).count()).toBe(2);
  });

  test("leaves rows alone where nothing is to be changed, and knows constraints by name", async () => {
    await store.execute("INSERT INTO tags (name) VALUES ('hot')");
    for (const on of ["name", ["name"], { constraint: "tags_name_key" }] as const) {
      const tags = await session.upsert(Tag, [{ name: "cold" }, { name: "hot" }], { on, update: "nothing" });
      expect(tags.map(({ name }) => name)).toEqual(["cold", "hot"]);
    }
    await session.commit();
    expect(await session.select(Tag).count()).toBe(2);
    await expect(session.upsert(Tag, { name: "x" }, { on: { constraint: "tags_key" } })).rejects.toMatchObject({
      code: "session.upsert-target",
      message: expect.stringContaining("tags_name_key") as string,
    });
    await expect(session.upsert(Tag, { nam: "x" } as never, { on: "name" })).rejects.toMatchObject({
      code: "session.unknown-property",
    });
    await expect(session.upsert(Tag, {} as never, { on: "name" })).rejects.toMatchObject({ code: "session.undefined" });
    expect(await session.upsert(Tag, [], { on: "name" })).toEqual([]);
  });

  test("changes some columns, by expressions too, in composite keys, and loaded collections follow", async () => {
    const customer = new Customer({ firstName: "Ada", lastName: "L", emailAddress: "a" });
    const [tea, mug] = ["tea", "mug"].map((productName) => new Product({ productName, price: 1 }));
    customer.orders.add(new Order());
    session.add(customer, tea!, mug!);
    await session.commit();
    const [order] = customer.orders;
    const line = { orderId: order!.orderId, productId: tea!.productId, productCount: 2 };
    const first = await session.upsert(OrderProduct, line, { on: ["orderId", "productId"] });
    expect(order!.products.toArray()).toEqual([first]);
    const lines = await session.upsert(OrderProduct, [line, { ...line, productId: mug!.productId }], {
      on: ["orderId", "productId"],
      update: { productCount: sql`t.product_count + excluded.product_count` },
    });
    expect(lines.map(({ productCount }) => productCount)).toEqual([4, 2]);
    expect(lines[0]).toBe(first);
    expect(order!.products.length).toBe(2);
    await session.rollback();
    await expect(session.refresh(order!)).resolves.toBeUndefined();
    expect(await session.select(OrderProduct).count()).toBe(0);
  });
});

describeServers("an upsert of versions, defaults and deferred columns", { versions: "newest" }, (target) => {
  let store: Store<typeof magazine>;
  let session: Session<Magazine>;
  beforeAll(async () => {
    store = await storeOf(target, magazine);
  });
  beforeEach(() => {
    session = store.session();
  });
  afterEach(async () => {
    await session.close();
    await store.execute("TRUNCATE authors, articles, notes, issues, article_issues RESTART IDENTITY");
  });
  afterAll(() => store.drop());

  test("counts versions, fills in defaults and reads no deferred columns", async () => {
    const author = new Author({ name: "Ada" });
    session.add(author);
    await session.flush();
    const values = { id: 7, title: "one", body: "b", authorId: author.id, details: { tags: ["x"] } };
    const article = await session.upsert(Article, values, { on: "id" });
    expect([article.version, article.details]).toEqual([1, { tags: ["x"] }]);
    expect(() => article.body).toThrow(expect.objectContaining({ code: "session.not-loaded" }));
    await session.upsert(Article, { ...values, title: "uno" }, { on: "id" });
    expect([article.title, article.version]).toEqual(["uno", 2]);
    const notes = await session.upsert(Note, [{ id: 1, text: "n", articleId: 7 }], { on: "id", update: ["text"] });
    expect(notes[0]!.tenantId).toBe(1);
    article.title = "written";
    await session.commit();
    expect(article.version).toBe(3);
  });

  test("by criteria gives objects for the rows that were changed or deleted", async () => {
    const author = new Author({ name: "Ada" });
    for (const title of ["one", "two", "three"]) author.articles.add(new Article({ title, body: "b", rating: 1 }));
    session.add(author);
    await session.commit();
    const other = store.session();
    const [known] = await other.select(Article).where({ title: "one" }).all();
    const changed = await other
      .select(Article)
      .where("title", "!=", "three")
      .update({ rating: 4 }, { returning: true });
    expect(changed.map(({ title, rating }) => [title, rating]).toSorted()).toEqual([
      ["one", 4],
      ["two", 4],
    ]);
    expect(changed).toContain(known);
    const moved = await other.select(Article).where({ title: "two" }).update({ id: 20 }, { returning: true });
    expect(moved.map(({ id }) => id)).toEqual([20]);
    const gone = await other.select(Article).where({ rating: 4 }).delete({ returning: true });
    expect(gone.map(({ title }) => title).toSorted()).toEqual(["one", "two"]);
    expect(gone.map((each) => other.stateOf(each))).toEqual(["deleted", "deleted"]);
    await other.commit();
    expect(await other.select(Article).count()).toBe(1);
    expect(await other.select(Article).where({ rating: 99 }).delete({ returning: true })).toEqual([]);
    await other.close();
  });
});

describeServers("objects for changed rows of a hierarchy", { versions: "newest" }, (target) => {
  let store: Store<typeof staff>;
  beforeAll(async () => {
    store = await storeOf(target, staff);
  });
  afterAll(() => store.drop());

  test("are of the right classes, wherever their rows are", async () => {
    const session = store.session();
    session.add(new Engineer({ name: "ann", language: "c" }), new Manager({ name: "mia", level: 1 }));
    await session.commit();
    const fresh = store.session();
    const all = await fresh.select(Employee).update({ name: "x" }, { returning: true });
    expect(all.map((one) => one.constructor.name).toSorted()).toEqual(["Engineer", "Manager"]);
    const managers = await fresh.select(Manager).update({ level: 5 }, { returning: true });
    expect(managers.map(({ name, level }) => [name, level])).toEqual([["x", 5]]);
    const gone = await fresh.select(Employee).delete({ returning: true });
    expect(gone.map((one) => one.label).toSorted()).toEqual(["engineer x (c)", "manager x"]);
    await expect(
      fresh.upsert(Manager, { name: "z", kind: "manager", level: 1 } as never, { on: "id" }),
    ).rejects.toMatchObject({ code: "session.upsert-target" });
    await session.close();
    await fresh.close();
  });
});
