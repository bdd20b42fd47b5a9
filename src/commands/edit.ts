/** Opens revision files in the user's editor. */
import { spawnSync } from "node:child_process";
import type { Project } from "../config/config.ts";
import { EditorError } from "./errors.ts";
import { show } from "./graph.ts";

export interface EditOptions {
  /** Default: VISUAL, then EDITOR. */
  readonly editor?: string | undefined;
}

/** Opens the files of the revisions that an identifier names; returns their paths. @throws EditorError */
export async function edit(project: Project, revision: string, options: EditOptions = {}): Promise<readonly string[]> {
  const paths = (await show(project, revision)).map((description) => description.revision.path);
  const editor = options.editor ?? process.env["VISUAL"] ?? process.env["EDITOR"];
  if (editor === undefined || editor === "") throw new EditorError(undefined);
  const [command, ...args] = editor.split(" ");
  const result = spawnSync(command as string, [...args, ...paths], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (result.error !== undefined || result.status !== 0) throw new EditorError(command);
  return paths;
}
