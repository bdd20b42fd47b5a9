/** What holds rows never goes without a word: asked about by name, recorded, refused where a protected environment loses it. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL") }, production: { url: env("TEST_URL"), protected: true } },
});
`;

const models = (
  text: string,
): string => `import { dataModel, enumType, integer, model, sql, table, text } from "limbeck";
const id = () => integer().identity().primaryKey();
${text}
`;

const before = models(`export const state = enumType("state", ["new", "paid", "sent"]);
class Order extends model("orders", { id: id(), note: text(), total: integer(), state: state.column(), blank: text() }) {}
export const logs = table("logs", { at: integer(), line: text() });
export const nothing = table("nothing", { at: integer() });
export const shop = dataModel({ state, Order, logs, nothing });`);

const after = models(`export const state = enumType("state", ["new", "paid"]);
class Order extends model("orders", { id: id(), total: integer().generated(sql\`id * 2\`), state: state.column() }) {}
export const entries = table("entries", { moment: integer(), text: text() });
export const shop = dataModel({ state, Order, entries });`);

const rows = `INSERT INTO orders (note, total, state) VALUES ('a', 1, 'sent'), (NULL, 2, 'new'), ('c', 3, 'new');
  INSERT INTO logs VALUES (1, 'x'), (2, 'y')`;

describeServers("what holds rows", { requires: ["sessions"], versions: "newest" }, (server) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  const execute = async (sql: string): Promise<void> => {
    const connection = await database.driver.connect();
    await connection.execute(sql);
    await connection.close();
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": before }, { TEST_URL: database.url });
    await sandbox.run(["revision", "-a", "-m", "One", "--rev-id", "aaaaaaaaaaaa"]);
    await sandbox.run(["upgrade"]);
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test("is no question where there are none", async () => {
    sandbox.write("models.ts", after);
    const written = await sandbox.run(["revision", "-a", "-m", "Two", "--rev-id", "bbbbbbbbbbbb"]);
    expect(written.exitCode).toBe(0);
    expect(sandbox.read("migrations/bbbbbbbbbbbb_two.ts")).not.toContain("Lost on purpose");
    expect((await sandbox.run(["upgrade", "-e", "production", "--yes"])).exitCode).toBe(0);
    expect((await sandbox.run(["downgrade", "-1", "-e", "production", "--yes"])).exitCode).toBe(0);
  });

  test("is asked about by name with its number, and the answers stand in the revision", async () => {
    await execute(rows);
    sandbox.write("models.ts", after);
    for (const command of [
      ["revision", "-a", "-m", "Two"],
      ["diff", "--sql"],
    ]) {
      const asked = await sandbox.run([...command, "--json"]);
      const { decisions } = (asked.json["error"] ?? {}) as { readonly decisions: readonly Record<string, unknown>[] };
      expect(asked.exitCode).toBe(8);
      expect(decisions).toMatchObject([
        { from: "state.sent", text: expect.stringContaining("1 row"), flags: ["--allow-data-loss=state.sent"] },
        {
          from: "logs",
          candidates: ["entries"],
          text: expect.stringContaining("2 rows"),
          flags: ["--rename logs=entries", "--allow-data-loss=logs"],
        },
        { from: "orders.note", text: expect.stringContaining("2 rows"), flags: ["--allow-data-loss=orders.note"] },
        {
          from: "orders.total",
          text: expect.stringContaining("become generated"),
          flags: ["--allow-data-loss=orders.total"],
        },
      ]);
    }
    expect(sandbox.files("migrations")).toHaveLength(1);
    const flags = [
      "--rename",
      "logs=logs",
      ...["state.sent", "public.orders.note"].map((name) => `--allow-data-loss=${name}`),
    ];
    const partly = await sandbox.run(["revision", "-a", "-m", "Two", ...flags]);
    expect([partly.exitCode, partly.err.match(/--allow-data-loss=\S+/g)]).toEqual([
      8,
      ["--allow-data-loss=orders.total"],
    ]);
    const all = [...flags, "--allow-data-loss", "orders.total"];
    await sandbox.run(["revision", "-a", "-m", "Two", "--rev-id", "bbbbbbbbbbbb", ...all]);
    expect(sandbox.read("migrations/bbbbbbbbbbbb_two.ts")).toContain(
      "Lost on purpose: enum value state.sent (1 row), table logs (2 rows), column orders.note (2 rows), column orders.total (3 rows)",
    );
    expect((await sandbox.run(["diff", "--sql", ...all])).exitCode).toBe(0);
    expect((await sandbox.run(["diff", "--sql", "--allow-data-loss"])).out).toContain("DROP TABLE public.logs");
  });

  test("of a renamed table moves with it, however few of its columns are alike", async () => {
    await execute(rows);
    sandbox.write("models.ts", after);
    const renamed = await sandbox.run(["diff", "--sql", "--rename", "logs=entries", "--allow-data-loss=orders.note"]);
    expect(renamed.err).toContain("--rename logs.line=entries.text");
    expect(renamed.err).not.toContain("table logs");
  });

  test("what is allowed by a wrong name is refused with what is near", async () => {
    sandbox.write("models.ts", after);
    const wrong = await sandbox.run(["revision", "-a", "-m", "Two", "--allow-data-loss=orders.nota"]);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.err).toContain('--allow-data-loss=orders.nota: the database has no "orders.nota"');
    expect(wrong.err).toContain('Did you mean "orders.note"?');
  });

  test("is not dropped in a protected environment, up or down, by operations or by SQL, but by name", async () => {
    await execute(rows);
    const body = `op.execute("ALTER TABLE orders ADD more integer; ALTER TABLE orders DROP note, DROP blank"); op.dropTable("logs"); op.createTable("fresh", {}); op.dropTable("fresh");`;
    sandbox.write(
      "migrations/cccccccccccc_x.ts",
      `export const revision = "cccccccccccc"; export const downRevision = "aaaaaaaaaaaa";
export function upgrade(op: any) { ${body} }
export function downgrade(op: any) { op.execute("DROP SCHEMA kept CASCADE"); }`,
    );
    await execute("CREATE SCHEMA kept; CREATE TABLE kept.things AS SELECT 1 AS a");
    const upgrade = (...names: string[]) =>
      sandbox.run([
        "upgrade",
        "-e",
        "production",
        "--yes",
        "--json",
        ...names.map((name) => `--allow-data-loss=${name}`),
      ]);
    const error = { code: "migration.data-loss", exitCode: 8 };
    expect((await upgrade()).json).toMatchObject({ error: { ...error, names: ["orders.note"] } });
    expect((await upgrade("orders.note")).json).toMatchObject({ error: { ...error, names: ["logs"] } });
    expect((await upgrade("orders.note", "logs")).exitCode).toBe(0);
    const downgrade = ["downgrade", "-1", "-e", "production", "--yes"];
    expect(await sandbox.run(downgrade)).toMatchObject({
      exitCode: 8,
      err: expect.stringContaining("--allow-data-loss=kept.things"),
    });
    expect((await sandbox.run([...downgrade, "--allow-data-loss=kept.things"])).exitCode).toBe(0);
  });
});
