// Builds dist/ with the compiler alone, and only when a source is newer than the last build.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packTemplate } from "./embedded-template.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "dist", ".built");
const inputs = ["src", "package.json", "tsconfig.json", "tsconfig.build.json"];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const changed = Math.max(...inputs.map((path) => newest(join(root, path))));
if (!existsSync(stamp) || statSync(stamp).mtimeMs < changed || process.argv.includes("--force")) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")],
    {
      stdio: "inherit",
      cwd: root,
    },
  );
  cpSync(join(root, "src/erd/fonts"), join(root, "dist/erd/fonts"), { recursive: true });
  const { bundleClient } = await import("../dist/studio/bundle.js");
  writeFileSync(join(root, "dist/studio/client.js"), await bundleClient(join(root, "src/studio/client/main.ts")));
  await packTemplate();
  writeFileSync(stamp, "");
}
