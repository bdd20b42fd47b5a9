/** Says whether the model is ahead of the database; writes nothing. */
import { processDirectives } from "../project/directives.ts";
import type { Project } from "../config/config.ts";
import type { AutogenerateResult } from "../autogenerate/autogenerate.ts";
import { decisionNote } from "../autogenerate/rename-candidates.ts";
import { DatabaseError } from "../driver/errors.ts";
import { AgreementMemory } from "../project/check-cache.ts";
import { inNamedSchema, inSchemaOfDatabase } from "../project/default-schema.ts";
import type { ComparisonResult, Rename } from "../project/compare-sources.ts";
import { driftIn, foreignTables } from "../project/drift.ts";
import { assertAtHeads, compareModel, type ModelComparison } from "../project/model-comparison.ts";
import { loadTarget } from "../project/target.ts";
import { dialectOf, fingerprintsOf, readGraph, withConnection } from "../project/workspace.ts";

/** Options of `check`. */
export interface CheckOptions {
  readonly against?: "database" | "revisions";
  readonly renames?: readonly Rename[];
  /** Where revisions are replayed: `embedded`, `server` or a URL; otherwise what the environment says. */
  readonly scratch?: string | undefined;
  /** False replays from the beginning. */
  readonly cache?: boolean | undefined;
}

/** What `check` found. */
export interface CheckResult {
  readonly upToDate: boolean;
  readonly differences: AutogenerateResult["differences"];
  readonly notes: readonly string[];
  /** What would be dropped and created again around a change of something else. */
  readonly remade: AutogenerateResult["remade"];
  /** Those of the differences that neither the model nor a revision made: somebody changed the database. */
  readonly drift: AutogenerateResult["differences"];
  /** Tables that the model lacks, in a database that has no version table. */
  readonly foreignTables: readonly string[];
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
  return agrees ? agreement : compareNow(project, options, memory);
}

/** True where the model says what the revisions say, and the database something else. */
export const isDrift = ({ drift, differences }: CheckResult): boolean =>
  drift.length > 0 && drift.length === differences.length;

const agreement: CheckResult = { upToDate: true, differences: [], notes: [], remade: [], drift: [], foreignTables: [] };

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
  const [dialect, map] = [await dialectOf(project), readGraph(project)];
  const compared = await compareModel(project, dialect, map, options);
  try {
    const { differences, notes, remade, upgrade, downgrade, decisions } = await compared.compare({
      renames: options.renames ?? [],
    });
    const upToDate =
      (differences.length === 0 && upgrade.length === 0 && decisions.length === 0) ||
      (await isLeftByDirectives(project, { upgrade, downgrade }));
    if (memory !== undefined && upToDate && notes.length === 0) await remember(project, compared, memory);
    if (upToDate) return { ...agreement, notes, remade };
    const told = { upToDate, differences, remade };
    const questions = (hidden: ReadonlySet<string>): string[] =>
      decisions.filter(({ from }) => !hidden.has(`table ${from}`) && !hidden.has(`column ${from}`)).map(decisionNote);
    if (options.against === "revisions") return { ...agreement, ...told, notes: [...notes, ...questions(new Set())] };
    const foreign = await foreignTables(project, compared.database.connection, differences);
    const drift = await driftIn(project, { dialect, map, options, differences });
    // What somebody made by hand is not limbeck's to drop, so nobody is asked whether it may go.
    const asked = questions(new Set(drift?.map(({ text }) => text)));
    return {
      ...told,
      notes: [...notes, ...(foreign.length > 0 ? [] : asked), ...(drift === undefined ? [notReplayed] : [])],
      drift: drift ?? [],
      foreignTables: foreign,
    };
  } finally {
    await compared.close();
  }
}

/** True where the hook on directives leaves nothing to write of what there is. */
async function isLeftByDirectives(
  project: Project,
  { upgrade, downgrade }: Pick<ComparisonResult, "upgrade" | "downgrade">,
): Promise<boolean> {
  if (project.config.processRevisionDirectives === undefined || upgrade.length === 0) return false;
  const map = readGraph(project);
  const facts = { map, autogenerate: true, parents: map.heads };
  const directives = await processDirectives(project, [{ message: "", upgrade, downgrade }], facts);
  return directives.every((each) => each.upgrade.length === 0);
}

const notReplayed =
  "The revisions could not be replayed on a scratch database (`limbeck verify` says why), so it is not known which of these somebody made in the database.";

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
