/** What revisions rely on: columns and tables declared with the names of the database. */
import { describe, expect, test } from "vitest";
import { integer, serial } from "../../dialects/postgresql/types/numbers.ts";
import { text } from "../../dialects/postgresql/types/text.ts";
import { sql } from "../../sql/sql.ts";
import { enumType } from "../../dialects/postgresql/kinds/enum/declare.ts";
import { foreignKey } from "../foreign-key/declare.ts";
import { index } from "../index/declare.ts";
import { SchemaNames } from "../../metadata/schema-names.ts";
import { canonicalSequence } from "../sequence/options.ts";
import { declareColumn, declareTable } from "./declare.ts";

const verbatim = { schema: "public", columnNaming: "verbatim", options: {} } as const;

const keysOf = (declared: { readonly objects: readonly (readonly [string, unknown])[] }): string[] =>
  declared.objects.map(([key]) => key);

describe("declareTable", () => {
  test("takes property names as column names and lists objects in the order they are created", () => {
    const columns = { orderId: serial().primaryKey(), note: text().serverDefault("-").unique().index() };
    expect(keysOf(declareTable({ ...verbatim, name: "shop.orders", columns }))).toEqual([
      "sequence shop.orders_orderId_seq",
      "table shop.orders",
      "column shop.orders.orderId",
      "column shop.orders.note",
      "default shop.orders.orderId",
      "default shop.orders.note",
      "primaryKey shop.orders.orders_pkey",
      "unique shop.orders.orders_note_key",
      "index shop.orders_note_idx",
      "sequenceOwner shop.orders_orderId_seq",
    ]);
  });

  test("quotes the sequence of a serial column", () => {
    const { objects } = declareTable({ ...verbatim, name: "Order", columns: { id: serial() } });
    const found = objects.find(([key]) => key === "default public.Order.id");
    expect(found?.[1]).toMatchObject({ expression: `nextval('public."Order_id_seq"'::regclass)` });
  });

  test("says which column has a type that isn't known", () => {
    const columns = { product_id: foreignKey("products.product_id") };
    expect(() => declareTable({ ...verbatim, name: "t", columns })).toThrow(
      expect.objectContaining({ code: "table.unknown-column-type", place: "t.product_id" }),
    );
    const known = declareTable({ ...verbatim, name: "t", columns, referencedColumnType: () => "uuid" });
    expect(known.columns.get("product_id")?.type).toBe("uuid");
  });

  test("turns hints of renames into keys before and now", () => {
    const columns = { note: text().renamedFrom("remark"), id: integer() };
    const declared = declareTable({ ...verbatim, name: "orders", columns, options: { renamedFrom: "order" } });
    expect(declared.renamedFrom).toEqual([
      ["table public.orders", "table public.order"],
      ["column public.orders.note", "column public.order.remark"],
    ]);
  });

  test("makes every column of the primary key not null, wherever the key is declared", () => {
    const declared = declareTable({ ...verbatim, name: "t", columns: { a: integer().primaryKey(), b: integer() } });
    expect(declared.columns.get("a")?.notNull).toBe(true);
    expect(declared.columns.get("b")).not.toHaveProperty("notNull");
  });

  test("freezes what it returns", () => {
    const { objects } = declareTable({ ...verbatim, name: "t", columns: { a: serial().index() } });
    for (const [, object] of objects) expect(Object.isFrozen(object)).toBe(true);
  });
});

describe("declareColumn", () => {
  test("gives the objects of one column and no table", () => {
    const builder = text()
      .notNull()
      .serverDefault("")
      .check(sql`note <> ''`)
      .references("notes.note");
    const declared = declareColumn({
      schema: "public",
      columnNaming: "verbatim",
      name: "orders",
      column: "note",
      builder,
    });
    expect(keysOf(declared)).toEqual([
      "column public.orders.note",
      "default public.orders.note",
      "check public.orders.orders_note_check",
      "foreignKey public.orders.orders_note_fkey",
    ]);
    expect(declared.column).toMatchObject({ name: "note", type: "text", notNull: true });
  });
});

describe("an index", () => {
  test("leaves out what is PostgreSQL's default", () => {
    const { objects } = declareTable({
      ...verbatim,
      name: "t",
      columns: { a: integer() },
      extras: (t) => [
        index([t["a"]!.asc().nullsLast(), t["a"]!.desc().nullsFirst().collate("default").opclass("int4_ops")], {
          using: "btree",
        }),
      ],
    });
    expect(objects.at(-1)?.[1]).toEqual({
      kind: "index",
      schema: "public",
      table: "t",
      name: "t_a_a1_idx",
      elements: [{ column: "a" }, { column: "a", descending: true }],
    });
  });
});

describe("a sequence", () => {
  test.each([
    [{}, {}],
    [{ start: 1, increment: 1, minValue: 1, maxValue: 2147483647, cache: 1, cycle: false }, {}],
    [{ increment: -1 }, { increment: "-1" }],
    [{ increment: -1, start: -1, maxValue: -1, minValue: -2147483648 }, { increment: "-1" }],
    [{ minValue: 5 }, { minValue: "5" }],
    [
      { minValue: 5, start: 5n, cycle: true },
      { minValue: "5", cycle: true },
    ],
    [{ start: "7" }, { start: "7" }],
  ])("with options %o keeps %o", (options, kept) => {
    expect(canonicalSequence("integer", options)).toEqual(kept);
  });
});

test("an enum's renamed labels have keys of their own", () => {
  const status = enumType("status", ["new", "done"], { renamedFrom: "state", renamedValues: { ready: "done" } });
  expect(status.declare({ schema: "shop", names: new SchemaNames() }).renamedFrom).toEqual([
    ["enum shop.status", "enum shop.state"],
    ["enumLabel shop.status.done", "enumLabel shop.status.ready"],
  ]);
});
