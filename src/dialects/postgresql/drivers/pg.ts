/**
 * The driver for PostgreSQL servers, on `pg`. The package is imported when the first connection is made, so that
 * commands that need no database start quickly.
 */
import { requireFrom } from "../../../util/beside.ts";
import type { Socket } from "node:net";
import type pgModule from "pg";
import type { Client } from "pg";
import type { Driver, DriverConnection, OpenDriverOptions } from "../../../driver/driver.ts";
import { CancelledError, ConnectionError, type ConnectionErrorKind } from "../../../driver/errors.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { PgConnection } from "./pg-connection.ts";
import { describeAddress, parseServerUrl, type ServerAddress } from "./server-url.ts";
import { openSocket } from "./socket.ts";
import { isServerMessage, TypeCatalog } from "./wire.ts";

/**
 * A driver for the server that a `postgres://` URL names. Nothing is connected yet.
 *
 * @throws InvalidUrlError which never repeats the URL.
 * @example
 * const driver = pgDriver("postgres://app@localhost/shop");
 * const connection = await driver.connect();
 */
export function pgDriver(url: string, options: PgDriverOptions = {}): Driver {
  const address = parseServerUrl(url, process.env);
  return new PgDriver(options.database === undefined ? address : { ...address, database: options.database }, options);
}

export interface PgDriverOptions extends OpenDriverOptions {
  /** Another database of the same server. */
  readonly database?: string;
}

class PgDriver implements Driver {
  readonly dialect = "postgresql";
  readonly singleSession = false;
  readonly description: string;
  readonly #address: ServerAddress;
  readonly #options: OpenDriverOptions;
  readonly #catalog = new TypeCatalog();
  readonly #open = new Set<PgConnection>();

  constructor(address: ServerAddress, options: OpenDriverOptions) {
    this.#address = address;
    this.#options = options;
    this.description = describeAddress(address);
  }

  async connect(options: { readonly signal?: AbortSignal } = {}): Promise<DriverConnection> {
    const timeoutMs = this.#address.connectTimeoutMs ?? this.#options.connectTimeoutMs ?? 15_000;
    const deadline = Date.now() + timeoutMs;
    const [pg, socket] = await Promise.all([
      importPg(),
      openSocket(this.#address, { timeoutMs, signal: options.signal }),
    ]);
    const client = new pg.Client(this.#clientConfig(socket));
    const reported = reportedParameters(client);
    await logIn(client, socket, this.description, {
      timeoutMs: Math.max(1, deadline - Date.now()),
      signal: options.signal,
    });
    const connection = new PgConnection(client, this.#address, this.#catalog, () => this.#open.delete(connection));
    this.#open.add(connection);
    // Timestamps are read in the ISO style; a role or database may be set to another.
    if (reported.get("DateStyle")?.startsWith("ISO") !== true) await connection.execute("SET DateStyle = ISO");
    const schema = this.#options.schema ?? this.#address.schema;
    if (schema !== undefined) await connection.execute(`SET search_path = ${quoteIdentifier(schema)}`);
    return connection;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((connection) => connection.close()));
  }

  #clientConfig(socket: Socket): ConstructorParameters<typeof Client>[0] {
    const { user, password, database, options, applicationName, statementTimeoutMs } = this.#address;
    return {
      user,
      database,
      options,
      ssl: false,
      // A function, so that `pg` neither reads PGPASSWORD by itself nor keeps waiting for one that is not there.
      password: () => password ?? "",
      stream: () => alreadyConnected(socket),
      application_name: applicationName ?? this.#options.applicationName ?? "limbeck",
      statement_timeout: statementTimeoutMs ?? this.#options.statementTimeoutMs ?? false,
    };
  }
}

/**
 * While it is loaded, `pg` asks for `navigator` to learn whether it runs in a Cloudflare Worker, and where there is none
 * it makes a `Response`, which loads all of Node 20's fetch. So there is one for the time of a synchronous load.
 */
async function importPg(): Promise<typeof pgModule> {
  if (!("navigator" in globalThis)) {
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Node.js" }, configurable: true });
    try {
      requireFrom(import.meta.url)("pg");
    } catch {
      // In a bundle there is none to be found, but the one that it holds.
    } finally {
      Reflect.deleteProperty(globalThis, "navigator");
    }
  }
  return (await import("pg")).default;
}

/** `pg` connects its socket by itself; ours is connected already. */
function alreadyConnected(socket: Socket): Socket {
  socket.connect = () => {
    queueMicrotask(() => socket.emit("connect"));
    return socket;
  };
  return socket;
}

/** Settings that the server reports by itself while it starts the session. */
function reportedParameters(client: Client): ReadonlyMap<string, string> {
  const reported = new Map<string, string>();
  client.connection.on("parameterStatus", (message: { parameterName: string; parameterValue: string }) => {
    reported.set(message.parameterName, message.parameterValue);
  });
  return reported;
}

interface LogInLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

async function logIn(client: Client, socket: Socket, where: string, limits: LogInLimits): Promise<void> {
  let stopped: Error | undefined;
  const stop = (error: Error) => {
    stopped = error;
    socket.destroy();
  };
  const message = `no answer from ${where} within ${limits.timeoutMs} ms`;
  const timer = setTimeout(() => stop(new ConnectionError({ kind: "timeout", where, message })), limits.timeoutMs);
  const onAbort = () => stop(new CancelledError("connection", limits.signal?.reason));
  limits.signal?.addEventListener("abort", onAbort, { once: true });
  client.on("error", () => {});
  try {
    if (limits.signal?.aborted) onAbort();
    await client.connect();
  } catch (error) {
    const hungUp = socket.readableEnded || socket.destroyed;
    socket.destroy();
    throw stopped ?? connectFailure(error, where, hungUp);
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", onAbort);
  }
}

const refusalKinds: Readonly<Record<string, ConnectionErrorKind>> = {
  "28P01": "authentication",
  "28000": "authentication",
  "3D000": "databaseMissing",
  "53300": "tooManyConnections",
  "57P03": "notReady",
  "57P01": "notReady",
  "42501": "authentication",
};

/** The library refuses to answer a server without a password. */
const passwordFault = (error: unknown): string =>
  error instanceof Error && /password must be a (?:non-empty )?string/.test(error.message)
    ? ": the server asks for a password, and none is given"
    : "";

/** The server's own words are safe here: they name the user and the database, never the password. */
function connectFailure(error: unknown, where: string, hungUp: boolean): ConnectionError {
  if (!isServerMessage(error)) {
    const errno = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    // Without an errno, and with the server still there, it is the library that gave up: no password, or SCRAM failed.
    const kind = errno !== undefined ? "unreachable" : hungUp ? "refused" : "authentication";
    return new ConnectionError({ kind, where, message: `can't log in to ${where}${passwordFault(error)}`, errno });
  }
  const kind = refusalKinds[error.code ?? ""] ?? "refused";
  return new ConnectionError({
    kind,
    where,
    message: `can't log in to ${where}: ${error.message}`,
    sqlState: error.code,
  });
}
