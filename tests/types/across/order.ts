import { integer, manyToOne, model } from "../../../src/public/limbeck.ts";
import type { Customer } from "./customer.ts";

export class Order extends model("orders", {
  orderId: integer().primaryKey(),
  customerId: integer().references("customers.customer_id"),
  customer: manyToOne<Customer>("Customer", { backPopulates: "orders" }),
}) {}
