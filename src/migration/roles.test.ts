/** Revisions that become somebody else: limbeck's own tables are written by whoever is connected. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { runLine, type Body } from "../../tests/support/revision-line.ts";
import type { DriverConnection } from "../driver/driver.ts";

const becoming: Record<string, string> = {
  "SET ROLE": "SET ROLE limbeck_owner",
  "SET LOCAL ROLE": "SET LOCAL ROLE limbeck_owner",
  "SET SESSION AUTHORIZATION": "SET SESSION AUTHORIZATION limbeck_owner",
  "SET LOCAL SESSION AUTHORIZATION": "SET LOCAL SESSION AUTHORIZATION limbeck_owner",
  set_config: "SELECT set_config('role', 'limbeck_owner', false)",
  DO: "DO $$ BEGIN SET ROLE limbeck_owner; END $$",
};

describeServers("a revision that becomes another role", (target) => {
  let database: TestDatabase;
  let connection: DriverConnection;
  const exec = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await connection.execute(sql)).at(-1)?.rows ?? [];
  const owners = (): Promise<readonly Record<string, unknown>[]> =>
    exec(`SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'limbeck%' ORDER BY 1`);

  beforeEach(async () => {
    database = await target.createDatabase();
    connection = await database.driver.connect();
    await exec(
      "DROP ROLE IF EXISTS limbeck_owner; CREATE ROLE limbeck_owner; GRANT CREATE ON SCHEMA public TO limbeck_owner",
    );
  });
  afterEach(async () => {
    await exec("DROP OWNED BY limbeck_owner; DROP ROLE limbeck_owner");
    await connection.close();
    await database.drop();
  });

  test.each(Object.entries(becoming))(
    "%s: the version row and the ledger are the connected role's",
    async (_, become) => {
      const up: Body = (op) => {
        op.execute(become);
        op.execute("CREATE TABLE t (id integer)");
      };
      const down: Body = (op) => {
        op.execute(become);
        op.execute("DROP TABLE t");
      };
      const next: Body = (op) => void op.execute("CREATE TABLE u (id integer)");
      const scripts = { a: { up, down }, b: { up: next, down: ((op) => void op.execute("DROP TABLE u")) as Body } };
      await runLine(database.driver, scripts);
      const me = (await exec("SELECT current_user AS me"))[0]?.["me"];
      expect(await owners()).toEqual([
        { name: "t", owner: "limbeck_owner" },
        { name: "u", owner: me },
      ]);
      await runLine(database.driver, scripts, { down: "base" });
      expect(await exec("SELECT DISTINCT database_user AS by, outcome FROM limbeck_ledger")).toEqual([
        { by: me, outcome: "done" },
      ]);
    },
  );

  test("the role lasts over a statement outside of the transaction, and so does the search path", async () => {
    const up: Body = (op) => {
      op.execute("CREATE SCHEMA side AUTHORIZATION limbeck_owner");
      op.execute("SET ROLE limbeck_owner");
      op.execute("CREATE TABLE t (id integer)");
      op.execute("CREATE INDEX CONCURRENTLY t_id ON t (id)", { transactional: false });
      op.execute("CREATE TABLE u (id integer)");
      op.execute("RESET ALL");
    };
    await runLine(database.driver, { a: { up } });
    expect(await owners()).toEqual([
      { name: "t", owner: "limbeck_owner" },
      { name: "u", owner: "limbeck_owner" },
    ]);
    expect(await exec("SELECT version_num FROM limbeck_version")).toEqual([{ version_num: "a" }]);
  });

  test("what becomes another role and fails is in the ledger, too", async () => {
    const up: Body = (op) => {
      op.execute("SET ROLE limbeck_owner");
      op.execute("SELECT nonsense");
    };
    await expect(runLine(database.driver, { a: { up } })).rejects.toMatchObject({ code: "migration.failed" });
    expect(await exec("SELECT outcome, sqlstate FROM limbeck_ledger")).toEqual([
      { outcome: "failed", sqlstate: "42703" },
    ]);
  });
});

describeServers("a role that a user has by setting", { requires: ["databases"] }, (target) => {
  test("runs revisions and writes limbeck's tables, before and after another one", async () => {
    const database = await target.createDatabase();
    const connection = await database.driver.connect();
    try {
      await connection.execute(
        "CREATE ROLE limbeck_set; GRANT CREATE ON SCHEMA public TO limbeck_set; CREATE ROLE limbeck_other",
      );
      const { rows } = await connection.query<{ me: string; db: string }>(
        "SELECT session_user AS me, current_database() AS db",
      );
      const { me, db } = rows[0] as { me: string; db: string };
      await connection.execute(`ALTER ROLE ${me} IN DATABASE ${db} SET role = limbeck_set`);
      const up: Body = (op) => {
        op.execute("SET SESSION AUTHORIZATION limbeck_other");
        op.execute("SELECT 1");
      };
      await runLine(database.driver, { a: { up }, b: { up: (op) => void op.execute("CREATE TABLE u ()") } });
      const found = await connection.query(
        "SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
      );
      expect(found.rows).toEqual([{ owner: "limbeck_set" }]);
    } finally {
      await connection.execute("RESET ROLE; DROP OWNED BY limbeck_set; DROP ROLE limbeck_set; DROP ROLE limbeck_other");
      await connection.close();
      await database.drop();
    }
  });
});
