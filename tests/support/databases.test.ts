import { expect, test } from "vitest";
import { describeServers, scratchDatabase } from "./databases.ts";

describeServers("a test database", (target) => {
  test("is empty, apart from others, and of the version that it says", async () => {
    const [first, second] = await Promise.all([target.createDatabase(), target.createDatabase()]);
    const [one, two] = [await first.driver.connect(), await second.driver.connect()];
    await one.execute("CREATE TABLE t (n int)");
    const { rows } = await two.query(
      "SELECT current_setting('server_version_num')::int / 10000 AS v, to_regclass('t') AS t",
    );
    expect(rows).toEqual([{ v: target.version, t: null }]);
    await Promise.all([first.drop(), second.drop()]);
  });
});

test("the embedded scratch database is swept of all that tests make", async () => {
  const dirty = await scratchDatabase();
  const connection = await dirty.driver.connect();
  await connection.execute(`
    CREATE ROLE app; CREATE SCHEMA shop AUTHORIZATION app; CREATE EXTENSION citext SCHEMA shop;
    CREATE TABLE shop.t (n int); CREATE TEMPORARY TABLE temp_t (n int); CREATE PUBLICATION p FOR ALL TABLES;
    CREATE FUNCTION trigger_nothing() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION trigger_nothing();
    COMMENT ON SCHEMA public IS 'changed'; SET search_path = shop;
    CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; GRANT SELECT ON shop.t TO PUBLIC;
    ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO PUBLIC; SELECT lo_create(0)`);
  await dirty.drop();
  const clean = await scratchDatabase();
  const swept = await clean.driver.connect();
  const { rows } = await swept.query(`
    SELECT (SELECT array_agg(nspname ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_') AS schemas,
           (SELECT count(*)::int FROM pg_class WHERE oid >= 16384) AS relations,
           (SELECT count(*)::int FROM pg_roles WHERE rolname = 'app') AS roles,
           (SELECT count(*)::int FROM pg_extension) AS extensions,
           (SELECT count(*)::int FROM pg_event_trigger) + (SELECT count(*)::int FROM pg_publication)
             + (SELECT count(*)::int FROM pg_foreign_data_wrapper) + (SELECT count(*)::int FROM pg_default_acl)
             + (SELECT count(*)::int FROM pg_largeobject_metadata) AS others,
           obj_description('public'::regnamespace) AS comment, current_setting('search_path') AS path,
           has_schema_privilege('public', 'USAGE') AS usage`);
  expect(rows).toEqual([
    {
      schemas: ["information_schema", "public"],
      relations: 0,
      roles: 0,
      extensions: 1,
      others: 0,
      comment: "standard public schema",
      path: '"$user", public',
      usage: true,
    },
  ]);
  await clean.drop();
});
