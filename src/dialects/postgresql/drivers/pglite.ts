/**
 * The driver for the embedded database, PGlite: PostgreSQL in this process, in memory or in a folder. It has a single
 * session; all connections share it (and what `SET` and temporary tables leave in it), and while one of them is inside
 * a transaction the others wait. `statement_timeout` has no effect in it, and a running statement can't be cancelled.
 * What was committed survives the end of the process, kill -9 too, but not a power failure: PGlite runs with fsync off.
 */
import { realpathSync } from "node:fs";
import { dirname, join, basename, resolve } from "node:path";
import type { Driver, DriverConnection } from "../../../driver/driver.ts";
import { InvalidUrlError } from "../../../driver/errors.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { PgliteConnection, type SharedSession } from "./pglite-connection.ts";
import { openDatabase, type OpenedDatabase } from "./pglite-open.ts";
import { SessionQueue } from "./session-queue.ts";
import { TypeCatalog } from "./wire.ts";

export interface PgliteDriverOptions {
  /** How long a connection waits while another holds the session in a transaction and does nothing. */
  readonly idleHolderMs?: number | undefined;
  /** What `snapshot` of a database in memory returned; the new one begins as it was. */
  readonly snapshot?: Uint8Array | undefined;
  /** The schema that names without one stand in, for all that share the session. */
  readonly schema?: string | undefined;
}

/**
 * A driver for `pglite:memory` or `pglite://folder` (relative to the working directory, or absolute as in
 * `pglite:///var/db`). Nothing is opened yet. Engines of one process that name the same folder share it.
 *
 * @throws InvalidUrlError
 * @example
 * const driver = pgliteDriver("pglite://.limbeck/db");
 */
export function pgliteDriver(url: string, options: PgliteDriverOptions = {}): Driver {
  const target = parsePgliteUrl(url);
  return new PgliteDriver(target, options);
}

interface PgliteTarget {
  readonly folder: string | undefined;
  readonly database: string | undefined;
}

export function parsePgliteUrl(url: string): PgliteTarget {
  const parts = /^pglite:(?:\/\/)?([^?]*)(?:\?database=([^&]+))?$/s.exec(url);
  if (!parts) throw new InvalidUrlError("it is not of the form pglite://folder or pglite:memory");
  const [, path = "", database] = parts;
  if (path === "") throw new InvalidUrlError("it names no folder");
  const name = database === undefined ? undefined : decode(database);
  const inMemory = path === "memory" && !url.startsWith("pglite://");
  return { folder: inMemory ? undefined : resolve(decode(path)), database: name };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidUrlError("it holds a % that is no percent-encoding (write %25)");
  }
}

const openFolders = new Map<string, SharedSession>();
/** Folders on their way to being closed; opening one again waits for that. */
const closingFolders = new Map<string, Promise<void>>();

class PgliteDriver implements Driver {
  readonly dialect = "postgresql";
  readonly singleSession = true;
  readonly description: string;
  readonly #target: PgliteTarget;
  readonly #options: PgliteDriverOptions;
  #shared: SharedSession | undefined;
  readonly #connections = new Set<PgliteConnection>();

  constructor(target: PgliteTarget, options: PgliteDriverOptions) {
    this.#target = target;
    this.#options = options;
    this.description =
      target.folder === undefined ? "embedded database in memory" : `embedded database in ${target.folder}`;
  }

  async connect(): Promise<DriverConnection> {
    const shared = (this.#shared ??= this.#share());
    let opened: OpenedDatabase;
    try {
      opened = await shared.opened;
    } catch (error) {
      await this.#leave();
      throw error;
    }
    const connection = new PgliteConnection(opened.database, shared, this.description, () => {
      this.#connections.delete(connection);
    });
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.close()));
    await this.#leave();
  }

  #share(): SharedSession {
    const key = this.#key();
    const known = key === undefined ? undefined : openFolders.get(key);
    const shared = known ?? {
      opened: this.#open(key),
      queue: new SessionQueue(this.#options.idleHolderMs ?? 10_000),
      catalog: new TypeCatalog(),
      users: 0,
    };
    shared.users++;
    if (key !== undefined) openFolders.set(key, shared);
    return shared;
  }

  async #open(key: string | undefined): Promise<OpenedDatabase> {
    if (key !== undefined) await closingFolders.get(key);
    const { schema, snapshot } = this.#options;
    const opened = await openDatabase(this.#target.folder, this.#target.database, snapshot);
    if (schema !== undefined) await opened.database.exec(`SET search_path = ${quoteIdentifier(schema)}`);
    return opened;
  }

  /** The files of the database, after a checkpoint: what is opened from them has nothing to recover. */
  async snapshot(): Promise<Uint8Array> {
    const connection = await this.connect();
    try {
      await connection.execute("CHECKPOINT");
      const { database } = await (this.#shared as SharedSession).opened;
      return new Uint8Array(await (await database.dumpDataDir("none")).arrayBuffer());
    } finally {
      await connection.close();
    }
  }

  async #leave(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    if (!shared || --shared.users > 0) return;
    const key = this.#key();
    const closing = shared.opened.then((opened) => opened.close()).catch(() => {});
    if (key !== undefined) {
      if (openFolders.get(key) === shared) openFolders.delete(key);
      closingFolders.set(key, closing);
    }
    await closing;
    if (key !== undefined && closingFolders.get(key) === closing) closingFolders.delete(key);
  }

  /** The same folder by whatever path. Another database of the folder has a key, too, and meets the folder's lock. */
  #key(): string | undefined {
    const { folder, database = "" } = this.#target;
    return folder === undefined ? undefined : `${canonicalPath(folder)}?${database}`;
  }
}

function canonicalPath(folder: string): string {
  try {
    return join(realpathSync(dirname(folder)), basename(folder));
  } catch {
    return folder;
  }
}
