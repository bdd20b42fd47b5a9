/** The SQL that one revision stands for, forward and back, without a database. */
import type { Project } from "../config/config.ts";
import { planDowngrade, planUpgrade } from "../script/plan.ts";
import type { Revision } from "../script/revision.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { sqlOfSteps } from "./upgrade.ts";

export interface RevisionSql {
  readonly up?: string;
  readonly down?: string;
  /** Why one of them cannot be told: code that asks the database, no way back. */
  readonly problems: readonly string[];
}

/** A revision's own SQL, from all its parents: what it depends on besides is not part of it. */
export async function revisionSql(project: Project, map: RevisionMap, revision: Revision): Promise<RevisionSql> {
  const problems = new Set<string>();
  const attempt = async (make: () => Promise<string>): Promise<string | undefined> => {
    try {
      return await make();
    } catch (error) {
      problems.add(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const up = await attempt(() => sqlUp(project, map, revision));
  const down = await attempt(() => sqlDown(project, map, revision));
  return {
    ...(up === undefined ? {} : { up }),
    ...(down === undefined ? {} : { down }),
    problems: [...problems],
  };
}

function sqlUp(project: Project, map: RevisionMap, { id, downRevision, dependsOn }: Revision): Promise<string> {
  const steps = planUpgrade(map, downRevision, id).filter((step) => step.revision.id === id);
  return sqlOfSteps(project, steps, downRevision.length === 0 && dependsOn.length === 0);
}

function sqlDown(project: Project, map: RevisionMap, { id, downRevision }: Revision): Promise<string> {
  const steps = planDowngrade(map, [id], downRevision[0] ?? "base").filter((step) => step.revision.id === id);
  return sqlOfSteps(project, steps, false);
}
