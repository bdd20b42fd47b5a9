// TypeORM as a contestant of bench/orm.mjs: repositories that save graphs of plain objects.
import { customerOf, dateOf, productsOf } from "../orm-work.mjs";

export const packages = { typeorm: "1.1.1", "reflect-metadata": "0.2.2", pg: "8.23.1" };

export async function contestant({ require, url, orders }) {
  require("reflect-metadata");
  const { DataSource, EntitySchema } = require("typeorm");
  const key = (name) => ({ name, type: "int", primary: true, generated: "identity", generatedIdentity: "ALWAYS" });
  const parent = (target, name, more) => ({
    target,
    type: "many-to-one",
    joinColumn: { name },
    onDelete: "CASCADE",
    ...more,
  });
  const entities = [
    new EntitySchema({
      name: "Customer",
      tableName: "customers",
      columns: {
        customerId: key("customer_id"),
        firstName: { type: "varchar", name: "first_name" },
        lastName: { type: "varchar", name: "last_name" },
        emailAddress: { type: "varchar", name: "email_address" },
      },
    }),
    new EntitySchema({
      name: "Order",
      tableName: "orders",
      columns: {
        orderId: key("order_id"),
        orderDate: { type: "timestamptz", name: "order_date", default: () => "now()" },
      },
      relations: {
        customer: parent("Customer", "customer_id"),
        products: { type: "one-to-many", target: "OrderProduct", inverseSide: "order", cascade: true },
      },
    }),
    new EntitySchema({
      name: "OrderProduct",
      tableName: "order_products",
      columns: {
        orderId: { type: "int", name: "order_id", primary: true },
        productId: { type: "int", name: "product_id", primary: true },
        productCount: { type: "int", name: "product_count", default: 1 },
      },
      relations: {
        order: parent("Order", "order_id", { inverseSide: "products" }),
        product: parent("Product", "product_id"),
      },
    }),
    new EntitySchema({
      name: "Product",
      tableName: "products",
      columns: {
        productId: key("product_id"),
        productName: { type: "varchar", name: "product_name" },
        description: { type: "text", nullable: true },
        price: { type: "double precision" },
      },
    }),
  ];
  const source = await new DataSource({ type: "postgres", url, entities }).initialize();
  const chunk = 500;
  return {
    async insert() {
      const made = Array.from({ length: orders }, (_, i) => ({
        customer: { customerId: customerOf(i) },
        products: productsOf(i).map((productId) => ({ productId, productCount: 2 })),
      }));
      await source.getRepository("Order").save(made, { chunk });
      return orders;
    },
    async load() {
      const found = await source.getRepository("Order").find({ relations: { products: { product: true } } });
      return found.reduce((sum, order) => sum + order.products.length, 0);
    },
    async prepareUpdate() {
      const loaded = await source.getRepository("Order").find();
      loaded.forEach((order, i) => (order.orderDate = dateOf(i)));
      return loaded;
    },
    async update(loaded) {
      await source.getRepository("Order").save(loaded, { chunk });
      return loaded.length;
    },
    async remove() {
      const repository = source.getRepository("Customer");
      const customers = await repository.find();
      const { length } = customers;
      await repository.remove(customers, { chunk });
      return length;
    },
    small: {
      get: (orderId) => source.getRepository("Order").findOneBy({ orderId }),
      page: (skip) =>
        source
          .getRepository("Order")
          .find({ order: { orderId: "ASC" }, take: 20, skip, relations: { customer: true, products: true } }),
      insert: (i) => source.getRepository("Order").save({ customer: { customerId: customerOf(i) } }),
      async change(orderId, i) {
        const order = await source.getRepository("Order").findOneBy({ orderId });
        order.orderDate = dateOf(i);
        await source.getRepository("Order").save(order);
      },
      count: (customerId) => source.getRepository("Order").countBy({ customer: { customerId } }),
      parents: () => source.getRepository("Order").find({ take: 100, relations: { customer: true } }),
    },
    close: () => source.destroy(),
  };
}
