/** Revisions are history: twenty that were written before `op` had the words of models still give the SQL that they gave. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Sandbox } from "./cli/support.ts";

const folder = join(import.meta.dirname, "old-revisions");
const sandbox = new Sandbox({
  "limbeck.config.ts":
    'import { defineConfig } from "limbeck/config";\nexport default defineConfig({ revisions: "migrations", environments: { local: { url: "postgres://localhost/none" } } });\n',
  ...Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => [`migrations/${name}`, readFileSync(join(folder, name), "utf8")]),
  ),
});
afterAll(() => sandbox.remove());

it.each([
  ["upgrade.sql", ["upgrade", "head", "--sql"]],
  ["downgrade.sql", ["downgrade", "20abcdef0020:base", "--sql"]],
])("%s is what it was", async (file, argv) => {
  const { exitCode, out, err } = await sandbox.run(argv);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
  expect(bodiesOf(out)).toEqual(bodiesOf(readFileSync(join(folder, file), "utf8")));
});

/** The statements of the revisions, without those of the script around them: transactions, settings, the version table, the ledger. */
const bodiesOf = (script: string): string[] =>
  script
    .split(/\n\n+/)
    .map((block) => block.trim())
    .filter(
      (block) =>
        block !== "" && !/^(?:BEGIN|COMMIT);$|^\\set |^SET search_path|^RESET |\blimbeck_|^\S*\$check\$/.test(block),
    );
