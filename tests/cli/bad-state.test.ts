/** Bad states, over every command they can meet: each has its own code, and nothing is changed. */
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { describeServers, unavailable, type TestDatabase } from "../support/databases.ts";
import { requestedVersions, startServer, type TestServer } from "../support/servers.ts";
import { revisionFile, Sandbox, serverConfig } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
}

async function failing(argv: readonly string[], env: Record<string, string> = {}): Promise<Failure> {
  const result = await sandbox.run([...argv, "--json"], { env });
  const { error } = result.json as { error?: Omit<Failure, "exitCode"> };
  return { exitCode: result.exitCode, ...(error ?? { code: "none", message: result.out }) };
}

/** The files of the project with their texts; what limbeck keeps for itself aside. */
function files(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".limbeck"));
  const plain = paths.filter((path) => statSync(join(root, path)).isFile());
  return Object.fromEntries(plain.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

const model = (body = ""): string => `import { dataModel, integer, model, text } from "limbeck";
${body}
export class Shop extends model("shops", { shopId: integer().identity().primaryKey(), name: text().serverDefault("none") }) {}
export const shop = dataModel({ Shop });
`;
const withTarget = serverConfig.replace(
  "defineConfig({",
  'defineConfig({ target: () => import("./models.ts").then((m) => m.shop),',
);
const project = { "limbeck.config.ts": withTarget, "models.ts": model() };
const one = { "migrations/a.ts": revisionFile("aaaaaaaaaaaa") };

const commands: readonly (readonly string[])[] = [
  ["heads"],
  ["branches"],
  ["history"],
  ["current"],
  ["status"],
  ["show", "head"],
  ["upgrade"],
  ["downgrade", "base"],
  ["stamp", "heads"],
  ["merge", "heads"],
  ["revision", "-m", "x"],
  ["revision", "-a", "-m", "x"],
  ["check"],
];

describeServers("with a server", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterAll(() => database.drop());

  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const connection = await database.driver.connect();
    try {
      return (await connection.execute(sql)).at(-1)?.rows ?? [];
    } finally {
      await connection.close();
    }
  };
  const relations = () => query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");

  const open = (given: Readonly<Record<string, string>>): Sandbox =>
    (sandbox = new Sandbox({ ...project, ...given }, { TEST_URL: database.url }));

  test.each([
    [
      "a cycle",
      { "migrations/a.ts": revisionFile("a1", { down: "b1" }), "migrations/b.ts": revisionFile("b1", { down: "a1" }) },
      "revision.cycle",
    ],
    ["a missing parent", { "migrations/a.ts": revisionFile("a1", { down: "nowhere" }) }, "revision.missing-parent"],
    ["a duplicate identifier", { ...one, "migrations/b.ts": revisionFile("aaaaaaaaaaaa") }, "revision.duplicate"],
    [
      "a file that cannot be read as a revision",
      { "migrations/a.ts": "export const revision = 7;\n" },
      "revision.malformed",
    ],
  ])("%s is told by every command and changes nothing", async (_what, given, code) => {
    open(given);
    const before = files(sandbox.root);
    for (const command of commands)
      expect([command, await failing(command)]).toMatchObject([command, { exitCode: 6, code }]);
    expect(files(sandbox.root)).toEqual(before);
    expect(await relations()).toEqual([]);
  });

  test.each([
    ["upgrade", "cccc", "revision.unknown"],
    ["downgrade", "cccc", "revision.unknown"],
    ["stamp", "cccc", "revision.unknown"],
    ["upgrade", "aaaa", "revision.ambiguous-prefix"],
    ["stamp", "aaaa", "revision.ambiguous-prefix"],
    ["merge", "cccc", "revision.unknown"],
    ["revision -m x --head", "cccc", "revision.unknown"],
  ])("%s %s names a revision that it cannot find: %s", async (command, name, code) => {
    open({ ...one, "migrations/b.ts": revisionFile("aaaaaaaaaaab", { down: "aaaaaaaaaaaa" }) });
    const before = files(sandbox.root);
    expect(await failing([...command.split(" "), name])).toMatchObject({ exitCode: 6, code });
    expect([files(sandbox.root), await relations()]).toEqual([before, []]);
  });

  test("two heads are refused by what needs one, with nothing done", async () => {
    open({ ...one, "migrations/b.ts": revisionFile("bbbbbbbbbbbb") });
    const before = files(sandbox.root);
    for (const command of [["upgrade"], ["upgrade", "head"], ["stamp", "head"], ["revision", "-m", "x"]])
      expect([command, await failing(command)]).toMatchObject([
        command,
        { exitCode: 6, code: "revision.multiple-heads" },
      ]);
    expect([files(sandbox.root), await relations()]).toEqual([before, []]);
  });

  test.each([
    ["throws", model('throw new Error("no such shop");'), "source.threw"],
    ["is not TypeScript", "export const shop = ;\n", "source.syntax"],
    ["imports what is not there", model('import "./nowhere.ts";'), "source.syntax"],
    ["declares what cannot be", model().replace("text()", 'integer().references("nowhere.id")'), "model.unknown-table"],
  ])("a model file that %s stops what needs it, with nothing written", async (_what, text, code) => {
    open({ ...one, "models.ts": text });
    await sandbox.run(["upgrade"]);
    const before = [files(sandbox.root), await relations()];
    for (const command of [
      ["check"],
      ["revision", "-a", "-m", "x"],
      ["diff", "--from", "development", "--to", "model"],
    ])
      expect([command, await failing(command)]).toMatchObject([command, { exitCode: 1, code }]);
    expect([files(sandbox.root), await relations()]).toEqual(before);
    // What does not need the model goes on.
    expect((await sandbox.run(["current"])).exitCode).toBe(0);
    expect((await sandbox.run(["downgrade", "base"])).exitCode).toBe(0);
    await query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  });

  test("a read-only database takes no change and can still be asked", async () => {
    open(one);
    await sandbox.run(["upgrade"]);
    const before = await relations();
    const name = new URL(database.url).pathname.slice(1);
    await query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    try {
      expect(await failing(["downgrade", "base"])).toMatchObject({ exitCode: 4, code: "migration.read-only" });
      expect(await failing(["stamp", "base"])).toMatchObject({ exitCode: 4, code: "migration.read-only" });
      expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
      expect((await sandbox.run(["current"])).out).toContain("aaaaaaaaaaaa");
      expect((await sandbox.run(["status", "--no-model"])).exitCode).toBe(0);
      expect((await sandbox.run(["check", "--json"])).exitCode).toBe(2);
    } finally {
      await query(`SET transaction_read_only = off; ALTER DATABASE ${name} RESET default_transaction_read_only`);
    }
    expect(await relations()).toEqual(before);
    await sandbox.run(["downgrade", "base"]);
    await query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  });

  test("a role that may not create is told so, and the database stays as it was", async () => {
    open(one);
    await query(
      `DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC`,
    );
    const env = { TEST_URL: database.url.replace("postgres@", "guest@") };
    for (const command of [["upgrade"], ["stamp", "head"], ["ensure-version"]])
      expect([command, await failing(command, env)]).toMatchObject([
        command,
        { exitCode: 4, code: "version-table.refused", message: expect.stringContaining("permission denied") },
      ]);
    expect(await relations()).toEqual([]);
    await query("DROP ROLE guest");
  });

  test("a role without a right to the version table is told which, by every command that reads it", async () => {
    open(one);
    await query("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC");
    const env = { TEST_URL: database.url.replace("postgres@", "guest@") };
    const denied = (message: string) => ({
      exitCode: 4,
      code: "version-table.denied",
      message: expect.stringContaining(message),
    });
    const commands = [["upgrade"], ["stamp", "base"], ["ensure-version"], ["current"], ["status", "--no-model"]];
    for (const command of commands)
      expect([command, await failing(command, env)]).toMatchObject([
        command,
        denied("cannot be read: permission denied for schema public"),
      ]);
    expect(await relations()).toEqual([]);

    await query("GRANT USAGE ON SCHEMA public TO guest");
    await sandbox.run(["upgrade"]);
    for (const command of commands)
      expect([command, await failing(command, env)]).toMatchObject([
        command,
        denied("cannot be read: permission denied for table limbeck_version"),
      ]);

    await query("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest");
    expect((await sandbox.run(["current"], { env })).out).toContain("aaaaaaaaaaaa");
    expect(await failing(["stamp", "base"], env)).toMatchObject(denied("cannot be changed: permission denied"));
    const downgrade = await sandbox.run(["downgrade", "base"], { env });
    expect([downgrade.exitCode, downgrade.err]).toEqual([4, expect.stringContaining("grant this user what it lacks")]);
    expect((await sandbox.run(["current"])).out).toContain("aaaaaaaaaaaa");
    await query("DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP ROLE guest");
  });
});

