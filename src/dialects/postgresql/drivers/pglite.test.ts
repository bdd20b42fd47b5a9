import { spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Driver } from "../../../driver/driver.ts";
import { embeddedVersion } from "./pglite-open.ts";
import { pgliteDriver } from "./pglite.ts";

let root: string;
let folder: string;
let number = 0;
const drivers: Driver[] = [];

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-pglite-")));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(drivers.splice(0).map((driver) => driver.close()));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function newFolder(): string {
  folder = join(root, `db${++number}`);
  return folder;
}

function open(url: string, options = {}): Driver {
  const driver = pgliteDriver(url, options);
  drivers.push(driver);
  return driver;
}

describe("the embedded database in memory", () => {
  test("is a new one for each driver, and PostgreSQL of the version that limbeck says", async () => {
    const [first, second] = await Promise.all([open("pglite:memory").connect(), open("pglite:memory").connect()]);
    await first.execute("CREATE TABLE only_here (n int)");
    await expect(second.query("SELECT * FROM only_here")).rejects.toMatchObject({ kind: "undefinedTable" });
    const { rows } = await first.query<{ v: number }>("SELECT current_setting('server_version_num')::int / 10000 AS v");
    expect(rows).toEqual([{ v: Number(embeddedVersion) }]);
  });

  test("has the extensions that PGlite ships", async () => {
    const connection = await open("pglite:memory").connect();
    const names = [
      "citext",
      "ltree",
      "hstore",
      "pg_trgm",
      "pgcrypto",
      "uuid-ossp",
      "btree_gist",
      "btree_gin",
      "unaccent",
    ];
    for (const name of names) await connection.execute(`CREATE EXTENSION "${name}"`);
    const { rows } = await connection.query(
      "SELECT 'A'::citext = 'a' AS c, similarity('abc', 'abd') > 0 AS t, digest('a', 'md5') AS d",
    );
    expect(rows).toEqual([
      { c: true, t: true, d: Uint8Array.from(Buffer.from("0cc175b9c0f1b6a831c399e269772661", "hex")) },
    ]);
  });

  test("refuses COPY FROM STDIN and works on", async () => {
    const connection = await open("pglite:memory").connect();
    await connection.execute("CREATE TABLE copied (n int)");
    await expect(connection.query("COPY copied FROM STDIN")).rejects.toMatchObject({
      code: expect.stringMatching(/^database\./),
    });
    expect((await connection.query("SELECT count(*)::int AS n FROM copied")).rows).toEqual([{ n: 0 }]);
  });

  test("has no second database", async () => {
    const missing = open("pglite:memory?database=nope").connect();
    await expect(missing).rejects.toMatchObject({ kind: "databaseMissing", sqlState: "3D000" });
  });
});

