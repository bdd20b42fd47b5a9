/**
 * Where a connection may not create even temporary tables (a reader's role, a standby), both sides are put into words on
 * an embedded scratch database, so that like is compared with like.
 */
import type { Queryable, Settlement } from "../../dialect.ts";
import { MetaData } from "../../../metadata/metadata.ts";
import { schemaKey } from "../../../kinds/schema/model.ts";
import { defaultSchema } from "../../../sql/default-schema.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { driverFor } from "../drivers/open-driver.ts";

/** What an embedded scratch database holds when it is opened. */
export function nothing(): MetaData {
  const name = defaultSchema();
  return new MetaData({ objects: [[schemaKey(name), { kind: "schema", name }]] });
}

type Settle = (connection: Queryable, database: MetaData, target: MetaData) => Promise<Settlement>;

/**
 * Settles the target and the database on the embedded PostgreSQL. What the scratch database does not accept (an extension
 * or a function that it lacks) keeps its text on both sides, and the notes say so.
 */
export async function settleElsewhere(settle: Settle, database: MetaData, target: MetaData): Promise<Settlement> {
  const driver = driverFor("pglite:memory");
  const connection = await driver.connect();
  try {
    await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(defaultSchema())}`);
    const reflected = await settle(connection, nothing(), database);
    const declared = await settle(connection, nothing(), target);
    const unknown = new Set([...reflected.problems, ...declared.problems].map(({ key }) => key));
    return {
      canonical: declared.canonical,
      database: reflected.canonical,
      problems: [],
      notes: [
        "The connection may not create temporary tables: expressions were compared on an embedded scratch database.",
        ...[...unknown].map((key) => `${key} was compared by its text only: the scratch database does not accept it.`),
      ],
    };
  } finally {
    await connection.close();
    await driver.close();
  }
}
