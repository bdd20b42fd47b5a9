import { expect, test } from "vitest";
import { describeServers } from "../../../../tests/support/databases.ts";
import { knownServer, newerServerNotes, type KnownServer } from "./newer-server.ts";

/** A release that is a version behind, and does not know materialised views, statistics and publications yet. */
const behind = (version: number): KnownServer => ({
  major: version - 1,
  catalogs: knownServer.catalogs.filter(
    (name) => !["pg_statistic_ext", "pg_publication", "pg_publication_rel"].includes(name),
  ),
  relationKinds: knownServer.relationKinds.filter((kind) => kind !== "m"),
});

describeServers("a server that is newer than the release", {}, (server) => {
  test("is told of once, with every object of a kind that the release does not know", async () => {
    const database = await server.createDatabase();
    const connection = await database.driver.connect();
    try {
      await connection.execute(`CREATE SCHEMA shop; CREATE TABLE shop."Odd" (a integer, b integer);
        CREATE MATERIALIZED VIEW shop.mv AS SELECT a FROM shop."Odd"; CREATE STATISTICS shop.st ON a, b FROM shop."Odd";
        CREATE PUBLICATION pub FOR TABLE shop."Odd"; CREATE VIEW shop.v AS SELECT 1 AS one`);
      const notes = await newerServerNotes(connection, server.version * 10_000, behind(server.version));
      expect(notes[0]).toBe(
        `PostgreSQL ${server.version} is newer than this release of limbeck, which knows versions up to ${server.version - 1}: it is read as ${server.version - 1}`,
      );
      expect(
        notes.slice(1).map((note) => note.replace(", because this release of limbeck does not know its kind", "")),
      ).toEqual([
        "not compared: materialized view shop.mv",
        "not compared: publication pub",
        "not compared: statistics object shop.st",
      ]);
      expect(await newerServerNotes(connection, server.version * 10_000)).toEqual([]);
    } finally {
      await connection.execute("DROP PUBLICATION IF EXISTS pub; DROP SCHEMA IF EXISTS shop CASCADE");
      await connection.close();
      await database.drop();
    }
  });
});
