// The models of the guide, for bench/orm.mjs and bench/orm-small.mjs.

/** @param limbeck the exports of the package */
export function models({
  dataModel,
  doublePrecision,
  foreignKey,
  integer,
  manyToMany,
  manyToOne,
  model,
  now,
  oneToMany,
  table,
  text,
  timestamp,
  varchar,
}) {
  class Customer extends model("customers", {
    customerId: integer().identity({ always: true }).primaryKey(),
    firstName: varchar().notNull(),
    lastName: varchar().notNull(),
    emailAddress: varchar().notNull(),
    orders: oneToMany("Order", { backPopulates: "customer", cascade: "all, delete-orphan" }),
  }) {}
  class Order extends model("orders", {
    orderId: integer().identity({ always: true }).primaryKey(),
    customerId: integer().notNull().references("customers.customer_id", { onDelete: "cascade" }),
    orderDate: timestamp({ timezone: true }).notNull().serverDefault(now()),
    customer: manyToOne("Customer", { backPopulates: "orders" }),
    products: oneToMany("OrderProduct", { backPopulates: "order", cascade: "all, delete-orphan" }),
  }) {}
  class OrderProduct extends model("order_products", {
    orderId: integer().references("orders.order_id", { onDelete: "cascade" }).primaryKey(),
    productId: integer().references("products.product_id", { onDelete: "cascade" }).primaryKey(),
    productCount: integer().notNull().serverDefault("1"),
    order: manyToOne("Order", { backPopulates: "products" }),
    product: manyToOne("Product", { backPopulates: "orders" }),
  }) {}
  class Product extends model("products", {
    productId: integer().identity({ always: true }).primaryKey(),
    productName: varchar().notNull(),
    description: text(),
    price: doublePrecision().notNull(),
    orders: oneToMany("OrderProduct", { backPopulates: "product", cascade: "all, delete-orphan" }),
    tags: manyToMany("Tag", { secondary: "product_tags", backPopulates: "products" }),
  }) {}
  class Tag extends model("tags", {
    tagId: integer().identity({ always: true }).primaryKey(),
    name: varchar().notNull().unique(),
    products: manyToMany("Product", { secondary: "product_tags", backPopulates: "tags" }),
  }) {}
  const productTags = table("product_tags", {
    productId: foreignKey("products.product_id", { onDelete: "cascade" }).primaryKey(),
    tagId: foreignKey("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
  });
  return {
    Customer,
    Order,
    OrderProduct,
    commerce: dataModel({ Customer, Order, OrderProduct, Product, Tag, productTags }),
  };
}

/** Their tables. */
export const schema = `
create table customers (customer_id integer generated always as identity primary key, first_name varchar not null, last_name varchar not null, email_address varchar not null);
create table orders (order_id integer generated always as identity primary key, customer_id integer not null references customers on delete cascade, order_date timestamptz not null default now());
create table products (product_id integer generated always as identity primary key, product_name varchar not null, description text, price double precision not null);
create table order_products (order_id integer references orders on delete cascade, product_id integer references products on delete cascade, product_count integer not null default 1, primary key (order_id, product_id));
create table tags (tag_id integer generated always as identity primary key, name varchar not null unique);
create table product_tags (product_id integer references products on delete cascade, tag_id integer references tags on delete cascade, primary key (product_id, tag_id));
create index on orders(customer_id);
insert into customers(first_name, last_name, email_address) select 'f'||i, 'l'||i, i||'@example.org' from generate_series(1, 1000) i;
insert into products(product_name, price) select 'p'||i, i from generate_series(1, 1000) i;
analyze;`;
