/** Commands on connections of the caller: nothing is committed that they did not commit, and their settings come back. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataModel, integer, model, text } from "../src/public/limbeck.ts";
import { createProject } from "../src/config/load-config.ts";
import type { Config, Project } from "../src/config/config.ts";
import { openDatabase } from "../src/dialects/postgresql/drivers/pglite-open.ts";
import { createEngine } from "../src/engine/engine.ts";
import { check, current, downgrade, onConnection, stamp, status, upgrade } from "../src/public/commands.ts";
import type { CallerConnection } from "../src/public/commands.ts";
import { createAll, dropAll } from "../src/public/testing.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";

class Person extends model("people", { id: integer().primaryKey(), name: text() }) {}
class Pet extends model("pets", { id: integer().primaryKey() }) {}
const shop = dataModel({ Person, Pet });

const revision = (id: string, down: string | null, up: string, back: string) =>
  `export const revision = ${JSON.stringify(id)};\nexport const downRevision = ${JSON.stringify(down)};\n` +
  `export async function upgrade(op) { ${up} }\nexport async function downgrade(op) { ${back} }\n`;

const files: Record<string, string> = {
  "1a10_people.mjs": revision(
    "1a10",
    null,
    'op.execute("CREATE TABLE people (id integer PRIMARY KEY, name text)"); await op.query("INSERT INTO people VALUES ($1, $2)", [1, "Ann"]);',
    'op.execute("DROP TABLE people");',
  ),
  "2b20_pets.mjs": revision(
    "2b20",
    "1a10",
    'op.execute("SET statement_timeout = \'1h\'; SET search_path = pg_catalog"); op.execute("CREATE TABLE public.pets (id integer PRIMARY KEY)"); await op.db.insertInto("public.pets").values({ id: 7 }).execute();',
    'op.execute("DROP TABLE pets");',
  ),
};

const broken: Record<string, string> = {
  fails: revision("3c30", "2b20", 'op.execute("CREATE TABLE half ()"); op.execute("SELECT nonsense");', ""),
  alone: revision("3c30", "2b20", 'op.createIndex("by_name", "people", ["name"], { concurrently: true });', ""),
  raw: revision("3c30", "2b20", 'op.execute("CREATE TABLE half ()"); op.execute("COMMIT; BEGIN");', ""),
  procedure: revision("3c30", "2b20", 'op.execute("DO $$ BEGIN COMMIT; END $$");', ""),
};

/** What one sort of caller does to the connection that it hands over. */
interface Caller {
  readonly handed: CallerConnection;
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
  end(): Promise<void>;
}

type Opener = (database: TestDatabase) => Promise<Caller>;

/** As on a slow network: that the server is ready, the last six bytes of an answer, comes after the rest. */
class SlowSocket extends Socket {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    const [answer] = values;
    if (event !== "data" || !(answer instanceof Buffer) || answer.at(-6) !== 0x5a || answer.length === 6)
      return super.emit(event as "data", ...(values as [Buffer]));
    setTimeout(() => super.emit("data", answer.subarray(-6)), 5);
    return super.emit("data", answer.subarray(0, -6));
  }
}

const pgCaller: Opener = async ({ url }) => {
  const client = new Client({ connectionString: url, stream: () => new SlowSocket() });
  await client.connect();
  const sql = async (statement: string) =>
    [await client.query(statement)].flat().at(-1)!.rows as Record<string, unknown>[];
  return { handed: client, sql, end: () => client.end() };
};

/** As it was before `pg` told the status of the transaction. */
const oldPgCaller: Opener = async (database) => {
  const caller = await pgCaller(database);
  Object.assign(caller.handed, { getTransactionStatus: undefined });
  return caller;
};

const limbeckCaller: Opener = async ({ driver }) => {
  const engine = await createEngine(driver);
  const connection = await engine.connect();
  const sql = async (statement: string) => (await connection.execute(statement)).at(-1)?.rows ?? [];
  return { handed: connection, sql, end: async () => (await connection.release(), engine.close()) };
};

const pgliteCaller: Opener = async () => {
  const { database } = await openDatabase(undefined);
  const sql = async (statement: string) => (await database.exec(statement)).at(-1)?.rows as Record<string, unknown>[];
  return { handed: database, sql, end: () => database.close() };
};

