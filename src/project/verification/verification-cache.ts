/**
 * The last verdict on every revision, in `.limbeck/cache/verification.json`, so that others can show it. A verdict counts
 * as long as neither the file nor anything below it has changed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../../config/config.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import { keepFile } from "../../util/keep-file.ts";
import { revisionHashes } from "../revision-hashes.ts";
import { readGraph } from "../workspace.ts";
import type { ModelVerdict, VerifiedRevision, VerifyResult } from "./findings.ts";

/** The file; unknown versions are ignored. */
interface KeptFile {
  readonly version: 1;
  readonly verifiedAt: string;
  readonly scratch: string;
  readonly model: ModelVerdict;
  readonly revisions: Readonly<Record<string, KeptVerdict>>;
}

interface KeptVerdict extends VerifiedRevision {
  /** Stands for the text of the revision and of all that it stands on. */
  readonly hash: string;
  readonly verifiedAt: string;
}

/** What the last `verify` found of each revision, where that still holds. */
export interface LastVerification {
  /** When the last run ended. */
  readonly verifiedAt: string;
  readonly scratch: string;
  readonly model: ModelVerdict;
  /** Verdicts that still hold, by revision, with the time of each. */
  readonly revisions: ReadonlyMap<string, VerifiedRevision & { readonly verifiedAt: string }>;
  /** Revisions that are new, or that changed since they were verified. */
  readonly unverified: readonly string[];
}

const pathOf = (project: Project): string => join(project.stateFolder, "cache", "verification.json");

/** Adds verdicts to those of earlier runs. That they can't be written is no reason to fail. */
export function keepVerification(project: Project, map: RevisionMap, result: VerifyResult): void {
  const verifiedAt = new Date().toISOString();
  const hashes = revisionHashes(project, map, map.graph.ids);
  const { revisions: before = {} } = readFile(project) ?? {};
  const kept = Object.entries(before).filter(([id, { hash }]) => hashes.get(id) === hash);
  const added = result.revisions
    .filter(({ status }) => status !== "skipped")
    .map(
      (verdict) =>
        [verdict.revision, { ...verdict, hash: hashes.get(verdict.revision) as string, verifiedAt }] as const,
    );
  const file: KeptFile = {
    version: 1,
    verifiedAt,
    scratch: result.scratch,
    model: result.model,
    revisions: Object.fromEntries([...kept, ...added]),
  };
  keepFile(pathOf(project), JSON.stringify(file));
}

/**
 * What `verify` found last, as far as it still holds; undefined where it never ran.
 *
 *     const verdict = lastVerification(project)?.revisions.get("a0cf7f5d705d");
 */
export function lastVerification(
  project: Project,
  map: RevisionMap = readGraph(project),
): LastVerification | undefined {
  const file = readFile(project);
  if (file === undefined) return undefined;
  const hashes = revisionHashes(project, map, map.graph.ids);
  const valid = Object.entries(file.revisions).filter(([id, { hash }]) => hashes.get(id) === hash);
  const revisions = new Map(valid.map(([id, { hash: _, ...verdict }]) => [id, verdict]));
  const unverified = map.graph.ids.filter((id) => !revisions.has(id));
  return { verifiedAt: file.verifiedAt, scratch: file.scratch, model: file.model, revisions, unverified };
}

function readFile(project: Project): KeptFile | undefined {
  try {
    const file = JSON.parse(readFileSync(pathOf(project), "utf8")) as KeptFile;
    return file.version === 1 ? file : undefined;
  } catch {
    return undefined;
  }
}
