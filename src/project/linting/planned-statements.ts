/** The statements of a run, each of which runs on a scratch database. */
import type { Project } from "../../config/config.ts";
import type { RunStep } from "../../migration/revision-code.ts";
import { planUpgrade } from "../../script/plan.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import type { Plan } from "../plan-file.ts";
import { walkChoice } from "./walk-choice.ts";

/** A way down is looked at after the way up that leads to it. @throws ScratchMissingError, ScratchLacksError and what replaying throws */
export async function plannedStatements(
  project: Project,
  map: RevisionMap,
  steps: readonly RunStep[],
): Promise<Plan["statements"]> {
  const [first, last] = [steps[0] as RunStep, steps.at(-1) as RunStep];
  const [from, to] = first.direction === "up" ? [first.rowsBefore, last.rowsAfter] : [last.rowsAfter, first.rowsBefore];
  const walked = await walkChoice(project, map, { from, steps: planUpgrade(map, from, to) }, { statistics: undefined });
  return first.direction === "up" ? walked.planned : walked.plannedDown;
}
