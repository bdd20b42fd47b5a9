import { expect, test } from "vitest";
import { describeServers } from "../../tests/support/databases.ts";
import { sql } from "../sql/sql.ts";
import { backfill } from "./backfill.ts";
import { SourceWriter } from "./source.ts";

const ddl = { serverVersion: 180000 };

describeServers("backfill", (target) => {
  test("changes every row that matches, in batches of their own", async () => {
    const database = await target.createDatabase();
    const connection = await database.driver.connect();
    await connection.execute(
      `CREATE TABLE "Odd" AS SELECT n, NULL::text AS state, NULL::bigint AS "inTx" FROM generate_series(1, 25) n`,
    );
    const op = backfill.build('"Odd"', {
      set: { state: "it's", inTx: sql`txid_current()` },
      where: sql`state IS NULL`,
      batchSize: 10,
    });
    for (const statement of backfill.statements(op, ddl)) await connection.execute(statement.sql);
    const { rows } = await connection.query(
      `SELECT count(DISTINCT "inTx")::int AS batches, count(*) FILTER (WHERE state = 'it''s')::int AS done FROM "Odd"`,
    );
    await connection.close();
    await database.drop();
    expect(rows).toEqual([{ batches: 3, done: 25 }]);
  });

  test("that would never end says so", async () => {
    const database = await target.createDatabase();
    const connection = await database.driver.connect();
    await connection.execute("CREATE TABLE t AS SELECT 1 AS n FROM generate_series(1, 20000)");
    const [statement] = backfill.statements(
      backfill.build("t", { set: { n: 1 }, where: "n = 1", batchSize: 20000 }),
      ddl,
    );
    await expect(connection.execute(statement?.sql ?? "")).rejects.toThrow(/does not end/);
    await connection.close();
    await database.drop();
  });
});

test("is written back as it was called", () => {
  const op = backfill.build("orders", { set: { state: "open" }, where: sql`state IS NULL`, batchSize: 10 });
  expect(backfill.render(op, new SourceWriter())).toBe(
    'op.backfill("orders", { set: { state: "open" }, batchSize: 10, where: sql`state IS NULL` })',
  );
});
