/** Says whether the model is ahead of the database; writes nothing. */
import type { Project } from "../config/config.ts";
import type { AutogenerateResult } from "../autogenerate/autogenerate.ts";
import { decisionNote } from "../autogenerate/rename-candidates.ts";
import { DatabaseError } from "../driver/errors.ts";
import { AgreementMemory } from "./agreement.ts";
import { inNamedSchema, inSchemaOfDatabase } from "./default-schema.ts";
import type { Rename } from "./autogenerate-call.ts";
import { assertAtHeads, compareModel, type ModelComparison } from "./revision.ts";
import { dialectOf, fingerprintsOf, loadTarget, readGraph, withConnection } from "./workspace.ts";

export interface CheckOptions {
  readonly against?: "database" | "revisions";
  readonly renames?: readonly Rename[];
  /** Where revisions are replayed: `embedded`, `server` or a URL; otherwise what the environment says. */
  readonly scratch?: string | undefined;
  /** False replays from the beginning. */
  readonly cache?: boolean | undefined;
}

export interface CheckResult {
  readonly upToDate: boolean;
  readonly differences: AutogenerateResult["differences"];
  readonly notes: readonly string[];
  /** What would be dropped and created again around a change of something else. */
  readonly remade: AutogenerateResult["remade"];
}

/**
 * What autogenerate would write. That nothing differed is remembered beside the project, and told again without comparing
 * as long as the server's digest of its catalogs and that of the model are the same.
 *
 *     if (!(await check(project, { against: "revisions" })).upToDate) process.exitCode = 2;
 *
 * @throws NotUpToDateError when revisions are pending
 */
export function check(project: Project, options: CheckOptions = {}): Promise<CheckResult> {
  const inSchema = options.against === "revisions" ? inNamedSchema : inSchemaOfDatabase;
  return inSchema(project, (placed) => checkIn(placed, options));
}

async function checkIn(project: Project, options: CheckOptions): Promise<CheckResult> {
  const memory = memoryOf(project, options);
  const agrees = memory !== undefined && (await stillAgrees(project, memory));
  return agrees ? { upToDate: true, differences: [], notes: [], remade: [] } : compareNow(project, options, memory);
}

function memoryOf(project: Project, options: CheckOptions): AgreementMemory | undefined {
  if (options.against === "revisions" || options.cache === false || (options.renames ?? []).length > 0)
    return undefined;
  return AgreementMemory.of(project);
}

async function stillAgrees(project: Project, memory: AgreementMemory): Promise<boolean> {
  const known = memory.read();
  if (known === undefined) return false;
  const { asked, answer } = askDatabase(project);
  // Models keep this process busy: the server should be at work by then, and what models are made with loaded meanwhile.
  await Promise.all([asked, import("../model/data-model.ts")]);
  const model = memory.digestOf(await loadTarget(project));
  const database = await answer;
  if (model === known.model && database === known.database) return true;
  memory.forget();
  return false;
}

/** `answer` is awaited only after the model was read, whose mistakes are told first. */
function askDatabase(project: Project): {
  readonly asked: Promise<void>;
  readonly answer: Promise<string | undefined>;
} {
  const map = readGraph(project);
  let onAsked = (): void => {};
  const asked = new Promise<void>((resolve) => (onAsked = resolve));
  const answer = withConnection(project, async (connection) => {
    await assertAtHeads(project, map, connection);
    const { digest } = await fingerprintsOf(project);
    // A role that may not read all of it can still have compared what it may.
    return digest(connection, { onAsked }).catch((error: unknown) => {
      if (error instanceof DatabaseError) return undefined;
      throw error;
    });
  }).finally(onAsked);
  answer.catch(() => {});
  return { asked, answer };
}

async function compareNow(
  project: Project,
  options: CheckOptions,
  memory: AgreementMemory | undefined,
): Promise<CheckResult> {
  const compared = await compareModel(project, await dialectOf(project), readGraph(project), options);
  try {
    const { differences, notes, remade, upgrade, decisions } = await compared.compare({
      renames: options.renames ?? [],
    });
    const upToDate = differences.length === 0 && upgrade.length === 0 && decisions.length === 0;
    if (memory !== undefined && upToDate && notes.length === 0) await remember(project, compared, memory);
    return { upToDate, differences, notes: [...notes, ...decisions.map(decisionNote)], remade };
  } finally {
    await compared.close();
  }
}

async function remember(
  project: Project,
  { target, database }: ModelComparison,
  memory: AgreementMemory,
): Promise<void> {
  const { connection, moment } = database;
  if (connection === undefined || moment === undefined) return;
  const { digest } = await fingerprintsOf(project);
  const found = await digest(connection, { since: moment }).catch(() => undefined);
  if (found !== undefined) memory.write({ model: memory.digestOf(target.metadata), database: found });
}
