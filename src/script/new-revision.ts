/**
 * Plans and writes new revisions. Everything is checked before the file exists: a refused revision leaves no trace, and
 * an existing file is never touched.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { makeFolder } from "../util/make-folder.ts";
import { BranchLabelClashError, IllegalLabelError, NotOneRevisionError } from "./errors.ts";
import { fileNameOf } from "./file-name.ts";
import {
  DuplicateParentsError,
  FileTemplateError,
  IllegalRevisionIdError,
  NeedsSpliceError,
  RevisionFileExistsError,
  RevisionIdInUseError,
  RevisionWriteError,
  UnknownVersionPathError,
  VersionPathNeededError,
} from "./new-revision-errors.ts";
import { isoSeconds } from "./render-head.ts";
import { resolveRevision, resolveRevisions } from "./resolve.ts";
import { illegalCharacters, reservedNames } from "./revision-id.ts";
import { defineRevision } from "./revision.ts";
import type { Revision, RevisionFormat } from "./revision.ts";
import type { RevisionMap } from "./revision-map.ts";

export interface NewRevisionRequest {
  readonly message?: string;
  /** What it stands on; `head` by default, `base` for a new root, several for a merge. */
  readonly head?: string | readonly string[];
  /** Allows parents that already have children. */
  readonly splice?: boolean;
  readonly branchLabels?: readonly string[];
  readonly dependsOn?: readonly string[];
  /** One of the configured folders. */
  readonly versionPath?: string;
  readonly id?: string;
  readonly replaces?: readonly string[];
}

export interface NewRevisionSettings {
  /** Configured folders of revisions. */
  readonly locations: readonly string[];
  /** Where relative folders start that are asked for, besides the working directory. */
  readonly root?: string;
  readonly recursive?: boolean;
  readonly fileTemplate?: string;
  readonly slugLength?: number;
  readonly timeZone?: string;
  readonly format?: RevisionFormat;
  /** Ending of TypeScript revisions, without the dot. */
  readonly extension?: "ts" | "mts" | "js" | "mjs";
  readonly now: Date;
  readonly randomBytes: (count: number) => Uint8Array;
  /** The identifier of a revision for which none is asked; otherwise random digits. */
  readonly nextId?: (draft: DraftFacts) => string;
}

/** What is known of a revision before it has an identifier. */
export interface DraftFacts {
  readonly message: string;
  readonly parents: readonly string[];
  /** Identifiers of all revisions. */
  readonly ids: readonly string[];
  readonly now: Date;
}

/** Longest identifier that the version table's column takes. */
const longestId = 32;

