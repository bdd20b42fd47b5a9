/**
 * Pairs of schemas that once failed: `diff --sql` from one to the other runs on rows, arrives where `pg_dump` says the same, and
 * keeps what the rows hold; the second diff is empty; and the same back again.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { pgDriver } from "../src/dialects/postgresql/drivers/pg.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import { differencesOf } from "../src/testing/same-objects.ts";
import { Sandbox } from "./cli/support.ts";
import { createDatabase, serverUrl, unavailable, type TestDatabase } from "./support/databases.ts";
import { canCompareDumps, dumpDifferences } from "./support/dumps.ts";
import { dropSubscriptions, emptyDatabase } from "./support/empty-database.ts";

const folder = fileURLToPath(new URL("../../shared/cases/", import.meta.url));
// The oldest that is supported; pg_dump is rarely of the newest.
const version = 14;
const missing = existsSync(folder) ? unavailable(version) : "the cases are not beside the project";
const names =
  missing === undefined ? readdirSync(folder).filter((name) => existsSync(`${folder}${name}/from.sql`)) : [];

/** Cases that still fail; whoever mends one takes its line out. */
const failing: ReadonlySet<string> = new Set([]);

/** Cases whose rows stop the script, as its note says: only without rows it runs. */
const rowsDecide: Readonly<Record<string, RegExp>> = {
  "19-new-partition-beside-default-with-rows": /-- .*m_def/,
};

/** Cases where a child's column stays its own, because no statement short of dropping it would change that; something says so. */
const staysOwn: ReadonlySet<string> = new Set([
  "inherit-after-drop",
  "inherited-column-becomes-own",
  "own-to-inherited",
  "uninherit-and-back",
  "uninherit-keeps",
]);

/** Answers that a person has to give, on the way there and on the way back. */
const answers: Readonly<Record<string, readonly [string, string]>> = {
  "26-rename-back-to-default-schema": ["s2.t=t", "t=s2.t"],
};

const describeCases = missing === undefined ? describe : describe.skip;
describeCases(`shared cases${missing === undefined ? "" : ` (${missing})`}`, () => {
  const sandbox = new Sandbox();
  const databases: TestDatabase[] = [];

  beforeAll(async () => {
    await onServer("CREATE ROLE app_owner");
    for (let at = 0; at < 3; at++) databases.push(await createDatabase(version));
  });
  afterEach(async () => {
    // No database can be dropped while it subscribes.
    for (const database of databases) await onDatabase(database, dropSubscriptions);
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
    await onServer("DROP ROLE IF EXISTS app_owner");
    sandbox.remove();
  });

  /** Emptied and filled again, which is much quicker than a new one. */
  const load = async (at: number, ...scripts: readonly string[]): Promise<TestDatabase> => {
    const database = databases[at] as TestDatabase;
    await onDatabase(database, async (connection) => {
      await emptyDatabase(connection);
      for (const script of scripts) await connection.execute(script);
    });
    return database;
  };

  const check = (name: string) => async (): Promise<void> => {
    const read = (file: string): string =>
      existsSync(`${folder}${name}/${file}`) ? readFileSync(`${folder}${name}/${file}`, "utf8") : "";
    const note = rowsDecide[name];
    const work = await load(0, read("from.sql"), note === undefined ? read("rows.sql") : "");
    const [from, to] = [await load(1, read("from.sql")), await load(2, read("to.sql"))];
    const [there, back] = answers[name] ?? [];
    const said = await change({ sandbox, name, work, goal: to, rename: there });
    if (note !== undefined) expect(said).toMatch(note);
    await run(work, read("check.sql"));
    await change({ sandbox, name, work, goal: from, rename: back });
  };

  for (const name of names) (failing.has(name) ? test.fails : test)(name, check(name));
});

async function onServer(statement: string): Promise<void> {
  const driver = pgDriver(await serverUrl(version));
  const connection = await driver.connect();
  // Left over where an earlier run was cut off, on a server that lives on.
  await connection.execute(statement).catch(() => {});
  await driver.close();
}

async function onDatabase<Result>(
  { driver }: TestDatabase,
  action: (connection: DriverConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await driver.connect();
  return action(connection).finally(() => connection.close());
}

async function run(database: TestDatabase, script: string): Promise<void> {
  await onDatabase(database, (connection) => connection.execute(script));
}

interface Change {
  readonly sandbox: Sandbox;
  readonly name: string;
  readonly work: TestDatabase;
  readonly goal: TestDatabase;
  readonly rename: string | undefined;
}

/** Takes a database to where another is, as its owner would; returns the script. */
async function change({ sandbox, name, work, goal, rename }: Change): Promise<string> {
  const held = await valuesOf(work);
  const diff = ["diff", "--from", work.url, "--to", goal.url];
  const answer = rename === undefined ? [] : ["--rename", rename];
  const { out, err, exitCode } = await sandbox.run([...diff, "--sql", "--allow-data-loss", ...answer]);
  expect({ exitCode, err: exitCode === 0 ? "" : err }).toEqual({ exitCode: 0, err: "" });
  await run(work, out).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${out}`, { cause: error });
  });
  const differences = await differencesBetween(work, goal);
  if (staysOwn.has(name)) {
    const others = differences.filter((statement) => !statement.includes("INHERITS"));
    expect([others, differences.length > 0 && !/\b(own|local)\b/.test(out + err)], out).toEqual([[], false]);
  } else {
    expect(differences, out).toEqual([]);
    const again = await sandbox.run([...diff, "--json"]);
    expect(again.json["differences"], out).toEqual([]);
  }
  const now = await valuesOf(work);
  for (const [column, values] of held) if (now.has(column)) expect([column, now.get(column)]).toEqual([column, values]);
  return out;
}

async function differencesBetween(have: TestDatabase, want: TestDatabase): Promise<string[]> {
  if (canCompareDumps(version)) return dumpDifferences(have.url, want.url);
  return differencesOf(await onDatabase(want, postgresql.reflect), await onDatabase(have, postgresql.reflect));
}

/** What each column holds, by table, name and type; generated ones are made anew. */
async function valuesOf(database: TestDatabase): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  return onDatabase(database, async (connection) => {
    const { rows: columns } = await connection.query<{ table: string; column: string; type: string }>(
      `SELECT format('%I.%I', nspname, relname) AS table, quote_ident(attname) AS column, format_type(atttypid, atttypmod) AS type
       FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
       WHERE relkind IN ('r', 'p') AND nspname !~ '^(pg_|information_schema)' AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    );
    const values = new Map<string, readonly (string | null)[]>();
    for (const { table, column, type } of columns) {
      const { rows } = await connection.query<{ value: string | null }>(
        `SELECT ${column}::text AS value FROM ${table} ORDER BY 1`,
      );
      if (rows.length > 0)
        values.set(
          `${table}.${column} ${type}`,
          rows.map(({ value }) => value),
        );
    }
    return values;
  });
}
