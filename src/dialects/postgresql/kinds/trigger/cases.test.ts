import { sqlFunction } from "../routine/declare.ts";
import { trigger } from "./declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, sql, table } from "../../../../../tests/support/vocabulary.ts";

const touchSql = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$";
const touch = sqlFunction(touchSql);
const orders = table("orders", { id: integer(), n: integer() });
const base = `${touchSql}; CREATE TABLE orders (id integer, n integer);`;
const before = `CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();`;

kindCases("trigger", [
  {
    name: "an equal trigger needs nothing",
    database: `${base} CREATE TRIGGER t BEFORE UPDATE OF n OR INSERT ON orders FOR EACH ROW WHEN (NEW.n > 0) EXECUTE FUNCTION touch('a', 'b');`,
    target: [
      touch,
      orders,
      trigger("t", {
        on: "orders",
        timing: "before",
        events: [{ updateOf: ["n"] }, "insert"],
        when: sql`new.n > 0`,
        execute: "touch('a', 'b')",
      }),
    ],
    statements: [],
  },
  {
    name: "a trigger is created after its table and function",
    database: "",
    target: [trigger("t", { on: "orders", timing: "before", events: "update", execute: "touch()" }), touch, orders],
    statements: [
      touchSql,
      "CREATE TABLE public.orders (\n  id integer,\n  n integer\n)",
      "CREATE TRIGGER t BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()",
    ],
    downgrade: ["DROP TRIGGER t ON public.orders", "DROP TABLE public.orders", "DROP FUNCTION public.touch()"],
  },
  {
    name: "a trigger is dropped",
    database: base + before,
    target: [touch, orders],
    statements: ["DROP TRIGGER t ON public.orders"],
  },
  {
    name: "another event makes it anew, with its comment",
    database: `${base} ${before} COMMENT ON TRIGGER t ON orders IS 'touches';`,
    target: [
      touch,
      orders,
      trigger("t", {
        on: "orders",
        timing: "after",
        events: ["insert", "delete"],
        execute: "touch()",
        comment: "touches",
      }),
    ],
    statements: [
      "DROP TRIGGER t ON public.orders",
      "CREATE TRIGGER t AFTER INSERT OR DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()",
      "COMMENT ON TRIGGER t ON public.orders IS 'touches'",
    ],
  },
  {
    name: "it is disabled in place",
    database: base + before,
    target: [
      touch,
      orders,
      trigger("t", { on: "orders", timing: "before", events: "update", execute: "touch()", enabled: "disabled" }),
    ],
    statements: ["ALTER TABLE public.orders DISABLE TRIGGER t"],
    downgrade: ["ALTER TABLE public.orders ENABLE TRIGGER t"],
  },
  {
    name: "constraint triggers and transition tables",
    database: base,
    target: [
      touch,
      orders,
      trigger("deferred", {
        on: "orders",
        timing: "after",
        events: "insert",
        execute: "touch()",
        constraint: true,
        deferrable: "deferred",
      }),
      trigger("many", {
        on: "orders",
        timing: "after",
        events: "update",
        forEach: "statement",
        referencing: { old: "before", new: "after" },
        execute: "touch()",
      }),
    ],
  },
  {
    name: "a trigger stands aside while its column changes type",
    database: `${base} CREATE TRIGGER t BEFORE UPDATE OF n ON orders FOR EACH ROW EXECUTE FUNCTION touch();`,
    target: `${touchSql}; CREATE TABLE orders (id integer, n text); CREATE TRIGGER t BEFORE UPDATE OF n ON orders FOR EACH ROW EXECUTE FUNCTION touch();`,
  },
  {
    name: "a trigger of a view goes and comes with the view",
    database: `${base} CREATE VIEW v AS SELECT id FROM orders; CREATE TRIGGER t INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION touch();`,
    target: `${base} CREATE VIEW v AS SELECT n FROM orders; CREATE TRIGGER t INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION touch();`,
  },
  {
    name: "the trigger of one partition fires otherwise than that of its table",
    database: `${touchSql}; CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); CREATE TRIGGER t AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE p2 ENABLE ALWAYS TRIGGER t;`,
    target: `${touchSql}; CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); CREATE TRIGGER t AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE p1 DISABLE TRIGGER t;`,
    statements: ["ALTER TABLE public.p1 DISABLE TRIGGER t", "ALTER TABLE public.p2 ENABLE TRIGGER t"],
  },
  {
    name: "the trigger of a partitioned table is one trigger",
    database: `${touchSql}; CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);`,
    target: `${touchSql}; CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TRIGGER t AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch();`,
    statements: ["CREATE TRIGGER t AFTER INSERT ON public.p FOR EACH ROW EXECUTE FUNCTION public.touch()"],
  },
]);
