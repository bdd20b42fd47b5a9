/**
 * A day in the shop: the session on the models of the story. `npm start` runs it after the story, on the database that
 * the story left behind.
 */
import { createEngine, Session } from "limbeck/orm";
import { commerce, Customer, Order, OrderProduct, Product, Tag } from "./models.ts";

export interface ShopOptions {
  /** A database with the tables of the story. */
  readonly url: string;
  readonly write: (text: string) => void;
}

/** Opens the shop for a day and tells what happened, with the SQL it took. */
export async function openShop({ url, write }: ShopOptions): Promise<void> {
  const engine = await createEngine(url, {
    onQuery: ({ sql, rowCount }) => write(`    ${shortened(sql)}${rowCount === null ? "" : `  -- ${rowCount} rows`}\n`),
  });
  try {
    await fillShelves(engine, write);
    await takeOrders(engine, write);
    await changeMinds(engine, write);
    await changePrice(engine, write);
    await sayGoodbye(engine, write);
  } finally {
    await engine.close();
  }
}

type Engine = Awaited<ReturnType<typeof createEngine>>;
type Write = ShopOptions["write"];

const day = (write: Write, title: string) => write(`\n## ${title}\n\n`);

const shortened = (sql: string) => (sql.length > 110 ? `${sql.slice(0, 109)}…` : sql);

async function fillShelves(engine: Engine, write: Write): Promise<void> {
  day(write, "Morning: products with tags; three tables, one statement each");
  const session = new Session(engine, commerce);
  const [warm, gift] = [new Tag({ name: "warm" }), new Tag({ name: "gift" })];
  session.add(
    new Product({ productName: "Tea", price: 4.5, tags: [warm] }),
    new Product({ productName: "Mug", price: 9, tags: [warm, gift] }),
    new Product({ productName: "Scarf", price: 19, tags: [gift] }),
  );
  await session.commit();
  await session.close();
}

async function takeOrders(engine: Engine, write: Write): Promise<void> {
  day(write, "Noon: two customers place orders, with counts");
  const session = new Session(engine, commerce);
  const [tea, mug, scarf] = await session.select(Product).orderBy("productId").all();
  const ada = new Customer({ firstName: "Ada", lastName: "Lovelace", emailAddress: "ada@example.org" });
  const bob = new Customer({ firstName: "Bob", lastName: "Boole", emailAddress: "bob@example.org" });
  ada.orders.add(
    new Order({ products: [new OrderProduct({ product: tea, productCount: 3 }), new OrderProduct({ product: mug })] }),
    new Order({ products: [new OrderProduct({ product: scarf })] }),
  );
  bob.orders.add(new Order({ products: [new OrderProduct({ product: mug, productCount: 2 })] }));
  session.add(ada, bob);
  await session.commit();
  for (const order of [...ada.orders, ...bob.orders]) {
    const lines = order.products.map((line) => `${line.productCount} × ${line.product?.productName}`);
    write(`  order ${order.orderId} of ${order.customer?.fullName}: ${lines.join(", ")}\n`);
  }
  const items = await session.kysely
    .selectFrom("order_line_items" as never)
    .select(["order_id", "product_name", "line_price"] as never)
    .execute();
  for (const { order_id, product_name, line_price } of items as readonly LineItem[])
    write(`  order ${order_id}: ${product_name} for ${line_price}\n`);
  await session.close();
}

/** A row of the view. */
interface LineItem {
  readonly order_id: number;
  readonly product_name: string;
  readonly line_price: number;
}

async function changeMinds(engine: Engine, write: Write): Promise<void> {
  day(write, "Afternoon: Ada moves her mug to the other order and drops the tea; the scarf is warm, too");
  const session = new Session(engine, commerce);
  const ada = await session
    .select(Customer)
    .where({ firstName: "Ada" })
    .with({ orders: { products: { product: true } } })
    .one();
  const [first, second] = ada.orders;
  const line = (name: string) => first?.products.find(({ product }) => product?.productName === name);
  const [mug, tea] = [line("Mug"), line("Tea")];
  if (mug !== undefined) second?.products.add(mug);
  if (tea !== undefined) first?.products.remove(tea);
  const scarf = await session.select(Product).where({ productName: "Scarf" }).with({ tags: true }).one();
  scarf.tags.replace(await session.select(Tag).where({ name: "warm" }).all());
  await session.commit();
  write(
    `  ${ada.fullName}: ${ada.orders.map((order) => `${order.products.length} in order ${order.orderId}`).join(", ")}\n`,
  );
  write(`  the scarf is ${scarf.tags.map((tag) => tag.name).join(" and ")}\n`);
  await session.close();
}

async function changePrice(engine: Engine, write: Write): Promise<void> {
  day(write, "Tea time: tea becomes dearer; the database says when it was edited");
  const session = new Session(engine, commerce);
  const tea = await session.select(Product).where({ productName: "Tea" }).one();
  const before = tea.lastEdited;
  tea.price = 5;
  await session.commit();
  await session.refresh(tea);
  write(`  edited ${tea.lastEdited > before ? "later than it was made" : "when it was made"}\n`);
  await session.close();
}

async function sayGoodbye(engine: Engine, write: Write): Promise<void> {
  day(write, "Evening: Bob leaves; his orders go with him, products stay");
  const session = new Session(engine, commerce);
  session.delete(await session.select(Customer).where({ firstName: "Bob" }).one());
  await session.commit();
  const customers = await session.select(Customer).count();
  const orders = await session.select(Order).count();
  const products = await session.select(Product).count();
  write(`  left: ${customers} customer, ${orders} orders, ${products} products\n`);
  await session.close();
}
