/** What `revision --autogenerate` would not write, because of the config's hooks, is no difference to `check`. */
import { afterEach, expect, test } from "vitest";
import { describeServers } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const config = (hooks: string): string => `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL") } },
  ${hooks}
});
`;

const models = (extra = "", index = ""): string => `import { dataModel, index, integer, model, text } from "limbeck";
class Order extends model("orders", { id: integer().identity().primaryKey(), note: text(), ${extra} }, (t) => [${index}]) {}
export const shop = dataModel({ Order });
`;

describeServers("check", { requires: ["sessions"], versions: "newest" }, (server) => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.remove());

  test("leaves out what a rewriter or a hook on directives takes away, and nothing else", async () => {
    const database = await server.createDatabase();
    sandbox = new Sandbox({ "limbeck.config.ts": config(""), "models.ts": models() }, { TEST_URL: database.url });
    await sandbox.run(["revision", "-a", "-m", "One"]);
    await sandbox.run(["upgrade"]);
    sandbox.write("models.ts", models("", "index([t.note])"));
    expect((await sandbox.run(["check"])).exitCode).toBe(2);
    for (const hook of [
      'rewriters: [(op) => (op.type === "createIndex" ? [] : undefined)]',
      "processRevisionDirectives: () => []",
    ]) {
      sandbox.write("limbeck.config.ts", config(hook));
      expect((await sandbox.run(["check"])).exitCode).toBe(0);
    }
    sandbox.write("limbeck.config.ts", config('rewriters: [(op) => (op.type === "createIndex" ? [] : undefined)]'));
    sandbox.write("models.ts", models("more: text(),", "index([t.note])"));
    const told = await sandbox.run(["check"]);
    expect([told.exitCode, told.out.trim()]).toEqual([2, "+ column orders.more"]);
    await database.drop();
  });
});
