/** Keep last_edited by a trigger */
import { sql, type Op } from "limbeck/migration";

export const revision = "58d3a7f1b96c";
export const downRevision = "e14f08b6c3d2";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-12-01T04:19:42Z";

export function upgrade(op: Op) {
  op.createFunction(
    "set_last_edited()",
    sql`CREATE FUNCTION set_last_edited() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.last_edited := now();
    RETURN NEW;
  END
  $$`,
  );
  op.createTrigger("products_last_edited", {
    on: "products",
    timing: "before",
    events: "update",
    execute: "set_last_edited()",
  });
}

export function downgrade(op: Op) {
  op.dropTrigger("products_last_edited", "products");
  op.dropFunction("set_last_edited()");
}
