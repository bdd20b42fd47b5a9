/**
 * New embedded databases start from a template: initdb takes seconds in WebAssembly, a copy a fraction of one. The
 * template is made once for each version of PGlite and kept in the user's cache folder; where that can't be written,
 * everything works, only slower.
 */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { readTar } from "./tar.ts";

/** Where the template of the installed version of PGlite is or will be. LIMBECK_CACHE_DIR overrides the folder. */
export function templatePath(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const folder =
    environment["LIMBECK_CACHE_DIR"] ?? join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "limbeck");
  return join(folder, `pglite-${pgliteVersion()}.tar`);
}

/** The template as a tar archive, or undefined where there is none yet. */
export function readTemplate(): Buffer | undefined {
  try {
    return readFileSync(templatePath());
  } catch {
    return undefined;
  }
}

/** Keeps a database that initdb just made as the template. A template that can't be kept is not an error. */
export async function keepTemplate(database: PGlite): Promise<Buffer> {
  const blob = await database.dumpDataDir("none");
  const archive = Buffer.from(await blob.arrayBuffer());
  const path = templatePath();
  const unfinished = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, archive);
    // Readers see the old state or the whole file, never a part.
    renameSync(unfinished, path);
  } catch {
    rmSync(unfinished, { force: true });
  }
  return archive;
}

/** Unpacks the template into a new data folder, which appears whole or not at all. */
export function unpackTemplate(archive: Uint8Array, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    for (const entry of readTar(archive)) {
      const path = join(unfinished, entry.name);
      if (entry.isFolder) mkdirSync(path, { recursive: true, mode: 0o700 });
      else writeFileSync(path, entry.content, { mode: 0o600 });
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Read from the installed package, whose manifest is not among its exports. */
function pgliteVersion(): string {
  const main = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = readFileSync(join(dirname(dirname(main)), "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
