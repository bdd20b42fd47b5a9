/**
 * Random graphs and random sequences of operations, replayed against a naive model of what users expect, and against
 * the database: after every flush all three agree. LIMBECK_SOAK=1 runs 100,000, another number as many as it says.
 */
import { array, assert, asyncProperty, constantFrom, nat, tuple, type Arbitrary } from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  commerce,
  Customer,
  Order,
  OrderProduct,
  Product,
  storeOf,
  Tag,
  type Store,
} from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import type { Session } from "./session.ts";

const soak = process.env["LIMBECK_SOAK"];
const sequences = soak === "1" ? 100_000 : Number(soak ?? 1_000);

type Commerce = typeof commerce.declarations;

/** What a user believes: who is there, and who belongs to whom. */
interface Believed {
  customers: Set<number>;
  products: Set<number>;
  tags: Set<number>;
  /** Order to customer. */
  orders: Map<number, number>;
  /** `order product` to count. */
  lines: Map<string, number>;
  /** `product tag`. */
  links: Set<string>;
  prices: Map<number, number>;
}

const emptyBelief = (): Believed => ({
  customers: new Set(),
  products: new Set(),
  tags: new Set(),
  orders: new Map(),
  lines: new Map(),
  links: new Set(),
  prices: new Map(),
});

const copy = (belief: Believed): Believed => structuredClone(belief);

type Step = readonly [name: keyof typeof steps, a: number, b: number, c: number];

/** Objects by the number that the belief knows them by. */
class World {
  readonly session: Session<Commerce>;
  belief = emptyBelief();
  readonly customers = new Map<number, Customer>();
  readonly products = new Map<number, Product>();
  readonly tags = new Map<number, Tag>();
  readonly orders = new Map<number, Order>();
  /** A line that was removed may have a successor; a rollback brings the line itself back. */
  lines = new Map<string, OrderProduct>();
  saved: {
    readonly savepoint: { rollback(): Promise<void>; commit(): Promise<void> };
    readonly belief: Believed;
    readonly lines: Map<string, OrderProduct>;
  }[] = [];
  committed = emptyBelief();
  committedLines = new Map<string, OrderProduct>();
  next = 1;

  constructor(session: Session<Commerce>) {
    this.session = session;
  }

  dropOrder(order: number): void {
    this.belief.orders.delete(order);
    for (const key of this.belief.lines.keys()) if (key.startsWith(`${order} `)) this.belief.lines.delete(key);
  }
}

const pick = <T>(all: Iterable<T>, seed: number): T | undefined => {
  const list = [...all];
  return list[seed % Math.max(1, list.length)];
};

