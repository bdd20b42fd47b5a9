/** Old words: triggers */
import { integer, type Op, sql } from "limbeck/migration";

export const revision = "02abcdef0002";
export const downRevision = "01abcdef0001";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-02T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("stock", { stock_id: integer().primaryKey(), amount: integer() });
  op.createFunction(
    "note()",
    sql`CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
  );
  op.createTrigger("note", "stock", "BEFORE INSERT OR UPDATE OF amount", sql`FOR EACH ROW EXECUTE FUNCTION note()`);
  op.createTrigger(
    "late",
    "stock",
    "AFTER DELETE",
    sql`DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.amount > 0) EXECUTE FUNCTION public.note('x')`,
    { constraint: true, enabled: "always", comment: "late" },
  );
  op.createTrigger(
    "whole",
    "stock",
    "AFTER UPDATE",
    sql`REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.note()`,
  );
  op.alterTrigger("note", "stock", { enabled: "disabled" }, { enabled: null });
}

export function downgrade(op: Op) {
  op.alterTrigger("note", "stock", { enabled: null });
  op.dropTrigger("whole", "stock");
  op.dropTrigger("late", "stock", { ifExists: true, cascade: true });
  op.dropTrigger("note", "stock");
  op.dropFunction("note()");
  op.dropTable("stock");
}
