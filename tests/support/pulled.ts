/** Pulled models: written from a database, formatted, compiled, and compared with where they came from. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Sandbox } from "../cli/support.ts";
import { root } from "./imports.ts";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export const pullConfig = `import { defineConfig, env } from "limbeck/config";

export default defineConfig({
  target: () => import("./models/data-model.ts").then((m) => m.database),
  environments: { development: { url: env("TEST_URL") } },
});
`;

/** A project beside a database, without a model. */
export function pullSandbox(url: string): Sandbox {
  return new Sandbox({ "limbeck.config.ts": pullConfig, "migrations/.keep": "" }, { TEST_URL: url });
}

/** What the formatter would change; empty where it is content. */
export async function unformatted(folder: string): Promise<string> {
  const formatter = join(root, "node_modules/.bin/oxfmt");
  return run(formatter, ["--check", "-c", join(root, ".oxfmtrc.json"), folder]).then(
    () => "",
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}

/** What TypeScript says of the files of folders, in its strictest form. */
export async function compilePulled(
  compiler: "typescript" | "typescript-5.9",
  folders: readonly string[],
): Promise<string> {
  const at = folders[0] as string;
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noImplicitOverride: true,
    skipLibCheck: true,
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    paths: { limbeck: [join(root, "src/public/limbeck.ts")] },
  };
  mkdirSync(at, { recursive: true });
  const config = join(at, "tsconfig.pulled.json");
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  writeFileSync(join(at, "package.json"), '{ "type": "module" }');
  const path = join(dirname(require.resolve(`${compiler}/package.json`)), "bin/tsc");
  return run(process.execPath, [path, "-p", config, "--pretty", "false"], { maxBuffer: 1 << 24 }).then(
    () => "",
    // The sources of limbeck are compiled along with what imports them, under options that are not theirs.
    (error: { stdout: string }) =>
      error.stdout
        .split("\n")
        .filter((line) => line !== "" && !/^(?:src\/|\s)/.test(line))
        .join("\n"),
  );
}
