/** Cases of a kind on the embedded database and on every server version that the run asks for. */
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Dialect } from "../../src/dialects/dialect.ts";
import { preparing } from "../../src/dialects/postgresql/catalog/prepared.ts";
import { postgresql } from "../../src/dialects/postgresql/dialect.ts";
import type { DriverConnection } from "../../src/driver/driver.ts";
import * as vocabulary from "../../src/public/migration.ts";
import type { CaseEnvironment, KindCase } from "../../src/testing/case.ts";
import { kindCases as declareCases, type CaseTarget } from "../../src/testing/kind-cases.ts";
import { dropSubscriptions, emptyDatabase } from "./empty-database.ts";
import { describeServers, unavailable, type Capability, type TestDatabase, type TestTarget } from "./databases.ts";
import { newestVersion } from "./servers.ts";

export interface TestCase extends KindCase {
  readonly requires?: readonly Capability[];
}

/** Declares a test for each case on each database. */
export function kindCases(title: string, cases: readonly TestCase[]): void {
  const needed = (cases[0]?.requires ?? []).filter((capability) =>
    cases.every(({ requires }) => requires?.includes(capability)),
  );
  const declare = (target: TestTarget): void =>
    declareCases("cases", casesFor(target, cases), {
      runner: { describe, test, beforeAll, afterAll },
      targets: [caseTarget(target)],
    });
  describeServers(title, { requires: needed }, declare);
}

/**
 * The embedded database is the code of a PostgreSQL that the run tries as a server, and takes twice as long: every
 * fifth case shows that it does the same, unless the run names its versions or no such server can be had here.
 */
function casesFor(target: TestTarget, cases: readonly TestCase[]): readonly TestCase[] {
  const twin = newestVersion().find((version) => version >= target.version && unavailable(version) === undefined);
  const isNamed = process.env["LIMBECK_TEST_VERSIONS"] !== undefined;
  return target.name !== "embedded" || twin === undefined || isNamed ? cases : cases.filter((_, at) => at % 5 === 0);
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
      await dropSubscriptions(environment.connection).catch(() => {});
      await environment.connection.close();
      await open.get(environment)?.drop();
    },
  };
}

/** Between two changes a case reads the same catalogs with the same queries. */
export async function caseEnvironment(connection: DriverConnection): Promise<CaseEnvironment> {
  const repeated = preparing(connection);
  const dialect: Dialect = {
    ...postgresql,
    reflect: (asked, options) => postgresql.reflect(asked === connection ? repeated : asked, options),
  };
  return { dialect, connection, vocabulary, reset: () => emptyDatabase(repeated) };
}
