/** Kysely on a session, or on an engine, with the names of a data model. */
import type { Kysely } from "kysely";
import type { Engine } from "../engine/engine.ts";
import { kyselyOn } from "../engine/kysely.ts";
import type { DataModel, Declarations } from "../model/data-model.ts";
import type { SessionCore } from "./core.ts";
import { KyselyNames } from "./kysely-names.ts";
import type { DatabaseOf } from "./kysely-types.ts";
import { runtimeOf } from "./runtime.ts";

/** Statements run in the session's transaction; changes of objects are flushed before each of them. */
export function kyselyOfSession<Database>(core: SessionCore): Kysely<Database> {
  const source = {
    acquire: async (signal?: AbortSignal) => {
      // What such statements write, no object knows: a rollback makes values read since doubtful.
      core.unit.level.wroteUnseen = true;
      core.unit.level.wrote = true;
      return core.connection(signal);
    },
    release: () => Promise.resolve(),
  };
  return kyselyOn<Database>(source).withPlugin(new KyselyNames(core.unit.runtime));
}

/**
 * Kysely on an engine, typed from a data model: tables by the names of their declarations, columns by property.
 *
 *     const db = await kyselyOf(engine, commerce);
 *     await db.selectFrom("Order").select(["orderId", "orderDate"]).where("customerId", "=", 7).execute();
 */
export async function kyselyOf<D extends Declarations>(
  engine: Engine,
  model: DataModel<D>,
): Promise<Kysely<DatabaseOf<D>>> {
  const kysely = await engine.kysely<DatabaseOf<D>>();
  return kysely.withPlugin(new KyselyNames(runtimeOf(model)));
}
