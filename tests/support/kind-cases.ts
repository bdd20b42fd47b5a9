/** Cases of a kind on the embedded database and on every server version that the run asks for. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { postgresql } from "../../src/dialects/postgresql/dialect.ts";
import type { DriverConnection } from "../../src/driver/driver.ts";
import * as vocabulary from "../../src/public/migration.ts";
import type { CaseEnvironment, KindCase } from "../../src/testing/case.ts";
import { kindCases as declareCases, type CaseTarget } from "../../src/testing/kind-cases.ts";
import { describeServers, type Capability, type TestDatabase, type TestTarget } from "./databases.ts";

export interface TestCase extends KindCase {
  readonly requires?: readonly Capability[];
}

/** Declares a test for each case on each database. */
export function kindCases(title: string, cases: readonly TestCase[]): void {
  const needed = (cases[0]?.requires ?? []).filter((capability) =>
    cases.every(({ requires }) => requires?.includes(capability)),
  );
  const declare = (target: TestTarget): void =>
    declareCases("cases", cases, { runner: { describe, test, beforeAll, afterAll }, targets: [caseTarget(target)] });
  describeServers(title, { requires: needed }, declare);
}

/** A database of its own for cases, emptied between them. */
export function caseTarget(target: TestTarget): CaseTarget {
  const open = new Map<CaseEnvironment, TestDatabase>();
  return {
    name: target.name,
    has: (capability) => target.has(capability as Capability),
    open: async () => {
      const database = await target.createDatabase();
      const environment = await caseEnvironment(await database.driver.connect());
      open.set(environment, database);
      return environment;
    },
    close: async (environment) => {
      // A server keeps a database that a subscription belongs to.
      await environment.connection.execute(dropSubscriptions).catch(() => {});
      await environment.connection.close();
      await open.get(environment)?.drop();
    },
  };
}

export async function caseEnvironment(connection: DriverConnection): Promise<CaseEnvironment> {
  return { dialect: postgresql, connection, vocabulary, reset: () => emptyDatabase(connection) };
}

const dropSubscriptions = `
  DO $subscriptions$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT subname FROM pg_subscription
      WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    LOOP
      EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', name);
      EXECUTE format('DROP SUBSCRIPTION %I', name);
    END LOOP;
  END $subscriptions$`;

/** Drops what cases make; roles are shared by the databases of a server and stay. */
export async function emptyDatabase(connection: DriverConnection): Promise<void> {
  await connection.execute(dropSubscriptions);
  await connection.execute(`
    DO $empty$
    DECLARE command text;
    BEGIN
      FOR command IN
        -- Indexes first: with an extension's operator class, PostgreSQL may drop that before the index that it describes.
        SELECT format('DROP TABLE IF EXISTS %s CASCADE', c.oid::regclass) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
          WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema' AND EXISTS (SELECT FROM pg_extension WHERE extname <> 'plpgsql')
        UNION ALL SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
        UNION ALL SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
        UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper w
          WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = w.oid AND d.deptype = 'e')
        UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
          WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      LOOP
        EXECUTE command;
      END LOOP;
    END $empty$;
    CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;
    COMMENT ON SCHEMA public IS 'standard public schema'`);
}
