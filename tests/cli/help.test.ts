import { afterEach, expect, test, vi } from "vitest";
import { processIo } from "../../src/cli/io.ts";
import { commandDefinitions } from "../../src/commands/definitions.ts";
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

test("help and --help say the same, of all commands and of one", async () => {
  sandbox = new Sandbox();
  for (const command of [[], ["upgrade"]]) {
    const { exitCode, out, err } = await sandbox.run(["help", ...command]);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toBe((await sandbox.run([...command, "--help"])).out);
  }
  expect((await sandbox.run(["help"])).out).toContain("  help [command] ");
});

test("help is as wide as there is room; commands to copy stay whole", async () => {
  sandbox = new Sandbox();
  for (const columns of [62, 80]) {
    for (const command of [[], ...commandDefinitions.map(({ name }) => [name])]) {
      const { out } = await sandbox.run([...command, "--help"], { columns });
      const wide = out.split("\n").filter((line) => line.length > columns && !/^  (limbeck|[A-Z_]+=)/.test(line));
      expect(wide).toEqual([]);
    }
  }
});

test("what is no terminal is as wide as COLUMNS says, and 80 otherwise", () => {
  vi.stubEnv("COLUMNS", "72");
  expect(processIo().columns).toBe(process.stdout.columns ?? 72);
  for (const nothing of ["", "wide", "-5"]) {
    vi.stubEnv("COLUMNS", nothing);
    expect(processIo().columns).toBe(process.stdout.columns ?? 80);
  }
});
