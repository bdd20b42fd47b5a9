/**
 * Diagrams of revisions that were replayed before, kept under the project's cache folder: drawing the same revision again
 * needs no database. One counts as long as neither a file that it was made from nor the config has changed.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../config/config.ts";
import type { Diagram } from "../erd/diagram.ts";
import type { ReadOptions } from "../erd/read-diagram.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { keepFile } from "../util/keep-file.ts";
import { contentOf, revisionHashes } from "./revision-hashes.ts";
import { isScratchEmbedded } from "./scratch.ts";

const keptDiagrams = 60;

/** Changes when what is kept of a diagram does. */
const format = 1;

export class DiagramCache {
  readonly #folder: string;
  readonly #settings: string;
  readonly #hashes: ReadonlyMap<string, string>;

  private constructor(folder: string, settings: string, hashes: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#settings = settings;
    this.#hashes = hashes;
  }

  /**
   * For these revisions as they are read now; undefined where they are replayed on a server, whose version counts, or the
   * config is no file, whose filters can't be told from others.
   *
   * @param ids all that will be asked for
   */
  static async open(
    project: Project,
    {
      map,
      ids,
      reading,
    }: { readonly map: RevisionMap; readonly ids: readonly string[]; readonly reading: ReadOptions },
  ): Promise<DiagramCache | undefined> {
    const { configPath } = project;
    if (configPath === undefined || !(await isScratchEmbedded(project))) return undefined;
    // The config filters what is reflected, itself or by what it imports.
    const settings = JSON.stringify([format, Object.entries(reading).sort(), contentOf(configPath)]);
    const folder = join(project.stateFolder, "cache", "erd");
    return new DiagramCache(folder, settings, revisionHashes(project, map, ids));
  }

  get(ids: readonly string[]): Diagram | undefined {
    const path = this.#path(ids);
    try {
      const diagram = JSON.parse(readFileSync(path, "utf8")) as Diagram;
      const now = new Date();
      utimesSync(path, now, now);
      return Array.isArray(diagram.tables) && Array.isArray(diagram.links) ? diagram : undefined;
    } catch {
      return undefined;
    }
  }

  /** That it can't be written is no reason to fail. */
  keep(ids: readonly string[], diagram: Diagram): Diagram {
    try {
      if (keepFile(this.#path(ids), JSON.stringify(diagram))) this.#prune();
    } catch {
      // Another process may be clearing the folder.
    }
    return diagram;
  }

  #path(ids: readonly string[]): string {
    const hashes = ids.map((id) => this.#hashes.get(id)).sort();
    const key = createHash("sha256").update([this.#settings, ...hashes].join("\0"));
    return join(this.#folder, `${key.digest("base64url").slice(0, 22)}.json`);
  }

  #prune(): void {
    const paths = readdirSync(this.#folder).map((name) => join(this.#folder, name));
    if (paths.length <= keptDiagrams) return;
    const age = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const aged = paths.map((path) => ({ path, age: age(path) })).sort((a, b) => b.age - a.age);
    for (const { path } of aged.slice(keptDiagrams)) rmSync(path, { force: true });
  }
}
