/** Writes what `drift --adopt` found in a database as a revision. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Operation } from "../operations/operation.ts";
import { revisionSettings, writeRevisionFile } from "../project/new-file.ts";
import { readGraph } from "../project/workspace.ts";
import { draftRevision } from "../script/new-revision.ts";
import type { Revision } from "../script/revision.ts";

export interface DriftRevision {
  readonly message: string;
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

export async function writeDrift(
  project: Project,
  dialect: Dialect,
  { message, upgrade, downgrade }: DriftRevision,
): Promise<Revision> {
  const { renderBody } = await import("../autogenerate/render.ts");
  const [up, down] = [renderBody(upgrade, dialect), renderBody(downgrade, dialect)];
  const draft = draftRevision(readGraph(project), { message }, revisionSettings(project));
  const imports = [...new Set([...up.imports, ...down.imports])].sort();
  writeRevisionFile(project, draft, { upgrade: up.body, downgrade: down.body, imports });
  return draft;
}
