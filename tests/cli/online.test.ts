/** `revision --online`: the careful way leads to the same schema, keeps nobody waiting, and can be undone and gone on with. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL"), scratch: "server" } },
});
`;

const models = (
  columns: string,
  rest: string,
): string => `import { check, dataModel, index, integer, model, sql, table, text, unique } from "limbeck";
export const parents = table("parents", { id: integer().primaryKey() });
class Order extends model("orders", { id: integer().primaryKey(), ${columns} }, (t) => [${rest}]) {}
export const shop = dataModel({ parents, Order });
`;

const before = models(
  "code: text(), note: text(), total: integer(), parentId: integer(), old: text()",
  "index([t.old])",
);
const after = models(
  'code: text(), note: text().notNull(), total: integer(), parentId: integer().references("parents.id"), old: text()',
  "index([t.note, t.total]), unique([t.code]), check(sql`${t.total} >= 0`)",
);

describeServers("a revision that is written online", { requires: ["sessions"], versions: "newest" }, (server) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  beforeEach(async () => {
    database = await server.createDatabase();
    sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": before }, { TEST_URL: database.url });
    await sandbox.run(["revision", "-a", "-m", "Before", "--rev-id", "aaaa"]);
    await sandbox.run(["upgrade"]);
    const connection = await database.driver.connect();
    await connection.execute(
      "INSERT INTO parents VALUES (1); INSERT INTO orders SELECT i, 'c' || i, 'n', i, 1, 'o' FROM generate_series(1, 100) i",
    );
    await connection.close();
    sandbox.write("models.ts", after);
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test("has no finding that grows with the table, and leads there and back", async () => {
    const direct = await sandbox.run(["revision", "-a", "-m", "Direct", "--rev-id", "bbbb"]);
    expect(direct.exitCode).toBe(0);
    const found = (json: Record<string, unknown>): string[] =>
      (json["findings"] as { rule: string; direction: string }[])
        .filter(({ direction }) => direction === "upgrade")
        .map(({ rule }) => rule);
    const ofDirect = found((await sandbox.run(["lint", "bbbb", "--json"])).json);
    expect(ofDirect).toEqual(expect.arrayContaining(["L01", "L10", "L14", "L22", "L24"]));
    for (const name of sandbox.files("migrations").filter((file) => file.startsWith("bbbb")))
      sandbox.delete(`migrations/${name}`);

    await sandbox.run(["revision", "-a", "--online", "-m", "Careful", "--rev-id", "bbbb"]);
    const ofOnline = found((await sandbox.run(["lint", "bbbb", "--json"])).json);
    expect(
      ofOnline.filter((rule) => ["L01", "L04", "L10", "L14", "L15", "L22", "L23", "L24", "fails"].includes(rule)),
    ).toEqual([]);
    const [file] = sandbox.files("migrations").filter((name) => name.startsWith("bbbb"));
    const text = sandbox.read(`migrations/${file}`);
    expect(text).toContain("{ concurrently: true }");
    expect(text).toContain('usingIndex: "orders_code_key"');
    expect(text).toContain('op.validateConstraint("orders_parent_id_fkey", "orders", { alone: true });');
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    expect((await sandbox.run(["check"])).exitCode).toBe(0);
    expect((await sandbox.run(["downgrade", "-1"])).exitCode).toBe(0);
    expect((await sandbox.run(["drift"])).exitCode).toBe(0);
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    expect((await sandbox.run(["check"])).exitCode).toBe(0);
  });
});
