/** SQL files as a state: they run on a scratch database, in the order of their names. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { SqlFileMissingError } from "./errors.ts";
import { runSqlText } from "./run-sql-text.ts";
import { openScratch } from "./scratch.ts";
import { scratchSource, type Source } from "./sources.ts";

/** `schema.sql`, or a folder that ends in a slash. */
export const isSqlFile = (name: string): boolean => /\.sql$|[/\\]$/i.test(name) && !/^[a-z]+:\/\//i.test(name);

/**
 * What a database holds after a file, or the files of a folder, have run there. Roles that the scratch database lacks are
 * made; commands of psql are left out.
 *
 * @throws SqlFileMissingError, SqlFileFailedError, ScratchMissingError, ScratchLacksError
 */
export async function sqlFileSource(project: Project, dialect: Dialect, name: string): Promise<Source> {
  const paths = filesOf(project, name);
  const scratch = await openScratch(project);
  try {
    for (const path of paths) await runSqlText(scratch, readFileSync(path, "utf8"), relative(project.root, path));
    return { ...(await scratchSource(project, dialect, scratch)), description: name };
  } catch (error) {
    await scratch.close();
    throw error;
  }
}

function filesOf(project: Project, name: string): string[] {
  const path = resolve(project.root, name);
  const stats = statSync(path, { throwIfNoEntry: false });
  const files = stats?.isDirectory()
    ? readdirSync(path)
        .filter((file) => file.toLowerCase().endsWith(".sql"))
        .sort()
        .map((file) => join(path, file))
    : stats?.isFile()
      ? [path]
      : [];
  if (files.length === 0) throw new SqlFileMissingError(name);
  return files;
}