describe("a server that cannot be had", () => {
  const secret = "s3cr3t-canary";
  const version = requestedVersions().findLast((each) => unavailable(each) === undefined);
  let server: TestServer | undefined;
  beforeAll(async () => {
    if (version !== undefined) server = await startServer({ version, password: secret });
  });
  afterAll(() => server?.stop());

  const needing: readonly (readonly string[])[] = [
    ["current"],
    ["status"],
    ["upgrade"],
    ["downgrade", "base"],
    ["stamp", "head"],
    ["ensure-version"],
    ["check"],
    ["revision", "-a", "-m", "x"],
  ];
  const at = (user: string, database: string): string => `postgres://${user}@127.0.0.1:${server?.tcpPort}/${database}`;

  test.runIf(version !== undefined).each([
    ["a wrong password", () => at(`postgres:${secret}-wrong`, "postgres"), "connection.authentication"],
    ["no password", () => at("postgres", "postgres"), "connection.authentication"],
    ["an unknown user", () => at(`nobody_at_all:${secret}`, "postgres"), "connection.authentication"],
    ["a missing database", () => at(`postgres:${secret}`, "nowhere_at_all"), "connection.database-missing"],
    ["a closed port", () => `postgres://postgres:${secret}@127.0.0.1:1/postgres`, "connection.unreachable"],
    [
      "a host without an address",
      () => `postgres://postgres:${secret}@nowhere.invalid/postgres`,
      "connection.unreachable",
    ],
    [
      "a folder without a socket",
      () => `postgres://postgres:${secret}@/postgres?host=/nowhere`,
      "connection.unreachable",
    ],
  ])("%s ends every command that needs it with 7, and no password is shown", async (_what, url, code) => {
    sandbox = new Sandbox({ ...project, ...one });
    const before = files(sandbox.root);
    const env = { TEST_URL: url() };
    for (const command of needing) {
      expect([command, await failing(command, env)]).toMatchObject([command, { exitCode: 7, code }]);
      const { out, err } = await sandbox.run([...command, "--verbose"], { env });
      expect(out + err).not.toContain(secret);
    }
    expect(files(sandbox.root)).toEqual(before);
  });
});

