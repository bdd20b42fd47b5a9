/** Says whether the model is ahead of the database; writes nothing. */
import type { Project } from "../config/config.ts";
import type { AutogenerateResult } from "../autogenerate/autogenerate.ts";
import type { Rename } from "./autogenerate-call.ts";
import { compareModel } from "./revision.ts";
import { dialectOf, readGraph } from "./workspace.ts";

export interface CheckOptions {
  readonly against?: "database" | "revisions";
  readonly renames?: readonly Rename[];
  /** Where revisions are replayed: `embedded`, `server` or a URL; otherwise what the environment says. */
  readonly scratch?: string | undefined;
  /** False replays from the beginning. */
  readonly cache?: boolean | undefined;
}

export interface CheckResult {
  readonly upToDate: boolean;
  readonly differences: AutogenerateResult["differences"];
  readonly notes: readonly string[];
}

/**
 * What autogenerate would write.
 *
 *     if (!(await check(project, { against: "revisions" })).upToDate) process.exitCode = 2;
 *
 * @throws NotUpToDateError when revisions are pending
 */
export async function check(project: Project, options: CheckOptions = {}): Promise<CheckResult> {
  const compared = await compareModel(project, await dialectOf(project), readGraph(project), options);
  try {
    const { differences, notes, upgrade, decisions } = await compared.compare(options.renames ?? []);
    return { upToDate: differences.length === 0 && upgrade.length === 0 && decisions.length === 0, differences, notes };
  } finally {
    await compared.close();
  }
}
