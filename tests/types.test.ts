/** What compiles and what doesn't, under the compilers that users have. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

const compilers = ["typescript", "typescript-5.9"].map((name) => ({
  name,
  path: join(dirname(require.resolve(`${name}/package.json`)), "bin/tsc"),
}));

/** What the compiler prints; nothing where all is well. */
async function compile(compiler: string, project: string): Promise<string> {
  const options = { cwd: here, maxBuffer: 1 << 24 };
  return run(process.execPath, [compiler, "-p", project, "--noEmit", "--pretty", "false"], options).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe.each(compilers)("$name", ({ path }) => {
  test("accepts the right uses and refuses the wrong ones", { timeout: 60_000 }, async () => {
    expect(await compile(path, join(here, "types/tsconfig.json"))).toBe("");
  });

  test("says in a sentence what is wrong", { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(here, "types/.failing-"));
    try {
      await writeFile(join(folder, "failing.ts"), failing);
      const extended = { extends: "../tsconfig.json", files: ["failing.ts"] };
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(extended));
      const output = await compile(path, folder);
      expect(output).toContain("identity() needs a column of type smallint, integer or bigint");
      expect(output).toContain("customerId is written by the database alone");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const failing = `
import { integer, model, text } from "../../../src/public/limbeck.ts";
text().identity();
class Customer extends model("customers", { customerId: integer().identity({ always: true }).primaryKey() }) {}
new Customer({ customerId: 1 });
`;
