/** Old words: schemas */
import { integer, type Op } from "limbeck/migration";

export const revision = "09abcdef0009";
export const downRevision = "08abcdef0008";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-09T10:00:00Z";

export function upgrade(op: Op) {
  op.createSchema("shop", { comment: "sells" });
  op.createTable("shop.tills", { till_id: integer().primaryKey() }, { comment: "all" });
  op.renameTable("shop.tills", "counters");
  op.comment({ table: "shop.counters" }, "each");
  op.comment({ column: "shop.counters.till_id" }, "number");
  op.comment({ schema: "shop" }, null);
}

export function downgrade(op: Op) {
  op.comment({ table: "shop.counters" }, null);
  op.renameTable("shop.counters", "tills");
  op.dropTable("shop.tills");
  op.dropSchema("shop");
}
