/** Replays revisions on a scratch database and reads what they lead to, stepping on from where it is whenever it can. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { RunEvent } from "../migration/run-options.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { ReplayCache, type Snapshot } from "./replay-cache.ts";
import { migrateUp } from "./migrate.ts";
import { compileRevisions } from "./revision-code.ts";
import { revisionHashes } from "./revision-hashes.ts";
import { isScratchEmbedded, onScratch, openScratch, scratchProject, type Scratch } from "./scratch.ts";
import { StateReader } from "./state-reader.ts";

export interface ReplayOptions {
  /** False replays from the beginning and keeps nothing. */
  readonly cache?: boolean | undefined;
  /** `embedded`, `server` or a URL; otherwise what the environment says. */
  readonly scratch?: string | undefined;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** A replay that takes less than so many milliseconds is not worth a snapshot; default 1000. */
  readonly keepAfterMs?: number | undefined;
}

export interface Replayed {
  readonly scratch: Scratch;
  /** Everything that is applied. */
  readonly applied: ReadonlySet<string>;
  /** How many of them came from the cache. */
  readonly cached: number;
}

/**
 * A scratch database with these revisions and all that they stand on; none of them is the empty database. What an earlier
 * replay has kept is not run again.
 *
 * @throws ScratchMissingError, ScratchLacksError and all that `migrateUp` throws
 */
export async function replayTo(
  project: Project,
  map: RevisionMap,
  ids: readonly string[],
  options: ReplayOptions = {},
): Promise<Replayed> {
  const wanted = map.ancestors(ids, { withDependencies: true });
  const tips = tipsOf(map, wanted);
  const useCache = options.cache !== false && ids.length > 0 && (await isScratchEmbedded(project, options.scratch));
  const cache = useCache ? new ReplayCache(project, map, revisionHashes(project, map, ids)) : undefined;
  const { scratch, cached } = await start(project, cache?.find(), options);
  try {
    const begin = performance.now();
    await climb(project, scratch, { map, ids: tips, onEvent: options.onEvent });
    if (
      cached < wanted.size &&
      performance.now() - begin > (options.keepAfterMs ?? 1000) &&
      scratch.driver.snapshot !== undefined
    )
      await cache?.write(tips, await scratch.driver.snapshot());
    return { scratch, applied: wanted, cached };
  } catch (error) {
    await scratch.close();
    throw error;
  }
}

async function start(
  project: Project,
  snapshot: Snapshot | undefined,
  options: ReplayOptions,
): Promise<{ readonly scratch: Scratch; readonly cached: number }> {
  const content = await snapshot?.read();
  if (snapshot !== undefined && content !== undefined) {
    try {
      const scratch = await openScratch(project, { where: options.scratch, snapshot: content });
      return { scratch, cached: snapshot.applied.size };
    } catch {
      snapshot.forget();
    }
  }
  return { scratch: await openScratch(project, { where: options.scratch }), cached: 0 };
}

export interface Climb {
  readonly map: RevisionMap;
  readonly ids: readonly string[];
  readonly onEvent?: ReplayOptions["onEvent"];
}

/** Applies revisions and all that they stand on to a scratch database. */
export async function climb(project: Project, scratch: Scratch, { map, ids, onEvent }: Climb): Promise<void> {
  if (ids.length === 0) return;
  const options = { graph: map, isScratch: true, ...(onEvent === undefined ? {} : { onEvent }) };
  await onScratch(scratch, () => migrateUp(scratchProject(project, scratch), [...ids], options));
}

/** Those that no other one of them stands on: the rows of the version table. */
function tipsOf(map: RevisionMap, ids: ReadonlySet<string>): string[] {
  const covered = new Set([...ids].flatMap((id) => [...map.parents(id), ...map.dependencies(id)]));
  return [...ids].filter((id) => !covered.has(id));
}

export class Replay {
  readonly #project: Project;
  readonly #reader: StateReader;
  readonly #map: RevisionMap;
  #scratch: Scratch | undefined;
  #applied: ReadonlySet<string> = new Set();

  constructor(project: Project, dialect: Dialect, map: RevisionMap) {
    this.#project = project;
    this.#reader = new StateReader(project, dialect);
    this.#map = map;
  }

  /**
   * What the database holds once these revisions, and all that they stand on, have run. None of them is the empty
   * database. Revisions asked for in the order of history cost one step each.
   *
   * @throws all that `replayTo` throws
   */
  async metadataAt(ids: readonly string[]): Promise<MetaData> {
    if (ids.length === 0) return new MetaData({ objects: [] });
    const wanted = this.#map.ancestors(ids, { withDependencies: true });
    const scratch = await this.#reach(wanted, ids);
    this.#applied = wanted;
    return this.#reader.read(scratch);
  }

  /** Compiles revisions together, which is much quicker than one by one. */
  async prepare(revisions: readonly Revision[]): Promise<void> {
    await compileRevisions(this.#project, revisions).catch(() => {
      // Whichever of them is broken says so when its turn comes.
    });
  }

  async close(): Promise<void> {
    const scratch = this.#scratch;
    this.#scratch = undefined;
    this.#applied = new Set();
    await scratch?.close();
  }

  async #reach(wanted: ReadonlySet<string>, ids: readonly string[]): Promise<Scratch> {
    if (this.#scratch === undefined || [...this.#applied].some((id) => !wanted.has(id))) {
      await this.close();
      return (this.#scratch = (await replayTo(this.#project, this.#map, ids)).scratch);
    }
    if (wanted.size > this.#applied.size) await climb(this.#project, this.#scratch, { map: this.#map, ids });
    return this.#scratch;
  }
}
