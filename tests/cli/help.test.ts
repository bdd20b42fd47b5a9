import { afterEach, expect, test } from "vitest";
import { commandDefinitions } from "../../src/commands/all.ts";
import { Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

test.each(commandDefinitions.map(({ name }) => name))(
  "the help of %s lists its own options before those of all",
  async (name) => {
    sandbox = new Sandbox();
    const { exitCode, out } = await sandbox.run([name, "--help"]);
    expect(exitCode).toBe(0);
    const everywhere = out.indexOf("\nEverywhere:\n");
    const own = out.indexOf("\nOptions:\n");
    expect(everywhere).toBeGreaterThan(0);
    expect(own).toBeLessThan(everywhere);
    expect(out.slice(everywhere)).toContain("-h, --help");
  },
);
