import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { describeServers, unavailable, type TestDatabase } from "../../../../tests/support/databases.ts";
import { startServer, type TestServer } from "../../../../tests/support/servers.ts";
import type { DriverConnection } from "../../../driver/driver.ts";
import { driverFor } from "./open-driver.ts";

const canary = "s3cr3t-canary";

/** Self-signed, for localhost, good for nothing but these tests; made with `openssl req -x509 -newkey ec`. */
const tls = {
  certificate: `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUHOnyvzJWjbwQma3WLPhDdZf1VagwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE0MTcyMFoYDzIxMjYxMDI5
MTQxNzIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR3TiKPfJtfaX0dMp7n9TijATvTSL64ZrlPygzF/u/6DwiyvG0lSgOV
A2VMYv1evQY4NR9G+7plqzPLQUY3WtqHo1MwUTAdBgNVHQ4EFgQU0K8Qd7bSsS9l
8KE9yzzut07ZJsgwHwYDVR0jBBgwFoAU0K8Qd7bSsS9l8KE9yzzut07ZJsgwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA/2xv4z5oLr7ktEZ9nKf8
233NLXciHeGH8UA/a892SogCICDqBeVveuspUYQHt384jMcOpFRw5mIND3wb6mdT
KTJq
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSq1ycwqqoxTwhWSt
X3M4GJLvTZo4ct8VV2ZxchD8CWmhRANCAAR3TiKPfJtfaX0dMp7n9TijATvTSL64
ZrlPygzF/u/6DwiyvG0lSgOVA2VMYv1evQY4NR9G+7plqzPLQUY3WtqH
-----END PRIVATE KEY-----
`,
};

/** Everything of an error that anybody could print. */
function printed(error: unknown): string {
  const texts: unknown[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    texts.push(current.message, current.stack, { ...current });
  }
  return JSON.stringify(texts);
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error("it should have failed");
    },
    (error: Error) => error,
  );
}

