import { integer, model, oneToMany, text } from "../../../src/public/limbeck.ts";
import type { Order } from "./order.ts";

export class Customer extends model("customers", {
  customerId: integer().primaryKey(),
  name: text(),
  orders: oneToMany<Order>("Order", { backPopulates: "customer" }),
}) {}
