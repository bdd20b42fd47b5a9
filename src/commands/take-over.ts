/** Takes over a database that another tool has under version control, or nobody: models, config and one baseline revision. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Project } from "../config/config.ts";
import { catalogDigest, ownNames, withoutTools } from "../adopt/catalog.ts";
import { takeOverSource, type TakeOver } from "../adopt/condition.ts";
import { detectTools, migrationFiles, type MigrationFile } from "../adopt/files.ts";
import { fencedTools, fenceName, hasFence } from "../adopt/fence.ts";
import { digestOf, findHistories, readHistory, type History, type HistoryTable } from "../adopt/history.ts";
import { toolNamed } from "../adopt/tools.ts";
import { statesOf, type HistoryStates } from "../adopt/states.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { AdoptUndecidedError, AlreadyAdoptedError } from "../project/adopt-errors.ts";
import { databaseSource } from "../project/sources.ts";
import { adoptedText } from "../project/take-over.ts";
import { dialectOf, readGraph } from "../project/workspace.ts";
import { check } from "./check.ts";
import { diff } from "./diff.ts";
import { pull, type PullResult } from "./pull.ts";
import { revision } from "./revision.ts";

/** Options of `adopt`. */
export interface AdoptOptions {
  /** Whose history counts, where several are there; `none` for a plain baseline. */
  readonly tool?: string | undefined;
  readonly output?: string | undefined;
  readonly split?: "one" | "schema" | "table" | undefined;
  readonly message?: string | undefined;
  readonly id?: string | undefined;
  /** Also where the old tool has migrations that are not applied here. */
  readonly allowPending?: boolean | undefined;
  /** Taking over leaves a row in the old tool's history at which that tool stops. */
  readonly fence?: boolean | undefined;
  /** The project once its models are there, for the proof; the same one where absent. */
  readonly reload?: (() => Promise<Project>) | undefined;
}

/** What `adopt` took over, and what it wrote for it. */
export interface AdoptResult {
  readonly tool: string | undefined;
  /** `adopted from Drizzle at 0016_ordinary` */
  readonly text: string;
  readonly applied: number;
  readonly states: HistoryStates | undefined;
  readonly pulled: PullResult;
  readonly revision: string;
  readonly path: string;
  /** What the model and the database still differ in; nothing where all went well. */
  readonly differences: readonly string[];
}

/** Config text for a project that has none. */
export function adoptConfig(parts: {
  readonly revisions: string;
  readonly urlVariable: string;
  readonly models: string;
  /** Whose tables they are, and what the tables and their sequences are called. */
  readonly others: OtherTools;
}): string {
  const { revisions, urlVariable, models, others: found } = parts;
  const isNone = found.names.length === 0;
  const list = found.names.map((name) => JSON.stringify(name)).join(", ");
  const others = isNone
    ? ""
    : `// What ${found.titles.join(" and ")} keeps for itself is no part of the model.\nconst others = new Set([${list}]);\n\n`;
  const filter = isNone ? "" : "\n  includeName: (name) => !others.has(name),";
  return `import { defineConfig, env } from "limbeck/config";

${others}export default defineConfig({
  target: () => import(${JSON.stringify(`./${models}/data-model.ts`)}).then((m) => m.database),
  revisions: ${JSON.stringify(revisions)},${filter}
  environments: {
    development: { url: env(${JSON.stringify(urlVariable)}) },
    // production: { url: env("PRODUCTION_URL"), protected: true },
  },
});
`;
}

export interface OtherTools {
  readonly titles: readonly string[];
  readonly names: readonly string[];
}

/** What other tools keep for themselves in the database of a project. */
export function otherToolsIn(project: Project): Promise<OtherTools> {
  return inSchemaOfDatabase(project, async (placed) => {
    const source = await databaseSource(placed, await dialectOf(placed));
    try {
      const histories = source.connection === undefined ? [] : await findHistories(source.connection);
      const titles = [...new Set(histories.map(({ tool }) => tool.title))];
      return { titles, names: ownNames(source.metadata, histories) };
    } finally {
      await source.close();
    }
  });
}

/**
 * Writes models and baseline; changes no database.
 *
 *     await adopt(project, { tool: "drizzle" });
 *
 * @throws AlreadyAdoptedError, AdoptUndecidedError and what pulling and writing a revision throw
 */
export async function adopt(project: Project, options: AdoptOptions = {}): Promise<AdoptResult> {
  if (readGraph(project).size > 0) throw new AlreadyAdoptedError();
  const facts = await readFacts(project, options);
  const { history, states, condition, metadata, isWithout } = facts;
  refuseFence(history, options);
  refuseStates(history, states, options);
  const without = async (all: MetaData): Promise<MetaData> => isWithout(all);
  const pulled = await pull(project, { output: options.output, split: options.split, without });
  // The database itself is the target, so that what no builder can say is in the baseline, too.
  const asTarget = { ...project, config: { ...project.config, target: metadata } };
  const { written } = await revision(asTarget, {
    message: options.message ?? "Baseline",
    autogenerate: true,
    against: "revisions",
    allowEmpty: true,
    ...(options.id === undefined ? {} : { id: options.id }),
  });
  const { id, path } = written[0]!;
  addCondition(path, options.fence === true ? { ...condition, fence: fenceName } : condition);
  return {
    tool: history?.tool.name,
    text: adoptedText(condition),
    applied: history?.entries.length ?? 0,
    states,
    pulled,
    revision: id,
    path,
    differences: await proofOf((await options.reload?.()) ?? project),
  };
}

