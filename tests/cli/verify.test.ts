import { rowFindings } from "../../src/project/verification/rows.ts";
import { postgresql } from "../../src/dialects/postgresql/dialect.ts";
import { dataModel, integer, partitionBy, table } from "../support/vocabulary.ts";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createProject } from "../../src/config/load-config.ts";
import { replayTo } from "../../src/project/replay.ts";
import { lastVerification } from "../../src/project/verification/verification-cache.ts";
import { readGraph } from "../../src/project/workspace.ts";
import { describeServers } from "../support/databases.ts";
import { revisionFile, Sandbox, type RevisionOptions } from "./support.ts";

// Each of these opens several embedded databases.
vi.setConfig({ testTimeout: 300_000 });

let sandbox: Sandbox;
afterEach(() => sandbox?.remove());

const config = (environment = ""): string => `import { defineConfig, env } from "limbeck/config";
export default defineConfig({ environments: { development: { ${environment} } } });
`;

interface Step extends RevisionOptions {
  readonly id: string;
}

/** Revisions that stand on one another, unless they say otherwise. */
function history(steps: readonly Step[], environment = "", env: Record<string, string> = {}): Sandbox {
  const files = steps.map(({ id, ...options }, at): [string, string] => [
    `migrations/${id}.ts`,
    revisionFile(id, { down: at === 0 ? null : steps[at - 1]!.id, ...options }),
  ]);
  return new Sandbox({ "limbeck.config.ts": config(environment), ...Object.fromEntries(files) }, env);
}

const run = (statement: string): string => `op.execute(${JSON.stringify(statement)});`;
const users: Step = {
  id: "a1",
  upgrade: run("CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mail text)"),
  downgrade: run("DROP TABLE users"),
};

interface Json {
  readonly ok: boolean;
  readonly revisions: readonly {
    readonly revision: string;
    readonly status: string;
    readonly findings: readonly {
      readonly code: string;
      readonly level: string;
      readonly details: readonly string[];
      readonly place?: string;
    }[];
  }[];
}

const verdictsOf = ({ revisions }: Json): Record<string, unknown> =>
  Object.fromEntries(
    revisions.map(({ revision, status, findings }) => [
      revision,
      [status, ...findings.filter(({ level }) => level !== "note").map(({ code }) => code)],
    ]),
  );

