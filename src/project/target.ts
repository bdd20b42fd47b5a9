/** The target that the config names: data models, SQL, or both. */
import type { Project, Target } from "../config/config.ts";
import { isSqlTarget } from "../config/sql-target.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { joinedTargets } from "./joined-targets.ts";
import { asModel, configuredTarget, metadataOfModel } from "./model-target.ts";

/** The metadata of the target that the config names. @throws TargetMissingError and what loading it throws */
export async function readTarget(project: Project): Promise<MetaData> {
  return metadataOfModel(await loadTarget(project));
}

/** The target that the config names; it need not have been worked out. @throws as `readTarget` */
export async function loadTarget(project: Project): Promise<Target> {
  const value = await configuredTarget(project);
  if (!Array.isArray(value) || value.length === 0) return loaded(project, value);
  const all = await Promise.all(value.map((each) => loaded(project, each)));
  return joinedTargets(await Promise.all(all.map(metadataOfModel)));
}

async function loaded(project: Project, value: unknown): Promise<Target> {
  if (!isSqlTarget(value)) return asModel(value);
  return (await import("./sql-target.ts")).sqlTarget(project, value);
}
