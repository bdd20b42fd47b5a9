/** Reads again and again what a scratch database holds, over one connection. */
import type { Project } from "../config/config.ts";
import type { Dialect, Queryable } from "../dialects/dialect.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { endOnAbort } from "../driver/end-on-abort.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { withoutMadeUp } from "./external-tables.ts";
import type { Scratch } from "./scratch.ts";
import { reflectOptions, withOwnSchema } from "./own-tables.ts";

export class StateReader {
  readonly #project: Project;
  readonly #dialect: Dialect;
  #open: { readonly scratch: Scratch; readonly connection: DriverConnection; readonly reading: Queryable } | undefined;

  constructor(project: Project, dialect: Dialect) {
    this.#project = project;
    this.#dialect = dialect;
  }

  /** What the database holds now. Whoever closes a scratch database closes this connection with it. */
  async read(scratch: Scratch): Promise<MetaData> {
    if (this.#open?.scratch !== scratch) {
      const connection = await scratch.driver.connect();
      endOnAbort(connection, this.#project.signal);
      this.#open = { scratch, connection, reading: this.#dialect.forRepetition(connection) };
    }
    const metadata = await this.#dialect.reflect(this.#open.reading, reflectOptions(this.#project));
    return withOwnSchema(withoutMadeUp(metadata, scratch.madeUp), this.#project);
  }
}
