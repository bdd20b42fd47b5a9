/** Sessions and queries: what is inferred, and what doesn't compile. */
import type { Kysely, GeneratedAlways } from "kysely";
import {
  addFilter,
  createEngine,
  Session,
  type AnySession,
  type DatabaseOfModel,
  type Loaded,
  type Savepoint,
} from "../../src/public/orm.ts";
import { computed, dataModel, integer, model, text, type Collection } from "../../src/public/limbeck.ts";
import type { Equal, Expect } from "./expect-type.ts";
import { commerce, Customer, Order, OrderProduct, Product, Tag } from "./one-file.test-d.ts";

const session = new Session(await createEngine("pglite:memory"), commerce);

const found = await session.get(Order, 7);
const key = await session.get(OrderProduct, { orderId: 1, productId: 2 });
const plain = await session.select(Order).all();
const one = await session
  .select(Customer)
  .where({ firstName: "Ada", customerId: [1, 2] })
  .one();
const savepoint = await session.beginNested();
const value = await session.transaction(async (s) => (await s.select(Tag).count()) + 1);
const merged = await session.merge(new Tag({ name: "x" }));
const deep = await session
  .select(Customer)
  .with({ orders: { products: { product: { tags: true } } } })
  .one();
const filtered = await session
  .select(Customer)
  .with({ orders: (orders) => orders.where("orderDate", ">", new Date()).orderBy("orderDate", "desc").limit(2) })
  .one();
const page = await session.select(Order).orderBy("orderDate").page({ size: 10, after: null });
for await (const order of session.select(Order).stream()) order.orderDate.getTime();

export type Checks = [
  Expect<Equal<typeof found, Order | null>>,
  Expect<Equal<typeof key, OrderProduct | null>>,
  Expect<Equal<typeof plain, Order[]>>,
  Expect<Equal<typeof one, Customer>>,
  Expect<Equal<typeof savepoint, Savepoint>>,
  Expect<Equal<typeof value, number>>,
  Expect<Equal<typeof merged, Tag>>,
  Expect<Equal<(typeof deep)["fullName"], string>>,
  Expect<Equal<(typeof page)["next"], string | null>>,
];

const lines = deep.orders[0]!.products;
const tags: Collection<Tag> = lines[0]!.product!.tags;
tags.map((tag) => tag.name.length);
filtered.orders.map((order) => order.orderId + 1);

/** Takes objects whose products are known to be loaded. */
const size = (order: Loaded<Order, { products: true }>): number => order.products.length;
const [withProducts] = await session.select(Order).with({ products: true, customer: "joined" }).all();
size(withProducts!);
size(deep.orders[0]!);
const [loadedLater] = await session.load(plain, { products: true });
size(loadedLater!);
// @ts-expect-error nobody has loaded the products
size(plain[0]!);
// What was loaded is still an order.
const asOrder: Order = withProducts!;
session.add(withProducts!, asOrder);

// @ts-expect-error no such property
session.select(Order).where({ orderDay: new Date() });
// @ts-expect-error a date
session.select(Order).where({ orderDate: "2026-01-26" });
// @ts-expect-error a date
session.select(Order).where("orderDate", ">", true);
// @ts-expect-error no such column
session.select(Order).where("orderDay", "=", new Date());
// @ts-expect-error relationships are no columns
session.select(Order).orderBy("customer");
// @ts-expect-error no such relationship
session.select(Order).with({ product: true });
// @ts-expect-error no such relationship below
session.select(Order).with({ products: { tags: true } });
// @ts-expect-error no such relationship beside one that there is
session.select(Order).with({ products: { product: true, tags: true } });
// @ts-expect-error no such relationship beside one that there is, further below
session.select(Customer).with({ orders: { products: { product: true, tags: true } } });
// @ts-expect-error no such relationship to load later
await session.load(plain, { products: true, product: true });
// @ts-expect-error columns are no relationships
session.select(Order).whereAny("orderDate");
// @ts-expect-error no such relationship
await plain[0]!.load("product");
// @ts-expect-error no model
session.select(Date);
session.select(Product).where((eb) => eb.or([eb("price", ">", 3), eb("description", "is", null)]));
// @ts-expect-error no such column
session.select(Product).where((eb) => eb("prize", ">", 3));
await session.select(Product).update({ price: 3 });
// @ts-expect-error a number
await session.select(Product).update({ price: "3" });

export const database: Kysely<DatabaseOfModel<typeof commerce>> = session.kysely;
type Database = DatabaseOfModel<typeof commerce>;
export type KyselyChecks = [
  Expect<Equal<keyof Database, "Customer" | "Order" | "OrderProduct" | "Product" | "Tag" | "productTags">>,
  Expect<Equal<Database["Order"]["orderId"], GeneratedAlways<number>>>,
];
const rows = await session.kysely.selectFrom("Order").select(["orderId", "orderDate"]).execute();
export type RowChecks = Expect<Equal<(typeof rows)[number], { orderId: number; orderDate: Date }>>;
// @ts-expect-error no such column
session.kysely.selectFrom("Order").select("orderDay");

