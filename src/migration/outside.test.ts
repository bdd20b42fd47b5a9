/** Statements outside of a transaction that were cut off, by PostgreSQL or by a kill: the next run takes them up. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { runLine, type Body } from "../../tests/support/revision-line.ts";
import type { DriverConnection } from "../driver/driver.ts";

describeServers("a statement outside of a transaction", { requires: ["sessions"] }, (target) => {
  let database: TestDatabase;
  let connection: DriverConnection;
  const exec = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await connection.execute(sql)).at(-1)?.rows ?? [];
  const up = (sql: string): { a: { up: Body } } => ({
    a: { up: (op) => void op.execute(sql, { transactional: false }) },
  });
  const indexes = (): Promise<readonly Record<string, unknown>[]> =>
    exec(
      "SELECT c.relname AS name, indisvalid AS valid, indisunique AS uniq FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = 't'::regclass ORDER BY 1",
    );
  /** What a process that was killed within its first statement leaves. */
  const begun = async (sql: string): Promise<void> => {
    await runLine(database.driver, up("SELECT 1/0")).catch(() => {});
    await exec(`UPDATE limbeck_progress SET statements = 0, statements_hash = ''`);
    if (sql !== "") await connection.execute(sql).catch(() => {});
  };

  beforeEach(async () => {
    database = await target.createDatabase();
    connection = await database.driver.connect();
    await exec("CREATE TABLE t (id integer, a integer); INSERT INTO t VALUES (1, 1), (1, 2)");
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  const builds = {
    "a name": "CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id)",
    "a name and IF NOT EXISTS": "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_id ON public.t (id)",
    "no name": "CREATE UNIQUE INDEX CONCURRENTLY ON t (id)",
  };

  test.each(Object.entries(builds))("a build with %s that fails leaves nothing, and is done again", async (_, sql) => {
    await expect(runLine(database.driver, up(sql))).rejects.toMatchObject({ code: "migration.failed" });
    expect(await indexes()).toEqual([]);
    await exec("DELETE FROM t WHERE a = 2");
    await runLine(database.driver, up(sql));
    expect(await indexes()).toMatchObject([{ valid: true, uniq: true }]);
  });

  test("what a killed build has left is dropped before the next try, or named where nobody knows whose it is", async () => {
    await begun(builds["a name and IF NOT EXISTS"]);
    expect(await indexes()).toMatchObject([{ name: "t_id", valid: false }]);
    await exec("DELETE FROM t WHERE a = 2");
    await runLine(database.driver, up(builds["a name and IF NOT EXISTS"]));
    expect(await indexes()).toMatchObject([{ name: "t_id", valid: true }]);
  });

  test("an index that is not valid is never passed over", async () => {
    await connection.execute(builds["a name"]).catch(() => {});
    await exec("DELETE FROM t WHERE a = 2");
    const error = await runLine(database.driver, up(builds["a name and IF NOT EXISTS"])).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "migration.invalid-index", exitCode: 5, indexes: ["t_id"] });
    await runLine(database.driver, up(builds["a name and IF NOT EXISTS"]));
    expect(await indexes()).toMatchObject([{ name: "t_id", valid: true }]);
  });

  test("what is finished but not written down is done; another index of that name is not", async () => {
    await exec("DELETE FROM t WHERE a = 2");
    await begun("CREATE UNIQUE INDEX t_id ON t USING btree (id ASC) WHERE a > 0");
    await runLine(database.driver, up("CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id) WHERE a > 0"));
    await exec("DELETE FROM limbeck_version; DROP INDEX t_id");
    await begun("CREATE INDEX t_id ON t (a)");
    await expect(runLine(database.driver, up(builds["a name"]))).rejects.toThrow("already exists");
    expect(await indexes()).toMatchObject([{ name: "t_id", valid: true, uniq: false }]);
  });

  test("a name that is taken is an error on a first run, and what is there stays", async () => {
    await exec("DELETE FROM t WHERE a = 2; CREATE UNIQUE INDEX t_id ON t (id)");
    await expect(runLine(database.driver, up(builds["a name"]))).rejects.toThrow("already exists");
    expect(await indexes()).toMatchObject([{ name: "t_id", valid: true }]);
  });

  test("a drop that is finished is done; a label that is there is, too", async () => {
    await begun("");
    await runLine(database.driver, up("DROP INDEX CONCURRENTLY public.t_gone"));
    await exec("DELETE FROM limbeck_version; CREATE TYPE mood AS ENUM ('sad')");
    await begun("ALTER TYPE mood ADD VALUE 'ok'");
    await runLine(database.driver, up("ALTER TYPE mood ADD VALUE 'ok'"));
    expect(await exec("SELECT version_num FROM limbeck_version")).toEqual([{ version_num: "a" }]);
  });

  test("what a REINDEX has left goes", async () => {
    await exec("DELETE FROM t WHERE a = 2; CREATE INDEX t_id ON t (id); CREATE INDEX t_id_ccnew ON t (id)");
    await begun("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_id_ccnew'::regclass");
    await runLine(database.driver, up("REINDEX (VERBOSE) INDEX CONCURRENTLY t_id"));
    expect(await indexes()).toMatchObject([{ name: "t_id", valid: true }]);
  });

  test("a partition that is detached, or half detached, is not detached again", async () => {
    await exec("CREATE TABLE p (id integer) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
    const detach = "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY";
    await begun("UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'p1'::regclass");
    await runLine(database.driver, up(detach));
    expect(await exec("SELECT FROM pg_inherits WHERE inhrelid = 'p1'::regclass")).toEqual([]);
    await exec("DELETE FROM limbeck_version");
    await begun("");
    await runLine(database.driver, up(detach));
  });

  const hints: Record<string, RegExp> = {
    "CREATE INDEX CONCURRENTLY i ON t (a)": /op\.createIndex\(.*concurrently: true/,
    "-- so\nDROP INDEX CONCURRENTLY t_id": /op\.dropIndex\(/,
    "VACUUM t": /transactional: false/,
    "CREATE DATABASE other": /made before revisions/,
    "ALTER SYSTEM SET work_mem = '8MB'": /where the server is configured/,
    "\\restrict abc\n\nSET statement_timeout = 0": /\\restrict is a command of psql/,
    "SELECT 1;\n\\connect shop\nSELECT 2": /\\connect is a command of psql/,
    "COPY t (id) FROM stdin": /pg_dump --inserts/,
  };

  test.each(Object.entries(hints))("%s within one says what to write", async (sql, hint) => {
    const error = await runLine(database.driver, { a: { up: (op) => void op.execute(sql) } }).catch(
      (one: unknown) => one,
    );
    expect(error).toMatchObject({ code: "migration.failed", failure: { hint: expect.stringMatching(hint) } });
  });
});
