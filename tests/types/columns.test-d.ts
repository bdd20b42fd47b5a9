/** What columns hold, and what their methods refuse. */
import {
  bigint,
  boolean,
  bytea,
  date,
  domain,
  enumType,
  foreignKey,
  integer,
  interval,
  jsonb,
  manyToMany,
  manyToOne,
  model,
  numeric,
  oneToMany,
  oneToOne,
  serial,
  sql,
  table,
  text,
  timestamp,
  timestamptz,
  type,
  unique,
  uuid,
  varchar,
  type ColumnValue,
} from "../../src/public/limbeck.ts";
import type { Equal, Expect } from "./expect-type.ts";

const status = enumType("status", ["new", "paid"], { renamedValues: { open: "new" } });
const email = domain("email", text(), { check: sql`VALUE LIKE '%@%'` });

const columns = {
  id: bigint().primaryKey(),
  small: bigint({ mode: "number" }),
  amount: numeric(12, 2).notNull(),
  rate: numeric({ precision: 5, scale: 4, mode: "number" }).notNull(),
  status: status.column().notNull(),
  email: email.column(),
  tags: text().array().notNull(),
  settings: jsonb<{ readonly theme: string }>().notNull(),
  anything: jsonb().notNull(),
  blob: bytea().notNull(),
  day: date().notNull(),
  at: timestamptz().notNull(),
  exactly: timestamp({ mode: "string" }).notNull(),
  span: interval({ fields: "day to second", precision: 3 }),
  flag: boolean().notNull().nullable(),
  path: type<string>("ltree").notNull(),
  serial: serial(),
  referenced: foreignKey("parents.id").notNull(),
  typed: foreignKey<number>("parents.id").notNull(),
  typedText: foreignKey<string>("parents.code").notNull(),
};

type Value<Name extends keyof typeof columns> = ColumnValue<(typeof columns)[Name]>;

export type Checks = [
  Expect<Equal<Value<"id">, bigint>>,
  Expect<Equal<Value<"small">, number | null>>,
  Expect<Equal<Value<"amount">, string>>,
  Expect<Equal<Value<"rate">, number>>,
  Expect<Equal<Value<"status">, "new" | "paid">>,
  Expect<Equal<Value<"email">, string | null>>,
  Expect<Equal<Value<"tags">, string[]>>,
  Expect<Equal<Value<"settings">, { readonly theme: string }>>,
  Expect<Equal<Value<"anything">, unknown>>,
  Expect<Equal<Value<"blob">, Uint8Array>>,
  Expect<Equal<Value<"day">, string>>,
  Expect<Equal<Value<"at">, Date>>,
  Expect<Equal<Value<"exactly">, string>>,
  Expect<Equal<Value<"span">, string | null>>,
  Expect<Equal<Value<"flag">, boolean | null>>,
  Expect<Equal<Value<"path">, string>>,
  Expect<Equal<Value<"serial">, number>>,
  Expect<Equal<Value<"referenced">, unknown>>,
  Expect<Equal<Value<"typed">, number>>,
  Expect<Equal<Value<"typedText">, string>>,
];

/** A mixin is an object to spread. */
const timestamps = {
  createdAt: timestamptz()
    .notNull()
    .serverDefault(sql`now()`),
  updatedAt: timestamptz().onUpdate(() => new Date()),
};

const { id, status: state, tags } = columns;
class Account extends model("accounts", { id, status: state, tags, ...timestamps }, { comment: "who pays" }) {}

export const made1 = new Account({ status: "paid", createdAt: new Date(), tags: ["a"], id: 1n });

integer().identity({ always: true, start: 100 }).primaryKey();
integer().default(1);
integer().default(() => 1);
table("t", { a: integer() }, (t) => [unique([t.a])], { schema: "shop", renamedFrom: "s" });

// @ts-expect-error only integers have an identity
text().identity();
// @ts-expect-error a number
integer().default("1");
// @ts-expect-error no such action
uuid().references("a.id", { onDelete: "explode" });
// @ts-expect-error no such option
varchar().unique({ nullNotDistinct: true });
// @ts-expect-error a length is a number
varchar("50");
// @ts-expect-error no such label
export const made2 = new Account({ id: 1n, tags: [], status: "lost" });
// @ts-expect-error no such label
status.column().default("lost");
// @ts-expect-error renamed to a label that doesn't exist
enumType("e", ["a"], { renamedValues: { old: "b" } });
// @ts-expect-error no such fields
interval({ fields: "second to day" });
// @ts-expect-error a secondary table is needed
manyToMany<Account>("Account", {});
// @ts-expect-error a relationship needs the type of its target
manyToOne("Account");
// @ts-expect-error a relationship needs the type of its target
model("t", { a: integer().primaryKey(), account: manyToOne("Account", { backPopulates: "ts" }) });
// @ts-expect-error a relationship needs the type of its target
oneToMany("Account");
// @ts-expect-error a relationship needs the type of its target
oneToOne("Account");
// @ts-expect-error a relationship needs the type of its target
manyToMany("Account", { secondary: "a" });
// @ts-expect-error no such cascade
oneToMany<Account>("Account", { cascade: "everything" });
// @ts-expect-error not a column
model("t", { a: 1 });
// @ts-expect-error not a column of the table
table("t", { a: integer() }, (t) => [unique([t.b])]);
// @ts-expect-error no relationships in a plain table
table("t", { a: oneToMany<Account>("Account") });
