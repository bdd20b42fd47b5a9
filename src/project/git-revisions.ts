/** The revisions that a commit knows, asked of git. */
import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";
import type { Project } from "../config/config.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { CommitUnreadableError } from "./errors.ts";

const run = promisify(execFile);

/**
 * The newest of the project's revisions that a commit holds; none where it holds none. A file counts by its name, wherever
 * it lay there, so that a folder may move.
 *
 * @throws CommitUnreadableError
 */
export async function revisionsAt(project: Project, map: RevisionMap, commit: string): Promise<string[]> {
  const names = await filesOf(project.root, commit);
  const held = map.graph.ids.filter((id) => names.has(basename(map.get(id).path)));
  const known = map.ancestors(held, { withDependencies: true });
  const covered = new Set([...known].flatMap((id) => [...map.parents(id), ...map.dependencies(id)]));
  return [...known].filter((id) => !covered.has(id));
}

async function filesOf(root: string, commit: string): Promise<ReadonlySet<string>> {
  try {
    // `--end-of-options` keeps a name such as `--output=…` a name.
    const { stdout: id } = await run(
      "git",
      ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`],
      { cwd: root },
    );
    const { stdout } = await run("git", ["ls-tree", "-r", "-z", "--full-tree", "--name-only", id.trim()], {
      cwd: root,
      maxBuffer: 1 << 28,
    });
    return new Set(stdout.split("\0").map((path) => basename(path)));
  } catch (error) {
    throw new CommitUnreadableError(commit, error);
  }
}
