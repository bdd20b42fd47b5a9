/**
 * The client as one script. The build writes it beside this file; from sources it is bundled when it is first needed.
 */
import { optionalPackage } from "../util/optional-package.ts";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

let bundled: Promise<string> | undefined;

export function clientScript(): Promise<string> {
  return (bundled ??= readBundle());
}

async function readBundle(): Promise<string> {
  const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const built = beside("client.js");
  if (existsSync(built)) return readFileSync(built, "utf8");
  // Compiled without the build's last step, the sources are still there in a checkout.
  const source = beside("client/main.ts");
  return bundleClient(existsSync(source) ? source : beside("../../src/studio/client/main.ts"));
}

/** Bundles the client's sources. */
export async function bundleClient(entry: string): Promise<string> {
  const { build } = await optionalPackage("esbuild", "Bundling the studio", () => import("esbuild"));
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
  });
  return result.outputFiles[0]!.text;
}
