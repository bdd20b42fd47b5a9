/**
 * Loads elkjs. Its megabyte and a half takes longer to compile than a small picture takes to lay out, so what V8 compiled
 * is kept between runs: by Node itself where it can (22.1 and later), by a file in the cache of the account before that.
 */
import { requireFrom } from "../../util/beside.ts";
import { optionalPackage } from "../../util/optional-package.ts";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import type { ELK } from "elkjs/lib/elk-api.js";

export interface LoadedEngine {
  readonly elk: ELK;
  /** Called when something was laid out, so that what that compiled is kept too. */
  readonly keep: () => void;
}

interface ElkModule {
  readonly default?: new () => ELK;
}

const require = requireFrom(import.meta.url);

/** @throws PackageMissingError */
export function loadElk(): Promise<LoadedEngine> {
  return optionalPackage("elkjs", "Laying out a diagram", load);
}

async function load(): Promise<LoadedEngine> {
  if ("enableCompileCache" in nodeModule) return { elk: instance(require("elkjs/lib/elk.bundled.js")), keep: () => {} };
  const source = require.resolve("elkjs/lib/elk.bundled.js");
  const cache = cachePath();
  const cachedData = read(cache);
  const text = `(function (exports, require, module) {${readFileSync(source, "utf8")}\n})`;
  // V8 itself checks that the data fits this text and this version, and compiles anew where it doesn't.
  const script = new Script(text, { filename: source, ...(cachedData === undefined ? {} : { cachedData }) });
  const module = { exports: {} as ElkModule };
  (script.runInThisContext() as (...values: unknown[]) => void)(module.exports, require, module);
  let kept = cachedData !== undefined && script.cachedDataRejected !== true;
  const keep = (): void => {
    if (!kept) write(cache, script.createCachedData());
    kept = true;
  };
  return { elk: instance(module.exports), keep };
}

function instance(loaded: unknown): ELK {
  const Constructor = (loaded as ElkModule).default ?? (loaded as new () => ELK);
  return new Constructor();
}

function cachePath(): string {
  const { version } = require("elkjs/package.json") as { readonly version: string };
  const folder =
    process.env["LIMBECK_CACHE_DIR"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "limbeck");
  return join(folder, `elkjs-${version}-v8-${process.versions.v8}-${process.arch}.bin`);
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** A cache that can't be written is no reason to fail. */
function write(path: string, content: Buffer): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, content, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // Read-only homes are common in containers.
  }
}
