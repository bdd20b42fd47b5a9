/** Each type to each other one and back, with values: what does not come back is called lossy, and what fails is told before. */
import { expect, test } from "vitest";
import { describeServers } from "./support/databases.ts";
import { autogenerateOn } from "../src/autogenerate/autogenerate.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import type { Operation, Statement } from "../src/operations/operation.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";

/** Types with values. */
const few: Readonly<Record<string, readonly string[]>> = {
  bigint: ["1"],
  "numeric(10,2)": ["2.25"],
  boolean: ["true"],
  text: ["'05 '"],
  "varchar(3)": ["'abc'"],
  "bit(4)": ["b'1010'"],
  "bit(8)": ["b'10101111'"],
  timestamp: ["'2020-01-02 03:04:05.678901'"],
  jsonb: ["'[\"x\", null]'"],
  "text[]": [`'{"a,b",NULL,"q\\"u"}'`],
  mood: ["'bad'"],
};

/** Further ones for a long run: all pairs take minutes. */
const more: Readonly<Record<string, readonly string[]>> = {
  smallint: ["1", "-7"],
  "double precision": ["1", "0.1"],
  "char(6)": ["'ab'"],
  varbit: ["b'10101'"],
  date: ["'2020-01-02'"],
  json: ["'5'", "'\"s\"'"],
  "integer[]": ["'{1,2}'"],
  tags: ["'{a}'"],
  part: ["row(1, 'x')"],
  bytea: [String.raw`'\x6162'`],
  int4range: ["'[1,3)'"],
};

const values = process.env["LIMBECK_SOAK"] === "1" ? { ...few, ...more } : few;

const declarations = `
  CREATE TYPE mood AS ENUM ('ok', 'bad');
  CREATE DOMAIN tags AS text[];
  CREATE TYPE part AS (a integer, b text);`;

interface Change {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

const types = Object.keys(values);
const changes: readonly Change[] = types
  .flatMap((from) => types.filter((to) => to !== from).map((to) => ({ from, to })))
  .map((pair, at) => ({ ...pair, table: `t${at}` }));

interface Both {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
}

async function planned(connection: DriverConnection): Promise<(table: string) => Both> {
  const serverVersion = await postgresql.serverVersion(connection);
  const reflect = async (side: "from" | "to") => {
    // In parts, or one transaction would hold too many locks.
    for (let at = 0; at < changes.length; at += 100) {
      const part = changes.slice(at, at + 100);
      await connection.execute(part.map((each) => `CREATE TABLE ${each.table} (c ${each[side]})`).join(";"));
    }
    const found = await postgresql.reflect(connection);
    for (let at = 0; at < changes.length; at += 100) {
      const part = changes.slice(at, at + 100);
      await connection.execute(`DROP TABLE ${part.map(({ table }) => table).join(", ")}`);
    }
    return found;
  };
  const [database, target] = [await reflect("from"), await reflect("to")];
  const { upgrade, downgrade } = await autogenerateOn(connection, {
    dialect: postgresql,
    database,
    target,
    serverVersion,
  });
  const of = (operations: readonly Operation[], table: string): Statement[] =>
    operationStatements(
      operations.filter((operation) => (operation as { readonly table?: string }).table === table),
      postgresql,
      { serverVersion },
    );
  return (table) => ({ up: of(upgrade, table), down: of(downgrade, table) });
}

const remarks = (statements: readonly Statement[]): string =>
  statements.map(({ note = "", decision = "" }) => `${note}${decision}`).join("");

/** What is wrong with a value's way there and back; undefined where all is well. */
async function fault(
  connection: DriverConnection,
  { table, from, to }: Change,
  { up, down }: Both,
  value: string,
): Promise<string | undefined> {
  const read = `SELECT c::text AS value FROM ${table}`;
  const script = [
    `CREATE TEMPORARY TABLE before AS SELECT (${value})::${from}::text AS value`,
    `CREATE TABLE ${table} (c ${from})`,
    `INSERT INTO ${table} VALUES (${value})`,
    ...up.map(({ sql }) => sql),
  ];
  const name = `${from} to ${to}, ${value}`;
  await connection.execute("BEGIN");
  try {
    try {
      await connection.execute(script.join(";\n"));
    } catch (error) {
      return remarks(up) === "" ? `${name}: fails and nobody is told: ${String(error)}` : undefined;
    }
    if (/lossy: /.test(remarks(down))) return undefined;
    await connection.execute(down.map(({ sql }) => sql).join(";\n"));
    const { rows } = await connection.query<{ same: boolean }>(
      `SELECT (${read}) IS NOT DISTINCT FROM (SELECT value FROM before) AS same`,
    );
    return rows[0]?.same === true ? undefined : `${name}: another value comes back`;
  } catch (error) {
    return `${name}: the way back fails: ${String(error)}`;
  } finally {
    await connection.execute("ROLLBACK");
  }
}

describeServers("values of a column whose type changes", { requires: ["databases"] }, (target) => {
  test("come back, or the way back is called lossy", async () => {
    const database = await target.createDatabase();
    const connection = await database.driver.connect();
    try {
      await connection.execute(declarations);
      const statementsOf = await planned(connection);
      const faults: (string | undefined)[] = [];
      for (const change of changes) {
        const both = statementsOf(change.table);
        for (const value of values[change.from] ?? []) faults.push(await fault(connection, change, both, value));
      }
      expect(faults.filter((each) => each !== undefined)).toEqual([]);
    } finally {
      await connection.close();
      await database.drop();
    }
  });
});
