/** The SQL of planned steps, without a database. */
import type { Project } from "../config/config.ts";
import type { RevisionCode } from "../migration/revision-code.ts";
import type { Step } from "../script/plan.ts";
import type { Revision } from "../script/revision.ts";
import { inNamedSchema } from "./default-schema.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { toolVersion } from "./tool-version.ts";
import { defaultSchemaOf, operationsOf, versionTableOf } from "./workspace.ts";

export type ScriptOf = (
  steps: readonly Step[],
  codes: ReadonlyMap<string, RevisionCode>,
  createTable: boolean,
) => Promise<string>;

/** What gives the SQL of planned steps, without a database; `record` writes down what a run would. */
export async function offlineScripts(project: Project, { record = false } = {}): Promise<ScriptOf> {
  const { offlineScript } = await import("../migration/offline.ts");
  const settings = {
    definitions: await operationsOf(project),
    table: versionTableOf(project),
    defaultSchema: defaultSchemaOf(project),
    environment: project.environment.name,
    arguments: project.arguments,
    serverVersion: project.environment.serverVersion,
    ...(record ? { record: { toolVersion: toolVersion() } } : {}),
  };
  return (steps, codes, createTable) => offlineScript({ ...settings, steps, codes, createTable });
}

/** The SQL of a run. */
export async function sqlOfSteps(project: Project, steps: readonly Step[], createTable: boolean): Promise<string> {
  return inNamedSchema(project, async (placed) => {
    const scriptOf = await offlineScripts(placed, { record: true });
    const revisions = steps.map((step): Revision => step.revision);
    return scriptOf(steps, await loadRevisionCode(placed, revisions), createTable);
  });
}
