/**
 * Makes every extension that PGlite ships available to `CREATE EXTENSION`. PGlite's own way compiles each of them when
 * the database opens (0.6 s for all); their files alone cost 0.02 to 0.04 s, and PostgreSQL compiles what it loads.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Extension } from "@electric-sql/pglite";
import { readTar } from "./tar.ts";

/** What is used here of the module that an extension may set up before PostgreSQL starts. */
interface Module {
  readonly WASM_PREFIX: string;
  readonly FS: {
    analyzePath(path: string): { readonly exists: boolean };
    mkdirTree(path: string): void;
    writeFile(path: string, content: Uint8Array): void;
  };
}

interface ModuleOptions {
  readonly preRun?: ((module: Module) => void)[];
}

/** An extension of PGlite that brings the files of all the others. */
export const bundledExtensions: Extension = {
  name: "limbeck_bundled_extensions",
  setup: (_database: unknown, options: ModuleOptions) =>
    Promise.resolve({ emscriptenOpts: { ...options, preRun: [...(options.preRun ?? []), writeBundles] } }),
};

function writeBundles(module: Module): void {
  const folder = dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite"));
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".tar.gz"))) {
    for (const entry of readTar(gunzipSync(readFileSync(join(folder, file))))) {
      if (!entry.isFolder) writeFile(module, `${module.WASM_PREFIX}/${entry.name}`, entry.content);
    }
  }
}

function writeFile(module: Module, path: string, content: Uint8Array): void {
  const folder = dirname(path);
  if (!module.FS.analyzePath(folder).exists) module.FS.mkdirTree(folder);
  module.FS.writeFile(path, content);
}
