/**
 * What the outcome of revisions depends on, as hashes: the text of a file, of what it imports from beside it, and of all
 * that it stands on. Equal hashes, equal database.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { toolVersion } from "./tool-version.ts";
import { defaultSchemaOf, versionTableOf } from "./workspace.ts";

/** Changes when snapshots and results of an earlier version must not be used any more. */
const format = 1;

/** A hash for each of these revisions and all below them. */
export function revisionHashes(project: Project, map: RevisionMap, ids: Iterable<string>): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  const settings = hash(
    JSON.stringify([
      format,
      toolVersion(),
      project.environment.name,
      versionTableOf(project),
      defaultSchemaOf(project),
      ...(project.config.scratchSetup === undefined ? [] : [readSetUp(project)]),
      Object.entries(project.arguments).sort(),
    ]),
  );
  const texts = new Map<string, string>();
  for (const id of parentsFirst(map, ids)) {
    const parents = [...map.parents(id), ...map.dependencies(id)].map((parent) => hashes.get(parent) ?? "");
    hashes.set(id, hash([settings, id, ...parents, contentOf(map.get(id).path, texts)].join("\0")));
  }
  return hashes;
}

/** Where it can't be read, opening the scratch database says so. */
function readSetUp({ root, config }: Project): string {
  const path = resolve(root, config.scratchSetup ?? "");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The revisions and all that they stand on, parents first. */
export function parentsFirst(map: RevisionMap, ids: Iterable<string>): readonly string[] {
  const wanted = map.ancestors(ids, { withDependencies: true });
  const placed = new Set<string>();
  const order: string[] = [];
  for (const start of wanted) {
    const waiting = [start];
    for (let id = waiting.at(-1); id !== undefined; id = waiting.at(-1)) {
      const next = placed.has(id)
        ? undefined
        : [...map.parents(id), ...map.dependencies(id)].find((parent) => !placed.has(parent));
      if (next !== undefined) {
        waiting.push(next);
        continue;
      }
      waiting.pop();
      if (!placed.has(id)) order.push(id);
      placed.add(id);
    }
  }
  return order;
}

const imported = /(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']|new URL\(\s*["'](\.[^"']+)["']/g;

/** The text of a file and of the files that it names by relative path, each once. */
export function contentOf(path: string, texts = new Map<string, string>(), seen = new Set<string>()): string {
  seen.add(path);
  const text = texts.get(path) ?? readFileSync(path, "utf8");
  texts.set(path, text);
  const parts = [text];
  for (const [, first, second] of text.matchAll(imported)) {
    const other = fileAt(resolve(dirname(path), (first ?? second) as string));
    if (other !== undefined && !seen.has(other)) parts.push(contentOf(other, texts, seen));
  }
  return parts.join("\0");
}

function fileAt(path: string): string | undefined {
  const bare = extname(path) === "" ? path : path.slice(0, -extname(path).length);
  const candidates = [path, `${bare}.ts`, `${path}.ts`, `${path}/index.ts`, `${path}.js`];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

const hash = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);
