import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteLength, makeObjectName } from "./automatic-names.ts";
import { nameFor, shorten, type NamedThing, type NamingConvention } from "./naming-convention.ts";
import { SchemaNames } from "./schema-names.ts";

const foreignKey: NamedThing = {
  kind: "foreignKey",
  schema: "public",
  table: "orders",
  columns: ["tenant_id", "customer_id"],
  properties: ["tenantId", "customerId"],
  referredTable: "customers",
  referredColumns: ["tenant_id", "id"],
};

const named = (template: string, thing: Partial<NamedThing> = {}, more: NamingConvention = {}): string =>
  nameFor({ ...foreignKey, ...thing }, { ...more, fk: template, ck: template }, new SchemaNames());

describe("a naming convention", () => {
  test.each([
    ["fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "fk_orders_tenant_id_customers"],
    ["%(column_1_name)s", "customer_id"],
    ["%(column_0_N_name)s", "tenant_id_customer_id"],
    ["%(column_0N_name)s", "tenant_idcustomer_id"],
    ["%(column_0_label)s", "orders_tenant_id"],
    ["%(column_0_N_key)s", "tenantId_customerId"],
    ["%(referred_column_0_N_name)s", "tenant_id_id"],
    ["100%%_%(table_name)s", "100%_orders"],
  ])("fills %s", (template, name) => {
    expect(named(template)).toBe(name);
  });

  test("wraps a given name where it has the token for it, and leaves it alone where not", () => {
    const check: Partial<NamedThing> = { kind: "check", name: "positive" };
    expect(named("ck_%(table_name)s_%(constraint_name)s", check)).toBe("ck_orders_positive");
    expect(named("ck_%(table_name)s", check)).toBe("positive");
  });

  test("takes tokens and whole names from functions", () => {
    const tokens = { shout: ({ table }: NamedThing) => table.toUpperCase() };
    expect(named("fk_%(shout)s", {}, { tokens })).toBe("fk_ORDERS");
    const whole = { fk: ({ columns }: NamedThing) => `key_of_${columns.length}` };
    expect(nameFor(foreignKey, whole, new SchemaNames())).toBe("key_of_2");
  });

  test("refuses a token that means nothing, and a missing name it needs", () => {
    expect(() => named("%(colum_0_name)s")).toThrow(expect.objectContaining({ code: "naming.unknown-token" }));
    expect(() => named("%(column_7_name)s")).toThrow(expect.objectContaining({ code: "naming.unknown-token" }));
    expect(() => named("ck_%(constraint_name)s", { kind: "check" })).toThrow(
      expect.objectContaining({ code: "naming.name-missing" }),
    );
  });
});

describe("a name", () => {
  const anyName = fc.string({ unit: "grapheme", minLength: 1, maxLength: 90 });

  test("that is shortened has at most 63 bytes and whole characters, the same each time", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const short = shorten(name);
        expect(byteLength(short)).toBeLessThanOrEqual(63);
        expect(shorten(name)).toBe(short);
        expect(name.includes("\uFFFD") || !short.includes("\uFFFD")).toBe(true);
        if (byteLength(name) <= 63) expect(short).toBe(name);
      }),
    );
  });

  test("that is shortened differs from that of another name with the same beginning", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 30 }), (endings) => {
        const names = new Set(endings.map((ending) => shorten("x".repeat(70) + ending)));
        expect(names.size).toBe(endings.length);
      }),
    );
  });

  test("that PostgreSQL would make has at most 63 bytes", () => {
    fc.assert(
      fc.property(anyName, anyName, (first, second) => {
        expect(byteLength(makeObjectName(first, second, "fkey"))).toBeLessThanOrEqual(63);
      }),
    );
  });
});

test("chosen names never repeat within a schema", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "a_b", "b", "b_c"), { minLength: 2, maxLength: 20 }), (words) => {
      const names = new SchemaNames();
      const chosen = words.map((table, index) => {
        const column = words[(index + 1) % words.length]!;
        const name = nameFor({ kind: "index", schema: "s", table, columns: [column] }, undefined, names);
        names.addRelation("s", name);
        return name;
      });
      expect(new Set(chosen).size).toBe(words.length);
    }),
  );
});