/** Functions may take a session of any data model. */
export async function anySession(any: AnySession): Promise<number> {
  return any.select(Order).count();
}
await anySession(session);

// @ts-expect-error The key of an order is a number.
await session.get(Order, "7");
await session.get(Order, { orderId: 7 });
// @ts-expect-error So is each of an order product's two.
await session.get(OrderProduct, { orderId: 1, productId: "2" });
await session.get(OrderProduct, [1, 2]);

// What was left out is not part of the type, until it is loaded.
const short = await session.select(Product).without("description").one();
// @ts-expect-error it was left out
export const description = short.description;
export const price: number = short.price;
const only = await session.select(Order).only("orderId").one();
export type OnlyChecks = [
  Expect<Equal<Extract<keyof typeof only, "orderId" | "customerId" | "orderDate">, "orderId" | "customerId">>,
  Expect<Equal<(typeof again)["description"], string | null>>,
];
const again = await short.load("description");
const whole = await session.select(Product).without("description").with({ description: true }).one();
export const asProduct: Product = whole;
const someLines = await session
  .select(Order)
  .with({ products: (lines) => lines.without("productCount"), orderDate: true })
  .one();
// @ts-expect-error it was left out of the related objects
export const count = someLines.products[0]!.productCount;
export const productId: number = someLines.products[0]!.productId;
// @ts-expect-error no such column
session.select(Product).only("prize");
session.select(Product).without("tags");
// @ts-expect-error neither column nor relationship
session.select(Product).without("tag");
// @ts-expect-error a column is read or not, no more
session.select(Product).with({ description: "joined" });

addFilter(Product, "cheap", (product) => product("price", "<", 3));
addFilter(Product, "below", (product, { price }: { price: number }) => product("price", "<", price));
// @ts-expect-error no such column
addFilter(Product, "below", (product) => product("prize", "<", 3));
await session
  .select(Product)
  .filters({ cheap: false, below: { price: 3 } })
  .count();

session.select(Order).orderBy("customer.lastName", "desc nulls last");
session.select(OrderProduct).orderBy("order.customer.lastName");
// @ts-expect-error no such column of the related object
session.select(Order).orderBy("customer.surname");
// @ts-expect-error many related objects have no one value
session.select(Customer).orderBy("orders.orderDate");
// @ts-expect-error no such direction
session.select(Order).orderBy("orderDate", "desc nulls");
const dates = await session.select(Order).distinctOn("customerId").values("orderDate");
export type ValueChecks = Expect<Equal<typeof dates, Pick<{ orderDate: Date }, "orderDate">[]>>;

const upserted = await session.upsert(Tag, { name: "x" }, { on: "name" });
const manyUpserted = await session.upsert(Tag, [{ name: "x" }], { on: ["name"], update: "nothing" });
const returned = await session.select(Tag).update({ name: "x" }, { returning: true });
const number = await session.select(Tag).delete();
export type UpsertChecks = [
  Expect<Equal<typeof upserted, Tag>>,
  Expect<Equal<typeof manyUpserted, Tag[]>>,
  Expect<Equal<typeof returned, Tag[]>>,
  Expect<Equal<typeof number, number>>,
];
// @ts-expect-error the name is needed
await session.upsert(Tag, {}, { on: "name" });
// @ts-expect-error no such column
await session.upsert(Tag, { name: "x" }, { on: "nam" });
// @ts-expect-error no such column to change
await session.upsert(Tag, { name: "x" }, { on: "name", update: ["nam"] });

class Basket extends model("baskets", {
  id: integer().identity().primaryKey(),
  size: computed(integer().notNull(), (it) => it.count("lines")),
  best: computed(text(), (it) => it.max("lines", "name")),
}) {}
export const baskets = dataModel({ Basket });
const basket = await session.select(Basket).where("size", ">", 1).orderBy("best").with({ size: true }).one();
export type ComputedChecks = [
  Expect<Equal<(typeof basket)["size"], number>>,
  Expect<Equal<Basket["best"], string | null>>,
  Expect<Equal<keyof DatabaseOfModel<typeof baskets>["Basket"], "id">>,
];
// @ts-expect-error nobody gives it
export const given = new Basket({ size: 3 });

const ofCustomer = await session.related(one, "orders").where("orderDate", "<", new Date()).all();
const fromKysely = await session.select(Order).from(session.kysely.selectFrom("Order").selectAll()).one();
export type RelatedChecks = [Expect<Equal<typeof ofCustomer, Order[]>>, Expect<Equal<typeof fromKysely, Order>>];
// @ts-expect-error no relationship
session.related(one, "firstName");
