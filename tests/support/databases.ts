/** Databases for tests: empty ones on real servers, and an embedded one that the files of a worker share. */
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { describe, inject } from "vitest";
import { pgDriver } from "../../src/dialects/postgresql/drivers/pg.ts";
import { pgliteDriver } from "../../src/dialects/postgresql/drivers/pglite.ts";
import type { Driver, DriverConnection } from "../../src/driver/driver.ts";
import { findBinaries } from "./server-binaries.ts";
import { newestVersion, requestedVersions } from "./servers.ts";

/** What a database can do; tests say what they need and never name a database. */
export type Capability =
  /** Several sessions side by side. */
  | "sessions"
  /** A running statement can be cancelled or timed out. */
  | "cancel"
  /** Superuser may make other databases and connect to them. */
  | "databases"
  | "multiranges"
  | "publicationColumns"
  | "nullsNotDistinct"
  | "securityInvokerViews"
  | "unqualifiedViewColumns"
  | "setExpression"
  | "virtualColumns"
  | "temporalConstraints"
  | "notNullConstraintNames"
  | "propertyGraphs"
  | "splitPartitions"
  | "sequencePublications"
  | "alterCheckEnforcement";

const sinceVersion: Readonly<Record<Exclude<Capability, "sessions" | "cancel" | "databases">, number>> = {
  multiranges: 14,
  publicationColumns: 15,
  nullsNotDistinct: 15,
  securityInvokerViews: 15,
  // A query over one relation is printed without its name in front of the columns.
  unqualifiedViewColumns: 16,
  setExpression: 17,
  virtualColumns: 18,
  temporalConstraints: 18,
  notNullConstraintNames: 18,
  propertyGraphs: 19,
  splitPartitions: 19,
  sequencePublications: 19,
  alterCheckEnforcement: 19,
};

export interface TestDatabase {
  /** An empty database; for the embedded target `pglite:memory`, a new one with each driver that opens it. */
  readonly url: string;
  /** A driver for this very database. On the embedded target that is the shared one; closing it leaves it running. */
  readonly driver: Driver;
  drop(): Promise<void>;
}

export interface TestTarget {
  /** `embedded`, `PostgreSQL 14`… */
  readonly name: string;
  /** Major version. */
  readonly version: number;
  has(capability: Capability): boolean;
  /** An empty database; drop it when done. */
  createDatabase(): Promise<TestDatabase>;
}

export interface DescribeOptions {
  /** Targets without these are left out. */
  readonly requires?: readonly Capability[];
  /** For what no version of PostgreSQL does otherwise: the newest alone, unless the run names its versions. */
  readonly versions?: "newest";
}

/**
 * Runs a body of tests on the embedded database and on each server version that the run asks for. Where a server can't
 * be had on this platform, its tests are skipped and say why.
 *
 * @example
 * describeServers("foreign keys", (target) => {
 *   test("are reflected", async () => {
 *     const database = await target.createDatabase();
 *     …
 *     await database.drop();
 *   });
 * });
 */
export function describeServers(
  title: string,
  ...rest: [body: (target: TestTarget) => void] | [options: DescribeOptions, body: (target: TestTarget) => void]
): void {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  const isWanted = (target: TestTarget) => (options.requires ?? []).every((capability) => target.has(capability));
  if (isWanted(embeddedTarget)) describe(`${title} (${embeddedTarget.name})`, () => body(embeddedTarget));
  for (const version of options.versions === "newest" ? newestVersion() : requestedVersions()) {
    const target = serverTarget(version);
    const missing = unavailable(version);
    if (!isWanted(target)) continue;
    if (missing === undefined) describe(`${title} (${target.name})`, () => body(target));
    else describe.skip(`${title} (${target.name}: ${missing})`, () => body(target));
  }
}

/** Why a server of this version can't be started here; undefined where it can. */
export function unavailable(version: number): string | undefined {
  const found = findBinaries(version);
  return found.found ? undefined : found.reason;
}

