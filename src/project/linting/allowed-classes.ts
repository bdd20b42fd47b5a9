/** What `allow` of an environment keeps out: a run whose statements are of other classes is refused before anything runs. */
import type { Project } from "../../config/config.ts";
import type { RunStep } from "../../migration/revision-code.ts";
import { planUpgrade } from "../../script/plan.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import type { PlannedSteps } from "../migrate.ts";
import { ClassNotAllowedError, type Plan } from "../plan-file.ts";
import { walkChoice } from "./walk-choice.ts";

/** What looks at the steps of a run, up or down; undefined where the environment allows everything. */
export function classesInspector({ environment }: Project, map: RevisionMap): PlannedSteps | undefined {
  if (environment.allow === undefined) return undefined;
  return async (project, steps) => {
    if (steps.length > 0) refuseClasses(project, await statementsOf(project, map, steps));
  };
}

/** @throws ClassNotAllowedError where the environment allows other classes of statements only */
function refuseClasses(project: Project, statements: Plan["statements"]): void {
  const { name, allow } = project.environment;
  const refused = allow === undefined ? [] : statements.filter((one) => !allow.includes(one.class));
  if (allow !== undefined && refused.length > 0) throw new ClassNotAllowedError(name, allow, refused);
}

/** Each step runs on a scratch database. A way down is looked at after the way up that leads to it. */
async function statementsOf(
  project: Project,
  map: RevisionMap,
  steps: readonly RunStep[],
): Promise<Plan["statements"]> {
  const [first, last] = [steps[0] as RunStep, steps.at(-1) as RunStep];
  const [from, to] = first.direction === "up" ? [first.rowsBefore, last.rowsAfter] : [last.rowsAfter, first.rowsBefore];
  const walked = await walkChoice(project, map, { from, steps: planUpgrade(map, from, to) }, { statistics: undefined });
  return first.direction === "up" ? walked.planned : walked.plannedDown;
}
