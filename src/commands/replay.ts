/** Replays revisions on a scratch database and reads what they lead to, stepping on from where it is whenever it can. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { openDriver } from "../dialects/registry.ts";
import type { Driver } from "../driver/driver.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { reflectOptions } from "./sources.ts";
import { upgrade } from "./upgrade.ts";

export class Replay {
  readonly #project: Project;
  readonly #dialect: Dialect;
  readonly #map: RevisionMap;
  #driver: Driver | undefined;
  #applied: ReadonlySet<string> = new Set();

  constructor(project: Project, dialect: Dialect, map: RevisionMap) {
    // What users hook into runs has no business here: nothing of theirs is migrated.
    const { onVersionApply: _, ...config } = project.config;
    this.#project = { ...project, config };
    this.#dialect = dialect;
    this.#map = map;
  }

  /**
   * What the database holds once these revisions, and all that they stand on, have run. None of them is the empty
   * database. Revisions asked for in the order of history cost one step each.
   *
   * @throws all that `upgrade` throws
   */
  async metadataAt(ids: readonly string[]): Promise<MetaData> {
    if (ids.length === 0) return new MetaData({ objects: [] });
    const wanted = this.#map.ancestors(ids, { withDependencies: true });
    if (this.#driver === undefined || [...this.#applied].some((id) => !wanted.has(id))) await this.#start();
    const driver = this.#driver!;
    if (wanted.size > this.#applied.size) await upgrade({ ...this.#project, driver }, [...ids], { graph: this.#map });
    this.#applied = wanted;
    const connection = await driver.connect();
    try {
      return await this.#dialect.reflect(connection, reflectOptions(this.#project));
    } finally {
      await connection.close();
    }
  }

  /** Compiles revisions together, which is much quicker than one by one. */
  async prepare(revisions: readonly Revision[]): Promise<void> {
    await loadRevisionCode(this.#project, revisions).catch(() => {
      // Whichever of them is broken says so when its turn comes.
    });
  }

  async close(): Promise<void> {
    const driver = this.#driver;
    this.#driver = undefined;
    this.#applied = new Set();
    await driver?.close();
  }

  async #start(): Promise<void> {
    await this.close();
    this.#driver = await openDriver("pglite:memory");
  }
}
