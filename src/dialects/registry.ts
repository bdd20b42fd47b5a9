/** The dialects that limbeck knows, by the scheme of a URL. Each is imported when it is first asked for. */
import type { Driver, OpenDriverOptions } from "../driver/driver.ts";
import { UnknownSchemeError } from "./errors.ts";
import type { Dialect, Fingerprints, NameStep, Outside, Queryable, OnlineRequest, OnlineResult } from "./dialect.ts";
import type { CallerClient, driverOnHost as onHost } from "./postgresql/drivers/caller.ts";
import type { WriteModelSource } from "./model-source.ts";
import type { operations } from "./postgresql/operations.ts";
import type { StatementReader } from "./statement-facts.ts";

export type { CallerClient };

/** Operations that every `op` has. */
export type StandardOperations = typeof operations;

interface Registration {
  readonly schemes: readonly string[];
  readonly load: () => Promise<Dialect>;
  readonly operations: () => Promise<StandardOperations>;
  /** Opens a driver without the rest of the dialect, for commands that need no kinds. */
  readonly openDriver: (url: string, options?: OpenDriverOptions) => Promise<Driver>;
  readonly schemaOf: (url: string) => Promise<string | undefined>;
  readonly fingerprints: () => Promise<Fingerprints>;
  readonly modelSource: () => Promise<WriteModelSource>;
  readonly createDatabase: (url: string) => Promise<ThrowAwayDatabase>;
  readonly statementReader: () => Promise<StatementReader>;
  readonly driverOnClient: (client: CallerClient) => Promise<Driver>;
  readonly driverOnHost: (...host: Parameters<typeof onHost>) => Promise<Driver>;
  readonly endsTransaction: (sql: string) => Promise<boolean>;
  readonly outsideOf: (sql: string) => Promise<Outside | undefined>;
  readonly nameStepsBy: (statements: readonly string[]) => Promise<readonly NameStep[]>;
  readonly standInForExtension: (connection: Queryable, name: string, version?: string) => Promise<boolean>;
}

/** A new database that is gone once it is dropped. */
export interface ThrowAwayDatabase {
  readonly driver: Driver;
  /** Closes the driver and drops the database. */
  readonly drop: () => Promise<void>;
}

const registrations: readonly Registration[] = [
  {
    schemes: ["postgres", "postgresql", "pglite"],
    load: async () => (await import("./postgresql/dialect.ts")).postgresql,
    operations: async () => (await import("./postgresql/operations.ts")).operations,
    openDriver: async (url, options) => (await import("./postgresql/drivers/open-driver.ts")).driverFor(url, options),
    schemaOf: async (url) =>
      url.trim().startsWith("pglite:")
        ? undefined
        : (await import("./postgresql/drivers/server-url.ts")).schemaOfUrl(url, process.env),
    fingerprints: async () => (await import("./postgresql/catalog/fingerprint.ts")).fingerprints,
    modelSource: async () => (await import("./postgresql/model-source.ts")).writeModelSource,
    createDatabase: async (url) => (await import("./postgresql/drivers/throw-away.ts")).createThrowAway(url),
    statementReader: async () => (await import("./postgresql/lint/reader.ts")).statementReader,
    driverOnClient: async (client) => (await import("./postgresql/drivers/caller.ts")).driverOnClient(client),
    driverOnHost: async (...host) => (await import("./postgresql/drivers/caller.ts")).driverOnHost(...host),
    endsTransaction: async (sql) => (await import("./postgresql/transaction-control.ts")).endsTransaction(sql),
    outsideOf: async (sql) => (await import("./postgresql/outside.ts")).outsideOf(sql),
    nameStepsBy: async (statements) => (await import("./postgresql/name-steps.ts")).nameStepsBy(statements),
    standInForExtension: async (connection, name, version) =>
      (await import("./postgresql/drivers/stand-in-extension.ts")).standInForExtension(connection, name, version),
  },
];

