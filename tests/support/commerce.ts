/** The models of the guide, a database with their tables, and sessions that count their statements. */
import { autogenerate } from "../../src/autogenerate/autogenerate.ts";
import { readCatalog } from "../../src/dialects/postgresql/catalog/read-catalog.ts";
import { postgresql } from "../../src/dialects/postgresql/dialect.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { MetaData } from "../../src/metadata/metadata.ts";
import type { DataModel } from "../../src/model/data-model.ts";
import type { AnyOperationDefinition } from "../../src/operations/operation.ts";
import { Session } from "../../src/orm/session.ts";
import type { SessionOptions } from "../../src/orm/session-options.ts";
import {
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
} from "../../src/public/limbeck.ts";
import type { TestTarget } from "./databases.ts";

export class Customer extends model("customers", {
  customerId: integer().identity({ always: true }).primaryKey(),
  firstName: varchar().notNull(),
  lastName: varchar().notNull(),
  emailAddress: varchar().notNull(),
  orders: oneToMany<Order>("Order", { backPopulates: "customer", cascade: "all, delete-orphan" }),
}) {
  get fullName() {
    return `${this.firstName} ${this.lastName}`;
  }
}

export class Order extends model("orders", {
  orderId: integer().identity({ always: true }).primaryKey(),
  customerId: integer().notNull().references("customers.customer_id", { onDelete: "cascade" }),
  orderDate: timestamp({ timezone: true }).notNull().serverDefault(now()),
  customer: manyToOne<Customer>("Customer", { backPopulates: "orders" }),
  products: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "order", cascade: "all, delete-orphan" }),
}) {}

export class OrderProduct extends model("order_products", {
  orderId: integer().references("orders.order_id", { onDelete: "cascade" }).primaryKey(),
  productId: integer().references("products.product_id", { onDelete: "cascade" }).primaryKey(),
  productCount: integer().notNull().serverDefault("1"),
  order: manyToOne<Order>("Order", { backPopulates: "products" }),
  product: manyToOne<Product>("Product", { backPopulates: "orders" }),
}) {}

export class Product extends model("products", {
  productId: integer().identity({ always: true }).primaryKey(),
  productName: varchar().notNull(),
  description: text(),
  price: doublePrecision().notNull(),
  orders: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "product", cascade: "all, delete-orphan" }),
  tags: manyToMany<Tag>("Tag", { secondary: "product_tags", backPopulates: "products" }),
}) {}

export class Tag extends model("tags", {
  tagId: integer().identity({ always: true }).primaryKey(),
  name: varchar().notNull().unique(),
  products: manyToMany<Product>("Product", { secondary: "product_tags", backPopulates: "tags" }),
}) {}

export const productTags = table("product_tags", {
  productId: foreignKey("products.product_id", { onDelete: "cascade" }).primaryKey(),
  tagId: foreignKey("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
});

export const commerce = dataModel({ Customer, Order, OrderProduct, Product, Tag, productTags });

/** The statements that make the tables of a data model. */
export function createStatements(target: DataModel): string[] {
  const { upgrade } = autogenerate({
    dialect: postgresql,
    database: new MetaData({ objects: [] }),
    target: target.metadata,
    serverVersion: 140_000,
    assumeNoRenames: true,
  });
  return upgrade.flatMap((operation) => {
    const definition = postgresql.operations[operation.type] as AnyOperationDefinition;
    return definition
      .statements(operation as never, { serverVersion: 140_000 } as never)
      .map((statement) => statement.sql);
  });
}

/** The operations that a database still needs to be as a data model says; expressions are compared as they are written. */
export async function missingOperations(engine: Engine, target: DataModel): Promise<string[]> {
  const connection = await engine.connect();
  try {
    const { upgrade } = autogenerate({
      dialect: postgresql,
      database: await readCatalog(connection as never),
      target: target.metadata,
      serverVersion: 140_000,
      assumeNoRenames: true,
    });
    return upgrade.map((operation) => JSON.stringify(operation));
  } finally {
    await connection.release();
  }
}

export interface Store<D extends DataModel> {
  readonly engine: Engine;
  /** Statements since it was last emptied; transactions aside. */
  readonly statements: string[];
  session(options?: SessionOptions): Session<D["declarations"]>;
  /** Rows as the database has them, one value a cell. */
  rows(query: string): Promise<unknown[][]>;
  execute(script: string): Promise<void>;
  drop(): Promise<void>;
}

/** A database with the tables of a data model. */
export async function storeOf<D extends DataModel>(target: TestTarget, model: D): Promise<Store<D>> {
  const database = await target.createDatabase();
  const statements: string[] = [];
  const engine = await createEngine(database.driver, {
    onQuery: ({ sql }) => {
      if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sql)) statements.push(sql);
    },
  });
  await engine.execute(createStatements(model).join(";\n"));
  statements.length = 0;
  return {
    engine,
    statements,
    session: (options) => new Session(engine, model, options as never) as never,
    rows: async (query) =>
      await database.driver.connect().then(async (connection) => {
        const result = await connection.query<unknown[]>(query, [], { rowMode: "array" });
        await connection.close();
        return result.rows;
      }),
    execute: async (script) => void (await engine.execute(script)),
    drop: async () => {
      await engine.close();
      await database.drop();
    },
  };
}
