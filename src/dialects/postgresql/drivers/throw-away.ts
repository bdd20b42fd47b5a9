/**
 * A database for a few seconds, beside the one that a URL names. Its name says when it was made, so that what a killed
 * process left behind is found and dropped by a later one.
 */
import { randomBytes } from "node:crypto";
import type { Driver, DriverConnection } from "../../../driver/driver.ts";
import { DatabaseError } from "../../../driver/errors.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/identifier.ts";
import { pgDriver } from "./pg.ts";
import { pgliteDriver } from "./pglite.ts";
import { ThrowAwayRefusedError } from "./throw-away-errors.ts";

const prefix = "limbeck_scratch_";
const leftBehindAfterMs = 24 * 3600 * 1000;

/**
 * Makes an empty database on the server of a URL, or in memory where the URL names an embedded one.
 *
 * @throws ThrowAwayRefusedError, ConnectionError, InvalidUrlError
 * @example
 * const { driver, drop } = await createThrowAway("postgres://app@localhost/shop");
 */
export async function createThrowAway(url: string): Promise<{ driver: Driver; drop: () => Promise<void> }> {
  if (url.trim().startsWith("pglite:")) {
    const driver = pgliteDriver("pglite:memory");
    return { driver, drop: () => driver.close() };
  }
  const maintenance = pgDriver(url);
  const name = `${prefix}${Date.now()}_${randomBytes(4).toString("hex")}`;
  try {
    await withConnection(maintenance, async (connection) => {
      await dropLeftBehind(connection);
      await create(connection, name, maintenance.description);
    });
  } catch (error) {
    await maintenance.close();
    throw error;
  }
  const driver = pgDriver(url, { database: name });
  const drop = async (): Promise<void> => {
    await driver.close();
    try {
      await withConnection(maintenance, (connection) => connection.execute(`DROP DATABASE ${quoteIdentifier(name)}`));
    } finally {
      await maintenance.close();
    }
  };
  return { driver, drop };
}

async function create(connection: DriverConnection, name: string, where: string): Promise<void> {
  try {
    // template0 has nothing of what an administrator may have put into template1.
    await connection.execute(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`);
  } catch (error) {
    if (error instanceof DatabaseError) throw new ThrowAwayRefusedError(where, error);
    throw error;
  }
}

/** A database of ours that is a day old and that nobody uses is nobody's any more. */
async function dropLeftBehind(connection: DriverConnection): Promise<void> {
  const { rows } = await connection.query<{ datname: string }>(
    `SELECT datname FROM pg_catalog.pg_database d WHERE datname ~ ${quoteLiteral(`^${prefix}[0-9]{13}_[0-9a-f]{8}$`)}
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
  );
  for (const { datname } of rows) {
    if (Date.now() - Number(datname.slice(prefix.length).split("_")[0]) < leftBehindAfterMs) continue;
    await connection.execute(`DROP DATABASE IF EXISTS ${quoteIdentifier(datname)}`).catch(() => {
      // Another role's, or in use after all.
    });
  }
}

async function withConnection<Result>(
  driver: Driver,
  action: (connection: DriverConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await driver.connect();
  try {
    return await action(connection);
  } finally {
    await connection.close();
  }
}
