/**
 * Databases that revisions were replayed on, kept under the project's cache folder, so that the next replay runs only
 * what is new. A snapshot counts as long as nothing that it was made from has changed; the newest few are kept.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Project } from "../config/config.ts";
import type { RevisionMap } from "../script/revision-map.ts";

/** Each takes about 6 MB. */
const keptSnapshots = 3;

interface Manifest {
  /** The rows of the version table and the hashes of these revisions. */
  readonly rows: Readonly<Record<string, string>>;
}

export interface Snapshot {
  readonly rows: readonly string[];
  readonly applied: ReadonlySet<string>;
  /** Undefined where the file is damaged. */
  readonly read: () => Promise<Uint8Array | undefined>;
  readonly forget: () => void;
}

export class ReplayCache {
  readonly #folder: string;
  readonly #map: RevisionMap;
  readonly #hashes: ReadonlyMap<string, string>;

  /** @param hashes of all revisions that are wanted */
  constructor(project: Project, map: RevisionMap, hashes: ReadonlyMap<string, string>) {
    this.#folder = join(project.stateFolder, "cache", "replay");
    this.#map = map;
    this.#hashes = hashes;
  }

  /** The snapshot that leaves the least to run, holding nothing that is not wanted. */
  find(): Snapshot | undefined {
    const usable = this.#names().flatMap((name) => this.#open(name) ?? []);
    return usable.sort((a, b) => b.applied.size - a.applied.size)[0];
  }

  /** Keeps what a database holds. That it can't be written is no reason to fail. */
  async write(rows: readonly string[], content: Uint8Array): Promise<void> {
    const entries = rows.map((row): [string, string] => [row, this.#hashes.get(row) as string]);
    const name = entries
      .map(([, hash]) => hash)
      .sort()
      .join("-")
      .slice(0, 100);
    const draft = join(this.#folder, `.${name}.${process.pid}`);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(draft, await promisify(gzip)(content, { level: 1 }));
      renameSync(draft, this.#path(name, "tar.gz"));
      const manifest: Manifest = { rows: Object.fromEntries(entries) };
      writeFileSync(draft, JSON.stringify(manifest));
      renameSync(draft, this.#path(name, "json"));
      this.#prune();
    } catch {
      rmSync(draft, { force: true });
    }
  }

  #open(name: string): Snapshot | undefined {
    try {
      const { rows } = JSON.parse(readFileSync(this.#path(name, "json"), "utf8")) as Manifest;
      const ids = Object.keys(rows);
      if (ids.some((id) => rows[id] !== this.#hashes.get(id))) return undefined;
      return {
        rows: ids,
        applied: this.#map.ancestors(ids, { withDependencies: true }),
        read: () => this.#read(name),
        forget: () => this.#forget(name),
      };
    } catch {
      return undefined;
    }
  }

  async #read(name: string): Promise<Uint8Array | undefined> {
    const path = this.#path(name, "tar.gz");
    try {
      const content = await promisify(gunzip)(readFileSync(path));
      const now = new Date();
      utimesSync(path, now, now);
      return content;
    } catch {
      this.#forget(name);
      return undefined;
    }
  }

  #prune(): void {
    const age = (name: string): number => statSync(this.#path(name, "tar.gz"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const names = this.#names().sort((a, b) => age(b) - age(a));
    for (const name of names.slice(keptSnapshots)) this.#forget(name);
  }

  #forget(name: string): void {
    for (const ending of ["json", "tar.gz"] as const) rmSync(this.#path(name, ending), { force: true });
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
    } catch {
      return [];
    }
  }

  #path(name: string, ending: "json" | "tar.gz"): string {
    return join(this.#folder, `${name}.${ending}`);
  }
}
