import { expect, test } from "vitest";
import { autogenerate, type AutogenerateResult } from "./autogenerate.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { Key } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { postgresql } from "../dialects/postgresql/dialect.ts";

/** Tables as plain data: `{ address: { id: "integer" } }`. */
type Tables = Readonly<Record<string, Readonly<Record<string, string | object>>>>;

function metadata(tables: Tables, key?: string, types: readonly SchemaObject[] = []): MetaData {
  const objects: SchemaObject[] = [...types];
  for (const [table, columns] of Object.entries(tables)) {
    const partitionBy = key === undefined ? {} : { partitionBy: { method: "range", key } };
    objects.push({ kind: "table", schema: "public", name: table, ...partitionBy } as SchemaObject);
    for (const [name, column] of Object.entries(columns)) {
      const rest = typeof column === "string" ? { type: column } : column;
      objects.push({ kind: "column", schema: "public", table, name, ...rest } as SchemaObject);
    }
  }
  return new MetaData({ objects: objects.map((each) => [postgresql.kinds[each.kind]!.key(each) as Key, each]) });
}

const plan = (database: MetaData, target: MetaData): AutogenerateResult =>
  autogenerate({ dialect: postgresql, database, target, serverVersion: 180_000, assumeNoRenames: true });

const shapes: readonly (readonly [name: string, before: object, after: object, holder: string])[] = [
  ["a column goes", { id: "integer", zip: "text" }, { id: "bigint" }, "public.address[]"],
  ["a column comes", { id: "integer" }, { id: "bigint", zip: "text" }, "public.address[]"],
  [
    "a column may be made anew",
    { id: "integer", n: { type: "integer", generated: { expression: "id" } } },
    { id: "bigint", n: { type: "bigint", generated: { expression: "id" } } },
    "public.address",
  ],
];

test.each(shapes)(
  "rows inside of values are not guessed at: %s while another changes",
  (_name, before, after, type) => {
    const database = metadata({ address: before as never, people: { homes: type } });
    const target = metadata({ address: after as never, people: { homes: type } });
    expect(() => plan(database, target)).toThrow(
      expect.objectContaining({ code: "postgresql.rows-of-changing-shape", column: "people.homes", type: "address" }),
    );
  },
);

test("columns that only come or go need nothing of the columns that hold the rows", () => {
  const holder = { homes: "public.address[]" };
  const { upgrade } = plan(
    metadata({ address: { id: "integer", zip: "text" }, people: holder }),
    metadata({ address: { id: "integer", n: "integer" }, people: holder }),
  );
  expect(upgrade.map(({ type }) => type)).toEqual(["addColumn", "dropColumn"]);
});

test("a column that divides its table cannot step aside", () => {
  const range = (subtype: string): SchemaObject =>
    ({ kind: "range", schema: "public", name: "period", subtype }) as SchemaObject;
  const events = { events: { during: "public.period" } };
  expect(() =>
    plan(metadata(events, "during", [range("integer")]), metadata(events, "during", [range("bigint")])),
  ).toThrow(expect.objectContaining({ code: "postgresql.partition-key-in-the-way", column: "events.during" }));
});

test("a composite type that tables are of is refused where values need an expression", () => {
  const side = (type: string): MetaData => {
    const pair = { kind: "composite", schema: "public", name: "pair", attributes: [{ name: "a", type }] };
    const table = { kind: "table", schema: "public", name: "pairs", ofType: "public.pair" };
    const column = { kind: "column", schema: "public", table: "pairs", name: "a", type };
    const objects = [pair, table, column] as SchemaObject[];
    return new MetaData({ objects: objects.map((each) => [postgresql.kinds[each.kind]!.key(each) as Key, each]) });
  };
  expect(() => plan(side("text"), side("integer"))).toThrow(
    expect.objectContaining({ code: "postgresql.typed-tables-in-the-way", type: "pair", tables: ["pairs"] }),
  );
});
