/** Accounts: two relationships between the same classes, one-to-one, versions of dates and of a function, a tree. */
import {
  check,
  dataModel,
  domain,
  integer,
  jsonb,
  manyToMany,
  manyToOne,
  model,
  now,
  numeric,
  oneToMany,
  oneToOne,
  sql,
  table,
  text,
  timestamp,
  uuid,
} from "../../src/public/limbeck.ts";

export const currency = domain("currency", text(), { check: sql`length(VALUE) = 3` });

export interface Settings {
  readonly theme: string;
}

export class Account extends model("accounts", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  hits: integer().notNull().default(0),
  changedAt: timestamp({ timezone: true }).notNull().serverDefault(now()).version(),
  sent: oneToMany<Transfer>("Transfer", { backPopulates: "source" }),
  received: oneToMany<Transfer>("Transfer", { backPopulates: "target" }),
  profile: oneToOne<Profile>("Profile", { backPopulates: "account", cascade: "all, delete-orphan" }),
  badge: oneToOne<Badge>("Badge"),
  groups: manyToMany<Group>("Group", { secondary: "account_groups", backPopulates: "accounts" }),
}) {}

export class Transfer extends model(
  "transfers",
  {
    id: uuid()
      .primaryKey()
      .default(() => crypto.randomUUID()),
    sourceId: integer().references("accounts.id"),
    targetId: integer().references("accounts.id"),
    amount: numeric(10, 2).notNull(),
    currency: currency.column(),
    stamp: uuid()
      .notNull()
      .version(() => crypto.randomUUID()),
    source: manyToOne<Account>("Account", { backPopulates: "sent", foreignKeys: "sourceId" }),
    target: manyToOne<Account>("Account", { backPopulates: "received", foreignKeys: "targetId" }),
  },
  (t) => [check(sql`${t.amount} >= 0`, { name: "amount_positive" })],
) {}

export class Profile extends model("profiles", {
  id: integer().identity().primaryKey(),
  accountId: integer().notNull().unique().references("accounts.id"),
  settings: jsonb<Settings>().convert({ read: settingsOf, write: settingsOf }),
  account: oneToOne<Account>("Account", { backPopulates: "profile" }),
}) {}

/** Its account has a property for it, but not the other way round. */
export class Badge extends model("badges", {
  id: integer().identity().primaryKey(),
  accountId: integer().unique().references("accounts.id"),
}) {}

export class Group extends model("groups", {
  id: integer().identity().primaryKey(),
  title: text().notNull(),
  accounts: manyToMany<Account>("Account", { secondary: "account_groups", backPopulates: "groups" }),
}) {}

export const accountGroups = table("account_groups", {
  accountId: integer().references("accounts.id").primaryKey(),
  groupId: integer().references("groups.id").primaryKey(),
});

export class Page extends model("pages", {
  id: integer().identity().primaryKey(),
  title: text().notNull(),
  parentId: integer().references("pages.id"),
  parent: manyToOne<Page>("Page", { backPopulates: "children", remoteSide: "id" }),
  children: oneToMany<Page>("Page", { backPopulates: "parent", cascade: "all", orderBy: "title" }),
}) {}

/** Validates on the way in and on the way out. */
function settingsOf(value: Settings): Settings {
  if (typeof value.theme !== "string") throw new TypeError("settings need a theme");
  return value;
}

export const accounts = dataModel({ currency, Account, Transfer, Profile, Badge, Group, accountGroups, Page });
