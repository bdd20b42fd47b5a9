/**
 * A target that is SQL: it runs on a scratch database, and what that holds then is what should be. Nothing is run before
 * somebody needs the objects; whether they have changed is told from the SQL alone.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Config, Project, Target } from "../config/config.ts";
import type { SqlFilesTarget, SqlProgramOptions, SqlProgramTarget, SqlTarget } from "../config/sql-target.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { declarationsWriter, type DeclarationsWriter } from "../model/declarations-writer.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { filesMatching } from "../util/glob.ts";
import { keepFile } from "../util/keep-file.ts";
import { SqlFileMissingError } from "./errors.ts";
import { splitStatements } from "./revision-code.ts";
import { outputOf, shownCommand } from "./run-program.ts";
import { onConnection, openScratch, scratchProject } from "./scratch.ts";
import { runSqlText } from "./run-sql-text.ts";
import { reflectOptions, withoutUsualSchema } from "./own-tables.ts";
import { SqlProgramInputsMissingError, SqlProgramSilentError } from "./sql-target-errors.ts";
import { toolVersion } from "./tool-version.ts";
import { dialectOf } from "./workspace.ts";

interface SqlText {
  /** As messages call it. */
  readonly place: string;
  readonly text: string;
}

/** A target whose objects are worked out when somebody asks for them. */
export interface LazyTarget {
  readonly metadata: MetaData;
  readonly metadataInTurns: () => Promise<MetaData>;
  readonly [declarationsWriter]: DeclarationsWriter;
}

/**
 * The target of these files or of this program.
 *
 * @throws SqlFileMissingError, SqlProgramMissingError, SqlProgramFailedError, SqlProgramSilentError,
 * SqlProgramInputsMissingError; asking for its objects throws SqlFileFailedError, ScratchMissingError, ScratchLacksError
 */
export async function sqlTarget(project: Project, declared: SqlTarget): Promise<Target & LazyTarget> {
  const texts = declared.kind === "files" ? readFiles(project, declared) : [await printed(project, declared)];
  const write: DeclarationsWriter = (sink) => {
    for (const { place, text } of texts) sink(JSON.stringify([place, text]));
    return true;
  };
  const lazy: LazyTarget = {
    get metadata(): MetaData {
      throw new TypeError("Objects of a target that is SQL are asked for by metadataInTurns().");
    },
    metadataInTurns: () => made(project, texts, write),
    [declarationsWriter]: write,
  };
  return lazy;
}

/** What was made of a config's SQL in this process: commands ask more than once, and studio for as long as it runs. */
const memory = new WeakMap<Config, { readonly digest: string; readonly metadata: Promise<MetaData> }>();

function made(project: Project, texts: readonly SqlText[], write: DeclarationsWriter): Promise<MetaData> {
  const hash = createHash("sha256").update(`${project.environment.name}\n${defaultSchema()}\n`);
  write((text) => hash.update(text));
  const digest = hash.digest("hex");
  const known = memory.get(project.config);
  if (known?.digest === digest) return known.metadata;
  const metadata = onScratchDatabase(project, texts, write);
  memory.set(project.config, { digest, metadata });
  metadata.catch(() => memory.delete(project.config));
  return metadata;
}

async function onScratchDatabase(
  project: Project,
  texts: readonly SqlText[],
  write: DeclarationsWriter,
): Promise<MetaData> {
  // What a scratch database lacks is looked up in the target, which this is about to make.
  const { target: _, ...config } = project.config;
  const without: Project = { ...project, config };
  const scratch = await openScratch(without);
  try {
    for (const { place, text } of texts) await runSqlText(scratch, text, place);
    const dialect = await dialectOf(without);
    const options = reflectOptions(scratchProject(without, scratch));
    const held = await onConnection(scratch, (connection) => dialect.reflect(connection, options));
    const metadata = declaredBy(withoutUsualSchema(held), texts);
    Object.defineProperty(metadata, declarationsWriter, { value: write });
    return metadata;
  } finally {
    await scratch.close();
  }
}

/**
 * As if it had been declared: a declaration says nothing of what it does not name, such as the version of an extension that
 * happened to be there, or privileges of roles.
 */
function declaredBy(metadata: MetaData, texts: readonly SqlText[]): MetaData {
  const origin = texts.map(({ place }) => place).join(", ");
  const objects = new Map<Key, SchemaObject>();
  for (const [key, object] of metadata.objects) objects.set(key, object.kind === "extension" ? ofAny(object) : object);
  return new MetaData({
    ...metadata,
    objects,
    origins: new Map([...objects.keys()].map((key) => [key, `${key} of ${origin}`])),
  });
}

function ofAny(extension: SchemaObject & { readonly version?: string; readonly into?: string }): SchemaObject {
  const { version: _, into, ...rest } = extension;
  return Object.freeze(into === undefined || into === defaultSchema() ? rest : { ...rest, into });
}

function readFiles({ root }: Project, { patterns }: SqlFilesTarget): SqlText[] {
  if (patterns.length === 0) throw new SqlFileMissingError("(no pattern)");
  const paths = filesOf(root, patterns, (pattern) => new SqlFileMissingError(pattern));
  return paths.map((place) => ({ place, text: readFileSync(resolve(root, place), "utf8") }));
}

/** The files of the first pattern first, each of them once; there must be some for each pattern. */
function filesOf(root: string, patterns: readonly string[], missing: (pattern: string) => Error): string[] {
  const found = patterns.map((pattern) => {
    const files = filesMatching(root, pattern);
    if (files.length === 0) throw missing(pattern);
    return files;
  });
  return [...new Set(found.flat())];
}

async function printed(project: Project, { command: given, options, shown: name }: SqlProgramTarget): Promise<SqlText> {
  const command = typeof given === "function" ? given(project.root) : given;
  const shown = name ?? shownCommand(command);
  const { cwd = ".", env, timeout } = options;
  const folder = resolve(project.root, cwd);
  const run = async (): Promise<string> => {
    const { signal } = project;
    const output = await outputOf({ command, shown, cwd: folder, env, timeout, signal });
    if (splitStatements(output).length === 0) throw new SqlProgramSilentError(shown);
    return output;
  };
  const inputs = inputsOf(project, options.inputs, shown);
  // Where nobody says what the output depends on, the newest is kept all the same: messages name its lines.
  const hash = createHash("sha256").update(JSON.stringify([toolVersion(), command, cwd, env ?? {}]));
  for (const path of inputs ?? []) hash.update(`\n${path}\n`).update(readFileSync(resolve(project.root, path)));
  const path = join(project.stateFolder, "cache", "target", `${hash.digest("hex").slice(0, 16)}.sql`);
  const kept = inputs === undefined ? undefined : readKept(path);
  const text = kept ?? (await run());
  if (kept === undefined) keepFile(path, text);
  return { place: `${shown} (${relative(project.root, path)})`, text };
}

function inputsOf({ root }: Project, inputs: SqlProgramOptions["inputs"], shown: string): string[] | undefined {
  if (inputs === undefined) return undefined;
  return filesOf(root, [inputs].flat(), (pattern) => new SqlProgramInputsMissingError(pattern, shown)).sort();
}

function readKept(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
