#!/usr/bin/env node
// Compiled code is kept between runs where Node can do that (22.1 and later); it halves the time to the first output.
import module from "node:module";
import { processIo } from "./io.ts";

(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  const { toolVersion } = await import("../project/tool-version.ts");
  process.stdout.write(`${toolVersion()}\n`);
} else {
  const { main } = await import("./main.ts");
  process.exitCode = await main(argv, processIo());
  // Models and hooks may leave something open, such as a pool; that must not keep a finished command running.
  setTimeout(() => process.exit(), 1000).unref();
}