describe("verify", () => {
  test("judges every revision by itself and tells what is wrong with it", async () => {
    sandbox = history([
      users,
      { id: "a2", upgrade: run("ALTER TABLE users ADD COLUMN age int"), downgrade: "" },
      {
        id: "a3",
        upgrade: run("ALTER TABLE users ADD COLUMN land text NOT NULL"),
        downgrade: run("ALTER TABLE users DROP COLUMN land"),
      },
      {
        id: "a4",
        upgrade: run("ALTER TABLE users ALTER COLUMN mail SET NOT NULL"),
        downgrade: run("ALTER TABLE users ALTER COLUMN mail DROP NOT NULL"),
      },
      { id: "a5", upgrade: run("ALTER TABLE users DROP COLUMN age"), downgrade: 'throw new Error("ages are gone");' },
      {
        id: "a6",
        upgrade: run("ALTER TABLE users DROP COLUMN land"),
        downgrade: run("ALTER TABLE users ADD COLUMN land text NOT NULL"),
      },
      {
        id: "a7",
        upgrade: run("CREATE TABLE extra (id int)"),
        downgrade: `${run("DROP TABLE extra")} ${run("DELETE FROM users")}`,
      },
      { id: "a8", upgrade: run("ALTER TABL users ADD x int"), downgrade: "" },
      { id: "a9" },
    ]);
    const result = await sandbox.run(["verify", "--json"]);
    expect(result.exitCode).toBe(2);
    const json = result.json as unknown as Json;
    expect(verdictsOf(json)).toEqual({
      a1: ["verified"],
      a2: ["failed", "downgrade-differs", "second-upgrade-failed"],
      a3: ["failed", "upgrade-refuses-rows"],
      a4: ["verified", "upgrade-depends-on-rows"],
      a5: ["irreversible"],
      a6: ["verified", "downgrade-refuses-rows"],
      a7: ["failed", "rows-lost"],
      a8: ["failed", "upgrade-failed"],
      a9: ["skipped"],
    });
    const [, differs, , , gone, , , typo] = json.revisions;
    expect(differs?.findings[0]?.details).toEqual(["column users.age is left over"]);
    expect(gone?.findings.find(({ code }) => code === "irreversible")).toMatchObject({ message: "ages are gone" });
    expect(typo?.findings[0]).toMatchObject({ place: "migrations/a8.ts:6" });
  });

  test("proves that values come back and that tables can be used", async () => {
    const trigger = `CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM missing(); RETURN NEW; END $$;
      CREATE TRIGGER late BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION late()`;
    const retype = (type: string): string => run(`ALTER TABLE users ALTER name TYPE ${type}`);
    sandbox = history([
      users,
      { id: "a2", upgrade: run("ALTER TABLE users DROP mail; ALTER TABLE users ADD mail text"), downgrade: "" },
      { id: "a3", upgrade: retype("integer USING length(name)"), downgrade: retype("text") },
      {
        id: "a4",
        upgrade: retype("text"),
        downgrade: `// lossy: names
${retype("integer USING 0")}`,
      },
      {
        id: "a5",
        upgrade: run(
          "CREATE SEQUENCE s; ALTER TABLE users ADD n int; UPDATE users SET n = 7; ALTER TABLE users ALTER n SET DEFAULT nextval('s')",
        ),
        downgrade: run("ALTER TABLE users DROP n; DROP SEQUENCE s"),
      },
      { id: "a6", upgrade: run(trigger), downgrade: run("DROP FUNCTION late CASCADE") },
    ]);
    const result = await sandbox.run(["verify", "--json"]);
    const json = result.json as unknown as Json;
    expect(verdictsOf(json)).toEqual({
      a1: ["verified"],
      a2: ["failed", "values-lost"],
      a3: ["failed", "values-lost"],
      a4: ["verified"],
      a5: ["failed", "sequence-behind"],
      a6: ["failed", "unusable"],
    });
    expect(json.revisions[1]?.findings[0]?.details).toEqual(["users: mail"]);
    expect(json.revisions[4]?.findings[0]?.details).toEqual(["s goes on at 1, but rows of users.n have 7"]);
  });

  test("rows of a partition go with it, and others do not", () => {
    const part = (name: string) =>
      table(name, { a: integer() }, { partitionOf: { parent: "p", bound: { in: [name] } } });
    const whole = table("p", { a: integer() }, (t) => [partitionBy.list(t.a)]);
    const [below, at] = [dataModel({ whole }).metadata, dataModel({ whole, p1: part("p1") }).metadata];
    const found = (after: number) => {
      const tally = (name: string, rows: number) => ({ schema: "public", name, rows, digest: `${rows}` });
      return rowFindings(
        postgresql,
        { below, at },
        { before: [tally("p", 5), tally("p1", 2)], after: [tally("p", after), tally("p1", 0)] },
      ).map(({ code }) => code);
    };
    expect([found(3), found(2)]).toEqual([[], ["rows-lost"]]);
  });

  test("ends with 0 for a sound history, also with branches, merges and revisions in SQL", async () => {
    sandbox = history([users, { id: "b1", down: "a1" }, { id: "c1", down: "a1" }]);
    sandbox.write(
      "migrations/d1.sql",
      "-- Both\n-- revision: d1\n-- downRevision: b1, c1\n\n-- upgrade\nALTER TABLE users ADD COLUMN n int;\n\n-- downgrade\nALTER TABLE users DROP COLUMN n;\n",
    );
    const result = await sandbox.run(["verify"]);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.out.split("\n").map((line) => line.slice(0, 4))).toEqual([
      "✓ a1",
      "✓ b1",
      "✓ c1",
      "✓ d1",
      "- no",
      "",
    ]);
    expect(result.err).toContain("✓ 4 revisions verified, 3 tables held rows.");
  });

  test("counts tables that hold rows once each, whoever made the rows and whatever range is looked at", async () => {
    sandbox = history([
      {
        id: "a1",
        upgrade: run(
          "CREATE TABLE users (n int); CREATE TABLE rates (n int); INSERT INTO rates VALUES (1); CREATE TABLE p (n int NOT NULL CHECK (n = 1)) PARTITION BY LIST (n); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)",
        ),
        downgrade: run("DROP TABLE users, rates, p"),
      },
      {
        id: "a2",
        upgrade: run("ALTER TABLE users RENAME TO people"),
        downgrade: run("ALTER TABLE people RENAME TO users"),
      },
    ]);
    const counted = async (range: string): Promise<unknown> => {
      const { tablesWithRows, emptyTables } = (await sandbox.run(["verify", range, "--json"])).json;
      return { tablesWithRows, emptyTables };
    };
    const held = {
      tablesWithRows: 4,
      emptyTables: [{ table: "p2", reason: "no row made for p belongs to it" }],
    };
    expect(await counted("a1:a2")).toEqual(held);
    expect(await counted("a2")).toEqual(held);
  });

  test("tells what a revision drops, and takes no rename for a drop", async () => {
    sandbox = history([
      users,
      {
        id: "a2",
        upgrade: run("ALTER TABLE users RENAME COLUMN mail TO email"),
        downgrade: run("ALTER TABLE users RENAME COLUMN email TO mail"),
      },
      {
        id: "a3",
        upgrade: `${run("ALTER TABLE users RENAME TO people")} ${run("ALTER TABLE people DROP COLUMN email")}`,
        downgrade: `${run("ALTER TABLE people RENAME TO users")} ${run("ALTER TABLE users ADD COLUMN email text")}`,
      },
    ]);
    const { revisions } = (await sandbox.run(["verify", "--json"])).json as unknown as {
      readonly revisions: readonly { readonly findings: readonly { readonly message: string }[] }[];
    };
    expect(revisions.map(({ findings }) => findings.map(({ message }) => message))).toEqual([
      ["the downgrade drops table users"],
      [],
      ["the upgrade drops column users.email"],
    ]);
  });

  test("takes a range, and keeps what it found until a file changes", async () => {
    sandbox = history([users, { id: "b1" }, { id: "c1" }]);
    const project = createProject({}, { root: sandbox.root });
    expect(lastVerification(project)).toBeUndefined();
    const found = (await sandbox.run(["verify", "b1", "--json"])).json as unknown as Json;
    expect(verdictsOf(found)).toEqual({ b1: ["verified"] });
    expect(lastVerification(project)).toMatchObject({ unverified: ["a1", "c1"], model: { status: "skipped" } });
    await sandbox.run(["verify", "--rev-range", "b1:head"]);
    expect(lastVerification(project)?.unverified).toEqual(["a1"]);
    writeFileSync(join(sandbox.root, "migrations/b1.ts"), `${sandbox.read("migrations/b1.ts")}\n// changed\n`);
    expect(lastVerification(project)?.unverified).toEqual(["a1", "b1", "c1"]);
  });

  test("makes up roles and extensions, and explains where the name of an extension is not enough", async () => {
    sandbox = history([
      { ...users, upgrade: `${users.upgrade} ${run("GRANT SELECT ON users TO app_reader")}` },
      {
        id: "b1",
        upgrade: run("CREATE EXTENSION \"no_such-extension\" VERSION '1.2'"),
        downgrade: run('DROP EXTENSION "no_such-extension"'),
      },
      { id: "c1", upgrade: run("ALTER TABLE users ADD COLUMN place no_such_type"), downgrade: "" },
    ]);
    const roles = await sandbox.run(["verify", "a1"]);
    expect(roles.exitCode).toBe(0);
    expect(roles.err).toContain("The role app_reader was made up on the scratch database.");
    const standIn = await sandbox.run(["verify", "b1"]);
    expect(standIn.exitCode).toBe(0);
    expect(standIn.err).toContain("The extension no_such-extension is not available in an embedded scratch database");
    const lacking = await sandbox.run(["verify", "c1"]);
    expect(lacking.exitCode).toBe(2);
    expect(lacking.out).toContain(
      'migrations/c1.ts:6: type "no_such_type" does not exist. What no_such-extension would bring is not there',
    );
    expect(lacking.out).toContain('`scratch: "server"`');
  });

  test("says clearly that no scratch database can be had, and repeats no URL", async () => {
    sandbox = history([users], 'scratch: "postgres://me:secret@127.0.0.1:1/db"');
    const result = await sandbox.run(["verify"]);
    expect(result.exitCode).toBe(7);
    expect(result.err).toContain("There is no scratch database to run the revisions on");
    expect(result.err).not.toContain("secret");
  });

  test("tells what in the model the revisions have not made", async () => {
    sandbox = history([users]);
    sandbox.write(
      "limbeck.config.ts",
      `import { defineConfig } from "limbeck/config";
import { dataModel, integer, model, type } from "limbeck";
class User extends model("users", { id: integer().primaryKey(), mood: type("mood") }) {}
export default defineConfig({ target: dataModel({ User }) });
`,
    );
    const result = await sandbox.run(["verify"]);
    expect(result.exitCode).toBe(2);
    expect(result.out).toContain("✗ the model differs from what the revisions lead to");
    expect(result.out).toContain('type "mood" does not exist');
  });

  test("belongs to check with --verify", async () => {
    sandbox = history([{ ...users, downgrade: "" }]);
    sandbox.write(
      "limbeck.config.ts",
      `import { defineConfig } from "limbeck/config";
import { dataModel, integer, model, text } from "limbeck";
class User extends model("users", { id: integer().identity({ always: true }).primaryKey(), name: text().notNull(), mail: text() }) {}
export default defineConfig({ target: dataModel({ User }) });
`,
    );
    expect((await sandbox.run(["check", "--against", "revisions"])).exitCode).toBe(0);
    const result = await sandbox.run(["check", "--against", "revisions", "--verify"]);
    expect(result.exitCode).toBe(2);
    expect(result.out).toContain("table users is left over");
    expect(result.out).toContain("✓ the model agrees");
  });
});

