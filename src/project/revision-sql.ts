/** The SQL that revisions stand for, forward and back, without a database. */
import type { Project } from "../config/config.ts";
import type { RevisionCode } from "../migration/revision-code.ts";
import { planAlone } from "../script/plan.ts";
import type { Revision } from "../script/revision.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { isLimbeckError } from "../util/errors.ts";
import { offlineScripts, type ScriptOf } from "./offline-scripts.ts";
import { loadRevisionCode } from "./revision-code.ts";

export interface RevisionSql {
  readonly up?: string;
  readonly down?: string;
  /** Why one of them cannot be told: code that asks the database, no way back. */
  readonly problems: readonly string[];
}

/** A revision's own SQL, from all that it stands on. */
export async function revisionSql(project: Project, map: RevisionMap, revision: Revision): Promise<RevisionSql> {
  return (await readRevisionSql(project, map, [revision]))(revision);
}

/** As `revisionSql` for one after the other of several revisions, whose files are compiled together. */
export async function readRevisionSql(
  project: Project,
  map: RevisionMap,
  revisions: readonly Revision[],
): Promise<(revision: Revision) => Promise<RevisionSql>> {
  const [scriptOf, codes] = await Promise.all([offlineScripts(project), codesOf(project, revisions)]);
  return (revision) => sqlOf({ project, map, scriptOf, codes }, revision);
}

interface Reading {
  readonly project: Project;
  readonly map: RevisionMap;
  readonly scriptOf: ScriptOf;
  readonly codes: ReadonlyMap<string, RevisionCode>;
}

async function sqlOf({ project, map, scriptOf, codes }: Reading, revision: Revision): Promise<RevisionSql> {
  const problems = new Set<string>();
  const told: { up?: string; down?: string } = {};
  const isFirst = revision.downRevision.length === 0 && revision.dependsOn.length === 0;
  for (const direction of ["up", "down"] as const) {
    try {
      const known = codes.has(revision.id) ? codes : await loadRevisionCode(project, [revision]);
      told[direction] = await scriptOf([planAlone(map, revision.id, direction)], known, isFirst && direction === "up");
    } catch (error) {
      problems.add(error instanceof Error ? error.message : String(error));
    }
  }
  return { ...told, problems: [...problems] };
}

/** None where one of the files is broken: each then tells by itself what can be told. */
async function codesOf(project: Project, revisions: readonly Revision[]): Promise<ReadonlyMap<string, RevisionCode>> {
  try {
    return await loadRevisionCode(project, revisions);
  } catch (error) {
    if (!isLimbeckError(error)) throw error;
    return new Map();
  }
}
