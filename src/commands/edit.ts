/** Opens revision files in the user's editor. */
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import type { Project } from "../config/config.ts";
import { EditorError } from "../project/errors.ts";
import { show } from "./show.ts";

/** Options of `edit`. */
export interface EditOptions {
  /** Default: VISUAL, then EDITOR. */
  readonly editor?: string | undefined;
}

/** Opens the files of the revisions that an identifier names; returns their paths. @throws EditorError */
export async function edit(project: Project, revision: string, options: EditOptions = {}): Promise<readonly string[]> {
  const paths = (await show(project, revision)).map((description) => description.revision.path);
  if (paths.length === 0) return paths;
  const editor = options.editor ?? process.env["VISUAL"] ?? process.env["EDITOR"];
  if (editor === undefined || editor === "") throw new EditorError(undefined);
  const [command, ...args] = editor.split(" ");
  const result = spawnSync(command as string, [...args, ...paths], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (result.error !== undefined || result.status !== 0) throw new EditorError(command, reasonOf(result));
  return paths;
}

function reasonOf({ error, status, signal }: SpawnSyncReturns<Buffer>): string {
  if (error !== undefined)
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such command" : error.message;
  return signal === null ? `it ended with ${status}` : `${signal} ended it`;
}