describe("connections of the embedded database", () => {
  test("wait while one of them is in a transaction", async () => {
    const driver = open("pglite:memory");
    const [holder, waiter] = [await driver.connect(), await driver.connect()];
    await holder.execute("CREATE TABLE t (n int)");
    await holder.execute("BEGIN");
    await holder.query("INSERT INTO t VALUES (1)");
    const order: string[] = [];
    const counted = waiter.query("SELECT count(*)::int AS n FROM t").then(({ rows }) => {
      order.push("waiter");
      return rows;
    });
    await holder.query("INSERT INTO t VALUES (2)");
    order.push("holder");
    await holder.execute("COMMIT");
    expect(await counted).toEqual([{ n: 2 }]);
    expect(order).toEqual(["holder", "waiter"]);
  });

  test("give up waiting when the holder of a transaction does nothing", async () => {
    const driver = open("pglite:memory", { idleHolderMs: 50 });
    const [holder, waiter] = [await driver.connect(), await driver.connect()];
    await holder.execute("BEGIN");
    await expect(waiter.query("SELECT 1")).rejects.toMatchObject({ code: "driver.session-busy", exitCode: 3 });
    await holder.execute("ROLLBACK");
    expect((await waiter.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("stop waiting when aborted", async () => {
    const driver = open("pglite:memory");
    const [holder, waiter] = [await driver.connect(), await driver.connect()];
    await holder.execute("BEGIN");
    const waiting = waiter.query("SELECT 1", [], { signal: AbortSignal.timeout(30) });
    await expect(waiting).rejects.toMatchObject({ code: "driver.cancelled" });
    await expect(holder.query("SELECT 1", [], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "driver.cancelled",
    });
    await holder.execute("ROLLBACK");
  });

  test("let timers and signals of the process have their turn between statements", async () => {
    const connection = await open("pglite:memory").connect();
    let isTold = false;
    setTimeout(() => (isTold = true), 1);
    for (let count = 0; count < 5; count++) await connection.execute("SELECT pg_sleep(0.06)");
    expect(isTold).toBe(true);
  });

  test("roll back what they leave open when they close", async () => {
    const driver = open("pglite:memory");
    const [first, second] = [await driver.connect(), await driver.connect()];
    await first.execute("CREATE TABLE t (n int)");
    await first.execute("BEGIN; INSERT INTO t VALUES (1)");
    await first.close();
    await first.close();
    expect((await second.query("SELECT count(*)::int AS n FROM t")).rows).toEqual([{ n: 0 }]);
    await expect(first.query("SELECT 1")).rejects.toMatchObject({ code: "connection.closed" });
  });
});

describe("the embedded database in a folder", () => {
  test("keeps what was committed, and closing is idempotent", async () => {
    const url = `pglite://${newFolder()}`;
    const first = open(url);
    await (await first.connect()).execute("CREATE TABLE kept AS SELECT 42 AS n");
    await first.close();
    await first.close();
    expect(existsSync(`${folder}.lock`)).toBe(false);
    const connection = await open(url).connect();
    expect((await connection.query("SELECT n FROM kept")).rows).toEqual([{ n: 42 }]);
  });

  test("is shared by the drivers of one process, by whatever path, until the last one closes", async () => {
    newFolder();
    symlinkSync(root, join(root, `link${number}`));
    const [first, second] = [
      open(`pglite://${folder}`),
      open(`pglite://${join(root, `link${number}`, `db${number}`)}`),
    ];
    const [one, two] = await Promise.all([first.connect(), second.connect()]);
    await one.execute("CREATE TABLE shared AS SELECT 1 AS n");
    expect((await two.query("SELECT n FROM shared")).rows).toEqual([{ n: 1 }]);
    await first.close();
    expect((await two.query("SELECT n FROM shared")).rows).toEqual([{ n: 1 }]);
    const closing = second.close();
    const reopened = await open(`pglite://${folder}`).connect();
    await closing;
    expect((await reopened.query("SELECT n FROM shared")).rows).toEqual([{ n: 1 }]);
  });

  test("made by another version of PostgreSQL is refused, untouched", async () => {
    mkdirSync(newFolder());
    writeFileSync(join(folder, "PG_VERSION"), "17\n");
    const opening = open(`pglite://${folder}`).connect();
    await expect(opening).rejects.toMatchObject({ code: "driver.folder-version", found: "17", exitCode: 7 });
    expect(readdirSync(folder)).toEqual(["PG_VERSION"]);
  });

  test("that holds something else is refused, untouched", async () => {
    mkdirSync(newFolder());
    writeFileSync(join(folder, "letter.txt"), "dear");
    await expect(open(`pglite://${folder}`).connect()).rejects.toMatchObject({ code: "driver.not-a-database-folder" });
    expect(readdirSync(folder)).toEqual(["letter.txt"]);
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  test("that is a file, or lies below one, is refused, and the file stays", async () => {
    writeFileSync(newFolder(), "dear");
    await expect(open(`pglite://${folder}`).connect()).rejects.toMatchObject({ code: "driver.not-a-database-folder" });
    const below = open(`pglite://${join(folder, "db")}`).connect();
    await expect(below).rejects.toMatchObject({ code: "driver.folder-denied", exitCode: 7 });
    expect(readFileSync(folder, "utf8")).toBe("dear");
  });

  test("may exist already when it is empty", async () => {
    mkdirSync(newFolder());
    const connection = await open(`pglite://${folder}`).connect();
    expect((await connection.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("with damaged files is an error, and frees the lock", async () => {
    mkdirSync(newFolder());
    writeFileSync(join(folder, "PG_VERSION"), `${embeddedVersion}\n`);
    await expect(open(`pglite://${folder}`).connect()).rejects.toMatchObject({ code: "driver.embedded-start" });
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  test("opens another of its databases by name, and does not hang on one that is missing", async () => {
    newFolder();
    const setup = open(`pglite://${folder}`);
    await (await setup.connect()).execute("CREATE DATABASE second");
    await setup.close();
    await expect(open(`pglite://${folder}?database=third`).connect()).rejects.toMatchObject({
      kind: "databaseMissing",
    });
    const connection = await open(`pglite://${folder}?database=second`).connect();
    expect((await connection.query("SELECT current_database() AS d")).rows).toEqual([{ d: "second" }]);
  });

  test("starts without a template where the cache can't be written", async () => {
    writeFileSync(join(root, `file${number}`), "");
    vi.stubEnv("LIMBECK_CACHE_DIR", join(root, `file${number}`, "impossible"));
    const connection = await open(`pglite://${newFolder()}`).connect();
    expect((await connection.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  }, 60_000);

  test("makes the template for the next one, whole or not at all", async () => {
    const cache = join(root, `cache${++number}`);
    vi.stubEnv("LIMBECK_CACHE_DIR", cache);
    await (await open("pglite:memory").connect()).query("SELECT 1");
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^pglite-[\d.]+\.tar$/)]);
  }, 60_000);
});

describe("a second process at the folder", () => {
  let script: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    // Beside node_modules, so that the packages are found; node itself may not know TypeScript.
    script = fileURLToPath(
      new URL(`../../../../node_modules/.limbeck-second-process-${process.pid}.mjs`, import.meta.url),
    );
    const source = fileURLToPath(new URL("./open-driver.ts", import.meta.url));
    await build({
      entryPoints: [source],
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: script,
    });
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
  afterAll(() => rmSync(script, { force: true }));

  const program = (work: string) => `
    import { driverFor } from ${JSON.stringify(pathToFileURL(script).href)};
    const driver = driverFor(process.argv[1]);
    try {
      const connection = await driver.connect();
      ${work}
    } catch (error) { console.log(JSON.stringify({ code: error.code, processId: error.processId })); }`;

  /** Resolves with the first line that the child prints. */
  function run(work: string): Promise<{ child: ChildProcess; line: string }> {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program(work), `pglite://${folder}`], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    children.push(child);
    return new Promise((resolve) =>
      child.stdout?.once("data", (line: Buffer) => resolve({ child, line: line.toString().trim() })),
    );
  }

  const ended = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve));
  const staysOpen = `console.log("open"); setInterval(() => {}, 1000);`;

  test("is refused with the owner's process id, and welcome once the owner closed", async () => {
    newFolder();
    const owner = open(`pglite://${folder}`);
    await (await owner.connect()).execute("CREATE TABLE t (n int)");
    const refused = await run(`console.log("opened");`);
    expect(JSON.parse(refused.line)).toEqual({ code: "driver.folder-in-use", processId: process.pid });
    await owner.close();
    expect((await run(`console.log("opened"); await driver.close();`)).line).toBe("opened");
  });

  test("that owns it refuses us until it is killed; then the last commit is there", async () => {
    newFolder();
    const { child, line } = await run(`
      await connection.execute("CREATE TABLE t (n int)");
      await connection.query("INSERT INTO t VALUES (1)");
      await connection.execute("BEGIN; INSERT INTO t VALUES (2); CREATE TABLE half_done (n int)");
      ${staysOpen}`);
    expect(line).toBe("open");
    await expect(open(`pglite://${folder}`).connect()).rejects.toMatchObject({
      code: "driver.folder-in-use",
      processId: child.pid,
    });
    const exit = ended(child);
    child.kill("SIGKILL");
    await exit;
    const connection = await open(`pglite://${folder}`).connect();
    expect((await connection.query("SELECT n FROM t")).rows).toEqual([{ n: 1 }]);
    expect((await connection.query("SELECT to_regclass('half_done') AS t")).rows).toEqual([{ t: null }]);
  });

  test("leaves no lock behind when it just ends", async () => {
    newFolder();
    const { child, line } = await run(`await connection.query("SELECT 1"); console.log("done");`);
    expect(line).toBe("done");
    await ended(child);
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  test("and a third one race for it, and exactly one wins", async () => {
    newFolder();
    const runs = await Promise.all([run(staysOpen), run(staysOpen), run(staysOpen)]);
    expect(runs.filter(({ line }) => line === "open")).toHaveLength(1);
    expect(runs.filter(({ line }) => line.includes("driver.folder-in-use"))).toHaveLength(2);
  });

  test("loads neither pg nor PGlite before a connection is made", async () => {
    newFolder();
    const listing = `import { driverFor } from ${JSON.stringify(pathToFileURL(script).href)};
      driverFor(process.argv[1]); driverFor("postgres://localhost/d");
      import { createRequire } from "node:module";
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(JSON.stringify(loaded.filter((file) => /node_modules/.test(file))));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", listing, `pglite://${folder}`]);
    const line = await new Promise<string>((resolve) =>
      child.stdout.once("data", (text: Buffer) => resolve(text.toString())),
    );
    expect(JSON.parse(line)).toEqual([]);
  });
});
