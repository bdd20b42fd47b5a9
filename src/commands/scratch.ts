/** The databases that revisions are tried out on: made for the purpose, gone afterwards, never one of the user's. */
import type { Project } from "../config/config.ts";
import { createThrowAwayDatabase, openDriver } from "../dialects/registry.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { Driver } from "../driver/driver.ts";
import { RevisionFailedError } from "../migration/errors.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import { ScratchLacksError, ScratchMissingError } from "./errors.ts";

export interface Scratch {
  readonly driver: Driver;
  /** As messages call it; never a URL. */
  readonly description: string;
  readonly embedded: boolean;
  /** What was made up so that the revisions run, such as roles. */
  readonly notes: string[];
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
    if (url === undefined) return await openEmbedded(options.snapshot);
    const { driver, drop } = await createThrowAwayDatabase(url);
    return { driver, description: `a throw-away ${driver.description}`, embedded: false, notes: [], close: drop };
  } catch (error) {
    throw new ScratchMissingError(error);
  }
}

async function openEmbedded(snapshot: Uint8Array | undefined): Promise<Scratch> {
  const driver = await openDriver("pglite:memory", { snapshot });
  const connection = await driver.connect();
  await connection.close();
  const description = "an embedded scratch database";
  return { driver, description, embedded: true, notes: [], close: () => driver.close() };
}

/** The project on the scratch database. What users hook into runs has no business there: nothing of theirs is migrated. */
export function scratchProject(project: Project, { driver }: Pick<Scratch, "driver">): Project {
  const { onVersionApply: _, ...config } = project.config;
  return { ...project, config, driver };
}

/**
 * Runs an action on a scratch database. Roles belong to a server, not to the revisions: one that the embedded database
 * lacks is made, and the action tried again, which must go on where it stopped.
 *
 * @throws ScratchLacksError for an extension that the scratch database does not have
 */
export async function onScratch<Result>(scratch: Scratch, action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const role = missingRole(error);
      if (!scratch.embedded || role === undefined) throw explained(error, scratch);
      await makeRole(scratch, role);
    }
  }
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

function explained(error: unknown, scratch: Scratch): unknown {
  const refused = refusal(error);
  const statement = error instanceof RevisionFailedError ? error.failure.statement : refused?.statement;
  const extension = /create\s+extension\s+(?:if\s+not\s+exists\s+)?("[^"]+"|[\w-]+)/i.exec(statement ?? "")?.[1];
  const isLacking = refused?.sqlState === "0A000" || refused?.sqlState === "58P01";
  if (!isLacking || extension === undefined) return error;
  const at = error instanceof RevisionFailedError ? error.failure : undefined;
  return new ScratchLacksError(extension.replaceAll('"', ""), {
    description: scratch.description,
    embedded: scratch.embedded,
    revision: at?.revision,
    place: at?.place ?? at?.path,
    cause: error,
  });
}
