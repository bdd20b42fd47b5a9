import { describe, expect, test } from "vitest";
import * as types from "../src/public/limbeck.ts";

type Builder = (...args: unknown[]) => { readonly declaration?: unknown };

/** What the types of no builder allow. */
const wrong: unknown[] = [
  { length: 30 },
  "30",
  1.5,
  Number.NaN,
  true,
  null,
  [],
  () => 1,
  { mode: "String" },
  { timezone: "yes" },
];

const builders = Object.entries(types as unknown as Readonly<Record<string, Builder>>).filter(
  ([, value]) => typeof value === "function" && Object.hasOwn(value, "definition"),
);

describe("what the types forbid is refused at run time", () => {
  test("there are builders", () => expect(builders.length).toBeGreaterThan(40));

  test.each(builders)("%s", (_name, build) => {
    for (const value of wrong) {
      expect(() => build(value)).toThrow(expect.objectContaining({ code: "model.type-argument" }));
    }
    expect(() => build(undefined)).not.toThrow();
  });

  test("the message says what it takes, and how it is written", () => {
    const varchar = types.varchar as unknown as Builder;
    expect(() => varchar({ length: 30 })).toThrow(
      'The type character varying takes a whole number, not {"length":30}.',
    );
    const timestamp = types.timestamp as unknown as Builder;
    expect(() => timestamp({ zone: true })).toThrow(
      'The type timestamp takes the options precision, timezone, mode, not "zone".',
    );
    expect(() => timestamp({ precision: "3" })).toThrow(
      'The type timestamp takes a whole number as precision, not "3".',
    );
  });
});
