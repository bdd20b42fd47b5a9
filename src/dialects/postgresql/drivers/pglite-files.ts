/**
 * Puts files into the memory of an embedded database before its PostgreSQL starts. They stay where the archive is that
 * they come from: PGlite's own loading copies each of them five times, which takes longer than PostgreSQL itself.
 */
import type { Extension } from "@electric-sql/pglite";
import type { TarEntry } from "./tar.ts";

/** What is used here of the module that an extension may set up before PostgreSQL starts. */
interface Module {
  readonly WASM_PREFIX: string;
  readonly FS: {
    analyzePath(path: string): { readonly exists: boolean };
    mkdirTree(path: string): void;
    writeFile(path: string, content: Uint8Array, options: { readonly canOwn: boolean }): void;
  };
}

interface ModuleOptions {
  readonly preRun?: ((module: Module) => void)[];
}

export interface Files {
  /** Below PGlite's own folder; `data` is that of the database. */
  readonly folder: string;
  readonly entries: () => Iterable<TarEntry>;
}

/**
 * An extension of PGlite that only brings files. What PostgreSQL writes to one of them is written to the bytes of its
 * entry, so that files which it changes must belong to one database alone.
 */
export function filesExtension(name: string, { folder, entries }: Files): Extension {
  const write = (module: Module): void => writeFiles(module, folder, entries());
  return {
    name,
    setup: (_database: unknown, options: ModuleOptions) =>
      Promise.resolve({ emscriptenOpts: { ...options, preRun: [...(options.preRun ?? []), write] } }),
  };
}

function writeFiles({ FS, WASM_PREFIX }: Module, below: string, entries: Iterable<TarEntry>): void {
  const folders = new Set<string>();
  const ensure = (folder: string): void => {
    if (folders.has(folder)) return;
    folders.add(folder);
    if (!FS.analyzePath(folder).exists) FS.mkdirTree(folder);
  };
  const root = below === "" ? WASM_PREFIX : `${WASM_PREFIX}/${below}`;
  for (const { name, isFolder, content } of entries) {
    const path = `${root}/${name}`;
    if (isFolder) {
      ensure(path);
      continue;
    }
    ensure(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, new Uint8Array(content.buffer, content.byteOffset, content.byteLength), { canOwn: true });
  }
}
