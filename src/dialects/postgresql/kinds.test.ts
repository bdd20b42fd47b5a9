import { expect, it } from "vitest";
import { readers } from "./catalog/readers.ts";
import { kinds } from "./kinds.ts";
import { operations } from "./operations.ts";

it("names each kind as it is listed", () => {
  expect(Object.entries(kinds).map(([name, kind]) => [name, kind.name])).toEqual(
    Object.keys(kinds).map((name) => [name, name]),
  );
});

it("lists the operations of every kind", () => {
  const missing = Object.values(kinds).flatMap((kind) =>
    Object.entries(kind.operations).filter(([type, definition]) => operations[type as never] !== definition),
  );
  expect(missing).toEqual([]);
});

it("has a reader for all that is in a catalog", () => {
  for (const name of readers.flatMap((reader) => reader.optional ?? [])) expect(kinds[name]?.name).toBe(name);
});
