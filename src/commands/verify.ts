/** Proves revisions on a scratch database: they run, lead to the model, and each can be undone and done again. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { RevisionCode } from "../migration/revision-code.ts";
import { history } from "../script/history.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { isLimbeckError } from "../util/errors.ts";
import { compare } from "../project/compare-sources.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { SettleProblemsError } from "../project/errors.ts";
import { parentsFirst } from "../project/revision-hashes.ts";
import { loadRevisionCode } from "../project/revision-code.ts";
import { modelSource, scratchSource } from "../project/sources.ts";
import { keepVerification } from "../project/verification/verification-cache.ts";
import type { ModelVerdict, VerifiedRevision, VerifyResult } from "../project/verification/findings.ts";
import { Walk } from "../project/verification/walk.ts";
import { dialectOf, readDatabaseState, readGraph } from "../project/workspace.ts";

/** Options of `verify`. */
export interface VerifyOptions {
  /** `start:end` as of `history`, both included; one revision alone; everything by default. */
  readonly range?: string | undefined;
  /** `embedded`, `server` for a throw-away database beside the environment's own, or a URL. Default: the config's. */
  readonly scratch?: string | undefined;
  /** False replays what lies before the range from the beginning. */
  readonly cache?: boolean | undefined;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What `verify` tells while it is under way. */
export type VerifyProgress =
  | { readonly type: "opened"; readonly scratch: string; readonly count: number }
  | { readonly type: "started"; readonly revision: string; readonly at: number; readonly count: number }
  | { readonly type: "finished"; readonly verdict: VerifiedRevision }
  | { readonly type: "comparing" };

/** Longer histories are looked at less often, which is quicker by a third. */
const longestThorough = 50;

/**
 * Runs every revision of a range up, down and up again, on tables that hold rows, and compares what the heads lead to
 * with the model. The result is kept for `lastVerification`.
 *
 *     const { ok, revisions } = await verify(project, { range: "a0cf:head" });
 *
 * @throws ScratchMissingError, ScratchLacksError, ConnectionError and all that `history` throws of a range
 */
export function verify(project: Project, options: VerifyOptions = {}): Promise<VerifyResult> {
  return inNamedSchema(project, (placed) => verifyIn(placed, options));
}

async function verifyIn(whole: Project, options: VerifyOptions): Promise<VerifyResult> {
  const project = options.signal === undefined ? whole : { ...whole, signal: options.signal };
  const map = readGraph(project);
  const dialect = await dialectOf(project);
  const chosen = await chosenRevisions(project, map, options.range);
  const order = parentsFirst(map, chosen);
  const codes = await allCodes(project, map, order);
  const walk = await Walk.begin(project, dialect, map, {
    ...options,
    codes,
    isThorough: chosen.size <= longestThorough,
    from: beforeAll(map, order, chosen),
  });
  try {
    options.onProgress?.({ type: "opened", scratch: walk.scratch.description, count: chosen.size });
    const { revisions, reached } = await walkAll(walk, map, { order, chosen, options });
    options.onProgress?.({ type: "comparing" });
    const model = await modelVerdict(project, dialect, { map, order, reached, walk });
    const connection = await walk.scratch.driver.connect();
    const serverVersion = await dialect.serverVersion(connection).finally(() => connection.close());
    const result: VerifyResult = {
      ok: revisions.every(({ status }) => status !== "failed" && status !== "skipped") && model.status !== "differs",
      ...(options.range === undefined ? {} : { range: options.range }),
      scratch: walk.scratch.description,
      serverVersion,
      revisions,
      model,
      tablesWithRows: walk.rows.tablesWithRows,
      emptyTables: walk.rows.emptyTables,
      notes: walk.notes,
    };
    keepVerification(project, map, result);
    return result;
  } finally {
    await walk.close();
  }
}

async function chosenRevisions(
  project: Project,
  map: RevisionMap,
  range: string | undefined,
): Promise<ReadonlySet<string>> {
  if (map.size === 0) return new Set();
  const text = range === undefined || range.includes(":") ? range : `${range}:${range}`;
  const needsRows = text?.split(":").some((part) => /(^|@)current\b/.test(part.trim())) === true;
  const found = history(map, {
    ...(text === undefined ? {} : { range: text }),
    ...(needsRows ? { currentRows: (await readDatabaseState(project)).rows } : {}),
  });
  return new Set(found.map(({ revision }) => revision.id));
}

/** What can be applied before the first chosen revision: what stands on none of them. */
function beforeAll(map: RevisionMap, order: readonly string[], chosen: ReadonlySet<string>): readonly string[] {
  const later = new Set<string>();
  for (const id of order) {
    const below = [...map.parents(id), ...map.dependencies(id)];
    if (chosen.has(id) || below.some((parent) => later.has(parent))) later.add(id);
  }
  return order.filter((id) => !later.has(id));
}

/** Compiled together, which is much quicker; a file that can't be compiled says so when its turn comes. */
async function allCodes(
  project: Project,
  map: RevisionMap,
  order: readonly string[],
): Promise<ReadonlyMap<string, RevisionCode>> {
  try {
    return await loadRevisionCode(
      project,
      order.map((id) => map.get(id)),
    );
  } catch (error) {
    if (!isLimbeckError(error)) throw error;
    return new Map();
  }
}

interface WalkRequest {
  readonly order: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly options: VerifyOptions;
}

interface Walked {
  readonly revisions: readonly VerifiedRevision[];
  /** Everything up to the ends of the range is applied. */
  readonly reached: boolean;
}

async function walkAll(walk: Walk, map: RevisionMap, { order, chosen, options }: WalkRequest): Promise<Walked> {
  const before = new Set(beforeAll(map, order, chosen));
  const revisions: VerifiedRevision[] = [];
  const missing = new Set<string>();
  for (const id of order.filter((one) => !before.has(one))) {
    const below = [...map.parents(id), ...map.dependencies(id)];
    const stopped = below.find((parent) => missing.has(parent));
    if (stopped !== undefined) {
      missing.add(id);
      if (chosen.has(id)) revisions.push(walk.skipped(id));
      continue;
    }
    if (!chosen.has(id)) {
      if ((await walk.pass(id)) !== undefined) missing.add(id);
      continue;
    }
    options.onProgress?.({ type: "started", revision: id, at: revisions.length + 1, count: chosen.size });
    const verdict = await walk.verify(id);
    if (verdict.findings.some(({ code }) => code === "upgrade-failed")) missing.add(id);
    const isLast = revisions.length + 1 === chosen.size && missing.size === 0;
    revisions.push(isLast ? await walk.finish(verdict) : verdict);
    options.onProgress?.({ type: "finished", verdict: revisions.at(-1) as VerifiedRevision });
  }
  return { revisions, reached: missing.size === 0 };
}

interface ModelRequest {
  readonly map: RevisionMap;
  readonly order: readonly string[];
  readonly reached: boolean;
  readonly walk: Walk;
}

/** Only the heads are what the model should be. */
async function modelVerdict(
  project: Project,
  dialect: Dialect,
  { map, order, reached, walk }: ModelRequest,
): Promise<ModelVerdict> {
  const skip = (reason: string): ModelVerdict => ({ status: "skipped", differences: [], reason });
  if (project.config.target === undefined) return skip("the config names no target");
  if (!reached) return skip("not every revision could be applied");
  if (order.length < map.size) return skip("the range does not lead to the heads");
  const target = await modelSource(project);
  const borrowed = { ...walk.scratch, close: async () => {} };
  const database = await scratchSource(project, dialect, borrowed);
  try {
    const { differences, decisions, upgrade } = await compare(project, dialect, { database, target });
    const agrees = differences.length === 0 && decisions.length === 0 && upgrade.length === 0;
    return { status: agrees ? "agrees" : "differs", differences };
  } catch (error) {
    // The model speaks of what the revisions have not made.
    if (error instanceof SettleProblemsError) return { status: "differs", differences: [], reason: error.message };
    throw error;
  } finally {
    await database.close();
  }
}
