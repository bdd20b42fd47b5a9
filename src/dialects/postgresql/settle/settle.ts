/**
 * PostgreSQL is asked what a target's types and expressions mean: they are created in temporary tables, read back by the
 * same queries that read a database, and rolled back. Nothing is locked and nothing stays.
 */
import type { Queryable, SettleProblem, Settlement } from "../../dialect.ts";
import { DatabaseError } from "../../../driver/errors.ts";
import type { Key } from "../../../metadata/key.ts";
import { MetaData } from "../../../metadata/metadata.ts";
import { usualSchema } from "../../../sql/default-schema.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/identifier.ts";
import { readServerVersion, readTemporaryTables } from "../catalog/read-catalog.ts";
import { defaultSchema } from "../ddl/locate.ts";
import { canonicalTarget } from "./canonical.ts";
import { createMissingRoutines, settlePrograms } from "./programs.ts";
import { prerequisitesOf, type Prerequisite } from "./prerequisites.ts";
import { collectRequests, type Request } from "./requests.ts";
import { scratchStatements } from "./scratch.ts";

/** The target in the server's words; those of an embedded scratch database where the connection may not create. */
export async function settle(connection: Queryable, database: MetaData, declared: MetaData): Promise<Settlement> {
  const target = readable(declared, database);
  try {
    return await settleHere(connection, database, target);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { settleElsewhere } = await import("./elsewhere.ts");
    return settleElsewhere(settleHere, database, target);
  }
}

/** What could not be read is there or not: it is neither created for the others nor compared. */
function readable(target: MetaData, { unread }: MetaData): MetaData {
  if (unread === undefined) return target;
  return new MetaData({ ...target, objects: [...target.objects].filter(([, { kind }]) => !unread.has(kind)) });
}

/** The role or the session may not create anything, not even what is rolled back. */
export const isRefusal = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError && (error.sqlState === "42501" || error.sqlState === "25006");

async function settleHere(connection: Queryable, database: MetaData, target: MetaData): Promise<Settlement> {
  const answered = await settleTexts(connection, { held: database, known: database, target });
  return { ...answered, canonical: await withoutOwnOwners(connection, answered.canonical) };
}

/** What is put into the server's words. */
export interface TextsRequest {
  /** What the server has; what the target needs besides is made first. */
  readonly held: MetaData;
  /** Texts that are like those of the same objects here need no settling. */
  readonly known: MetaData;
  readonly target: MetaData;
  /** Only these; all by default. */
  readonly wanted?: ReadonlySet<Key>;
}

/** The target in the server's words. @throws DatabaseError where the connection may not create anything; see `isRefusal` */
export async function settleTexts(connection: Queryable, request: TextsRequest): Promise<Settlement> {
  const serverVersion = await readServerVersion(connection);
  const settled = await settleExpressions(connection, request, serverVersion);
  return settlePrograms(connection, request, settled, serverVersion).catch((error: unknown) => {
    // Programs stand on tables that cannot be made either.
    if (settled.problems.length > 0 && error instanceof DatabaseError && !isRefusal(error)) return settled;
    throw error;
  });
}

/** What belongs to the role that is connected has no owner to speak of, whoever the declaration says that is. */
async function withoutOwnOwners(connection: Queryable, canonical: MetaData): Promise<MetaData> {
  if (![...canonical.objects.values()].some(({ kind }) => kind === "owner")) return canonical;
  const { rows } = await connection.query<{ role: string }>("SELECT current_user::text AS role");
  const objects = [...canonical.objects].filter(([, { kind, name }]) => kind !== "owner" || name !== rows[0]?.role);
  return new MetaData({ ...canonical, objects });
}

/** A schema that the config names is made by the first upgrade; a plain IF NOT EXISTS asks for the right to make it. */
const makeSchemaSql = (name: string): string =>
  `DO $$ BEGIN IF to_regnamespace(${quoteLiteral(quoteIdentifier(name))}) IS NULL THEN CREATE SCHEMA ${quoteIdentifier(name)}; END IF; END $$`;

