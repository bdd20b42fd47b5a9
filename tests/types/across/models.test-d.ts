/** Models in files of their own, which import one another's types only. */
import { dataModel, type Collection } from "../../../src/public/limbeck.ts";
import type { Equal, Expect } from "../expect-type.ts";
import * as customers from "./customer.ts";
import { Customer } from "./customer.ts";
import * as orders from "./order.ts";
import { Order } from "./order.ts";

export const shop = dataModel({ Customer, Order });

export const together = dataModel([customers, orders]);

export type Checks = [
  Expect<Equal<(typeof together.declarations)["Customer"], typeof Customer>>,
  Expect<Equal<(typeof together.declarations)["Order"], typeof Order>>,
  Expect<Equal<Customer["orders"], Collection<Order>>>,
  Expect<Equal<Order["customer"], Customer | null>>,
  Expect<Equal<NonNullable<Order["customer"]>["name"], string | null>>,
];

// @ts-expect-error a list holds declarations by name
dataModel([Customer]);

// @ts-expect-error customers have no orderDate
export const when = new Customer().orders.at(0)?.orderDate;
