/** Who committed each file first, asked of git in one go. Without git, or outside of a repository, nobody did. */
import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Authorship } from "../erd/model-history.ts";

const run = promisify(execFile);

/** File → the commit that brought it. */
export async function authorships(root: string, folders: readonly string[]): Promise<ReadonlyMap<string, Authorship>> {
  const found = new Map<string, Authorship>();
  try {
    const git = async (...args: string[]): Promise<string> =>
      (await run("git", ["-c", "core.quotePath=false", ...args], { cwd: root, maxBuffer: 1 << 28 })).stdout;
    const top = (await git("rev-parse", "--show-toplevel")).trim();
    const log = await git(
      "log",
      "--diff-filter=A",
      "--name-only",
      "-z",
      "--format=%x01%an%x02%aI%x02%H",
      "--",
      ...folders,
    );
    // Paths as the project writes them may lead through links.
    const real = realpathSync(root);
    for (const entry of log.split("\u0001").slice(1)) {
      const [head = "", ...paths] = entry.split(/\0\n?/);
      const [author = "", date = "", commit = ""] = head.trim().split("\u0002");
      for (const path of paths.map((one) => one.replace(/^\n/, "")).filter((one) => one !== "")) {
        // Newest commits come first, and the oldest one counts.
        found.set(join(top, path).replace(real, root), { author, date, commit });
      }
    }
  } catch {
    return found;
  }
  return found;
}
