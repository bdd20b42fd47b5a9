/**
 * Makes every extension that PGlite ships available to `CREATE EXTENSION`. PGlite's own way compiles each of them when
 * the database opens (0.6 s for all); their files alone cost 0.02 to 0.04 s, and PostgreSQL compiles what it loads.
 */
import { requireFrom } from "../../../util/beside.ts";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { filesExtension } from "./pglite-files.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** An extension of PGlite that brings the files of all the others. */
export const bundledExtensions = filesExtension("limbeck_bundled_extensions", {
  folder: "",
  entries: () => (bundled ??= readBundles()),
});

/** PostgreSQL only reads them, so that the databases of a process share them. */
let bundled: readonly TarEntry[] | undefined;

function readBundles(): TarEntry[] {
  const folder = dirname(requireFrom(import.meta.url).resolve("@electric-sql/pglite"));
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tar.gz"))
    .flatMap((file) => [...readTar(gunzipSync(readFileSync(join(folder, file))))])
    .filter(({ isFolder }) => !isFolder);
}