describeServers("a server's connection", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  const opened: DriverConnection[] = [];

  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((connection) => connection.close()));
  });
  afterAll(() => database.drop());

  async function connect(): Promise<DriverConnection> {
    const connection = await database.driver.connect();
    opened.push(connection);
    return connection;
  }

  test("a batch has one result for each statement, and ends with the first that fails", async () => {
    const connection = await connect();
    const results = await connection.batch?.([
      { sql: "CREATE TEMPORARY TABLE batched (n int, word text)" },
      { sql: "" },
      { sql: "INSERT INTO batched VALUES ($1, $2), (2, 'b')", parameters: [1, "a; b"] },
      { sql: "SELECT n, word FROM batched ORDER BY n" },
    ]);
    expect(results?.map(({ command, rowCount }) => [command, rowCount])).toEqual([
      ["CREATE TABLE", null],
      ["EMPTY", null],
      ["INSERT", 2],
      ["SELECT", 2],
    ]);
    expect(results?.[3]?.rows).toEqual([
      { n: 1, word: "a; b" },
      { n: 2, word: "b" },
    ]);
    await connection.execute("BEGIN");
    const error = await connection
      .batch?.([{ sql: "INSERT INTO batched VALUES (3)" }, { sql: "SELECT nothing" }, { sql: "DROP TABLE batched" }])
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ completed: 1, statement: "SELECT nothing", position: 8, sqlState: "42703" });
    expect(connection.transactionStatus).toBe("failed");
    await connection.execute("ROLLBACK");
    expect((await connection.query("SELECT count(*)::int AS n FROM batched")).rows).toEqual([{ n: 2 }]);
  });

  test("runs statements in the order they were asked for", async () => {
    const connection = await connect();
    const [, , result] = await Promise.all([
      connection.execute("CREATE TEMPORARY TABLE ordered (n int)"),
      connection.query("INSERT INTO ordered VALUES ($1)", [1]),
      connection.query("SELECT n FROM ordered"),
    ]);
    expect(result.rows).toEqual([{ n: 1 }]);
  });

  test("answers a script with one result a statement", async () => {
    const connection = await connect();
    const results = await connection.execute(
      "SELECT 1 AS a; CREATE TEMPORARY TABLE s (n int); INSERT INTO s VALUES (1), (2); ;",
    );
    expect(results).toEqual([
      { command: "SELECT", rowCount: 1, rows: [{ a: 1 }] },
      { command: "CREATE TABLE", rowCount: null, rows: [] },
      { command: "INSERT", rowCount: 2, rows: [] },
    ]);
    expect(await connection.execute("")).toEqual([]);
    expect((await connection.query("")).rows).toEqual([]);
  });

  test("reports an error as facts, and works on", async () => {
    const connection = await connect();
    await connection.execute("CREATE TABLE facts (id int CONSTRAINT facts_check CHECK (id > 0))");
    const failure = await failureOf(connection.query("INSERT INTO facts VALUES ($1)", [-1]));
    expect(failure).toMatchObject({
      code: "database.check-violation",
      kind: "checkViolation",
      sqlState: "23514",
      severity: "ERROR",
      schema: "public",
      table: "facts",
      constraint: "facts_check",
      statement: "INSERT INTO facts VALUES ($1)",
    });
    expect(failure.stack).toContain("pg.test.ts");
    expect(await failureOf(connection.query("SELECT wrong"))).toMatchObject({ kind: "undefinedColumn", position: 8 });
    expect((await connection.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("knows where its transaction stands", async () => {
    const connection = await connect();
    expect(connection.transactionStatus).toBe("idle");
    await connection.execute("BEGIN");
    expect(connection.transactionStatus).toBe("active");
    await failureOf(connection.query("SELECT wrong"));
    expect(connection.transactionStatus).toBe("failed");
    await connection.execute("ROLLBACK");
    expect(connection.transactionStatus).toBe("idle");
  });

  test("refuses COPY FROM STDIN and works on", async () => {
    const connection = await connect();
    await connection.execute("CREATE TEMPORARY TABLE copied (n int)");
    expect(await failureOf(connection.query("COPY copied FROM STDIN"))).toMatchObject({ kind: "queryCanceled" });
    expect((await connection.query("SELECT count(*)::int AS n FROM copied")).rows).toEqual([{ n: 0 }]);
  });

  test("cancels a statement from outside, and works on", async () => {
    const connection = await connect();
    await connection.cancel();
    const sleeping = failureOf(connection.query("SELECT pg_sleep(30)"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await connection.cancel();
    expect(await sleeping).toMatchObject({ kind: "queryCanceled" });
    expect((await connection.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("ends a statement whose signal is aborted, and works on", async () => {
    const connection = await connect();
    const signal = AbortSignal.timeout(100);
    expect(await failureOf(connection.query("SELECT pg_sleep(30)", [], { signal }))).toMatchObject({
      code: "driver.cancelled",
    });
    expect(await failureOf(connection.query("SELECT 1", [], { signal }))).toMatchObject({ code: "driver.cancelled" });
    expect((await connection.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("says that it is lost when the server ends it during a statement", async () => {
    const [victim, killer] = [await connect(), await connect()];
    const failure = failureOf(victim.query("SELECT pg_sleep(30)"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await killer.query("SELECT pg_terminate_backend($1)", [victim.processId]);
    expect(await failure).toMatchObject({ code: "connection.lost", kind: "lost", sqlState: "57P01", exitCode: 7 });
    expect(victim.usable).toBe(false);
    expect(await failureOf(victim.query("SELECT 1"))).toMatchObject({ code: "connection.lost" });
  });

  test("notices that it was ended while it was idle", async () => {
    const [victim, killer] = [await connect(), await connect()];
    await killer.query("SELECT pg_terminate_backend($1)", [victim.processId]);
    for (let tries = 0; victim.usable && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(victim.usable).toBe(false);
    expect(await failureOf(victim.query("SELECT 1"))).toMatchObject({ kind: "lost" });
  });

  test("is closed once, and says so", async () => {
    const connection = await connect();
    await connection.close();
    await connection.close();
    expect(connection.usable).toBe(false);
    expect(await failureOf(connection.query("SELECT 1"))).toMatchObject({ code: "connection.closed" });
  });

  test("stops statements that take longer than the URL or the options allow", async () => {
    for (const driver of [
      driverFor(`${database.url}&statement_timeout=50`),
      driverFor(database.url, { statementTimeoutMs: 50 }),
    ]) {
      const connection = await driver.connect();
      expect(await failureOf(connection.query("SELECT pg_sleep(30)"))).toMatchObject({ kind: "queryCanceled" });
      await driver.close();
    }
  });

  test("passes application_name and options on", async () => {
    const driver = driverFor(`${database.url}&application_name=shop&options=-c%20search_path%3Dextra`);
    const connection = await driver.connect();
    const { rows } = await connection.query(
      "SELECT current_setting('application_name') a, current_setting('search_path') s",
    );
    expect(rows).toEqual([{ a: "shop", s: "extra" }]);
    await driver.close();
  });

  test("reads dates in the ISO style whatever the database is set to", async () => {
    const setup = await connect();
    await setup.query(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET DateStyle = %L', current_database(), 'German'); END $$",
    );
    const connection = await connect();
    const { rows } = await connection.query(
      "SELECT '2024-02-29 01:02:03+00'::timestamptz AS t, '2024-02-29'::date AS d",
    );
    expect(rows).toEqual([{ t: new Date("2024-02-29T01:02:03Z"), d: "2024-02-29" }]);
  });

  test("says which database is missing", async () => {
    const url = database.url.replace(/\/test_\w+/, "/no_such_database");
    expect(await failureOf(driverFor(url).connect())).toMatchObject({ kind: "databaseMissing", sqlState: "3D000" });
  });

  test("says that the server takes no more connections", async () => {
    const setup = await connect();
    await setup.query("CREATE ROLE limited LOGIN CONNECTION LIMIT 0");
    const url = database.url.replace("postgres@localhost", "limited@localhost");
    expect(await failureOf(driverFor(url).connect())).toMatchObject({ kind: "tooManyConnections", exitCode: 7 });
    await setup.query("DROP ROLE limited");
  });
});

describe("a server that can't be reached", () => {
  test("over TCP is reported with its errno, without the password", async () => {
    const failure = await failureOf(driverFor(`postgres://u:${canary}@127.0.0.1:1/d`).connect());
    expect(failure).toMatchObject({ kind: "unreachable", errno: "ECONNREFUSED", exitCode: 7 });
    expect(printed(failure)).not.toContain(canary);
  });

  test("over a unix socket is reported with its errno", async () => {
    const failure = await failureOf(driverFor(`postgres://u:${canary}@localhost/d?host=/nowhere`).connect());
    expect(failure).toMatchObject({ kind: "unreachable", errno: "ENOENT" });
    expect(printed(failure)).not.toContain(canary);
  });

  test("by name is reported with its errno", async () => {
    const failure = await failureOf(driverFor(`postgres://u:${canary}@no-such-host.invalid/d`).connect());
    expect(failure).toMatchObject({ kind: "unreachable", errno: expect.stringMatching(/^E/) });
    expect(printed(failure)).not.toContain(canary);
  });
});

describe("a server that behaves oddly", () => {
  let odd: Server;
  let answer: Buffer | "hang up" | "silence";
  const url = (parameters = "") =>
    `postgres://u:${canary}@127.0.0.1:${(odd.address() as AddressInfo).port}/d${parameters}`;

  beforeAll(async () => {
    odd = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", () => {
        if (answer === "hang up") socket.destroy();
        else if (answer !== "silence") socket.write(answer);
      });
    });
    await new Promise<void>((resolve) => odd.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => odd.close());

  test("and never answers meets the time limit", async () => {
    answer = "silence";
    const failure = await failureOf(driverFor(url(), { connectTimeoutMs: 80 }).connect());
    expect(failure).toMatchObject({ kind: "timeout" });
    expect(printed(failure)).not.toContain(canary);
    const loggingIn = await failureOf(driverFor(url("?sslmode=disable"), { connectTimeoutMs: 80 }).connect());
    expect(loggingIn).toMatchObject({ kind: "timeout" });
  });

  test("is left when the caller aborts", async () => {
    answer = "silence";
    for (const mode of ["prefer", "disable"]) {
      const signal = AbortSignal.timeout(50);
      const failure = await failureOf(driverFor(url(`?sslmode=${mode}`)).connect({ signal }));
      expect(failure).toMatchObject({ code: "driver.cancelled" });
    }
  });

  test("and hangs up is unreachable or refuses", async () => {
    answer = "hang up";
    expect(await failureOf(driverFor(url()).connect())).toMatchObject({ kind: "unreachable" });
    const failure = await failureOf(driverFor(url("?sslmode=disable")).connect());
    expect(failure).toMatchObject({ kind: expect.stringMatching(/^(refused|unreachable)$/) });
    expect(printed(failure)).not.toContain(canary);
  });

  test("and offers no TLS is refused where TLS is a must", async () => {
    answer = Buffer.from("N");
    expect(await failureOf(driverFor(url("?sslmode=require")).connect())).toMatchObject({ kind: "tls" });
  });

  test("and slips bytes in behind its answer is not trusted", async () => {
    answer = Buffer.from("SX");
    expect(await failureOf(driverFor(url("?sslmode=require")).connect())).toMatchObject({ kind: "tls" });
  });
});

describe.skipIf(unavailable(18) !== undefined)("logging in over TCP with a password and TLS", () => {
  let server: TestServer;
  const password = `p@ss/w:rd ${canary}%`;
  const url = (secret: string, parameters = "") =>
    `postgres://postgres:${encodeURIComponent(secret)}@127.0.0.1:${server.tcpPort}/postgres${parameters}`;

  beforeAll(async () => {
    server = await startServer({ version: 18, password, tls, settings: { max_connections: "6" } });
  });
  afterAll(() => server.stop());

  test("works with the right password, encrypted where the server can", async () => {
    for (const [mode, encrypted] of [
      ["disable", false],
      ["prefer", true],
      ["require", true],
    ] as const) {
      const driver = driverFor(url(password, `?sslmode=${mode}`));
      const connection = await driver.connect();
      const { rows } = await connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      expect(rows).toEqual([{ ssl: encrypted }]);
      await driver.close();
    }
  });

  test("cancels over an encrypted connection, too", async () => {
    const driver = driverFor(url(password, "?sslmode=require"));
    const connection = await driver.connect();
    const signal = AbortSignal.timeout(100);
    expect(await failureOf(connection.query("SELECT pg_sleep(30)", [], { signal }))).toMatchObject({
      code: "driver.cancelled",
    });
    await driver.close();
  });

  test("fails with a wrong password and never prints it", async () => {
    const failure = await failureOf(driverFor(url(`wrong-${canary}`)).connect());
    expect(failure).toMatchObject({ kind: "authentication", sqlState: "28P01", exitCode: 7 });
    expect(printed(failure)).not.toContain(canary);
  });

  test("fails without a password", async () => {
    const failure = await failureOf(driverFor(`postgres://postgres@127.0.0.1:${server.tcpPort}/postgres`).connect());
    expect(failure).toMatchObject({
      kind: "authentication",
      exitCode: 7,
      message: expect.stringContaining("the server asks for a password, and none is given"),
    });
  });

  test("fails where the certificate can't be verified", async () => {
    const failure = await failureOf(driverFor(url(password, "?sslmode=verify-full")).connect());
    expect(failure).toMatchObject({ kind: "tls", errno: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(printed(failure)).not.toContain(canary);
  });

  test("says that there are too many connections", async () => {
    const driver = driverFor(url(password));
    const connections = await Promise.allSettled(Array.from({ length: 8 }, () => driver.connect()));
    const refused = connections.filter((result) => result.status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ kind: "tooManyConnections", sqlState: "53300" });
    await driver.close();
  });

  test("loses its connections when the server stops, and then can't reach it", async () => {
    const stopping = await startServer({ version: 18, password });
    const driver = driverFor(stopping.url);
    const connection = await driver.connect();
    const failure = failureOf(connection.query("SELECT pg_sleep(30)"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stopping.stop();
    expect(await failure).toMatchObject({ kind: "lost" });
    expect(await failureOf(driver.connect())).toMatchObject({ kind: "unreachable", errno: "ENOENT" });
  });
});
