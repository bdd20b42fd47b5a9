/** The databases that revisions are tried out on: made for the purpose, gone afterwards, never one of the user's. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Project } from "../config/config.ts";
import { createThrowAwayDatabase, openDriver, standInForExtension } from "../dialects/registry.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { RevisionFailedError } from "../migration/errors.ts";
import { defaultSchema, usualSchema } from "../sql/default-schema.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import { externalTables, makeExternalTables, type ExternalTable, type MadeUpTable } from "./external-tables.ts";
import { ScratchLacksError, ScratchMissingError } from "./errors.ts";

export interface Scratch {
  readonly driver: Driver;
  /** As messages call it; never a URL. */
  readonly description: string;
  readonly embedded: boolean;
  /** What was made up so that the revisions run, such as roles. */
  readonly notes: string[];
  /** Extensions that are there by name only. */
  readonly standIns: Set<string>;
  /** Tables outside of the model that revisions refer to. */
  readonly externals: () => Promise<readonly ExternalTable[]>;
  /** Those of them that no revision has made. */
  readonly madeUp: MadeUpTable[];
  readonly close: () => Promise<void>;
}

export interface ScratchOptions {
  /** `embedded`, `server` or a URL; otherwise what the environment says. */
  readonly where?: string | undefined;
  /** What an embedded one begins with. */
  readonly snapshot?: Uint8Array | undefined;
}

/** Whether the scratch database is the embedded one. */
export async function isScratchEmbedded(project: Project, where?: string): Promise<boolean> {
  return (await scratchUrl(project, where)) === undefined;
}

/** Undefined for the embedded database. */
async function scratchUrl(project: Project, where: string | undefined): Promise<string | undefined> {
  const wanted = where ?? (await project.environment.scratch());
  if (wanted === "embedded") return undefined;
  const url = wanted === "server" ? await project.environment.url() : wanted;
  return url.trim().startsWith("pglite:") ? undefined : url;
}

/**
 * Opens an empty scratch database, or one with what the snapshot holds.
 *
 *     const scratch = await openScratch(project);
 *     await upgrade(scratchProject(project, scratch), "heads");
 *     await scratch.close();
 *
 * @throws ScratchMissingError
 */
export async function openScratch(project: Project, options: ScratchOptions = {}): Promise<Scratch> {
  try {
    const url = await scratchUrl(project, options.where);
    const externals = (): Promise<readonly ExternalTable[]> => externalTables(project);
    const setUp = await setUpSql(project);
    if (url === undefined) return { ...(await openEmbedded(options.snapshot, setUp)), externals, madeUp: [] };
    const { driver, drop } = await createThrowAwayDatabase(url);
    await prepareScratch(driver, setUp).catch((error: unknown) => drop().then(() => Promise.reject(error)));
    return {
      driver,
      description: `a throw-away ${driver.description}`,
      embedded: false,
      notes: [],
      standIns: new Set(),
      externals,
      madeUp: [],
      close: drop,
    };
  } catch (error) {
    throw new ScratchMissingError(error);
  }
}

async function openEmbedded(
  snapshot: Uint8Array | undefined,
  setUp: string,
): Promise<Omit<Scratch, "externals" | "madeUp">> {
  const driver = await openDriver("pglite:memory", { snapshot });
  const description = "an embedded scratch database";
  if (snapshot === undefined) await prepareScratch(driver, setUp);
  const standIns = await readStandIns(driver, snapshot);
  return { driver, description, embedded: true, notes: [], standIns, close: () => driver.close() };
}

/** What the config lets a scratch database begin with. */
async function setUpSql({ config, root }: Project): Promise<string> {
  return config.scratchSetup === undefined ? "" : readFile(resolve(root, config.scratchSetup), "utf8");
}