describeServers("verify on a server", { requires: ["databases"], versions: "newest" }, (target) => {
  test("makes a throw-away database beside the environment's own and drops it", async () => {
    const database = await target.createDatabase();
    try {
      sandbox = history([users, { id: "b1" }], 'url: env("TEST_URL"), scratch: "server"', { TEST_URL: database.url });
      const result = await sandbox.run(["verify", "--json"]);
      expect(result.json).toMatchObject({ ok: true, tablesWithRows: 2 });
      expect(result.json["scratch"]).toMatch(/^a throw-away database "limbeck_scratch_/);
      const connection = await database.driver.connect();
      const { rows } = await connection.query(
        "SELECT FROM pg_database WHERE datname = $1 UNION ALL SELECT FROM pg_tables WHERE tablename = 'users'",
        [/limbeck_scratch_\w+/.exec(String(result.json["scratch"]))?.[0]],
      );
      await connection.close();
      expect(rows).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});

describe("a replay", () => {
  test("goes on from what an earlier one kept, unless something below it has changed", async () => {
    sandbox = history([users, { id: "b1" }, { id: "c1" }]);
    const project = createProject({}, { root: sandbox.root });
    const replay = async (ids: readonly string[]): Promise<number> => {
      const { scratch, cached } = await replayTo(project, readGraph(project), ids, { keepAfterMs: 0 });
      await scratch.close();
      return cached;
    };
    expect(await replay(["b1"])).toBe(0);
    expect(await replay(["c1"])).toBe(2);
    expect(await replay(["c1"])).toBe(3);
    expect(await replay(["a1"])).toBe(0);
    sandbox.write("migrations/b1.ts", `${sandbox.read("migrations/b1.ts")}\n// changed\n`);
    expect(await replay(["c1"])).toBe(1);
    const folder = join(sandbox.root, ".limbeck/cache/replay");
    expect(readdirSync(folder).filter((file) => file.endsWith(".tar.gz")).length).toBeLessThanOrEqual(3);
    for (const file of readdirSync(folder)) if (file.endsWith(".tar.gz")) writeFileSync(join(folder, file), "damaged");
    expect(await replay(["c1"])).toBe(0);
    expect(existsSync(folder) && readFileSync(join(folder, readdirSync(folder)[0]!)).length).toBeGreaterThan(0);
  });
});

describe("merge", () => {
  const fork = (one: Partial<Step>, other: Partial<Step>): Sandbox =>
    history([users, { id: "b1", down: "a1", ...one }, { id: "c1", down: "a1", ...other }]);

  test("tells that either order leads to the same database", async () => {
    sandbox = fork({}, {});
    const result = await sandbox.run(["merge", "--rev-id", "d1"]);
    expect(result.exitCode).toBe(0);
    expect(result.err).toContain("✓ Either order of b1, c1 leads to the same database.");
  });

  test("warns where the orders lead to different databases, and writes the merge all the same", async () => {
    sandbox = fork(
      { upgrade: run("ALTER TABLE users ALTER COLUMN name SET DEFAULT 'b'") },
      { upgrade: run("ALTER TABLE users ALTER COLUMN name SET DEFAULT 'c'") },
    );
    const result = await sandbox.run(["merge", "--rev-id", "d1", "--json"]);
    expect(result.exitCode).toBe(0);
    expect(result.json).toMatchObject({
      revision: { id: "d1" },
      proof: {
        status: "differs",
        differences: ["default users.name: expression is 'c'::text after b1, c1, 'b'::text after c1, b1"],
      },
    });
    expect(existsSync(join(sandbox.root, String((result.json["revision"] as { path: string }).path)))).toBe(true);
  });

  test("warns where one order does not run, and tries nothing with --no-proof", async () => {
    sandbox = fork(
      { upgrade: run("ALTER TABLE users DROP COLUMN mail") },
      { upgrade: run("ALTER TABLE users RENAME mail TO email") },
    );
    const result = await sandbox.run(["merge", "--rev-id", "d1"]);
    expect(result.exitCode).toBe(0);
    expect(result.err).toContain('b1, then c1: revision c1 (migrations/c1.ts:6): column "mail" does not exist');
    const unproven = await sandbox.run(["merge", "b1", "c1", "--splice", "--no-proof", "--json"]);
    expect(unproven.json).toMatchObject({ proof: null });
  });

  test("says that nothing could be tried without a scratch database", async () => {
    sandbox = history(
      [users, { id: "b1", down: "a1" }, { id: "c1", down: "a1" }],
      'scratch: "postgres://127.0.0.1:1/db"',
    );
    const result = await sandbox.run(["merge", "--rev-id", "d1"]);
    expect(result.exitCode).toBe(0);
    expect(result.err).toContain(
      "warning: the merge was written, but whether the order of b1, c1 matters was not tried",
    );
  });
});
