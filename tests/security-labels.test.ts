/**
 * A label needs its provider loaded, which no server of the tests has. Rows of the catalog are written as a provider's check
 * would have let them in, so that reading, comparing and the plan are proven; statements are compared and not run.
 */
import { expect, test } from "vitest";
import { autogenerate } from "../src/autogenerate/autogenerate.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";
import { securityLabel } from "../src/dialects/postgresql/kinds/security-label/declare.ts";
import { describeServers } from "./support/databases.ts";
import { dataModel, integer, table } from "./support/vocabulary.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";

const label = (catalog: string, object: string, column: number, text: string): string =>
  `INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES (${object}::oid, '${catalog}'::regclass, ${column}, 'probe', '${text}');`;

const objects = `
  CREATE TABLE t (a integer, "B c" integer);
  CREATE VIEW v AS SELECT a FROM t;
  CREATE FUNCTION f(x t, y integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';`;

const labels = `SET allow_system_table_mods = on;
  ${label("pg_class", "'t'::regclass", 0, "table")} ${label("pg_class", "'t'::regclass", 2, "column")}
  ${label("pg_class", "'v'::regclass", 0, "view")} ${label("pg_proc", "'f(t, integer)'::regprocedure", 0, "function")}`;

describeServers("security labels", {}, (target) => {
  const on = async (action: (connection: Connection) => Promise<void>): Promise<void> => {
    const database = await target.createDatabase();
    const connection = await database.driver.connect();
    try {
      await connection.execute(objects);
      await connection.execute(labels);
      await action(connection);
    } finally {
      await connection.close();
      await database.drop();
    }
  };
  type Connection = Awaited<ReturnType<Awaited<ReturnType<typeof target.createDatabase>>["driver"]["connect"]>>;

  test("are read with the objects that they are on", () =>
    on(async (connection) => {
      const { objects: found } = await postgresql.reflect(connection);
      const read = [...found.values()].filter(({ kind }) => kind === "securityLabel");
      expect(read.map((object) => object as unknown as { on: string; label: string })).toMatchObject([
        { on: 'COLUMN public.t."B c"', label: "column" },
        { on: "FUNCTION public.f(public.t, integer)", label: "function" },
        { on: "TABLE public.t", label: "table" },
        { on: "VIEW public.v", label: "view" },
      ]);
    }));

  test("come back with what is made anew, and change where a model speaks of their provider", () =>
    on(async (connection) => {
      const database = await postgresql.reflect(connection);
      const serverVersion = await postgresql.serverVersion(connection);
      const plan = (declared: Parameters<typeof dataModel>[0]) => {
        const { upgrade, downgrade } = autogenerate({
          dialect: postgresql,
          database,
          target: dataModel(declared).metadata,
          serverVersion,
          isManaged: ({ kind }) => kind !== "view" && kind !== "function",
        });
        const sqlOf = (operations: typeof upgrade): string[] =>
          operationStatements(operations, postgresql, { serverVersion })
            .map(({ sql }) => sql)
            .filter((sql) => sql.startsWith("SECURITY LABEL"));
        return [sqlOf(upgrade), sqlOf(downgrade)];
      };
      const t = (type = integer()) => table("t", { a: type, B: integer().named("B c") });
      expect(plan({ t: t() })).toEqual([[], []]);
      const provider = "probe";
      expect(plan({ t: t(), l: securityLabel("other", { on: "t", provider }) })).toEqual([
        [
          "SECURITY LABEL FOR probe ON TABLE public.t IS 'other'",
          'SECURITY LABEL FOR probe ON COLUMN public.t."B c" IS NULL',
          "SECURITY LABEL FOR probe ON FUNCTION public.f(public.t, integer) IS NULL",
          "SECURITY LABEL FOR probe ON VIEW public.v IS NULL",
        ],
        [
          "SECURITY LABEL FOR probe ON VIEW public.v IS 'view'",
          "SECURITY LABEL FOR probe ON FUNCTION public.f(public.t, integer) IS 'function'",
          "SECURITY LABEL FOR probe ON COLUMN public.t.\"B c\" IS 'column'",
          "SECURITY LABEL FOR probe ON TABLE public.t IS 'table'",
        ],
      ]);
    }));
});