/** Runs as a user who may read the project and write nothing; undefined where this process cannot become one. */
async function asGuest<Result>(action: () => Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

describe.runIf(process.platform !== "win32")("a folder that cannot be written to", () => {
  /** Loads what commands load by now, so that a guest needs to read nothing but the project. */
  const close = (given: Readonly<Record<string, string>>): Sandbox => {
    sandbox = new Sandbox({ ...project, ...given }, { TEST_URL: "postgres://x@127.0.0.1:1/x" });
    for (const path of ["", ...readdirSync(sandbox.root, { recursive: true, encoding: "utf8" })]) {
      const full = join(sandbox.root, path);
      chmodSync(full, statSync(full).isDirectory() ? 0o555 : 0o444);
    }
    return sandbox;
  };
  afterEach(() => chmodSync(sandbox.root, 0o755));

  test.each([
    [["revision", "-m", "x"], "revision.not-written"],
    [["merge", "heads", "-m", "x"], "revision.not-written"],
  ])("is named by %s", async (command, code) => {
    close({ ...one, "migrations/b.ts": revisionFile("bbbbbbbbbbbb") });
    const argv = command[0] === "revision" ? [...command, "--head", "aaaaaaaaaaaa"] : command;
    const result = await asGuest(() => failing(argv));
    expect(result).toMatchObject({ exitCode: 1, code });
    expect(result.message).toContain("migrations");
  });

  test("is named by init", async () => {
    sandbox = new Sandbox({ "package.json": "{}" });
    chmodSync(sandbox.root, 0o555);
    expect(await asGuest(() => failing(["init", "--yes"]))).toMatchObject({ exitCode: 1, code: "file.not-writable" });
    expect(readdirSync(sandbox.root)).toEqual(["package.json"]);
  });

  test("keeps nobody from reading the revisions", async () => {
    close(one);
    const result = await asGuest(() => sandbox.run(["history"]));
    expect([result.exitCode, result.out]).toEqual([0, expect.stringContaining("aaaaaaaaaaaa")]);
  });
});
