/**
 * Models pulled from databases: what is written compiles, is formatted, and `check` finds nothing to add; a second pull changes no
 * byte. Real schemas from the corpus, and names that would be code if they got the chance.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import * as builders from "../src/public/limbeck.ts";
import { builderNames } from "../src/pull/builder-names.ts";
import { Sandbox } from "./cli/support.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";
import { compilePulled, pullSandbox, unformatted } from "./support/pulled.ts";

const corpus = fileURLToPath(new URL("../../shared/corpus/", import.meta.url));
const schemas =
  process.env["LIMBECK_SOAK"] === "1"
    ? ["pagila", "chinook", "concourse", "langfuse", "supabase-auth"]
    : ["pagila", "chinook"];

test("no declaration is called like a builder", () => {
  // Classes of errors are called as no table is.
  const exported = Object.keys(builders).filter((name) => !name.endsWith("Error"));
  expect(exported.filter((name) => !builderNames.has(name))).toEqual([]);
});

/** Every kind that a model can declare, with options that are not the default. */
const everything = `
CREATE SCHEMA shop; COMMENT ON SCHEMA shop IS 'what is sold';
CREATE TYPE shop.status AS ENUM ('new', 'it''s paid', 'sent');
CREATE DOMAIN shop.email AS text COLLATE "C" DEFAULT 'a@b' NOT NULL CHECK (VALUE ~ '@') CONSTRAINT short CHECK (length(VALUE) < 99);
CREATE TYPE shop.address AS (street text, "Zip Code" varchar(10), status shop.status[]);
CREATE TYPE shop.span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE SEQUENCE shop.numbers AS integer START 1000 INCREMENT 5 CACHE 20; COMMENT ON SEQUENCE shop.numbers IS 'of invoices';
CREATE TABLE shop.customers (
  customer_id integer GENERATED ALWAYS AS IDENTITY (START 100) PRIMARY KEY,
  email shop.email, home shop.address, moods shop.status[] DEFAULT '{}'::shop.status[], status shop.status NOT NULL DEFAULT 'new',
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(), line_1 text, name varchar(80) COLLATE "C" NOT NULL,
  full_name text GENERATED ALWAYS AS (upper(name)) STORED, invited_by integer REFERENCES shop.customers ON DELETE SET NULL,
  seen shop.span, CONSTRAINT "odd name" CHECK (customer_id > 0), CHECK (length(name) > 1));
COMMENT ON TABLE shop.customers IS E'who buys\\n"here"'; COMMENT ON COLUMN shop.customers.name IS '\`\${name}\`';
CREATE INDEX ON shop.customers (lower(name) COLLATE "C" DESC NULLS LAST, email) WHERE status <> 'sent';
CREATE UNIQUE INDEX by_name ON shop.customers (name) INCLUDE (email) WITH (fillfactor = 70);
CREATE TABLE shop.passports (customer_id integer PRIMARY KEY REFERENCES shop.customers ON DELETE CASCADE, number integer NOT NULL DEFAULT nextval('shop.numbers') UNIQUE);
CREATE TABLE public.warehouses (tenant integer, code text, PRIMARY KEY (tenant, code));
CREATE TABLE public.stock (tenant integer NOT NULL, warehouse_code text NOT NULL, other_code text, id bigserial PRIMARY KEY,
  during tstzrange NOT NULL,
  FOREIGN KEY (tenant, warehouse_code) REFERENCES warehouses DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT other FOREIGN KEY (tenant, other_code) REFERENCES warehouses MATCH FULL ON UPDATE CASCADE,
  EXCLUDE USING gist (during WITH &&) WHERE (tenant > 0), UNIQUE NULLS NOT DISTINCT (tenant, other_code));
CREATE TABLE public.tags (id serial PRIMARY KEY, tag text UNIQUE);
CREATE TABLE public.customer_tags (customer_id integer REFERENCES shop.customers ON DELETE CASCADE, tag_id integer REFERENCES tags, PRIMARY KEY (customer_id, tag_id));
CREATE TABLE public.friends (person_id integer REFERENCES shop.customers, friend_id integer REFERENCES shop.customers, PRIMARY KEY (person_id, friend_id));
CREATE TABLE public.notes (note text);
CREATE TABLE public.events (id integer, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE public.events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE public.events_rest PARTITION OF events DEFAULT;
CREATE TABLE public.lists (a integer, b text) PARTITION BY LIST (b);
CREATE TABLE public.lists_ab PARTITION OF lists FOR VALUES IN ('a', 'it''s', NULL);
CREATE INDEX ON events (kind);
CREATE TABLE public.parents (id integer PRIMARY KEY, label text DEFAULT 'x' NOT NULL);
CREATE TABLE public.children (extra integer, PRIMARY KEY (id)) INHERITS (parents);
CREATE VIEW shop.named AS SELECT customer_id, name FROM shop.customers WHERE status = 'new' WITH LOCAL CHECK OPTION;
ALTER VIEW shop.named SET (security_barrier = true); COMMENT ON COLUMN shop.named.name IS 'full';
CREATE MATERIALIZED VIEW shop.counted AS SELECT status, count(*) AS n FROM shop.customers GROUP BY status;
CREATE UNIQUE INDEX counted_status ON shop.counted (status); CREATE INDEX ON shop.counted (n);
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := E'\\t' || '\`\${x}\`' || NEW.name; RETURN NEW; END $$;
CREATE FUNCTION public.total(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION public.total(a text) RETURNS text LANGUAGE sql AS 'SELECT a'; COMMENT ON FUNCTION public.total(text) IS 'it';
CREATE PROCEDURE public.clean() LANGUAGE sql AS 'DELETE FROM public.notes';
CREATE AGGREGATE public.added (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF name, status ON shop.customers FOR EACH ROW WHEN (NEW.name <> 'x') EXECUTE FUNCTION shop.touch();
CREATE CONSTRAINT TRIGGER late AFTER DELETE ON public.tags DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER bulk AFTER UPDATE ON public.tags REFERENCING OLD TABLE AS before NEW TABLE AS "After" FOR EACH STATEMENT EXECUTE FUNCTION shop.touch();
ALTER TABLE public.tags DISABLE TRIGGER bulk;
ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY; ALTER TABLE public.tags FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.customers AS RESTRICTIVE FOR UPDATE USING (name = CURRENT_USER) WITH CHECK (status <> 'sent');
CREATE RULE kept AS ON DELETE TO public.notes DO INSTEAD NOTHING; COMMENT ON RULE kept ON public.notes IS 'for ever';
CREATE STATISTICS public.both (dependencies) ON a, b FROM public.lists;
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = simple);
CREATE PUBLICATION feed FOR TABLE public.tags (id), public.notes WITH (publish = 'insert');
GRANT SELECT, INSERT ON shop.customers TO pg_monitor; GRANT UPDATE (name, status) ON shop.customers TO pg_read_all_data;
GRANT USAGE ON SCHEMA shop TO pg_monitor, pg_read_all_data WITH GRANT OPTION; REVOKE EXECUTE ON FUNCTION public.total(text) FROM PUBLIC;
GRANT USAGE ON SEQUENCE shop.numbers TO pg_monitor; GRANT EXECUTE ON PROCEDURE public.clean() TO pg_monitor;
`;