/**
 * The dialect that a URL belongs to.
 *
 *     const dialect = await dialectFor("pglite:memory");
 *
 * @throws UnknownSchemeError which never repeats the URL.
 */
export function dialectFor(url: string): Promise<Dialect> {
  return registrationFor(url).load();
}

/** The dialect of an engine, by its name. @throws UnknownSchemeError */
export function dialectNamed(name: string): Promise<Dialect> {
  return registrationFor(`${name}:`).load();
}

/** The operations of a URL's dialect, without the rest of it: revisions need no more. @throws UnknownSchemeError */
export function operationsFor(url: string): Promise<StandardOperations> {
  return registrationFor(url).operations();
}

/** What tells whether a database of the URL's dialect has changed. @throws UnknownSchemeError */
export function fingerprintsFor(url: string): Promise<Fingerprints> {
  return registrationFor(url).fingerprints();
}

/** What writes a database of the URL's dialect as a model. @throws UnknownSchemeError */
export function modelSourceFor(url: string): Promise<WriteModelSource> {
  return registrationFor(url).modelSource();
}

/** The default schema that a URL names by itself, which need not exist. @throws UnknownSchemeError, InvalidUrlError */
export function schemaOfUrl(url: string): Promise<string | undefined> {
  return registrationFor(url).schemaOf(url);
}

/** A driver for a URL; nothing is connected yet. @throws UnknownSchemeError, InvalidUrlError */
export function openDriver(url: string, options?: OpenDriverOptions): Promise<Driver> {
  return registrationFor(url).openDriver(url, options);
}

/**
 * Makes an empty database beside the one that a URL names: on the same server, or embedded in memory.
 *
 * @throws UnknownSchemeError, ThrowAwayRefusedError, ConnectionError
 */
export function createThrowAwayDatabase(url: string): Promise<ThrowAwayDatabase> {
  return registrationFor(url).createDatabase(url);
}

/** What tells of statements what they are and do. @throws UnknownSchemeError */
export function statementReaderFor(url: string): Promise<StatementReader> {
  return registrationFor(url).statementReader();
}

/** A driver on a connection or pool that the caller holds. @throws CallerConnectionError */
export function driverOnClient(client: CallerClient): Promise<Driver> {
  return registrationFor("postgres:").driverOnClient(client);
}

/** A driver on connections of limbeck's own that the caller holds. */
export function driverOnHost(...host: Parameters<typeof onHost>): Promise<Driver> {
  return registrationFor("postgres:").driverOnHost(...host);
}

/** True of SQL that begins or ends a transaction, or that nobody can read. */
export function endsTransaction(sql: string): Promise<boolean> {
  return registrationFor("postgres:").endsTransaction(sql);
}

/** Operations as steps that keep nobody waiting for long, where there is such a way. */
export async function onlineOperations(request: OnlineRequest): Promise<OnlineResult> {
  return (await import("./postgresql/online.ts")).onlineOperations(request);
}

/** What a statement may leave behind that runs outside of a transaction; undefined where that is nothing, or not known. */
export function outsideOf(sql: string): Promise<Outside | undefined> {
  return registrationFor("postgres:").outsideOf(sql);
}

/** What the statements of a URL's dialect rename, move, make and drop, one after the other. @throws UnknownSchemeError */
export function nameStepsBy(url: string, statements: readonly string[]): Promise<readonly NameStep[]> {
  return registrationFor(url).nameStepsBy(statements);
}

/**
 * Lets an embedded database create an extension that it lacks, without what the extension holds.
 *
 * @returns false where there can be no extension of that name
 */
export function standInForExtension(connection: Queryable, name: string, version?: string): Promise<boolean> {
  return registrationFor("pglite:memory").standInForExtension(connection, name, version);
}

function registrationFor(url: string): Registration {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const found = registrations.find((registration) => scheme !== undefined && registration.schemes.includes(scheme));
  if (found === undefined) throw new UnknownSchemeError(registrations.flatMap((registration) => registration.schemes));
  return found;
}