const callers = (isEmbedded: boolean): Record<string, Opener> =>
  isEmbedded
    ? { "a PGlite": pgliteCaller, "a connection of limbeck": limbeckCaller }
    : { "a client of pg": pgCaller, "an older client of pg": oldPgCaller, "a connection of limbeck": limbeckCaller };

describeServers("commands on a connection of the caller", { versions: "newest" }, (target) => {
  let database: TestDatabase;
  let folder: string;
  let caller: Caller;

  beforeEach(async () => {
    database = await target.createDatabase();
    folder = mkdtempSync(join(tmpdir(), "on-connection-"));
    mkdirSync(join(folder, "migrations"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "migrations", name), text);
  });
  afterEach(async () => {
    await caller.end();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const project = (config: Config = {}): Project => createProject({ target: shop, ...config }, { root: folder });
  const on = (config?: Config): Project => onConnection(project(config), caller.handed);
  const third = (name: keyof typeof broken) =>
    writeFileSync(join(folder, "migrations", "3c30_third.mjs"), broken[name] as string);
  const tables = async (): Promise<unknown[]> =>
    (
      await caller.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
      )
    ).map(({ relname }) => relname);
  const settings = () =>
    caller.sql(
      "SELECT name, setting FROM pg_settings WHERE name !~ '^transaction_|^plpgsql' AND context IN ('user', 'superuser') ORDER BY name",
    );
  const ours = ["limbeck_ledger", "limbeck_version"];

  for (const [name, open] of Object.entries(callers(target.name === "embedded"))) {
    test(`${name}: a run within a transaction is undone with it`, async () => {
      caller = await open(database);
      await caller.sql("SET lock_timeout = '7s'");
      await caller.sql("BEGIN");
      await caller.sql("SET LOCAL search_path = public, pg_catalog; CREATE TABLE kept ()");
      const before = await settings();
      const { steps, rowsAfter } = await upgrade(on(), "head");
      expect([steps.map((step) => step.revision), rowsAfter]).toEqual([["1a10", "2b20"], ["2b20"]]);
      expect(await tables()).toEqual(["kept", ...ours, "people", "pets"]);
      expect(await caller.sql("SELECT (SELECT name FROM people), (SELECT id::text FROM pets)")).toEqual([
        { name: "Ann", id: "7" },
      ]);
      expect(await settings()).toEqual(before);
      expect((await current(on())).rows).toEqual(["2b20"]);
      await caller.sql("DROP TABLE kept");
      expect((await check(on())).differences).toEqual([]);
      await downgrade(on(), "-1");
      expect(await tables()).toEqual([...ours, "people"]);
      await stamp(on(), "2b20");
      expect((await current(on())).rows).toEqual(["2b20"]);
      await caller.sql("ROLLBACK");
      expect(await tables()).toEqual([]);
      expect((await current(on())).rows).toEqual([]);
      expect(await caller.sql("SHOW lock_timeout")).toEqual([{ lock_timeout: "7s" }]);
    });

    test(`${name}: a run outside of a transaction commits its revisions and leaves the settings`, async () => {
      caller = await open(database);
      await caller.sql("SET statement_timeout = '9s'");
      const before = await settings();
      await upgrade(on(), "1a10");
      third("alone");
      await upgrade(on(), "head");
      expect(await settings()).toEqual(before);
      expect(await tables()).toEqual(["limbeck_ledger", "limbeck_progress", "limbeck_version", "people", "pets"]);
      await caller.sql("BEGIN; ROLLBACK");
      expect((await status(on())).current.map(({ revision: { id } }) => id)).toEqual(["3c30"]);
    });

    test(`${name}: what fails leaves the transaction of the caller as it was`, async () => {
      caller = await open(database);
      const before = await settings();
      await caller.sql("BEGIN");
      await caller.sql("CREATE TABLE kept ()");
      for (const [script, code] of Object.entries({
        fails: "migration.failed",
        alone: "migration.needs-own-transaction",
        raw: "migration.caller-transaction",
        procedure: "migration.failed",
      })) {
        third(script);
        await expect(upgrade(on(), "head"), script).rejects.toMatchObject({ code, exitCode: 4 });
        const after = (await tables()).filter((table) => !String(table).startsWith("limbeck_"));
        expect(after, script).toEqual(["kept"]);
        expect((await current(on())).rows).toEqual([]);
      }
      await caller.sql("SET LOCAL work_mem = '5MB'; SET LOCAL lock_timeout = '5s'");
      await upgrade(on(), "2b20");
      await caller.sql("COMMIT");
      expect(await settings()).toEqual(before);
      expect(await tables()).toEqual(["kept", ...ours, "people", "pets"]);
      await caller.sql("BEGIN; CREATE TABLE people ()").catch(() => {});
      await expect(upgrade(on(), "head")).rejects.toMatchObject({ code: "driver.caller-transaction-failed" });
      await caller.sql("ROLLBACK");
    });
  }

  if (target.name === "embedded") {
    test("the transaction of a PGlite", async () => {
      const { database: embedded } = await openDatabase(undefined);
      caller = {
        handed: embedded,
        sql: async (text) => (await embedded.exec(text)).at(-1)?.rows as [],
        end: () => embedded.close(),
      };
      await embedded.transaction(async (transaction) => {
        const inside = onConnection(project(), transaction);
        await upgrade(inside, "head");
        expect((await check(inside)).differences).toEqual([]);
        const { rows } = await transaction.query("SELECT name FROM people");
        expect(rows).toEqual([{ name: "Ann" }]);
        third("fails");
        await expect(upgrade(inside, "head")).rejects.toMatchObject({ code: "migration.failed" });
        expect((await current(inside)).rows).toEqual(["2b20"]);
        await transaction.rollback();
      });
      expect(await tables()).toEqual([]);
      await embedded.transaction(async (transaction) => {
        await upgrade(onConnection(project(), transaction), "2b20");
      });
      expect(await tables()).toEqual([...ours, "people", "pets"]);
    });
  } else {
    test("pools and engines give connections of their own, which come back as they were", async () => {
      caller = await pgCaller(database);
      const pool = new Pool({ connectionString: database.url, max: 2 });
      pool.on("connect", (client) => void client.query("SET statement_timeout = '11s'"));
      await upgrade(onConnection(project(), pool), "1a10");
      expect((await pool.query("SHOW statement_timeout")).rows).toEqual([{ statement_timeout: "11s" }]);
      expect([pool.totalCount - pool.idleCount, pool.waitingCount]).toEqual([0, 0]);
      const engine = await createEngine(database.url);
      await upgrade(onConnection(project(), engine), "head");
      expect((await status(onConnection(project(), engine))).current.map(({ revision: { id } }) => id)).toEqual([
        "2b20",
      ]);
      expect(engine.poolSize.idle).toBe(engine.poolSize.total);
      await engine.close();
      await pool.end();
    });

    test("two transactions run one after the other", async () => {
      caller = await pgCaller(database);
      const other = await pgCaller(database);
      await caller.sql("BEGIN");
      await other.sql("BEGIN");
      await upgrade(on(), "head");
      const second = upgrade(onConnection(project(), other.handed), "head");
      await new Promise((resolve) => setTimeout(resolve, 150));
      await caller.sql("COMMIT");
      expect((await second).steps).toEqual([]);
      await other.sql("ROLLBACK");
      await other.end();
    });
  }

  test("the tables of a model are made and dropped there", async () => {
    caller = await (target.name === "embedded" ? pgliteCaller : pgCaller)(database);
    await caller.sql("BEGIN");
    expect(await createAll(caller.handed, shop)).toBeGreaterThan(0);
    await stamp(on(), "head");
    expect((await check(on())).differences).toEqual([]);
    await dropAll(caller.handed, shop);
    expect(await tables()).toEqual(["limbeck_ledger", "limbeck_version"]);
    await createAll(caller.handed, shop);
    await caller.sql("ROLLBACK");
    expect(await tables()).toEqual([]);
  });

  test("anything else is refused", async () => {
    caller = await (target.name === "embedded" ? pgliteCaller : pgCaller)(database);
    for (const wrong of [undefined, null, "postgres://x", {}, { query: 1 }])
      expect(() => onConnection(project(), wrong as never)).toThrow(
        expect.objectContaining({ code: "driver.caller-connection" }),
      );
  });
});
