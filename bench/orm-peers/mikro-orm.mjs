// MikroORM as a contestant of bench/orm.mjs: a unit of work, as its documentation shows it.
import { customerOf, dateOf, productsOf } from "../orm-work.mjs";

export const packages = { "@mikro-orm/core": "6.6.16", "@mikro-orm/postgresql": "6.6.16" };

export async function contestant({ require, url, orders }) {
  const { Collection, EntitySchema } = require("@mikro-orm/core");
  const { MikroORM } = require("@mikro-orm/postgresql");
  /* oxlint-disable typescript/no-extraneous-class -- their properties are declared below */
  class Customer {}
  class Order {
    products = new Collection(this);
  }
  class OrderProduct {}
  class Product {}
  /* oxlint-enable typescript/no-extraneous-class */
  const key = (fieldName) => ({ type: "integer", primary: true, autoincrement: true, fieldName });
  const parent = (entity, fieldName, more) => ({ kind: "m:1", entity, fieldName, deleteRule: "cascade", ...more });
  const entities = [
    new EntitySchema({
      class: Customer,
      tableName: "customers",
      properties: {
        customerId: key("customer_id"),
        firstName: { type: "string", fieldName: "first_name" },
        lastName: { type: "string", fieldName: "last_name" },
        emailAddress: { type: "string", fieldName: "email_address" },
      },
    }),
    new EntitySchema({
      class: Order,
      tableName: "orders",
      properties: {
        orderId: key("order_id"),
        customer: parent(() => Customer, "customer_id"),
        orderDate: { type: "Date", fieldName: "order_date", columnType: "timestamptz", defaultRaw: "now()" },
        products: { kind: "1:m", entity: () => OrderProduct, mappedBy: "order" },
      },
    }),
    new EntitySchema({
      class: OrderProduct,
      tableName: "order_products",
      properties: {
        order: parent(() => Order, "order_id", { primary: true }),
        product: parent(() => Product, "product_id", { primary: true }),
        productCount: { type: "integer", fieldName: "product_count", default: 1 },
      },
    }),
    new EntitySchema({
      class: Product,
      tableName: "products",
      properties: {
        productId: key("product_id"),
        productName: { type: "string", fieldName: "product_name" },
        description: { type: "text", nullable: true },
        price: { type: "double" },
      },
    }),
  ];
  const dbName = new URL(url).pathname.slice(1);
  // Its own reading of a URL does not know folders of sockets.
  const socket = new URL(url).searchParams.get("host");
  const where = socket === null ? { clientUrl: url } : { host: socket, user: new URL(url).username };
  const orm = await MikroORM.init({ ...where, dbName, entities, ensureDatabase: false });
  await orm.em.getConnection().execute("select 1");
  let updating;
  return {
    async insert() {
      const em = orm.em.fork();
      for (let i = 0; i < orders; i++) {
        const order = em.create(Order, { customer: em.getReference(Customer, customerOf(i)) });
        for (const id of productsOf(i)) {
          em.create(OrderProduct, { order, product: em.getReference(Product, id), productCount: 2 });
        }
      }
      await em.flush();
      return orders;
    },
    async load() {
      const found = await orm.em.fork().find(Order, {}, { populate: ["products.product"] });
      return found.reduce((sum, order) => sum + order.products.length, 0);
    },
    async prepareUpdate() {
      updating = orm.em.fork();
      const loaded = await updating.find(Order, {});
      loaded.forEach((order, i) => (order.orderDate = dateOf(i)));
      return loaded;
    },
    async update(loaded) {
      await updating.flush();
      return loaded.length;
    },
    async remove() {
      const em = orm.em.fork();
      const customers = await em.find(Customer, {});
      for (const customer of customers) em.remove(customer);
      await em.flush();
      return customers.length;
    },
    small: {
      get: (id) => orm.em.fork().findOne(Order, id),
      page: (offset) =>
        orm.em
          .fork()
          .find(
            Order,
            {},
            { orderBy: { orderId: "asc" }, limit: 20, offset, populate: ["customer", "products"], strategy: "joined" },
          ),
      async insert(i) {
        const em = orm.em.fork();
        em.create(Order, { customer: em.getReference(Customer, customerOf(i)) });
        await em.flush();
      },
      async change(id, i) {
        const em = orm.em.fork();
        const order = await em.findOne(Order, id);
        order.orderDate = dateOf(i);
        await em.flush();
      },
      count: (customer) => orm.em.fork().count(Order, { customer }),
      parents: () => orm.em.fork().find(Order, {}, { limit: 100, populate: ["customer"], strategy: "joined" }),
    },
    close: () => orm.close(),
  };
}
