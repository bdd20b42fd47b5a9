/** Relationships with a default way of loading: joined, selectin, in circles, and a collection that is never loaded. */
import {
  dataModel,
  integer,
  manyToMany,
  manyToOne,
  model,
  oneToMany,
  text,
  timestamp,
} from "../../src/public/limbeck.ts";

export class Shop extends model("shops", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  sales: oneToMany<Sale>("Sale", { backPopulates: "shop", load: "selectin", orderBy: "id" }),
  visits: oneToMany<Visit>("Visit", { backPopulates: "shop", load: "writeOnly", cascade: "all, delete-orphan" }),
  labels: manyToMany<ShopLabel>("ShopLabel", { secondary: "shop_label_links", load: "writeOnly" }),
}) {}

export class Sale extends model("sales", {
  id: integer().identity().primaryKey(),
  article: text().notNull(),
  shopId: integer().references("shops.id"),
  sellerId: integer().references("sellers.id"),
  shop: manyToOne<Shop>("Shop", { backPopulates: "sales", load: "joined" }),
  seller: manyToOne<Seller>("Seller", { load: "joined" }),
}) {}

export class Seller extends model("sellers", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  bossId: integer().references("sellers.id"),
  boss: manyToOne<Seller>("Seller", { load: "selectin", remoteSide: "id" }),
}) {}

export class Visit extends model("visits", {
  id: integer().identity().primaryKey(),
  note: text(),
  shopId: integer().notNull().references("shops.id"),
  shop: manyToOne<Shop>("Shop", { backPopulates: "visits" }),
}) {}

export class ShopLabel extends model("shop_labels", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
}) {}

export class ShopLabelLink extends model("shop_label_links", {
  shopId: integer().references("shops.id", { onDelete: "cascade" }).primaryKey(),
  labelId: integer().references("shop_labels.id", { onDelete: "cascade" }).primaryKey(),
}) {}

export const shops = dataModel({ Shop, Sale, Seller, Visit, ShopLabel, ShopLabelLink });

/** Values beside objects in a row. */
export const rankedAt = { place: integer().notNull(), at: timestamp({ timezone: true }) };

/** A relationship to one object that is never loaded. */
export function writeOnlyParent() {
  class Parent extends model("parents", { id: integer().primaryKey() }) {}
  class Child extends model("children", {
    id: integer().primaryKey(),
    parentId: integer().references("parents.id"),
    parent: manyToOne<Parent>("Parent", { load: "writeOnly" }),
  }) {}
  return dataModel({ Parent, Child });
}
