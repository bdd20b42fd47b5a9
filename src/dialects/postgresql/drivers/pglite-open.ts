/** Opens the embedded database, in memory or in a folder, in the quickest way that is safe. */
import { optionalPackage } from "../../../util/optional-package.ts";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Extensions, PGlite } from "@electric-sql/pglite";
import { ConnectionError } from "../../../driver/errors.ts";
import { isLimbeckError } from "../../../util/errors.ts";
import { makeFolder } from "../../../util/make-folder.ts";
import { lockFolder } from "./folder-lock.ts";
import { EmbeddedStartError, FolderDeniedError, FolderVersionError, NotADatabaseFolderError } from "./pglite-errors.ts";
import { bundledExtensions } from "./pglite-extensions.ts";
import { filesExtension } from "./pglite-files.ts";
import { templateArchive, unpackTemplate } from "./pglite-template.ts";
import { readTar } from "./tar.ts";

/** PostgreSQL's major version in the PGlite that limbeck pins. */
export const embeddedVersion = "18";

const defaultDatabase = "postgres";

export interface OpenedDatabase {
  readonly database: PGlite;
  close(): Promise<void>;
}

/**
 * @param folder absolute path, or undefined for a database in memory.
 * @param snapshot what a database in memory begins with; an empty one otherwise.
 * @throws FolderInUseError, FolderDeniedError, FolderVersionError, NotADatabaseFolderError, EmbeddedStartError, ConnectionError
 */
export async function openDatabase(
  folder: string | undefined,
  name = defaultDatabase,
  snapshot?: Uint8Array,
): Promise<OpenedDatabase> {
  if (folder === undefined) return openInMemory(name, snapshot);
  const unlock = await claimFolder(folder);
  try {
    const database = await openFolder(folder, name);
    return {
      database,
      close: async () => {
        await database.close().finally(unlock);
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function claimFolder(folder: string): Promise<() => void> {
  try {
    makeFolder(dirname(folder));
    return await lockFolder(folder);
  } catch (error) {
    throw isLimbeckError(error) ? error : new FolderDeniedError(folder, error);
  }
}

interface Creation {
  readonly dataDir?: string;
  readonly database?: string;
  readonly extensions?: Extensions;
}

async function openInMemory(name: string, snapshot: Uint8Array | undefined): Promise<OpenedDatabase> {
  const where = "the database in memory";
  // PostgreSQL writes to these very bytes, and a snapshot may serve again.
  const archive = snapshot?.slice() ?? (await template());
  const entries = [...readTar(archive)];
  if (!entries.some((entry) => entry.name === "PG_VERSION")) throw new EmbeddedStartError(where, undefined);
  const content = filesExtension("limbeck_content", { folder: "data", entries: () => entries });
  const database = await create({ extensions: { content } }, where);
  if (name !== defaultDatabase) {
    await database.close();
    throw missing(name, where);
  }
  return { database, close: () => database.close() };
}

async function openFolder(folder: string, name: string): Promise<PGlite> {
  const where = `the embedded database in ${folder}`;
  if (stateOf(folder) === "new") unpackTemplate(await template(), folder);
  const database = await create({ dataDir: folder }, where);
  if (name === defaultDatabase) return database;
  // PGlite never ends where the database does not exist, so it is asked for first, over the one that always does.
  const found = await database.query("SELECT FROM pg_catalog.pg_database WHERE datname = $1", [name]);
  await database.close();
  if (found.rows.length === 0) throw missing(name, where);
  return create({ dataDir: folder, database: name }, where);
}

function missing(name: string, where: string): ConnectionError {
  return new ConnectionError({
    kind: "databaseMissing",
    where,
    message: `${where} has no database "${name}"`,
    sqlState: "3D000",
  });
}

function stateOf(folder: string): "new" | "database" {
  const version = readOrUndefined(join(folder, "PG_VERSION"))?.trim();
  if (version !== undefined && version !== embeddedVersion) {
    throw new FolderVersionError(folder, version, embeddedVersion);
  }
  if (version !== undefined) return "database";
  if (filesIn(folder).length > 0) throw new NotADatabaseFolderError(folder);
  return "new";
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return [];
    throw code === "ENOTDIR" ? new NotADatabaseFolderError(folder) : new FolderDeniedError(folder, error);
  }
}

/** @throws PackageMissingError */
const embedded = <Loaded>(load: () => Promise<Loaded>): Promise<Loaded> =>
  optionalPackage("@electric-sql/pglite", "The embedded database", load);

async function template(): Promise<Uint8Array> {
  return embedded(() =>
    templateArchive(async (folder) => {
      const database = await create({ dataDir: folder }, "the embedded database");
      await database.close();
    }),
  );
}

async function create({ extensions, ...options }: Creation, where: string): Promise<PGlite> {
  const { PGlite } = await embedded(() => import("@electric-sql/pglite"));
  try {
    return await PGlite.create({
      ...options,
      startParams: startParameters(PGlite.defaultStartParams),
      extensions: { limbeck: bundledExtensions, ...extensions },
    });
  } catch (error) {
    throw new EmbeddedStartError(where, error);
  }
}

/**
 * PGlite's own, less what makes it unlike a server: `-O` lets anybody change system tables, and the search path lacks
 * the user's schema. The progress of a recovery is not logged, because its timer keeps the process from ending. Buffers
 * are fewer than the usual 128 MB, which take a fifth of the start to clear: below them are memory or the system's cache.
 */
function startParameters(defaults: readonly string[]): string[] {
  const kept = defaults.filter(
    (parameter, index) =>
      parameter !== "-O" && !(isSearchPath(parameter) || (parameter === "-c" && isSearchPath(defaults[index + 1]))),
  );
  return [...kept, "-c", "log_startup_progress_interval=0", "-c", "shared_buffers=32MB"];
}

function isSearchPath(parameter: string | undefined): boolean {
  return parameter?.startsWith("search_path=") ?? false;
}