const steps = {
  async addCustomer(w: World) {
    const id = w.next++;
    const customer = new Customer({ firstName: `c${id}`, lastName: "x", emailAddress: "x" });
    w.customers.set(id, customer);
    w.belief.customers.add(id);
    w.session.add(customer);
  },
  async addProduct(w: World) {
    const id = w.next++;
    const product = new Product({ productName: `p${id}`, price: id });
    w.products.set(id, product);
    w.belief.products.add(id);
    w.belief.prices.set(id, id);
    w.session.add(product);
  },
  async addTag(w: World) {
    const id = w.next++;
    const tag = new Tag({ name: `t${id}` });
    w.tags.set(id, tag);
    w.belief.tags.add(id);
    w.session.add(tag);
  },
  async addOrder(w: World, a: number, b: number) {
    const customer = pick(w.belief.customers, a);
    if (customer === undefined) return;
    const id = w.next++;
    const order = new Order();
    if (b % 2 === 0) w.customers.get(customer)!.orders.add(order);
    else {
      order.customer = w.customers.get(customer)!;
      w.session.add(order);
    }
    w.orders.set(id, order);
    w.belief.orders.set(id, customer);
  },
  async moveOrder(w: World, a: number, b: number, c: number) {
    const order = pick(w.belief.orders.keys(), a);
    const customer = pick(w.belief.customers, b);
    if (order === undefined || customer === undefined) return;
    if (c % 2 === 0) w.customers.get(customer)!.orders.add(w.orders.get(order)!);
    else w.orders.get(order)!.customer = w.customers.get(customer)!;
    w.belief.orders.set(order, customer);
  },
  async removeOrder(w: World, a: number, b: number) {
    const order = pick(w.belief.orders.keys(), a);
    if (order === undefined) return;
    const object = w.orders.get(order)!;
    const customer = w.customers.get(w.belief.orders.get(order)!)!;
    if (b % 3 === 0 && w.session.stateOf(object) === "persistent") w.session.delete(object);
    else if (b % 3 === 1) customer.orders.remove(object);
    else object.customer = null;
    w.dropOrder(order);
  },
  async addLine(w: World, a: number, b: number, c: number) {
    const order = pick(w.belief.orders.keys(), a);
    const product = pick(w.belief.products, b);
    if (order === undefined || product === undefined) return;
    const key = `${order} ${product}`;
    if (w.belief.lines.has(key)) return;
    const line = new OrderProduct({ product: w.products.get(product)!, productCount: c });
    w.orders.get(order)!.products.add(line);
    w.lines.set(key, line);
    w.belief.lines.set(key, c);
  },
  async changeLine(w: World, a: number, b: number) {
    const key = pick(w.belief.lines.keys(), a);
    if (key === undefined) return;
    w.lines.get(key)!.productCount = b;
    w.belief.lines.set(key, b);
  },
  async removeLine(w: World, a: number, b: number) {
    const key = pick(w.belief.lines.keys(), a);
    if (key === undefined) return;
    const line = w.lines.get(key)!;
    if (b % 2 === 0) w.orders.get(Number(key.split(" ")[0]))!.products.remove(line);
    else line.order = null;
    w.belief.lines.delete(key);
  },
  async link(w: World, a: number, b: number, c: number) {
    const product = pick(w.belief.products, a);
    const tag = pick(w.belief.tags, b);
    if (product === undefined || tag === undefined) return;
    const [p, t] = [w.products.get(product)!, w.tags.get(tag)!];
    const key = `${product} ${tag}`;
    if (w.belief.links.has(key)) {
      if (c % 2 === 0) p.tags.remove(t);
      else t.products.remove(p);
      w.belief.links.delete(key);
    } else {
      if (c % 2 === 0) p.tags.add(t);
      else t.products.add(p);
      w.belief.links.add(key);
    }
  },
  async setPrice(w: World, a: number, b: number) {
    const product = pick(w.belief.products, a);
    if (product === undefined) return;
    w.products.get(product)!.price = b;
    w.belief.prices.set(product, b);
  },
  async deleteCustomer(w: World, a: number) {
    // Deleting what was never written only takes it out of the session.
    await w.session.flush();
    const customer = pick(w.belief.customers, a);
    if (customer === undefined) return;
    w.session.delete(w.customers.get(customer)!);
    for (const [order, owner] of w.belief.orders) if (owner === customer) w.dropOrder(order);
    w.belief.customers.delete(customer);
  },
  async deleteProduct(w: World, a: number) {
    // Deleting what was never written only takes it out of the session.
    await w.session.flush();
    const product = pick(w.belief.products, a);
    if (product === undefined) return;
    const object = w.products.get(product)!;
    for (const key of w.belief.lines.keys()) if (key.endsWith(` ${product}`)) w.belief.lines.delete(key);
    for (const key of w.belief.links) if (key.startsWith(`${product} `)) w.belief.links.delete(key);
    w.session.delete(object);
    w.belief.products.delete(product);
    w.belief.prices.delete(product);
    // Later steps see only what is there.
    await w.session.flush();
  },
  async deleteTag(w: World, a: number) {
    // Deleting what was never written only takes it out of the session.
    await w.session.flush();
    const tag = pick(w.belief.tags, a);
    if (tag === undefined) return;
    for (const key of w.belief.links) if (key.endsWith(` ${tag}`)) w.belief.links.delete(key);
    w.session.delete(w.tags.get(tag)!);
    w.belief.tags.delete(tag);
    await w.session.flush();
  },
  async flush(w: World) {
    await w.session.flush();
  },
  async savepoint(w: World) {
    if (w.saved.length > 2) return;
    const belief = copy(w.belief);
    w.saved.push({ savepoint: await w.session.beginNested(), belief, lines: new Map(w.lines) });
  },
  async release(w: World) {
    await w.saved.pop()?.savepoint.commit();
  },
  async undo(w: World) {
    const last = w.saved.pop();
    if (last === undefined) return;
    await last.savepoint.rollback();
    w.belief = last.belief;
    w.lines = last.lines;
  },
  async commit(w: World) {
    w.saved = [];
    await w.session.commit();
    w.committed = copy(w.belief);
    w.committedLines = new Map(w.lines);
  },
  async rollback(w: World) {
    w.saved = [];
    await w.session.rollback();
    w.belief = copy(w.committed);
    w.lines = new Map(w.committedLines);
  },
};

const names = Object.keys(steps) as (keyof typeof steps)[];
const step = tuple(constantFrom(...names), nat(50), nat(50), nat(50)) as Arbitrary<Step>;
// A world to begin with, so that few sequences run on nothing.
const beginning: readonly Step[] = [
  ["addCustomer", 0, 0, 0],
  ["addCustomer", 0, 0, 0],
  ["addProduct", 0, 0, 0],
  ["addProduct", 0, 0, 0],
  ["addTag", 0, 0, 0],
  ["addOrder", 0, 0, 0],
  ["addLine", 0, 0, 2],
];