/** Twelve hexadecimal digits. */
export function newRevisionId(randomBytes: NewRevisionSettings["randomBytes"]): string {
  return Array.from(randomBytes(6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Checks a request and says what the new revision will be and where its file will stand. Writes nothing.
 *
 * @throws MultipleHeadsError, NeedsSpliceError, DuplicateParentsError, IllegalRevisionIdError, RevisionIdInUseError,
 *   BranchLabelClashError, IllegalLabelError, VersionPathNeededError, UnknownVersionPathError, FileTemplateError,
 *   RevisionFileExistsError and all that `resolveRevisions` throws
 * @example
 * ```ts
 * const revision = draftRevision(map, { message: "Add tags" }, { locations: ["migrations"], now, randomBytes });
 * writeRevision(revision, renderHead("typescript", revision) + body);
 * ```
 */
export function draftRevision(
  map: RevisionMap,
  request: NewRevisionRequest,
  settings: NewRevisionSettings,
): Revision & { readonly createdAt: string } {
  const asked = request.id === undefined ? undefined : checkedId(map, request.id);
  const downRevision = resolveParents(map, request);
  const id = asked ?? newId(map, { message: request.message?.trim() ?? "", parents: downRevision }, settings);
  const branchLabels = checkedLabels(map, id, request.branchLabels ?? []);
  const dependsOn = (request.dependsOn ?? []).map((name) => resolveDependency(map, name));
  const location = chooseLocation(map, downRevision, request.versionPath, settings);
  const format = settings.format ?? "typescript";
  const message = request.message?.trim() ?? "";
  const path = newPath(location, { id, message }, settings);
  const createdAt = isoSeconds(settings.now);
  const replaces = request.replaces;
  return {
    ...defineRevision({ id, downRevision, branchLabels, dependsOn, doc: message, path, format, replaces }),
    createdAt,
  };
}

function newId(
  map: RevisionMap,
  draft: Pick<DraftFacts, "message" | "parents">,
  settings: NewRevisionSettings,
): string {
  const { nextId, now } = settings;
  if (nextId === undefined) return unusedId(map, settings);
  const id: unknown = nextId({ ...draft, ids: map.graph.ids, now });
  if (typeof id !== "string") throw new IllegalRevisionIdError(String(id), "it is no text");
  return checkedId(map, id);
}

function unusedId(map: RevisionMap, settings: NewRevisionSettings): string {
  for (;;) {
    const id = newRevisionId(settings.randomBytes);
    if (!map.has(id) && !map.labels.has(id)) return id;
  }
}

function checkedId(map: RevisionMap, id: string): string {
  if (id === "") throw new IllegalRevisionIdError(id, "it is empty");
  const illegal = illegalCharacters(id);
  if (illegal.length > 0)
    throw new IllegalRevisionIdError(id, `it holds ${illegal.map((one) => JSON.stringify(one)).join(", ")}`);
  if ([...id].length > longestId) throw new IllegalRevisionIdError(id, `it is longer than ${longestId} characters`);
  if (reservedNames.has(id) || id.startsWith("."))
    throw new IllegalRevisionIdError(id, "that name has a meaning of its own");
  const carrier = map.labels.get(id);
  if (carrier !== undefined) throw new RevisionIdInUseError(id, `a branch label, carried by revision ${carrier}`);
  if (map.has(id)) throw new RevisionIdInUseError(id, `the identifier of ${map.get(id).path || "another revision"}`);
  return id;
}

function resolveParents(map: RevisionMap, request: NewRevisionRequest): string[] {
  const wanted = request.head ?? "head";
  const parents = (typeof wanted === "string" ? [wanted] : wanted).flatMap((name) => resolveRevisions(map, name));
  const twice = parents.find((id, at) => parents.indexOf(id) !== at);
  if (twice !== undefined) throw new DuplicateParentsError(twice);
  if (request.splice === true) return parents;
  for (const id of parents) {
    const children = map.children(id);
    if (children.length > 0) throw new NeedsSpliceError(id, children);
  }
  return parents;
}

function checkedLabels(map: RevisionMap, id: string, labels: readonly string[]): string[] {
  for (const label of labels) {
    if (label === "") throw new IllegalLabelError(label, "it is empty");
    const illegal = illegalCharacters(label).filter((character) => character !== "-");
    if (illegal.length > 0)
      throw new IllegalLabelError(label, `it holds ${illegal.map((one) => JSON.stringify(one)).join(", ")}`);
    if (/^-|-\d+$/.test(label)) throw new IllegalLabelError(label, "it would be read as a count of revisions");
    if (reservedNames.has(label)) throw new IllegalLabelError(label, "that name has a meaning of its own");
    if (map.has(label) || label === id) throw new BranchLabelClashError(label, [id, label], "id");
    const carrier = map.labels.get(label);
    if (carrier !== undefined) throw new BranchLabelClashError(label, [id, carrier]);
  }
  return [...new Set(labels)];
}

/** A label stays a label, so that the dependency follows it; anything else becomes a whole identifier. */
function resolveDependency(map: RevisionMap, name: string): string {
  if (map.labels.has(name)) return name;
  const id = resolveRevision(map, name);
  if (id === null) throw new NotOneRevisionError(name, []);
  return id;
}

/**
 * The folder for a new revision: the one asked for, the only one, or the one that holds its first parent.
 *
 * @throws VersionPathNeededError, UnknownVersionPathError
 */
function chooseLocation(
  map: RevisionMap,
  parents: readonly string[],
  versionPath: string | undefined,
  { locations, root = "." }: Pick<NewRevisionSettings, "locations" | "root">,
): string {
  if (versionPath !== undefined) {
    const named = [resolve(versionPath), resolve(root, versionPath)];
    const wanted = locations.find((location) => named.includes(resolve(location)));
    if (wanted === undefined) throw new UnknownVersionPathError(versionPath, locations);
    return wanted;
  }
  if (locations.length === 1) return locations[0]!;
  for (const parent of parents) {
    const holders = locations.filter((location) => isInside(location, map.get(parent).path));
    holders.sort((a, b) => resolve(b).length - resolve(a).length);
    if (holders.length > 0) return holders[0]!;
  }
  throw new VersionPathNeededError(locations);
}

function newPath(location: string, parts: { id: string; message: string }, settings: NewRevisionSettings): string {
  const { fileTemplate: template, recursive, timeZone, slugLength } = settings;
  const extension = settings.format === "sql" ? "sql" : (settings.extension ?? "ts");
  const name = fileNameOf(
    { ...parts, createdAt: settings.now, timeZone, slugLength },
    { template, extension, recursive },
  );
  const path = resolve(location, name);
  if (!isInside(location, path)) throw new FileTemplateError(template ?? name, "it leads out of the folder");
  if (existsSync(path)) throw new RevisionFileExistsError(path);
  return path;
}

function isInside(folder: string, path: string): boolean {
  return resolve(path).startsWith(resolve(folder) + sep);
}

/**
 * Writes the file of a drafted revision, with the folders it needs.
 *
 * @throws RevisionFileExistsError when a file is there, which is left as it is; RevisionWriteError
 */
export function writeRevision(revision: Revision, text: string): void {
  const { path } = revision;
  attempt(path, () => makeFolder(dirname(path)));
  try {
    writeFileSync(path, "", { flag: "wx" });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST")
      throw new RevisionFileExistsError(path, cause);
    throw new RevisionWriteError(path, cause);
  }
  attempt(
    path,
    () => writeFileSync(path, text),
    () => rmSync(path, { force: true }),
  );
}

function attempt(path: string, write: () => void, undo?: () => void): void {
  try {
    write();
  } catch (cause) {
    undo?.();
    throw new RevisionWriteError(path, cause);
  }
}