async function settleExpressions(
  connection: Queryable,
  { held, known, target, wanted }: TextsRequest,
  serverVersion: number,
): Promise<Settlement> {
  const requests = collectRequests(known, target, wanted);
  if (requests.length === 0) return { canonical: target, problems: [] };
  await connection.execute(
    `BEGIN; SET LOCAL search_path = ${quoteIdentifier(defaultSchema())}; SET LOCAL client_min_messages = error; SET LOCAL jit = off`,
  );
  try {
    if (defaultSchema() !== usualSchema) await connection.execute(makeSchemaSql(defaultSchema()));
    const refused = await prepare(connection, prerequisitesOf(held, target, serverVersion));
    if (refused !== undefined) return { canonical: target, problems: [refused] };
    await createMissingRoutines(connection, held, target, serverVersion);
    const { answered, problems } = await tryAll(connection, requests);
    await connection.query("SELECT pg_catalog.set_config('search_path', '', true)");
    const scratch = await readTemporaryTables(connection);
    return { canonical: canonicalTarget(target, answered, scratch), problems };
  } finally {
    await connection.execute("ROLLBACK");
  }
}

/** All at once; where that fails, one by one to find the object that the server refuses. */
async function prepare(
  connection: Queryable,
  prerequisites: readonly Prerequisite[],
): Promise<SettleProblem | undefined> {
  if (prerequisites.length === 0) return undefined;
  await connection.execute("SAVEPOINT limbeck_prepare");
  try {
    await connection.execute(prerequisites.map(({ sql }) => sql).join(";\n"));
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError) || isRefusal(error)) throw error;
    await connection.execute("ROLLBACK TO SAVEPOINT limbeck_prepare");
    const problem = await firstRefused(connection, prerequisites);
    if (problem === undefined) throw error;
    return problem;
  }
}

async function firstRefused(
  connection: Queryable,
  prerequisites: readonly Prerequisite[],
): Promise<SettleProblem | undefined> {
  for (const { sql, key } of prerequisites) {
    try {
      await connection.execute(sql);
    } catch (error) {
      if (key === undefined || !(error instanceof DatabaseError)) throw error;
      return { key, attribute: "definition", text: sql, message: error.message, sqlState: error.sqlState };
    }
  }
  return undefined;
}

interface Tried {
  readonly answered: readonly Request[];
  readonly problems: readonly SettleProblem[];
}

/** All at once; where that fails, one by one to find out which, and then the others at once. */
async function tryAll(connection: Queryable, requests: readonly Request[]): Promise<Tried> {
  if ((await attempt(connection, requests, true)) === undefined) return { answered: requests, problems: [] };
  const answered: Request[] = [];
  const problems: SettleProblem[] = [];
  for (const request of requests) {
    const error = await attempt(connection, [request], false);
    if (error === undefined) answered.push(request);
    else problems.push(...problemsOf(request, error));
  }
  const error = await attempt(connection, answered, true);
  if (error !== undefined) throw error;
  return { answered, problems };
}

/** Runs the statements of requests; keeps what they made only when told so and nothing failed. */
async function attempt(
  connection: Queryable,
  requests: readonly Request[],
  keep: boolean,
): Promise<DatabaseError | undefined> {
  await connection.execute("SAVEPOINT limbeck_settle");
  try {
    await connection.execute(scratchStatements(requests).join(";\n"));
    if (!keep) await connection.execute("ROLLBACK TO SAVEPOINT limbeck_settle");
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError) || isRefusal(error)) throw error;
    await connection.execute("ROLLBACK TO SAVEPOINT limbeck_settle");
    return error;
  }
}

function problemsOf(request: Request, error: DatabaseError): SettleProblem[] {
  return request.waiting.map((key) => ({
    key,
    attribute: request.attribute,
    text: request.text,
    message: error.message,
    sqlState: error.sqlState,
  }));
}