/** Names that would be code, or mean something to JavaScript, if they got the chance. */
const names = [
  "constructor",
  "__proto__",
  "prototype",
  "toString",
  "then",
  "load",
  "class",
  "delete",
  "await",
  "enum",
  "default",
  "import",
  "model",
  "integer",
  "sql",
  "table",
  "date",
  "map",
  "promise",
  "object",
  "a b",
  "a\nb",
  'a"b',
  "a'b",
  "a`b",
  "${process.exit(1)}",
  "*/ process.exit(1) //",
  "\\",
  "\\u0041",
  "1st",
  "42",
  "🦀",
  "名前",
  "über_größe",
  "a.b",
  "A",
  "a",
  "_",
  "__",
  "$1",
  "data-model",
  "types",
];
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const hostile = `
CREATE SCHEMA ${quoted("sch`${x}*/")};
${names
  .map((name, at) => {
    const table = quoted(name);
    return `CREATE TABLE ${table} (${table} integer PRIMARY KEY DEFAULT 1, other integer CHECK (other > 0) REFERENCES ${table});
COMMENT ON TABLE ${table} IS ${literal(name)}; COMMENT ON COLUMN ${table}.${table} IS ${literal(name)};
CREATE TYPE ${quoted(`sch\`\${x}*/`)}.${table} AS ENUM (${literal(name)}, 'other');
CREATE TABLE ${quoted(`sch\`\${x}*/`)}.${quoted(`${name}s`)} (id ${quoted(`sch\`\${x}*/`)}.${table} DEFAULT ${literal(name)} PRIMARY KEY, ${quoted(`${name}_id`)} integer REFERENCES ${table});
CREATE FUNCTION ${quoted(`${name} f`)}() RETURNS text LANGUAGE sql AS $body${at}$ SELECT ${literal(name)}::text $body${at}$;
CREATE VIEW ${quoted(`${name} v`)} AS SELECT ${literal(name)}::text AS ${table};`;
  })
  .join("\n")}
CREATE TABLE columns (id integer PRIMARY KEY, ${names.map((name) => `${quoted(name)} text DEFAULT ${literal(name)}`).join(", ")});
CREATE INDEX ${quoted("i`${x}")} ON columns (${quoted("__proto__")}, ${quoted("constructor")}, ${quoted("42")});
`;

describeServers("pull", { requires: ["sessions"], versions: "newest" }, (server) => {
  const sandboxes: Sandbox[] = [];
  const databases: TestDatabase[] = [];
  const folders: string[] = [];
  afterAll(async () => {
    for (const sandbox of sandboxes) sandbox.remove();
    for (const database of databases) await database.drop();
  });

  /** Pulls, and sees that nothing is left to say. */
  const pulled = async (script: string): Promise<Record<string, unknown>> => {
    const database = await server.createDatabase();
    databases.push(database);
    const connection = await database.driver.connect();
    await connection.execute(script);
    await connection.close();
    const sandbox = pullSandbox(database.url);
    sandboxes.push(sandbox);
    folders.push(join(sandbox.root, "models"));
    const first = await sandbox.run(["pull", "--json"]);
    expect({ exitCode: first.exitCode, told: first.exitCode === 0 ? "" : first.out }).toEqual({
      exitCode: 0,
      told: "",
    });
    expect(await unformatted(join(sandbox.root, "models"))).toBe("");
    const checked = await sandbox.run(["check", "--no-cache"]);
    expect({ out: checked.out, err: checked.err }).toEqual({ out: "", err: expect.stringContaining("agree") });
    const texts = (): string[] => sandbox.files("models").map((file) => sandbox.read(`models/${file}`));
    const before = texts();
    const again = await sandbox.run(["pull", "--json"]);
    expect((again.json["files"] as { readonly state: string }[]).filter(({ state }) => state !== "kept")).toEqual([]);
    expect(texts()).toEqual(before);
    return first.json;
  };

  test.runIf(existsSync(corpus)).each(schemas)("%s", { timeout: 120_000 }, async (name) => {
    const roles = readFileSync(`${corpus}roles.sql`, "utf8");
    await pulled(roles + readFileSync(`${corpus}schemas/${name}.sql`, "utf8"));
  });

  test.runIf(server.version >= 15)("one of everything", { timeout: 120_000 }, async () => {
    const { undeclared } = await pulled(everything);
    expect(undeclared).toEqual([]);
  });

  test("names that would be code", { timeout: 120_000 }, async () => {
    await pulled(hostile);
  });

  test.runIf(server.version === 18).each(["typescript", "typescript-5.9"] as const)(
    "%s compiles what was pulled",
    { timeout: 300_000 },
    async (compiler) => {
      expect(await compilePulled(compiler, folders)).toBe("");
    },
  );
});

test("SQL is pulled in a folder without a config", async () => {
  const sandbox = new Sandbox({
    "schema.sql":
      "CREATE TABLE authors (id int PRIMARY KEY); CREATE TABLE books (id int PRIMARY KEY, author int REFERENCES authors);",
  });
  try {
    const { exitCode, err, json } = await sandbox.run(["pull", "--from", "schema.sql", "--json"]);
    expect([exitCode, err, json["counts"]]).toEqual([
      0,
      "",
      { tables: 2, classes: 2, relationships: 1, unnamedTypes: 0 },
    ]);
    expect(sandbox.read("models/models.ts")).toContain('extends model("books"');
    for (const argv of [["pull"], ["pull", "--from", "revision:head"], ["pull", "--from", "production"]])
      expect((await sandbox.run([...argv, "--json"])).json).toMatchObject({ error: { code: "config.not-found" } });
    expect((await sandbox.run(["init", "--yes"])).exitCode).toBe(0);
    expect(sandbox.files(".")).not.toContain("models.ts");
    expect(sandbox.read("limbeck.config.ts")).toContain('import("./models/data-model.ts").then((m) => m.database)');
    const named = await sandbox.run(["pull", "--from", "schema.sql", "-c", "other.config.ts", "--json"]);
    expect(named.json).toMatchObject({ error: { code: "config.not-found" } });
  } finally {
    sandbox.remove();
  }
});