interface Facts {
  readonly history: History | undefined;
  readonly states: HistoryStates | undefined;
  readonly condition: TakeOver;
  /** What the database holds besides other tools' tables. */
  readonly metadata: MetaData;
  readonly isWithout: (metadata: MetaData) => MetaData;
}

function readFacts(project: Project, options: AdoptOptions): Promise<Facts> {
  return inSchemaOfDatabase(project, async (placed) => {
    const source = await databaseSource(placed, await dialectOf(placed));
    try {
      const connection = source.connection!;
      const found = await findHistories(connection);
      const chosen = chooseHistory(found, project, options.tool);
      const history = chosen === undefined ? undefined : await readHistory(connection, chosen);
      const files = history === undefined ? undefined : migrationFiles(project.root, history.tool);
      const metadata = withoutTools(source.metadata, found);
      return {
        history,
        states: history === undefined ? undefined : statesOf(history, files),
        condition: conditionOf(metadata, history, files),
        metadata,
        isWithout: (all) => withoutTools(all, found),
      };
    } finally {
      await source.close();
    }
  });
}

/** @throws AdoptUndecidedError where several tools have been there and nobody has said which counts */
function chooseHistory(
  found: readonly HistoryTable[],
  { root }: Project,
  wanted: string | undefined,
): HistoryTable | undefined {
  if (wanted === "none") return undefined;
  const named = wanted === undefined ? found : found.filter(({ tool }) => tool.name === wanted);
  if (wanted !== undefined && named.length === 0)
    throw new AdoptUndecidedError(
      `the database has no history of ${wanted}`,
      found.map(({ tool }) => tool.name),
    );
  if (named.length <= 1) return named[0];
  const used = new Set(detectTools(root).map(({ name }) => name));
  const ofProject = named.filter(({ tool }) => used.has(tool.name));
  if (ofProject.length === 1) return ofProject[0];
  throw new AdoptUndecidedError(
    `the database has several histories: ${named.map(({ table }) => table).join(", ")}`,
    named.map(({ tool }) => tool.name),
  );
}

function conditionOf(
  metadata: MetaData,
  history: History | undefined,
  files: readonly MigrationFile[] | undefined,
): TakeOver {
  const catalog = catalogDigest(metadata);
  if (history === undefined) return { catalog };
  const { tool, table, entries } = history;
  const applied = entries.map(({ key }) => key);
  const known = new Map((files ?? []).map(({ key, name }) => [key, name]));
  const names =
    tool.name === "drizzle"
      ? Object.fromEntries(applied.flatMap((key) => (known.has(key) ? [[key, known.get(key)!]] : [])))
      : {};
  return {
    tool: tool.name,
    table,
    applied,
    ...(Object.keys(names).length === 0 ? {} : { names }),
    digest: digestOf(entries),
    catalog,
  };
}

/** @throws AdoptUndecidedError where the old tool would pass over the row */
function refuseFence(history: History | undefined, { fence }: AdoptOptions): void {
  if (fence !== true || (history !== undefined && hasFence(history.tool.name))) return;
  const problem =
    history === undefined
      ? "there is no other tool that --fence could keep out"
      : `--fence can't keep ${history.tool.title} out, which passes over rows it does not know`;
  const able = fencedTools.map((name) => toolNamed(name)!.title).join(", ");
  throw new AdoptUndecidedError(problem, [], `Leave --fence out: only ${able} stop at such a row.`);
}

/** @throws AdoptUndecidedError for a history that has to be settled by its own tool first */
function refuseStates(history: History | undefined, states: HistoryStates | undefined, options: AdoptOptions): void {
  if (history === undefined || states === undefined) return;
  const { title, repair } = history.tool;
  if (states.failed.length > 0)
    throw new AdoptUndecidedError(
      `${title}'s history is not clean: ${states.failed.join(", ")}${repair === undefined ? "" : ` (\`${repair}\` repairs it)`}`,
      [],
    );
  const open = [...states.pending, ...states.skipped];
  if (open.length > 0 && options.allowPending !== true)
    throw new AdoptUndecidedError(
      `${title} has migrations that are not applied here: ${open.join(", ")}`,
      [],
      "Apply them with the old tool first. With --allow-pending the baseline is what the database is now, without them.",
    );
}

/** Behind the other facts of the head. */
function addCondition(path: string, condition: TakeOver): void {
  const text = readFileSync(path, "utf8");
  const line = takeOverSource(condition);
  writeFileSync(
    path,
    text.replace(/^export const createdAt = .*$/m, (found) => `${found}\n${line}`),
  );
}

/** The model against the database, and against the baseline on a scratch database. */
async function proofOf(project: Project): Promise<readonly string[]> {
  const model = await diff(project, { from: project.environment.name, to: "model" });
  const baseline = await check(project, { against: "revisions", cache: false });
  const lines = [...model.differences, ...baseline.differences].map(({ sign, text }) => `${sign} ${text}`);
  return [...new Set(lines)];
}
