/** Which revisions are looked at, and what they stand on. */
import type { Project } from "../../config/config.ts";
import { ConnectionError } from "../../driver/errors.ts";
import { isRange, parseRange } from "../../script/identifier.ts";
import { planAlone, planUpgrade, type Step } from "../../script/plan.ts";
import { resolveRevisions } from "../../script/resolve.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import { isLimbeckError } from "../../util/errors.ts";
import { readDatabaseState } from "../workspace.ts";

export interface LintChoice {
  /** Rows of the version table before the steps. */
  readonly from: readonly string[];
  readonly steps: readonly Step[];
}

/** @param range `a:b` after a up to b; one revision alone; by default what is pending in the database, or the heads */
export async function chosenSteps(
  project: Project,
  map: RevisionMap,
  range: string | undefined,
): Promise<readonly LintChoice[]> {
  if (map.size === 0) return [];
  if (range === undefined) return (await pending(project, map)) ?? map.realHeads.map((id) => alone(map, id));
  if (!isRange(range)) return resolveRevisions(map, range).map((id) => alone(map, id));
  const { start, end } = parseRange(range);
  const from = start === undefined ? [] : await startOf(project, map, start);
  return [{ from, steps: planUpgrade(map, from, end ?? "heads") }];
}

async function startOf(project: Project, map: RevisionMap, start: string): Promise<readonly string[]> {
  return start === "current" ? (await readDatabaseState(project)).rows : resolveRevisions(map, start);
}

function alone(map: RevisionMap, id: string): LintChoice {
  const step = planAlone(map, id, "up");
  return { from: step.rowsBefore, steps: [step] };
}

/** Undefined where the database says nothing: it is not there, not limbeck's, or has it all. */
async function pending(project: Project, map: RevisionMap): Promise<readonly LintChoice[] | undefined> {
  try {
    const { rows, exists } = await readDatabaseState(project);
    const steps = exists ? planUpgrade(map, rows, "heads") : [];
    return steps.length === 0 ? undefined : [{ from: rows, steps }];
  } catch (error) {
    if (error instanceof ConnectionError || isLimbeckError(error)) return undefined;
    throw error;
  }
}
