/** Questions on a terminal: a pseudo terminal of util-linux's `script` answers them; skipped where there is none. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

const bin = process.env["LIMBECK_TEST_BIN"] ?? fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const hasTerminal = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");

const down = "\u001B[B";
const enter = "\r";
const escape = "\u001B";

/** What to wait for on the screen, and the keys to press then. */
type Turn = readonly [seen: string, keys: string];

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

interface Screen {
  readonly exitCode: number | null;
  readonly text: string;
}

function onTerminal(argv: readonly string[], turns: readonly Turn[]): Promise<Screen> {
  const quoted = [process.execPath, bin, ...argv].map((word) => `'${word}'`).join(" ");
  const { CI: _ci, NO_COLOR: _color, ...env } = process.env;
  // A terminal without a size would break lines after every character.
  const child = spawn("script", ["-qec", `stty cols 100 rows 40; ${quoted}`, "/dev/null"], {
    cwd: sandbox.root,
    env: { ...env, TERM: "xterm" },
    timeout: 30_000,
  });
  const waiting = [...turns];
  let screen = "";
  let from = 0;
  child.stdout.on("data", (bytes: Buffer) => {
    // Styles and moves of the cursor aside, as a person sees it.
    screen += stripVTControlCharacters(bytes.toString());
    const next = waiting[0];
    const at = next === undefined ? -1 : screen.indexOf(next[0], from);
    if (next === undefined || at < 0) return;
    waiting.shift();
    from = at + next[0].length;
    child.stdin.write(next[1]);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, text: screen }));
  });
}

const models = (column: string): string => `import { dataModel, integer, model, varchar } from "limbeck";
export class User extends model("users", { id: integer().identity().primaryKey(), ${column} }) {}
export const users = dataModel({ User });
`;
const config = `import { defineConfig } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.users),
  environments: { development: {}, production: { url: "pglite:.limbeck/production", protected: true } },
});
`;

describe.runIf(hasTerminal)("on a terminal", { timeout: 120_000 }, () => {
  test("init asks where the database lives and writes what was answered", async () => {
    sandbox = new Sandbox({ "package.json": "{}" });
    const { exitCode, text } = await onTerminal(
      ["init"],
      [
        ["Where does your development database live?", `${down}${enter}`],
        ["Which variable holds the URL?", enter],
        ["Folder of revisions?", enter],
        ["Write a tsconfig.json", enter],
      ],
    );
    expect(exitCode).toBe(0);
    expect(text).toContain("limbeck.config.ts");
    expect(sandbox.read("limbeck.config.ts")).toContain('env("DATABASE_URL")');
    expect(sandbox.files(".")).toContain("tsconfig.json");
  });

  test("init writes nothing when it is given up", async () => {
    sandbox = new Sandbox({ "package.json": "{}" });
    const { exitCode, text } = await onTerminal(["init"], [["Where does your development database live?", escape]]);
    expect(exitCode).toBe(1);
    expect(text).toContain("Nothing was written.");
    expect(existsSync(join(sandbox.root, "limbeck.config.ts"))).toBe(false);
  });

  test("autogenerate asks whether a column was renamed or dropped, and writes nothing when it is given up", async () => {
    sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models("mail: varchar()") });
    await sandbox.run(["generate", "-m", "Users"]);
    await sandbox.run(["upgrade"]);
    sandbox.write("models.ts", models("email: varchar()"));
    const path = "migrations/bbbbbbbbbbbb_mail.ts";
    const asked = (keys: string): Promise<Screen> =>
      onTerminal(["revision", "-a", "-m", "mail", "--rev-id", "bbbbbbbbbbbb"], [["renamed to users.email", keys]]);

    expect((await asked(escape)).exitCode).toBe(8);
    expect(existsSync(join(sandbox.root, path))).toBe(false);
    const dropped = await asked(`${down}${enter}`);
    expect([dropped.exitCode, dropped.text]).toEqual([0, expect.stringContaining("its data is lost")]);
    expect(sandbox.read(path)).toContain('op.dropColumn("users", "mail")');
    rmSync(join(sandbox.root, path));
    expect((await asked(enter)).exitCode).toBe(0);
    expect(sandbox.read(path)).toContain('op.renameColumn("users", "mail", "email")');
  });

  test("a protected environment asks before it is changed", async () => {
    sandbox = new Sandbox({ "limbeck.config.ts": config, "models.ts": models("mail: varchar()") });
    await sandbox.run(["revision", "-m", "empty", "--rev-id", "aaaaaaaaaaaa"]);
    const refused = await onTerminal(["upgrade", "-e", "production"], [["production", `n`]]);
    expect([refused.exitCode, refused.text]).toEqual([1, expect.stringContaining("Nothing was done.")]);
    const confirmed = await onTerminal(["upgrade", "-e", "production"], [["production", `y`]]);
    expect([confirmed.exitCode, confirmed.text]).toEqual([0, expect.stringContaining("aaaaaaaaaaaa")]);
  });
});
