/** The ledger remembers what a version table has lost. */
import { afterEach, expect, test } from "vitest";
import { pgliteDriver } from "../../src/dialects/postgresql/drivers/pglite.ts";
import { Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

test.each(["DELETE FROM limbeck_version", "DROP TABLE limbeck_version"])(
  "after %s an upgrade is refused with the stamp to type, which mends it",
  async (loss) => {
    sandbox = new Sandbox({
      "limbeck.config.ts": "export default {};",
      "migrations/aaaa.sql":
        "-- revision: aaaa\n-- downRevision: none\n-- upgrade\nCREATE TABLE t ();\n-- downgrade\nDROP TABLE t;\n",
    });
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    const driver = pgliteDriver(`pglite://${sandbox.root}/.limbeck/databases/development`);
    const connection = await driver.connect();
    await connection.execute(loss);
    await connection.close();
    await driver.close();
    const refused = await sandbox.run(["upgrade"]);
    expect([refused.exitCode, refused.err]).toEqual([6, expect.stringContaining("limbeck stamp aaaa")]);
    expect((await sandbox.run(["stamp", "aaaa"])).exitCode).toBe(0);
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    expect((await sandbox.run(["downgrade", "base"])).exitCode).toBe(0);
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
  },
);
