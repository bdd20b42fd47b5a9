// Prisma as a contestant of bench/orm.mjs. It has no unit of work: its bulk insert, and one update a row.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { customerOf, dateOf, productsOf } from "../orm-work.mjs";

export const packages = {
  prisma: "7.10.0",
  "@prisma/client": "7.10.0",
  "@prisma/adapter-pg": "7.10.0",
  esbuild: "0.28.2",
};

const schema = `generator client {
  provider = "prisma-client"
  output   = "./client"
  importFileExtension = "ts"
}
datasource db {
  provider = "postgresql"
}
model Customer {
  customerId   Int     @id @default(autoincrement()) @map("customer_id")
  firstName    String  @map("first_name")
  lastName     String  @map("last_name")
  emailAddress String  @map("email_address")
  orders       Order[]
  @@map("customers")
}
model Order {
  orderId    Int            @id @default(autoincrement()) @map("order_id")
  customerId Int            @map("customer_id")
  orderDate  DateTime       @default(now()) @map("order_date") @db.Timestamptz(6)
  customer   Customer       @relation(fields: [customerId], references: [customerId], onDelete: Cascade)
  products   OrderProduct[]
  @@map("orders")
}
model OrderProduct {
  orderId      Int     @map("order_id")
  productId    Int     @map("product_id")
  productCount Int     @default(1) @map("product_count")
  order        Order   @relation(fields: [orderId], references: [orderId], onDelete: Cascade)
  product      Product @relation(fields: [productId], references: [productId], onDelete: Cascade)
  @@id([orderId, productId])
  @@map("order_products")
}
model Product {
  productId   Int            @id @default(autoincrement()) @map("product_id")
  productName String         @map("product_name")
  description String?
  price       Float
  orders      OrderProduct[]
  @@map("products")
}
`;

/** Generates the client and makes JavaScript of it. */
export function prepare(folder) {
  writeFileSync(join(folder, "schema.prisma"), schema);
  writeFileSync(
    join(folder, "prisma.config.ts"),
    `export default { schema: "schema.prisma", datasource: { url: "postgresql://nowhere" } };\n`,
  );
  run(folder, ["node_modules/prisma/build/index.js", "generate"]);
  run(folder, [
    "node_modules/esbuild/bin/esbuild",
    "client/client.ts",
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--packages=external",
    "--outfile=client.mjs",
  ]);
}

function run(cwd, args) {
  // Making a client needs no schema engine, but looks for one on the network unless one is named.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
  const child = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
  if (child.status !== 0) throw new Error(`${args[0]}: ${child.stdout}${child.stderr}`);
}

export async function contestant({ require, folder, url, orders }) {
  const { PrismaClient } = await import(pathToFileURL(join(folder, "client.mjs")));
  const { PrismaPg } = require("@prisma/adapter-pg");
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
  await db.$queryRawUnsafe("select 1");
  const batch = 5000;
  const timeout = 600_000;
  return {
    async insert() {
      const work = async (tx) => {
        for (let first = 0; first < orders; first += batch) {
          const count = Math.min(batch, orders - first);
          const data = Array.from({ length: count }, (_, i) => ({ customerId: customerOf(first + i) }));
          const ids = await tx.order.createManyAndReturn({ data, select: { orderId: true } });
          const below = ids.flatMap(({ orderId }, i) =>
            productsOf(first + i).map((productId) => ({ orderId, productId, productCount: 2 })),
          );
          await tx.orderProduct.createMany({ data: below });
        }
      };
      await db.$transaction(work, { timeout });
      return orders;
    },
    async load() {
      const found = await db.order.findMany({ include: { products: { include: { product: true } } } });
      return found.reduce((sum, order) => sum + order.products.length, 0);
    },
    prepareUpdate: () => db.order.findMany(),
    async update(loaded) {
      const work = async (tx) => {
        for (const [i, { orderId }] of loaded.entries()) {
          await tx.order.update({ where: { orderId }, data: { orderDate: dateOf(i) } });
        }
      };
      await db.$transaction(work, { timeout });
      return loaded.length;
    },
    async remove() {
      const found = await db.customer.findMany();
      const customerId = { in: found.map((customer) => customer.customerId) };
      return (await db.customer.deleteMany({ where: { customerId } })).count;
    },
    small: {
      get: (orderId) => db.order.findUnique({ where: { orderId } }),
      page: (skip) =>
        db.order.findMany({ orderBy: { orderId: "asc" }, take: 20, skip, include: { customer: true, products: true } }),
      insert: (i) => db.order.create({ data: { customerId: customerOf(i) } }),
      async change(orderId, i) {
        const order = await db.order.findUnique({ where: { orderId } });
        await db.order.update({ where: { orderId: order.orderId }, data: { orderDate: dateOf(i) } });
      },
      count: (customerId) => db.order.count({ where: { customerId } }),
      parents: () => db.order.findMany({ take: 100, include: { customer: true } }),
    },
    close: () => db.$disconnect(),
  };
}