describeServers("random graphs", (target) => {
  let store: Store<typeof commerce>;
  beforeAll(async () => {
    store = await storeOf(target, commerce);
  });
  afterAll(() => store.drop());

  /** What memory says of the objects that the belief knows. */
  function inMemory(w: World): unknown {
    const { belief } = w;
    const idOf = <T>(map: ReadonlyMap<number, T>, object: T | null) =>
      [...map].find(([, other]) => other === object)?.[0];
    // What was deleted stays in loaded lists until the commit.
    const there = (object: object) => w.session.stateOf(object) !== "deleted";
    return {
      orders: [...belief.orders.keys()].map((id) => [id, idOf(w.customers, w.orders.get(id)!.customer)]),
      owned: [...belief.customers].map((id) => [
        id,
        w.customers
          .get(id)!
          .orders.filter(there)
          .map((o) => idOf(w.orders, o)!)
          .sort(byNumber),
      ]),
      tags: [...belief.products].map((id) => [
        id,
        w.products
          .get(id)!
          .tags.filter(there)
          .map((t) => idOf(w.tags, t)!)
          .sort(byNumber),
      ]),
      counts: [...belief.lines.keys()].map((key) => [key, w.lines.get(key)!.productCount]),
    };
  }

  function asBelieved({ orders, customers, products, links, lines }: Believed): unknown {
    const ordersOf = (customer: number) => [...orders].filter(([, owner]) => owner === customer).map(([id]) => id);
    const tagsOf = (product: number) =>
      [...links]
        .map((key) => key.split(" ").map(Number))
        .filter(([p]) => p === product)
        .map(([, t]) => t!);
    return {
      orders: [...orders],
      owned: [...customers].map((id) => [id, ordersOf(id).sort(byNumber)]),
      tags: [...products].map((id) => [id, tagsOf(id).sort(byNumber)]),
      counts: [...lines],
    };
  }

  const byNumber = (a: number, b: number): number => a - b;

  /** What the session's transaction sees in the database, in the belief's numbers. */
  async function inDatabase(w: World): Promise<unknown> {
    const connection = await w.session.connection();
    const { rows } = await connection.query<Record<string, string>>(`SELECT
      (SELECT count(*) FROM customers)::text AS customers, (SELECT count(*) FROM products)::text AS products,
      (SELECT count(*) FROM tags)::text AS tags,
      (SELECT coalesce(string_agg(order_id || '-' || customer_id, ',' ORDER BY order_id), '') FROM orders) AS orders,
      (SELECT coalesce(string_agg(order_id || '-' || product_id || '-' || product_count, ',' ORDER BY 1), '') FROM (SELECT * FROM order_products ORDER BY order_id, product_id) l) AS lines,
      (SELECT coalesce(string_agg(product_id || '-' || tag_id, ','), '') FROM (SELECT * FROM product_tags ORDER BY product_id, tag_id) l) AS links,
      (SELECT coalesce(string_agg(product_id || '-' || price, ',' ORDER BY product_id), '') FROM products) AS prices`);
    return rows[0];
  }

  function asStored(w: World): unknown {
    const { belief } = w;
    const order = (id: number) => w.orders.get(id)!.orderId;
    const product = (id: number) => w.products.get(id)!.productId;
    const tag = (id: number) => w.tags.get(id)!.tagId;
    const pair = (key: string) => key.split(" ").map(Number) as [number, number];
    const sorted = (list: number[][]) =>
      list
        .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)
        .map((l) => l.join("-"))
        .join(",");
    return {
      customers: String(belief.customers.size),
      products: String(belief.products.size),
      tags: String(belief.tags.size),
      orders: sorted([...belief.orders].map(([id, owner]) => [order(id), w.customers.get(owner)!.customerId])),
      lines: sorted([...belief.lines].map(([key, n]) => [order(pair(key)[0]), product(pair(key)[1]), n])),
      links: sorted([...belief.links].map((key) => [product(pair(key)[0]), tag(pair(key)[1])])),
      prices: sorted([...belief.prices].map(([id, price]) => [product(id), price])),
    };
  }

  async function agree(w: World): Promise<void> {
    await w.session.flush();
    for (const customer of w.belief.customers) await w.customers.get(customer)!.load("orders");
    for (const id of w.belief.products) await w.products.get(id)!.load("tags");
    expect(inMemory(w)).toEqual(asBelieved(w.belief));
    expect(await inDatabase(w)).toEqual(asStored(w));
  }

  test(
    "memory, database and belief agree after every flush, also across savepoints and rollbacks",
    { timeout: 3_600_000 },
    async () => {
      await assert(
        asyncProperty(array(step, { minLength: 3, maxLength: 25 }), async (sequence) => {
          const w = new World(store.session());
          try {
            for (const [name, a, b, c] of [...beginning, ...sequence]) {
              await steps[name](w, a, b, c);
              if (["flush", "commit", "rollback", "undo", "release"].includes(name)) await agree(w);
            }
            await agree(w);
          } finally {
            await w.session.close();
            await store.execute("TRUNCATE customers, orders, order_products, products, tags, product_tags");
          }
        }),
        { numRuns: Math.ceil(sequences / 3), endOnFailure: false },
      );
    },
  );
});
