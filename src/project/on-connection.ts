/** Commands on a connection that the caller holds, in its transaction where one is open. */
import type { Project } from "../config/config.ts";
import { driverOnClient, driverOnHost, type CallerClient } from "../dialects/registry.ts";
import type { Driver } from "../driver/driver.ts";
import { CallerConnectionError } from "../driver/errors.ts";
import { Connection } from "../engine/connection.ts";
import { Engine } from "../engine/engine.ts";

/**
 * What a caller may hand over: a `Client`, `PoolClient` or `Pool` of `pg`, a `PGlite` or the transaction of its
 * `transaction()`, a `Connection` or an `Engine` of limbeck.
 */
export type CallerConnection = CallerClient | Connection | Engine;

/**
 * The same project on a connection of the caller: every command runs on it and leaves it open. Where a transaction is open
 * on it, all is part of that: nothing is committed, a run that fails leaves the transaction as it was before, and a
 * revision with a statement that runs outside of transactions only is refused. Otherwise a run commits its revisions one by
 * one, as always. Settings of the connection come back when a command ends.
 *
 *     await client.query("BEGIN");
 *     await upgrade(onConnection(project, client), "head"); // CREATE TABLE …, in the transaction
 *     await client.query("ROLLBACK"); // nothing has happened
 *
 * @throws CallerConnectionError
 */
export function onConnection(project: Project, connection: CallerConnection): Project {
  return { ...project, driver: lazyDriver(connection) };
}

/** Opened when it is first asked, so that what it takes is loaded then. */
function lazyDriver(connection: CallerConnection): Driver {
  if (typeof connection !== "object" || connection === null)
    throw new CallerConnectionError(`it is ${connection === null ? "null" : typeof connection}`);
  const isOwn = connection instanceof Connection || connection instanceof Engine;
  if (!isOwn && typeof (connection as { readonly query?: unknown }).query !== "function")
    throw new CallerConnectionError("it has no method query()");
  const driver = (): Promise<Driver> => (isOwn ? ownDriver(connection) : driverOnClient(connection));
  return {
    dialect: "postgresql",
    description: "a connection of the caller",
    singleSession: !(connection instanceof Engine) && !("totalCount" in connection),
    holder: connection,
    connect: async (options) => (await driver()).connect(options),
    close: () => Promise.resolve(),
  };
}

function ownDriver(connection: Connection | Engine): Promise<Driver> {
  return driverOnHost(connection, async () => {
    if (connection instanceof Engine) return connection.connect();
    const { processId } = connection;
    return {
      query: (...given) => connection.query(...given),
      execute: (...given) => connection.execute(...given),
      stream: (...given) => connection.stream(...given),
      onNotice: (listener) => connection.onNotice(listener),
      cancel: () => connection.cancel(),
      get transactionStatus() {
        return connection.transactionStatus;
      },
      get usable() {
        return connection.usable;
      },
      processId,
    };
  });
}
