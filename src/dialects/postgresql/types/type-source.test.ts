import { describe, expect, test } from "vitest";
import type { AnyColumn } from "../../../kinds/column/column-builder.ts";
import { columnType } from "../../../kinds/column/declare.ts";
import { type } from "./any-type.ts";
import { typeSource } from "./type-source.ts";
import { types } from "./types.ts";

const textOf = (column: AnyColumn): string => columnType(column.declaration, { defaultSchema: "public", place: "t.c" });

function evaluate(canonical: string): AnyColumn {
  const { builder, args, array } = typeSource(canonical);
  const scope = { ...types, type };
  const call = new Function("scope", `return scope[${JSON.stringify(builder)}](${args})`) as (
    s: typeof scope,
  ) => AnyColumn;
  return array ? call(scope).array() : call(scope);
}

const canonicalTexts = [
  "integer",
  "bigint",
  "numeric",
  "numeric(10,2)",
  "numeric(10,0)",
  "double precision",
  "money",
  "oid",
  "text",
  "character varying",
  "character varying(50)",
  "character(1)",
  "character(7)",
  "bpchar",
  '"char"',
  "bit(1)",
  "bit(3)",
  "bit varying",
  "bit varying(5)",
  "bytea",
  "boolean",
  "uuid",
  "xml",
  "json",
  "jsonb",
  "date",
  "time without time zone",
  "time(3) with time zone",
  "timestamp without time zone",
  "timestamp(3) with time zone",
  "timestamp(0) without time zone",
  "interval",
  "interval(3)",
  "interval year to month",
  "interval day to second(3)",
  "interval second(2)",
  "point",
  "cidr",
  "int4range",
  "datemultirange",
  "regclass",
  "pg_lsn",
  "shop.status",
  'shop."Odd type"',
  "public.geometry(Point,4326)",
  "bit",
  "public.citext",
];

describe("typeSource", () => {
  test.each(canonicalTexts)("reads %s back into a builder that makes it", (canonical) => {
    expect(textOf(evaluate(canonical))).toBe(canonical);
    expect(textOf(evaluate(`${canonical}[]`))).toBe(`${canonical}[]`);
  });

  test("says the builder and its arguments as a person would", () => {
    expect(typeSource("character varying(50)")).toEqual({ builder: "varchar", args: "50", array: false });
    expect(typeSource("timestamp(3) with time zone")).toEqual({
      builder: "timestamp",
      args: "{ timezone: true, precision: 3 }",
      array: false,
    });
    expect(typeSource("integer[]")).toEqual({ builder: "integer", args: "", array: true });
    expect(typeSource("shop.status")).toEqual({ builder: "type", args: '"shop.status"', array: false });
  });

  test("knows every type that has a canonical text of its own", () => {
    for (const [name, builder] of Object.entries(types)) {
      for (const text of Object.keys(builder.definition.canonical))
        expect(typeSource(text).builder).toMatch(new RegExp(`^(${name}|type)$`));
    }
  });
});
