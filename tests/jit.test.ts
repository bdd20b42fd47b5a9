/** Catalog queries are never compiled just in time, and whoever uses the connection afterwards has the settings of before. */
import { expect, test } from "vitest";
import { describeServers } from "./support/databases.ts";
import { check, integer, sql, table } from "./support/vocabulary.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import { dataModel } from "../src/model/data-model.ts";
import type { Queryable } from "../src/dialects/dialect.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import { fingerprints } from "../src/dialects/postgresql/catalog/fingerprint.ts";
import { readCatalog } from "../src/dialects/postgresql/catalog/read-catalog.ts";

const target = dataModel({
  t: table("t", { a: integer() }, (t) => [check(sql`${t.a} BETWEEN 1 AND 2`, { name: "c" })]),
}).metadata;

/** Asks behind each catalog query what the setting is where it ran. */
function watching(connection: DriverConnection, seen: string[]): Queryable {
  const ask = async (): Promise<void> => {
    const { rows } = await connection.query<{ jit: string }>("SELECT current_setting('jit') AS jit");
    seen.push((rows[0] as { jit: string }).jit);
  };
  return {
    execute: (sql) => connection.execute(sql),
    query: async (sql, ...rest) => {
      const result = await connection.query<never>(sql, ...rest);
      if (sql.includes("pg_class")) await ask();
      return result;
    },
  };
}

describeServers("JIT and catalogs", (server) => {
  const uses: Record<string, (connection: Queryable) => Promise<unknown>> = {
    reflection: (connection) => readCatalog(connection),
    "the digest": (connection) => fingerprints.digest(connection),
    settling: async (connection) => postgresql.settle(connection, await readCatalog(connection), target),
    "reflection in the caller's transaction": async (connection) => {
      await connection.execute("BEGIN");
      await readCatalog(connection, { inTransaction: true });
      await connection.execute("SELECT 1");
    },
  };

  test.each(Object.entries(uses))("%s does without, and leaves the setting as it was", async (_, use) => {
    const database = await server.createDatabase();
    const connection = await database.driver.connect();
    try {
      await connection.execute("SET jit = on; SET search_path = pg_catalog, public");
      const seen: string[] = [];
      await use(watching(connection, seen));
      expect(new Set(seen)).toEqual(new Set(["off"]));
      const { rows } = await connection.query(
        "SELECT current_setting('jit') AS jit, current_setting('search_path') AS path",
      );
      expect(rows).toEqual([{ jit: "on", path: "pg_catalog, public" }]);
    } finally {
      if (connection.transactionStatus !== "idle") await connection.execute("ROLLBACK");
      await connection.execute("RESET ALL");
      await connection.close();
      await database.drop();
    }
  });
});