/** The URL of the server's maintenance database; starts the server when nobody has. */
export async function serverUrl(version: number): Promise<string> {
  // Each question on a connection of its own: one that was kept may be closed at the other end just now.
  const response = await fetch(`${inject("serverBroker")}/${version}`, { headers: { connection: "close" } });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/**
 * A new, empty database on a server of this major version.
 *
 * @example
 * const database = await createDatabase(18);
 * try { … } finally { await database.drop(); }
 */
export async function createDatabase(version: number): Promise<TestDatabase> {
  const maintenance = await serverUrl(version);
  const name = `test_${randomBytes(6).toString("hex")}`;
  // Copying the files beats writing them to the WAL where nothing is synced.
  const strategy = version >= 15 ? " STRATEGY file_copy" : "";
  await maintain(maintenance, `CREATE DATABASE ${name} TEMPLATE template0${strategy}`);
  const url = maintenance.replace("/postgres?", `/${name}?`);
  const driver = pgDriver(url);
  return {
    url,
    driver,
    drop: async () => {
      await driver.close();
      await maintain(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function maintain(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, ssl: false });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverTarget(version: number): TestTarget {
  return {
    name: `PostgreSQL ${version}`,
    version,
    has: (capability) =>
      capability === "sessions" || capability === "cancel" || capability === "databases"
        ? true
        : sinceVersion[capability] <= version,
    createDatabase: () => createDatabase(version),
  };
}

/** Major version of the embedded database. */
const embeddedVersion = 18;

const embeddedTarget: TestTarget = {
  name: "embedded",
  version: embeddedVersion,
  has: (capability) =>
    capability !== "sessions" &&
    capability !== "cancel" &&
    capability !== "databases" &&
    sinceVersion[capability] <= embeddedVersion,
  createDatabase: scratchDatabase,
};

const scratches: { readonly driver: Driver; inUse: boolean }[] = [];

/**
 * An embedded database, empty, that this worker uses again and again: one starts (half a second) only when all others
 * are in use, afterwards it is swept. Closing its driver closes the connections and leaves the database running.
 */
export async function scratchDatabase(): Promise<TestDatabase> {
  let scratch = scratches.find((candidate) => !candidate.inUse);
  if (!scratch) scratches.push((scratch = { driver: pgliteDriver("pglite:memory"), inUse: true }));
  scratch.inUse = true;
  const taken = scratch;
  const driver = leaveRunning(taken.driver);
  await resetScratch(driver);
  return {
    url: "pglite:memory",
    driver,
    drop: async () => {
      await driver.close();
      taken.inUse = false;
    },
  };
}

function leaveRunning(driver: Driver): Driver {
  const connections = new Set<DriverConnection>();
  return {
    dialect: driver.dialect,
    description: driver.description,
    singleSession: driver.singleSession,
    connect: async (options) => {
      const connection = await driver.connect(options);
      connections.add(connection);
      return connection;
    },
    close: async () => {
      await Promise.all([...connections].map((connection) => connection.close()));
    },
  };
}

/** Drops all that tests make: schemas, extensions, publications, roles… */
const sweep = `
DO $sweep$
DECLARE command text;
BEGIN
  FOR command IN
    SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger
    UNION ALL SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
    UNION ALL SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL SELECT format('DROP SERVER IF EXISTS %I CASCADE', srvname) FROM pg_foreign_server
    UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
    UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL SELECT format('SELECT lo_unlink(%s)', oid) FROM pg_largeobject_metadata
    UNION ALL SELECT 'CREATE SCHEMA public AUTHORIZATION pg_database_owner'
    UNION ALL SELECT 'GRANT USAGE ON SCHEMA public TO PUBLIC'
    UNION ALL SELECT 'COMMENT ON SCHEMA public IS ''standard public schema'''
    UNION ALL SELECT format('DROP OWNED BY %I', rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user
    UNION ALL SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user
  LOOP
    EXECUTE command;
  END LOOP;
END $sweep$;`;

async function resetScratch(driver: Driver): Promise<void> {
  const connection = await driver.connect();
  // Not in one script, which would be one transaction: DISCARD ALL refuses to run in it.
  await connection.execute("DISCARD ALL");
  await connection.execute(sweep);
  await connection.close();
}
