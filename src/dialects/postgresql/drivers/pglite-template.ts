/**
 * New embedded databases start from a template: initdb takes seconds in WebAssembly, a copy a fraction of one. The
 * published package brings the template; elsewhere it is made once for each version of PGlite. It is kept unpacked in
 * the user's cache folder; where that can't be written, everything works, only slower.
 */
import { beside, requireFrom } from "../../../util/beside.ts";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { readTar, writeTar, type TarEntry } from "./tar.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Beside this file in the published package; scripts/build.mjs puts it there. */
const bundled = beside("./pglite-template.tar.br", import.meta.url);

/**
 * The template as a tar archive: from the cache, from the package, or made now.
 *
 * @param initialise runs initdb in an empty folder and leaves it cleanly shut down.
 */
export async function templateArchive(initialise: (folder: string) => Promise<void>): Promise<Uint8Array> {
  const path = templatePath();
  const kept = readOrUndefined(path);
  if (kept) return kept;
  const packed = readOrUndefined(bundled);
  const archive = packed ? brotliDecompressSync(packed) : await makeTemplate(initialise);
  keep(archive, path);
  return archive;
}

/** Where the template for the installed version of PGlite is or will be. LIMBECK_CACHE_DIR overrides the folder. */
export function templatePath(environment: Environment = process.env): string {
  const folder =
    environment["LIMBECK_CACHE_DIR"] ?? join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "limbeck");
  return join(folder, `pglite-${pgliteVersion()}.tar`);
}

/** Unpacks the template into a new data folder, which appears whole or not at all. */
export function unpackTemplate(archive: Uint8Array, folder: string): void {
  const unfinished = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    for (const entry of readTar(archive)) {
      const path = join(unfinished, entry.name);
      if (entry.isFolder) mkdirSync(path, { recursive: true, mode: 0o700 });
      else writeSparse(path, entry.content);
    }
    // Nothing but an empty folder: what somebody keeps under that name stays.
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Most of the template is a WAL segment of 16 MB that is nearly all zeros. */
function writeSparse(path: string, content: Uint8Array): void {
  const page = Buffer.alloc(8192);
  let end = content.length;
  while (end >= page.length && page.equals(content.subarray(end - page.length, end))) end -= page.length;
  writeFileSync(path, content.subarray(0, end), { mode: 0o600 });
  if (end < content.length) truncateSync(path, content.length);
}

async function makeTemplate(initialise: (folder: string) => Promise<void>): Promise<Buffer> {
  const root = mkdtempSync(join(tmpdir(), "limbeck-template-"));
  try {
    const folder = join(root, "data");
    await initialise(folder);
    return writeTar(entriesOf(folder, folder));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function* entriesOf(root: string, folder: string): Generator<TarEntry> {
  const children = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    const path = join(folder, child.name);
    const name = relative(root, path).replaceAll("\\", "/");
    if (child.isDirectory()) {
      yield { name, isFolder: true, content: new Uint8Array() };
      yield* entriesOf(root, path);
    } else {
      yield { name, isFolder: false, content: readFileSync(path) };
    }
  }
}

/** Readers see no file or the whole one. A template that can't be kept is not an error. */
function keep(archive: Uint8Array, path: string): void {
  const unfinished = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, archive);
    renameSync(unfinished, path);
  } catch {
    discard(unfinished);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where it can't be removed it could not be written either.
  }
}

function readOrUndefined(path: string | URL): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Read from the installed package, whose manifest is not among its exports. */
function pgliteVersion(): string {
  const main = requireFrom(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = readFileSync(join(dirname(dirname(main)), "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
