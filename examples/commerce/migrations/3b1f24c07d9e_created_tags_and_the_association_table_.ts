/** Created tags and the association table product_tags */
import { integer, varchar, type Op } from "limbeck/migration";

export const revision = "3b1f24c07d9e";
export const downRevision = "960969e75871";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-22T14:43:12Z";

export function upgrade(op: Op) {
  op.createTable("tags", {
    tag_id: integer().identity({ always: true }).primaryKey(),
    name: varchar().notNull().unique(),
  });
  op.createTable("product_tags", {
    product_id: integer().references("products.product_id", { onDelete: "cascade" }).primaryKey(),
    tag_id: integer().references("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
  });
}

export function downgrade(op: Op) {
  op.dropTable("product_tags");
  op.dropTable("tags");
}
