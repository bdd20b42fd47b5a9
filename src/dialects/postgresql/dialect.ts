/** PostgreSQL as limbeck knows it. */
import { describeObject } from "./describe.ts";
import { preparing } from "./catalog/prepared.ts";
import { newerServerNotes } from "./catalog/newer-server.ts";
import { readCatalog, readServerVersion } from "./catalog/read-catalog.ts";
import { refine } from "./refine.ts";
import { kinds } from "./kinds.ts";
import { operations } from "./operations.ts";
import type { Dialect } from "../dialect.ts";
import { defaultSchema } from "../../sql/default-schema.ts";
import { settle } from "./settle/settle.ts";

/** The dialect of PostgreSQL. */
export const postgresql: Dialect = {
  name: "postgresql",
  kinds,
  operations,
  get defaultSchema() {
    return defaultSchema();
  },
  supports: { transactionalDdl: true },
  serverVersion: readServerVersion,
  notices: newerServerNotes,
  reflect: readCatalog,
  forRepetition: preparing,
  settle,
  reread: async (connection, request) => (await import("./settle/reread.ts")).reread(connection, request),
  follow: async (connection, metadata, renames) =>
    (await import("./settle/follow.ts")).follow(connection, metadata, renames),
  fill: async (connection, request) => (await import("./sample-rows/fill.ts")).fill(connection, request),
  held: async (connection, holdings) => (await import("./held.ts")).held(connection, holdings),
  droppedBy: async (text) => (await import("./dropped.ts")).droppedBy(text),
  tally: async (connection, tables) => (await import("./sample-rows/tally.ts")).tally(connection, tables),
  values: async (connection, tables) => (await import("./sample-rows/values.ts")).values(connection, tables),
  use: async (connection, tables) => (await import("./sample-rows/use.ts")).use(connection, tables),
  refine,
  describe: describeObject,
};
