/** Targets that are SQL: files of a folder, or what a program prints. They say what is wanted; commands run it on scratch. */

const brand: unique symbol = Symbol.for("limbeck.sqlTarget") as never;

/** SQL files as the target: what `sqlFiles()` gives. */
export interface SqlFilesTarget {
  readonly kind: "files";
  readonly patterns: readonly string[];
}

/** A program as the target: what `sqlProgram()` gives. */
export interface SqlProgramTarget {
  readonly kind: "program";
  /** Program and arguments; a preset reads from the project which version of its tool is installed. */
  readonly command: readonly string[] | ((root: string) => readonly string[]);
  readonly options: SqlProgramOptions;
  /** What messages call it, where that is not the command. */
  readonly shown?: string;
}

/** A target that is SQL. */
export type SqlTarget = SqlFilesTarget | SqlProgramTarget;

/** Options of `sqlProgram()` and of the presets. */
export interface SqlProgramOptions {
  /**
   * Files that the output depends on, as patterns: `src/schema/**\/*.ts`. As long as they and the command stay the same, the
   * program does not run again. Without any it runs each time.
   */
  readonly inputs?: string | readonly string[];
  /** Where the program runs, relative to the config; default the folder of the config. */
  readonly cwd?: string;
  /** Environment variables on top of those of limbeck itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds until the program is ended; default 120. */
  readonly timeout?: number;
}

/**
 * SQL files as the target. Patterns are relative to the config: `*`, `?` and `{a,b}` within a name, `**` for folders. The
 * files run on a scratch database: those of the first pattern first, in the order of their paths.
 *
 *     export default defineConfig({ target: sqlFiles("schema/types.sql", "schema/**\/*.sql") });
 *
 * A file `schema/user.sql` that says
 *
 *     CREATE TABLE "user" (id integer PRIMARY KEY);
 *
 * is compared like a model with a table `user`. Loading the target throws SqlFileMissingError for a pattern without files
 * and SqlFileFailedError, which names file and line, for a statement that fails.
 *
 * @param patterns files, in the order in which they run
 */
export function sqlFiles(...patterns: readonly string[]): SqlFilesTarget {
  return Object.freeze({ [brand]: true, kind: "files", patterns: Object.freeze(patterns) });
}

/**
 * What a program prints as the target: SQL that makes an empty database what it should be. Programs of the project's
 * `node_modules` are found by name.
 *
 *     target: sqlProgram(["drizzle-kit", "export"], { inputs: ["drizzle.config.ts", "src/schema/**\/*.ts"] })
 *
 * which prints, for one, `CREATE TABLE "users" ("id" serial PRIMARY KEY NOT NULL);`. Loading the target throws
 * SqlProgramMissingError, SqlProgramFailedError, SqlProgramSilentError, and SqlFileFailedError for SQL that fails.
 *
 * @param command program and arguments; no shell takes part
 */
export function sqlProgram(
  command: readonly [program: string, ...args: string[]],
  options: SqlProgramOptions = {},
): SqlProgramTarget {
  return programTarget(Object.freeze([...command]), options);
}

/** A program whose arguments depend on what is installed. */
export function programTarget(
  command: SqlProgramTarget["command"],
  options: SqlProgramOptions,
  shown?: string,
): SqlProgramTarget {
  const named = shown === undefined ? {} : { shown };
  return Object.freeze({ [brand]: true, kind: "program", command, options: Object.freeze({ ...options }), ...named });
}

// A registered symbol: the config may import another copy of the package than the program that reads it.
export const isSqlTarget = (value: unknown): value is SqlTarget =>
  typeof value === "object" && value !== null && brand in value;
