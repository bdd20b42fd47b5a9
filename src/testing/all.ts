/** The tables of a data model for tests, from code: no config, no revisions. */
import { planCreateAll, planDropAll, runStatements, type AllPlan, type AllRequest } from "../project/all-objects.ts";
import { readDefaultSchema } from "../project/default-schema.ts";
import type { CallerConnection } from "../project/on-connection.ts";
import { dialectNamed, driverOnClient, type CallerClient } from "../dialects/registry.ts";
import type { Queryable } from "../dialects/dialect.ts";
import { Connection } from "../engine/connection.ts";
import { Engine } from "../engine/engine.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { inDefaultSchema } from "../sql/default-schema.ts";

/** A data model, or its metadata. */
export type AllTarget = MetaData | { readonly metadata: MetaData };

/**
 * Makes the objects that a data model declares and the database has not. A table that is there stays as it is, whatever it
 * looks like. On a connection with an open transaction everything is part of that; a client or pool of `pg` and a PGlite
 * will do as well.
 *
 *     const engine = await createEngine("pglite:memory");
 *     await createAll(engine, commerce); // CREATE TABLE customers … CREATE TABLE orders …
 *
 * @returns how many statements ran
 * @throws DatabaseError; outside of a transaction nothing is left half made
 * @throws DefaultSchemaMissingError where the search path names no schema
 */
export function createAll(where: CallerConnection, target: AllTarget): Promise<number> {
  return run(where, target, planCreateAll);
}

/**
 * Drops the objects that a data model declares, with their rows. What it does not declare stays, and refuses to lose what
 * it stands on.
 *
 *     await dropAll(engine, commerce); // DROP TABLE orders … DROP TABLE customers …
 *
 * @returns how many statements ran
 */
export function dropAll(where: CallerConnection, target: AllTarget): Promise<number> {
  return run(where, target, planDropAll);
}

async function run(
  where: CallerConnection,
  target: AllTarget,
  plan: (request: AllRequest) => Promise<AllPlan>,
): Promise<number> {
  if (where instanceof Engine) return where.withConnection((connection) => run(connection, target, plan));
  if (!(where instanceof Connection)) return runOnClient(where, target, plan);
  const dialect = await dialectNamed(where.dialect);
  return inDefaultSchema(await readDefaultSchema(where), async () => {
    const metadata = "metadata" in target ? target.metadata : target;
    const reflect = { inTransaction: where.inTransaction };
    const { statements } = await plan({ dialect, connection: where as Queryable, target: metadata, reflect });
    await runStatements(where, statements);
    return statements.length;
  });
}

async function runOnClient(
  client: CallerClient,
  target: AllTarget,
  plan: (request: AllRequest) => Promise<AllPlan>,
): Promise<number> {
  const driver = await driverOnClient(client);
  const session = await driver.connect();
  try {
    return await run(new Connection(session, { dialect: driver.dialect, release: async () => {} }), target, plan);
  } finally {
    await session.close();
  }
}
