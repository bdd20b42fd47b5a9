/** What `limbeck studio` shows of a project. Reads only: revisions run on scratch databases, never on the user's. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type { Environment, Project } from "../config/config.ts";
import type { Diagram } from "../erd/diagram.ts";
import {
  HistoryPacker,
  HistoryReader,
  type EnvironmentState,
  type ModelDiagram,
  type PackedHistory,
  type RevisionDetails,
  type RevisionNode,
  type StudioSource,
} from "../erd/model-history.ts";
import { readDiagram } from "../erd/read-diagram.ts";
import type { Renames } from "../erd/renames.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { isLimbeckError } from "../util/errors.ts";
import { oldestFirst } from "../project/oldest-first.ts";
import { authorships } from "../project/git-authorship.ts";
import { withViewColumns } from "../project/model-views.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { Replay } from "../project/replay.ts";
import { DiagramReplay } from "../project/revision-diagrams.ts";
import { revisionHashes } from "../project/revision-hashes.ts";
import { revisionOperations } from "../project/revision-operations.ts";
import { RevisionNames } from "../project/revision-names.ts";
import { revisionSql } from "../project/revision-sql.ts";
import { lastVerification, type LastVerification } from "../project/verification/verification-cache.ts";
import { keepFile } from "../util/keep-file.ts";
import { readTarget } from "../project/target.ts";
import { defaultSchemaOf, dialectOf, readDatabaseState, readGraph } from "../project/workspace.ts";

/** Opens a project for studio; nothing runs before it is asked for. */
export function studioSource(project: Project): StudioSource {
  const map = readGraph(project);
  const order = oldestFirst(map);
  const authors = lazily(() => authorships(project.root, project.revisionFolders));
  const verified = aWhile(() => lastVerification(project, map));
  return {
    title: basename(project.root),
    nodes: order.map((revision) => nodeOf(project, map, revision)),
    model: () =>
      inNamedSchema(project, async (placed) =>
        project.config.target === undefined ? newestState(placed, map) : modelState(placed),
      ),
    history: (onProgress) =>
      inNamedSchema(project, (placed) =>
        replayed(placed, { map, order, ...(onProgress === undefined ? {} : { onProgress }) }),
      ),
    environments: () => environmentStates(project),
    details: async (id) => ({
      ...(await detailsOf(project, map, map.get(id))),
      ...authorOf(await authors(), map.get(id)),
      ...verificationOf(verified(), id),
    }),
  };
}

async function modelState(project: Project): Promise<ModelDiagram> {
  const { metadata, note } = await withViewColumns(project, await readTarget(project));
  return { diagram: readDiagram(metadata), ...(note === undefined ? {} : { note }) };
}

