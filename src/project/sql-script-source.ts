/** What SQL files make, run on a scratch database: `schema.sql`, or what `pg_dump -s` wrote. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { SqlScriptUnreadableError } from "./errors.ts";
import { onConnection, onScratch, openScratch } from "./scratch.ts";
import { scratchSource, type Source } from "./sources.ts";

/** Closing the source drops the scratch database. @throws SqlScriptUnreadableError, ScratchMissingError, DatabaseError */
export async function sqlScriptSource(project: Project, dialect: Dialect, path: string): Promise<Source> {
  const script = read(resolve(project.root, path), path);
  const scratch = await openScratch(project);
  try {
    await onScratch(scratch, () => onConnection(scratch, (connection) => connection.execute(runnable(script))));
    return { ...(await scratchSource(project, dialect, scratch)), description: path };
  } catch (error) {
    await scratch.close();
    throw error;
  }
}

/** Lines that only `psql` understands, as newer versions of `pg_dump` write them. */
const runnable = (script: string): string =>
  script
    .replaceAll(/^\\(?:un)?restrict .*$/gm, "")
    .replaceAll(/^SELECT pg_catalog\.set_config\('search_path', '', false\);$/gm, "");

function read(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new SqlScriptUnreadableError(shown, error);
  }
}
