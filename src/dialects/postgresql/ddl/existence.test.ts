/** What may be missing or there already: each operation runs where it changes something and where it changes nothing. */
import { expect, test } from "vitest";
import { describeServers } from "../../../../tests/support/databases.ts";
import { integer, sql, text } from "../../../../tests/support/vocabulary.ts";
import type { Operation } from "../../../operations/operation.ts";
import type { AnyOperationDefinition } from "../../../operations/operation.ts";
import { operations } from "../operations.ts";

const sqlOf = (operation: Operation): string[] => {
  const { statements } = (operations as Readonly<Record<string, AnyOperationDefinition>>)[
    operation.type
  ] as AnyOperationDefinition;
  return statements(operation as never, { serverVersion: 180_000 }).map((statement) => statement.sql);
};

const drops: readonly (readonly [Operation, string])[] = [
  [operations.dropTable.build("t", { ifExists: true, cascade: true }), "DROP TABLE IF EXISTS public.t CASCADE"],
  [operations.dropColumn.build("t", "c", { ifExists: true }), "ALTER TABLE public.t DROP COLUMN IF EXISTS c"],
  [operations.dropConstraint.build("c", "t", { ifExists: true }), "ALTER TABLE public.t DROP CONSTRAINT IF EXISTS c"],
  [operations.dropIndex.build("i", { ifExists: true }), "DROP INDEX IF EXISTS public.i"],
  [operations.dropView.build("v", { ifExists: true, cascade: true }), "DROP VIEW IF EXISTS public.v CASCADE"],
  [operations.dropMaterializedView.build("m", { ifExists: true }), "DROP MATERIALIZED VIEW IF EXISTS public.m"],
  [operations.dropSequence.build("s", { ifExists: true }), "DROP SEQUENCE IF EXISTS public.s"],
  [operations.dropEnum.build("e", { ifExists: true, cascade: true }), "DROP TYPE IF EXISTS public.e CASCADE"],
  [operations.dropDomain.build("d", { ifExists: true }), "DROP DOMAIN IF EXISTS public.d"],
  [operations.dropCompositeType.build("k", { ifExists: true }), "DROP TYPE IF EXISTS public.k"],
  [operations.dropRangeType.build("r", { ifExists: true }), "DROP TYPE IF EXISTS public.r"],
  [operations.dropSchema.build("shop", { ifExists: true, cascade: true }), "DROP SCHEMA IF EXISTS shop CASCADE"],
  [operations.dropExtension.build("citext", { ifExists: true }), "DROP EXTENSION IF EXISTS citext"],
  [operations.dropFunction.build("f(integer)", { ifExists: true }), "DROP FUNCTION IF EXISTS public.f(integer)"],
  [operations.dropPolicy.build("p", "t", { ifExists: true }), "DROP POLICY IF EXISTS p ON public.t"],
  [operations.dropTrigger.build("g", "t", { ifExists: true }), "DROP TRIGGER IF EXISTS g ON public.t"],
];

const creations: readonly Operation[] = [
  operations.createSchema.build("shop", { ifNotExists: true }),
  operations.createSequence.build("shop.s", { ifNotExists: true, start: 5 }),
  operations.createTable.build("shop.t", { id: integer().primaryKey(), note: text().index() }, { ifNotExists: true }),
  operations.addColumn.build("shop.t", "extra", text().serverDefault("x"), { ifNotExists: true }),
  operations.createIndex.build("ix", "shop.t", [sql`lower(note)`], { ifNotExists: true }),
];

test("drops say IF EXISTS and CASCADE, and so does a revision", () => {
  for (const [operation, expected] of drops) {
    expect(sqlOf(operation)).toEqual([expected]);
    const definition = (operations as Readonly<Record<string, AnyOperationDefinition>>)[operation.type];
    expect(definition?.render(operation as never, { use: () => {} } as never)).toMatch(/ifExists: true/);
  }
});

test("a column that may be there brings no constraints", () => {
  expect(() => operations.addColumn.build("t", "c", integer().unique(), { ifNotExists: true })).toThrow(
    expect.objectContaining({ code: "operation.constraints-of-possible-column" }),
  );
});

describeServers("what may be missing or there already", {}, (server) => {
  test("is made and dropped twice without an error", async () => {
    const database = await server.createDatabase();
    const connection = await database.driver.connect();
    const run = (list: readonly Operation[]): Promise<unknown> => connection.execute(list.flatMap(sqlOf).join(";\n"));
    try {
      for (let at = 0; at < 2; at += 1) await run(creations);
      const undone = creations.toReversed().flatMap((operation) => {
        const { reverse } = (operations as Readonly<Record<string, AnyOperationDefinition>>)[
          operation.type
        ] as AnyOperationDefinition;
        return reverse(operation as never);
      });
      await run(undone);
      await connection.execute("CREATE TABLE t (c integer)");
      const onTable = drops.filter(([{ type }]) => type !== "dropTable");
      for (let at = 0; at < 2; at += 1) await run(onTable.map(([operation]) => operation));
      await run([drops[0]![0], drops[0]![0]]);
      const { rows } = await connection.query("SELECT 1 FROM pg_class WHERE relname IN ('t', 's')");
      expect(rows).toEqual([]);
    } finally {
      await connection.close();
      await database.drop();
    }
  });
});
