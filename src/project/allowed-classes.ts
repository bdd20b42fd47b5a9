/** What `allow` of an environment keeps out: a run whose statements are of other classes is refused before anything runs. */
import type { Project } from "../config/config.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { StepInspector } from "./migrate.ts";
import { ClassNotAllowedError } from "./plan-file.ts";

/** What refuses steps with ClassNotAllowedError; undefined where the environment allows everything. */
export function classesInspector({ environment }: Project, map: RevisionMap): StepInspector | undefined {
  const { name, allow } = environment;
  if (allow === undefined) return undefined;
  return async (project, steps) => {
    if (steps.length === 0) return;
    const { plannedStatements } = await import("./linting/planned-statements.ts");
    const refused = (await plannedStatements(project, map, steps)).filter((one) => !allow.includes(one.class));
    if (refused.length > 0) throw new ClassNotAllowedError(name, allow, refused);
  };
}
