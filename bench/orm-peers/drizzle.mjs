// Drizzle as a contestant of bench/orm.mjs. It has no unit of work: its bulk insert, and one update a row.
import { customerOf, dateOf, productsOf } from "../orm-work.mjs";

export const packages = { "drizzle-orm": "0.45.4", pg: "8.23.1" };

export async function contestant({ require, url, orders }) {
  const pg = require("pg");
  const { drizzle } = require("drizzle-orm/node-postgres");
  const { eq, inArray, relations } = require("drizzle-orm");
  const core = require("drizzle-orm/pg-core");
  const key = (name) => core.integer(name).primaryKey().generatedAlwaysAsIdentity();
  const customers = core.pgTable("customers", {
    customerId: key("customer_id"),
    firstName: core.varchar("first_name").notNull(),
    lastName: core.varchar("last_name").notNull(),
    emailAddress: core.varchar("email_address").notNull(),
  });
  const ordersTable = core.pgTable("orders", {
    orderId: key("order_id"),
    customerId: core
      .integer("customer_id")
      .notNull()
      .references(() => customers.customerId, { onDelete: "cascade" }),
    orderDate: core.timestamp("order_date", { withTimezone: true }).notNull().defaultNow(),
  });
  const products = core.pgTable("products", {
    productId: key("product_id"),
    productName: core.varchar("product_name").notNull(),
    description: core.text("description"),
    price: core.doublePrecision("price").notNull(),
  });
  const lines = core.pgTable(
    "order_products",
    {
      orderId: core.integer("order_id").references(() => ordersTable.orderId),
      productId: core.integer("product_id").references(() => products.productId),
      productCount: core.integer("product_count").notNull().default(1),
    },
    (t) => [core.primaryKey({ columns: [t.orderId, t.productId] })],
  );
  const schema = {
    customers,
    orders: ordersTable,
    products,
    lines,
    orderRelations: relations(ordersTable, ({ many, one }) => ({
      products: many(lines),
      customer: one(customers, { fields: [ordersTable.customerId], references: [customers.customerId] }),
    })),
    lineRelations: relations(lines, ({ one }) => ({
      order: one(ordersTable, { fields: [lines.orderId], references: [ordersTable.orderId] }),
      product: one(products, { fields: [lines.productId], references: [products.productId] }),
    })),
  };
  const pool = new pg.Pool({ connectionString: url });
  const db = drizzle(pool, { schema });
  await pool.query("select 1");
  /** A statement takes 65,535 parameters. */
  const batch = 5000;
  return {
    async insert() {
      await db.transaction(async (tx) => {
        for (let first = 0; first < orders; first += batch) {
          const count = Math.min(batch, orders - first);
          const values = Array.from({ length: count }, (_, i) => ({ customerId: customerOf(first + i) }));
          const ids = await tx.insert(ordersTable).values(values).returning({ orderId: ordersTable.orderId });
          const below = ids.flatMap(({ orderId }, i) =>
            productsOf(first + i).map((productId) => ({ orderId, productId, productCount: 2 })),
          );
          await tx.insert(lines).values(below);
        }
      });
      return orders;
    },
    async load() {
      const found = await db.query.orders.findMany({ with: { products: { with: { product: true } } } });
      return found.reduce((sum, order) => sum + order.products.length, 0);
    },
    prepareUpdate: () => db.select().from(ordersTable),
    async update(loaded) {
      await db.transaction(async (tx) => {
        for (const [i, { orderId }] of loaded.entries()) {
          await tx
            .update(ordersTable)
            .set({ orderDate: dateOf(i) })
            .where(eq(ordersTable.orderId, orderId));
        }
      });
      return loaded.length;
    },
    async remove() {
      const found = await db.select().from(customers);
      const ids = found.map(({ customerId }) => customerId);
      await db.delete(customers).where(inArray(customers.customerId, ids));
      return found.length;
    },
    small: {
      get: (id) => db.query.orders.findFirst({ where: eq(ordersTable.orderId, id) }),
      page: (first) =>
        db.query.orders.findMany({
          orderBy: ordersTable.orderId,
          limit: 20,
          offset: first,
          with: { customer: true, products: true },
        }),
      insert: (i) =>
        db
          .insert(ordersTable)
          .values({ customerId: customerOf(i) })
          .returning(),
      async change(id, i) {
        const order = await db.query.orders.findFirst({ where: eq(ordersTable.orderId, id) });
        await db
          .update(ordersTable)
          .set({ orderDate: dateOf(i) })
          .where(eq(ordersTable.orderId, order.orderId));
      },
      count: (id) => db.$count(ordersTable, eq(ordersTable.customerId, id)),
      parents: () => db.query.orders.findMany({ limit: 100, with: { customer: true } }),
    },
    close: () => pool.end(),
  };
}
