/** Old words: routines */
import { type Op, sql } from "limbeck/migration";

export const revision = "12abcdef0012";
export const downRevision = "11abcdef0011";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-12T10:00:00Z";

export function upgrade(op: Op) {
  op.createFunction("one()", sql`CREATE FUNCTION public.one() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$`);
  op.createProcedure("work()", sql`CREATE PROCEDURE public.work() LANGUAGE sql AS $$ SELECT 1 $$`);
  op.replaceFunction(
    "one()",
    sql`CREATE OR REPLACE FUNCTION public.one() RETURNS integer LANGUAGE sql AS $$ SELECT 2 $$`,
  );
}

export function downgrade(op: Op) {
  op.dropProcedure("work()");
  op.dropFunction("one()", { cascade: true });
}