/** A new database has PostgreSQL's own schema only. */
async function prepareScratch(driver: Driver, setUp: string): Promise<void> {
  const schema = defaultSchema();
  if (schema === usualSchema && setUp === "") return;
  const connection = await driver.connect();
  try {
    const name = quoteIdentifier(schema);
    if (schema !== usualSchema)
      await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${name}; SET search_path = ${name}`);
    await connection.execute(setUp);
  } finally {
    await connection.close();
  }
}

/** What an earlier replay has stood in for is in its snapshot, without the files of the extension. */
async function readStandIns(driver: Driver, snapshot: Uint8Array | undefined): Promise<Set<string>> {
  const connection = await driver.connect();
  try {
    if (snapshot === undefined) return new Set();
    const { rows } = await connection.query<{ name: string }>(
      "SELECT extname::text AS name FROM pg_catalog.pg_extension WHERE extname NOT IN (SELECT name FROM pg_catalog.pg_available_extensions)",
    );
    return new Set(rows.map(({ name }) => name));
  } finally {
    await connection.close();
  }
}

/** The project on the scratch database. What users hook into runs has no business there: nothing of theirs is migrated. */
export function scratchProject(project: Project, { driver }: Pick<Scratch, "driver">): Project {
  const { onVersionApply: _, ...config } = project.config;
  return { ...project, config, driver, defaultSchema: defaultSchema() };
}

/** A connection for as long as an action takes. */
export async function onConnection<Result>(
  { driver }: Pick<Scratch, "driver">,
  action: (connection: DriverConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await driver.connect();
  try {
    return await action(connection);
  } finally {
    await connection.close();
  }
}

/**
 * Runs an action on a scratch database. Roles belong to a server, not to the revisions: one that the embedded database
 * lacks is made; an extension that it lacks is stood in for by its name. The action is tried again, which must go on where
 * it stopped.
 *
 * @throws ScratchLacksError for an extension that the scratch database does not have, or not what it holds
 */
export async function onScratch<Result>(scratch: Scratch, action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!(await isMadeUp(scratch, error))) throw explained(error, scratch);
    }
  }
}

/** Makes up what the embedded database lacks. */
async function isMadeUp(scratch: Scratch, error: unknown): Promise<boolean> {
  if (await areMadeUp(scratch, error)) return true;
  if (!scratch.embedded) return false;
  const role = missingRole(error);
  if (role !== undefined) {
    await makeRole(scratch, role);
    return true;
  }
  const extension = missingExtension(error);
  return extension !== undefined && (await standIn(scratch, extension));
}

/** A schema or a table is missing, and the model knows of tables that are not its own. */
async function areMadeUp(scratch: Scratch, error: unknown): Promise<boolean> {
  if (!["3F000", "42P01"].includes(refusal(error)?.sqlState ?? "")) return false;
  const made = await makeExternalTables(scratch.driver, await scratch.externals());
  scratch.madeUp.push(...made);
  scratch.notes.push(...made.map(({ note }) => note));
  return made.length > 0;
}

/** Lets extensions of a model be created where it is compared. */
export async function standInFor(
  scratch: Scratch,
  extensions: readonly { readonly name: string; readonly version?: string | undefined }[],
): Promise<void> {
  if (!scratch.embedded || extensions.length === 0) return;
  const connection = await scratch.driver.connect();
  const names = new Set<string>();
  try {
    const { rows } = await connection.query<{ name: string }>("SELECT name FROM pg_catalog.pg_available_extensions");
    for (const { name } of rows) names.add(name);
  } finally {
    await connection.close();
  }
  for (const extension of extensions) if (!names.has(extension.name)) await standIn(scratch, extension);
}

function refusal(error: unknown): DatabaseError | undefined {
  const cause = error instanceof RevisionFailedError ? error.cause : error;
  return cause instanceof DatabaseError ? cause : undefined;
}

/** The embedded database speaks English, whatever the user's locale. */
function missingRole(error: unknown): string | undefined {
  const refused = refusal(error);
  return refused?.sqlState === "42704" ? /^role "(.+)" does not exist$/.exec(refused.message)?.[1] : undefined;
}

async function makeRole(scratch: Scratch, role: string): Promise<void> {
  const connection = await scratch.driver.connect();
  try {
    await connection.execute(`CREATE ROLE ${quoteIdentifier(role)}`);
    scratch.notes.push(`The role ${role} was made up on the scratch database.`);
  } finally {
    await connection.close();
  }
}

interface MissingExtension {
  readonly name: string;
  readonly version?: string | undefined;
}

function missingExtension(error: unknown): MissingExtension | undefined {
  const refused = refusal(error);
  if (refused?.sqlState !== "0A000" && refused?.sqlState !== "58P01") return undefined;
  const statement = error instanceof RevisionFailedError ? error.failure.statement : refused.statement;
  const name = /create\s+extension\s+(?:if\s+not\s+exists\s+)?("[^"]+"|[\w-]+)/i.exec(statement ?? "")?.[1];
  const version = /\bversion\s+(?:'([^']+)'|"([^"]+)"|([\w.]+))/i.exec(statement ?? "");
  if (name === undefined) return undefined;
  return { name: name.replaceAll('"', ""), version: version?.[1] ?? version?.[2] ?? version?.[3] };
}

/** False where the stand-in is there already and does not help. */
async function standIn(scratch: Scratch, { name, version }: MissingExtension): Promise<boolean> {
  if (scratch.standIns.has(name)) return false;
  scratch.standIns.add(name);
  const connection = await scratch.driver.connect();
  try {
    if (!(await standInForExtension(connection, name, version))) return false;
    scratch.notes.push(
      `The extension ${name} is not available in ${scratch.description}: it was created by name only, without what it holds.`,
    );
    return true;
  } finally {
    await connection.close();
  }
}

/** Undefined types, functions, tables and schemas: what an extension that is there by name only would have brought. */
const undefinedThings: ReadonlySet<string> = new Set(["42704", "42883", "42P01", "3F000"]);

function explained(error: unknown, scratch: Scratch): unknown {
  const refused = refusal(error);
  const extension = missingExtension(error)?.name;
  const isUsed = scratch.standIns.size > 0 && undefinedThings.has(refused?.sqlState ?? "");
  if (extension === undefined && !isUsed) return error;
  const at = error instanceof RevisionFailedError ? error.failure : undefined;
  return new ScratchLacksError(extension ?? [...scratch.standIns].sort().join(", "), {
    description: scratch.description,
    embedded: scratch.embedded,
    revision: at?.revision,
    place: at?.place ?? at?.path,
    needed: isUsed ? refused?.message : undefined,
    cause: error,
  });
}
