/** Writes the models of a database that is there. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { PulledFileExistsError } from "../project/adopt-errors.ts";
import { modelSourceFor } from "../dialects/registry.ts";
import { pullModel, type PulledModel } from "../pull/pull-model.ts";
import type { Split } from "../pull/files.ts";
import { sqlScriptSource } from "../project/sql-script-source.ts";
import { inSchemaOfSources, namedSource, type Source } from "../project/sources.ts";
import { dialectOf } from "../project/workspace.ts";
import { writeOutput } from "../project/write-output.ts";
import { patternOf } from "../pull/only.ts";

/** Options of `pull`. */
export interface PullCommandOptions {
  /** An environment, a URL, `revision:<id>`, or SQL files; the project's environment where absent. */
  readonly from?: string | undefined;
  /** Folder of the models, relative to the project; `models` where absent. */
  readonly output?: string | undefined;
  readonly split?: Split | undefined;
  /** Only these tables, with what belongs to them: `orders`, `shop.*`. */
  readonly only?: readonly string[] | undefined;
  /** False leaves names of classes as the tables have them. */
  readonly singular?: boolean | undefined;
  /** Writes over files that hold something else. */
  readonly force?: boolean | undefined;
  /** What is not to be in the model. */
  readonly without?: ((metadata: MetaData, source: Source) => Promise<MetaData>) | undefined;
}

/** True for what `from` names as a file of SQL. */
export const isSqlScript = (from: string): boolean => /\.sql$/i.test(from);

export interface PulledOutput {
  /** Absolute. */
  readonly path: string;
  readonly state: "written" | "changed" | "kept";
}

/** What `pull` wrote. */
export interface PullResult extends Pick<PulledModel, "counts" | "undeclared" | "untold"> {
  readonly from: string;
  readonly folder: string;
  readonly files: readonly PulledOutput[];
  readonly notes: readonly string[];
}

/**
 * Reads a database and writes its data model.
 *
 *     await pull(project, { output: "models" });
 *
 * @throws UnknownSourceError, PulledFileExistsError, FileNotWritableError and what reading the database throws
 */
export function pull(project: Project, options: PullCommandOptions = {}): Promise<PullResult> {
  const from = options.from ?? project.environment.name;
  return inSchemaOfSources(project, [from], (placed) => pullIn(placed, from, options));
}

async function pullIn(project: Project, from: string, options: PullCommandOptions): Promise<PullResult> {
  const dialect = await dialectOf(project);
  const source = await openSource(project, from);
  try {
    const write = await modelSourceFor("postgresql:");
    const whole = (await options.without?.(source.metadata, source)) ?? source.metadata;
    const metadata = patternOf(options.only)(whole);
    const pulled = pullModel(metadata, write, options);
    const folder = resolve(project.root, options.output ?? "models");
    const taken = pulled.files.filter(({ path, text }) => isOther(join(folder, path), text)).map(({ path }) => path);
    if (taken.length > 0 && options.force !== true) throw new PulledFileExistsError(options.output ?? "models", taken);
    const files = pulled.files.map(({ path, text }) => writeFile(join(folder, path), text));
    const { counts, undeclared, untold } = pulled;
    return { from: source.description, folder, files, counts, undeclared, untold, notes: source.notes ?? [] };
  } finally {
    await source.close();
  }

  async function openSource(of: Project, name: string): Promise<Source> {
    return isSqlScript(name) ? sqlScriptSource(of, dialect, name) : namedSource(of, dialect, name);
  }
}

/** True for a file that holds something else than what would be written. */
const isOther = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") !== text;

function writeFile(path: string, text: string): PulledOutput {
  if (existsSync(path)) {
    if (readFileSync(path, "utf8") === text) return { path, state: "kept" };
    writeOutput(path, text);
    return { path, state: "changed" };
  }
  writeOutput(path, text);
  return { path, state: "written" };
}
