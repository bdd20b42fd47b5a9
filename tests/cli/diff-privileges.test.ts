/** Privileges between two servers: what a script makes has those of the other database, as far as its roles are here. */
import { expect, test } from "vitest";
import { createDatabase, unavailable, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const isMissing = [14, 18].some((version) => unavailable(version) !== undefined);

test.skipIf(isMissing)("roles that a server has not got are named, and the script runs without them", async () => {
  const here = await createDatabase(14);
  const there = await createDatabase(18);
  const sandbox = new Sandbox();
  await run(here, "ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO pg_monitor");
  await run(
    there,
    `DROP ROLE IF EXISTS only_there; CREATE ROLE only_there; CREATE TABLE y (a integer);
     GRANT SELECT ON y TO pg_monitor, only_there; CREATE TABLE z (a integer)`,
  );
  const { out, err, exitCode } = await sandbox.run(["diff", "--from", here.url, "--to", there.url, "--sql"]);
  expect(exitCode).toBe(0);
  expect(err).toContain("the role only_there is not on the server of");
  expect(err).toContain("its privileges on TABLE public.y are left out");
  await run(here, out);
  expect(await privileges(here)).toEqual(["y pg_monitor SELECT"]);
  await run(there, "DROP OWNED BY only_there; DROP ROLE only_there");
  await here.drop();
  await there.drop();
  sandbox.remove();
});

async function run({ driver }: TestDatabase, sql: string): Promise<void> {
  const connection = await driver.connect();
  await connection.execute(sql).finally(() => connection.close());
}

/** What roles other than the owner may do with tables. */
async function privileges({ driver }: TestDatabase): Promise<string[]> {
  const connection = await driver.connect();
  const { rows } = await connection.query<{ line: string }>(
    `SELECT relname || ' ' || x.grantee::regrole || ' ' || x.privilege_type AS line
     FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) x
     WHERE relnamespace = 'public'::regnamespace AND x.grantee <> relowner ORDER BY 1`,
  );
  await connection.close();
  return rows.map(({ line }) => line);
}
