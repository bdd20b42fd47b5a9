/**
 * What PostgreSQL 19 asks of limbeck, as far as its release notes tell. No npm package has a server of 19 yet, so these are
 * requirements: they run where `LIMBECK_TEST_VERSIONS=19 LIMBECK_TEST_SERVER_19=…` names one built elsewhere.
 */
import { expect, test } from "vitest";
import { newerServerNotes } from "../src/dialects/postgresql/catalog/newer-server.ts";
import { describeServers } from "./support/databases.ts";
import { kindCases } from "./support/kind-cases.ts";
import { requestedVersions } from "./support/servers.ts";

test.skipIf(!requestedVersions().some((version) => version >= 19))("a server of PostgreSQL 19 is asked for", () => {
  expect(requestedVersions().some((version) => version >= 19)).toBe(true);
});

describeServers("property graphs", { requires: ["propertyGraphs"] }, (server) => {
  test("are named as long as no kind reads them", async () => {
    const database = await server.createDatabase();
    const connection = await database.driver.connect();
    try {
      await connection.execute(
        "CREATE TABLE people (id integer PRIMARY KEY); CREATE PROPERTY GRAPH g VERTEX TABLES (people)",
      );
      const notes = await newerServerNotes(connection, server.version * 10_000);
      expect(notes).toContain(
        "not compared: property graph public.g, because this release of limbeck does not know its kind",
      );
    } finally {
      await connection.close();
      await database.drop();
    }
  });
});

kindCases("partitions that the server splits and merges", [
  {
    name: "a split range keeps its rows",
    requires: ["splitPartitions"],
    database: `CREATE TABLE t (id integer) PARTITION BY RANGE (id); CREATE TABLE m1 PARTITION OF t FOR VALUES FROM (0) TO (20);
      INSERT INTO t VALUES (1), (15)`,
    target: `CREATE TABLE t (id integer) PARTITION BY RANGE (id); CREATE TABLE m1 PARTITION OF t FOR VALUES FROM (0) TO (10);
      CREATE TABLE m2 PARTITION OF t FOR VALUES FROM (10) TO (20)`,
    ignoreNotes: true,
    rows: { query: "SELECT id::text FROM t ORDER BY id", upgraded: ["1", "15"] },
  },
  {
    name: "merged ranges keep their rows",
    requires: ["splitPartitions"],
    database: `CREATE TABLE t (id integer) PARTITION BY RANGE (id); CREATE TABLE m1 PARTITION OF t FOR VALUES FROM (0) TO (10);
      CREATE TABLE m2 PARTITION OF t FOR VALUES FROM (10) TO (20); INSERT INTO t VALUES (1), (15)`,
    target: `CREATE TABLE t (id integer) PARTITION BY RANGE (id); CREATE TABLE m1 PARTITION OF t FOR VALUES FROM (0) TO (20)`,
    ignoreNotes: true,
    rows: { query: "SELECT id::text FROM t ORDER BY id", upgraded: ["1", "15"] },
  },
]);

kindCases("publications of sequences", [
  {
    name: "are made and dropped",
    requires: ["sequencePublications"],
    database: "CREATE SEQUENCE s",
    target: "CREATE SEQUENCE s; CREATE PUBLICATION p FOR ALL SEQUENCES",
  },
]);

kindCases("checks whose enforcement changes", [
  {
    name: "are altered in place",
    requires: ["alterCheckEnforcement"],
    database: "CREATE TABLE t (a integer CONSTRAINT c CHECK (a > 0))",
    target: "CREATE TABLE t (a integer CONSTRAINT c CHECK (a > 0) NOT ENFORCED)",
    statements: ["ALTER TABLE public.t ALTER CONSTRAINT c NOT ENFORCED"],
  },
]);
