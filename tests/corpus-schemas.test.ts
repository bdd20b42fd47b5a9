/** Real schemas: reflected, created anew through operations in an empty database, and compared: nothing differs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { autogenerate } from "../src/autogenerate/autogenerate.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import { createDatabase, serverUrl, unavailable } from "./support/databases.ts";
import { pgDriver } from "../src/dialects/postgresql/drivers/pg.ts";

const corpus = fileURLToPath(new URL("../../shared/corpus/", import.meta.url));
// The dumps are written by 15; docs/schemas.md has the same on 15, judged by pg_dump.
const version = 18;
const reason = existsSync(corpus) ? unavailable(version) : "the corpus of schemas is not beside the project";
const names = reason === undefined ? readdirSync(`${corpus}schemas`).map((file) => file.replace(/\.sql$/, "")) : [];

/** What 18 no longer reads of a dump that 15 wrote, and how to say it so that both do. */
const adapted: Readonly<Record<string, (dump: string) => string>> = {
  // `json` became a word that a parameter may have as its name in quotes only.
  "postgraphile-kitchen-sink": (dump) => dump.replaceAll(/\bjson (?=jsonb?\b)/g, '"json" '),
  "postgrest-fixtures": (dump) => dump.replaceAll(/\bjson (?=jsonb?\b)/g, '"json" '),
  // A child may no longer generate a column that its parent leaves plain.
  "postgres-regress": (dump) => dump.replaceAll(/(?<=gtest_normal_child2? [^;]*b integer) GENERATED [^;\n]*/g, ""),
};

const describeCorpus = reason === undefined ? describe : describe.skip;
describeCorpus(`real schemas${reason === undefined ? "" : ` (${reason})`}`, () => {
  beforeAll(async () => {
    const driver = pgDriver(await serverUrl(version));
    const connection = await driver.connect();
    await connection.execute(readFileSync(`${corpus}roles.sql`, "utf8"));
    await driver.close();
  });

  test.each(names)("%s is the same when created anew", { timeout: 60_000 }, async (name) => {
    const [first, second] = await Promise.all([createDatabase(version), createDatabase(version)]);
    try {
      const [from, to] = await Promise.all([first.driver.connect(), second.driver.connect()]);
      const dump = readFileSync(`${corpus}schemas/${name}.sql`, "utf8");
      await from.execute(adapted[name]?.(dump) ?? dump);
      const target = await postgresql.reflect(from);
      await createAnew(target, to);
      const database = await postgresql.reflect(to);
      const serverVersion = await postgresql.serverVersion(to);
      const again = autogenerate({ dialect: postgresql, database, target, serverVersion, assumeNoRenames: true });
      expect(again.differences.map(({ sign, text }) => `${sign}${text}`)).toEqual([]);
    } finally {
      await Promise.all([first.drop(), second.drop()]);
    }
  });
});

async function createAnew(target: Awaited<ReturnType<typeof postgresql.reflect>>, to: DriverConnection): Promise<void> {
  const database = await postgresql.reflect(to);
  const serverVersion = await postgresql.serverVersion(to);
  const { upgrade } = autogenerate({ dialect: postgresql, database, target, serverVersion, assumeNoRenames: true });
  for (const { sql } of operationStatements(upgrade, postgresql, { serverVersion })) await to.execute(sql);
}