/** Where there are no models, what all revisions together lead to stands for them. */
async function newestState(project: Project, map: RevisionMap): Promise<ModelDiagram | undefined> {
  const heads = map.realHeads;
  if (heads.length === 0) return undefined;
  const replay = await DiagramReplay.open(project, map, { ids: heads, options: {} });
  try {
    return { diagram: await replay.diagramAt(heads) };
  } catch (error) {
    // The history tells which revision can't be replayed.
    if (isLimbeckError(error)) return undefined;
    throw error;
  } finally {
    await replay.close();
  }
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const whileMs = 5_000;

/** Verification may run beside studio, and telling what still holds of it reads every file. */
function aWhile<T>(make: () => T): () => T {
  let made: { readonly value: T; readonly at: number } | undefined;
  return () => {
    if (made === undefined || performance.now() - made.at > whileMs) made = { value: make(), at: performance.now() };
    return made.value;
  };
}

function verificationOf(known: LastVerification | undefined, id: string): Pick<RevisionDetails, "verification"> {
  const verdict = known?.revisions.get(id);
  if (verdict === undefined) return {};
  const { status, verifiedAt } = verdict;
  const findings = verdict.findings.map(({ level, message, details, place }) => ({
    level,
    text: place === undefined ? message : `${message} (${place})`,
    details,
  }));
  return { verification: { status, verifiedAt, findings } };
}

function nodeOf(project: Project, map: RevisionMap, revision: Revision): RevisionNode {
  const { id, message, doc, downRevision, dependsOn, createdAt, path } = revision;
  return {
    id,
    message,
    doc,
    parents: downRevision,
    dependsOn,
    labels: map.labelsOf(id),
    head: map.realHeads.includes(id),
    ...(createdAt === undefined ? {} : { createdAt }),
    path: relative(project.root, path),
  };
}

const authorOf = (
  known: Awaited<ReturnType<typeof authorships>>,
  { path }: Revision,
): Pick<RevisionDetails, "authorship"> => {
  const authorship = known.get(path);
  return authorship === undefined ? {} : { authorship };
};

interface HistoryRequest {
  readonly map: RevisionMap;
  readonly order: readonly Revision[];
  readonly onProgress?: (done: number) => void;
}

/** Every revision on a scratch database. What an earlier call found is kept as long as no file below it changes. */
async function replayed(project: Project, { map, order, onProgress }: HistoryRequest): Promise<PackedHistory> {
  const hashes = revisionHashes(project, map, map.graph.ids);
  const cache = new HistoryCache(project);
  const packer = new HistoryPacker();
  const names = new RevisionNames(project, map);
  const known = new Map<string, Diagram>();
  const replay = new Replay(project, await dialectOf(project), map);
  const defaultSchema = defaultSchemaOf(project);
  try {
    // Also those that are known: the page asks for the SQL of each.
    await replay.prepare(order);
    for (const [at, { id, downRevision }] of order.entries()) {
      const first = downRevision[0];
      const kept = cache.diagram(hashes.get(id)!);
      const add = async (after: Diagram): Promise<void> => {
        const before = first === undefined ? undefined : known.get(first);
        known.set(id, after);
        const range = { from: first === undefined ? [] : [first], to: [id], after };
        const renames =
          after === kept ? cache.renames(hashes.get(id)!) : before && (await names.between({ ...range, before }));
        packer.add(id, downRevision, after, renames);
      };
      if (kept !== undefined) await add(kept);
      else {
        try {
          await add(readDiagram(await replay.metadataAt([id]), { defaultSchema }));
        } catch (error) {
          if (!isLimbeckError(error)) throw error;
          packer.fail(id, downRevision, error.message);
          await replay.close();
        }
      }
      onProgress?.(at + 1);
    }
  } finally {
    await replay.close();
  }
  const packed = packer.pack();
  cache.write(packed, hashes);
  return packed;
}

/** Changes when what is kept of a diagram does. */
const cacheVersion = 3;

interface CacheFile {
  readonly version: number;
  readonly hashes: Readonly<Record<string, string>>;
  readonly packed: PackedHistory;
}

/** One file under the project's state folder; anything odd about it and it counts as absent. */
class HistoryCache {
  readonly #path: string;
  readonly #byHash = new Map<string, string>();
  readonly #reader: HistoryReader | undefined;

  constructor(project: Project) {
    this.#path = join(project.stateFolder, "cache", "studio.json");
    if (!existsSync(this.#path)) return;
    try {
      const { version, hashes, packed } = JSON.parse(readFileSync(this.#path, "utf8")) as CacheFile;
      if (version !== cacheVersion) return;
      this.#reader = new HistoryReader(packed);
      for (const [id, hash] of Object.entries(hashes)) this.#byHash.set(hash, id);
    } catch {
      this.#byHash.clear();
    }
  }

  diagram(hash: string): Diagram | undefined {
    const id = this.#byHash.get(hash);
    return id === undefined || this.#reader?.problem(id) !== undefined ? undefined : this.#reader?.diagram(id);
  }

  /** Of a diagram that is kept. */
  renames(hash: string): Renames | undefined {
    const id = this.#byHash.get(hash);
    return id === undefined ? undefined : this.#reader?.renames(id);
  }

  write(packed: PackedHistory, hashes: ReadonlyMap<string, string>): void {
    const file: CacheFile = { version: cacheVersion, hashes: Object.fromEntries(hashes), packed };
    keepFile(this.#path, JSON.stringify(file));
  }
}

function environmentStates(project: Project): Promise<readonly EnvironmentState[]> {
  return Promise.all(Object.values(project.environments).map((environment) => stateOf(project, environment)));
}

async function stateOf(project: Project, environment: Environment): Promise<EnvironmentState> {
  const { name } = environment;
  const own = name === project.environment.name;
  // Opening an embedded database would create it.
  if (
    environment.embedded &&
    project.driver === undefined &&
    !existsSync(join(project.stateFolder, "databases", name))
  ) {
    return { name, rows: [], problem: "no database yet" };
  }
  const { driver, defaultSchema: _, ...rest } = project;
  try {
    const state = await readDatabaseState({ ...rest, environment, ...(own && driver !== undefined ? { driver } : {}) });
    return { name, rows: state.rows };
  } catch (error) {
    // The reason could hold what nobody should read in a browser; codes of limbeck's own errors hold nothing.
    return { name, rows: [], problem: isLimbeckError(error) ? error.message : "could not be read" };
  }
}

async function detailsOf(project: Project, map: RevisionMap, revision: Revision): Promise<RevisionDetails> {
  const source = readFileSync(revision.path, "utf8");
  const problems: string[] = [];
  const attempt = async <T>(make: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await make();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const { operations = [], findings = [] } = (await attempt(() => revisionOperations(project, revision))) ?? {};
  const { problems: untold, ...sql } = await revisionSql(project, map, revision);
  problems.push(...untold);
  return {
    operations,
    source,
    ...(findings.length === 0 ? {} : { findings }),
    ...sql,
    ...(problems.length === 0 ? {} : { problem: [...new Set(problems)].join("\n") }),
  };
}
