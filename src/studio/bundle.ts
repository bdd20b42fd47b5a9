/**
 * The client as one script. The build writes it beside this file; from sources it is bundled when it is first needed.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

let bundled: Promise<string> | undefined;

export function clientScript(): Promise<string> {
  return (bundled ??= readBundle());
}

async function readBundle(): Promise<string> {
  const built = fileURLToPath(new URL("client.js", import.meta.url));
  return existsSync(built)
    ? readFileSync(built, "utf8")
    : bundleClient(fileURLToPath(new URL("client/main.ts", import.meta.url)));
}

/** Bundles the client's sources. */
export async function bundleClient(entry: string): Promise<string> {
  const { build } = await import("esbuild");
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
