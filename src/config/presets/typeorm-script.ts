/**
 * What `typeOrm()` runs in a process of its own: the data source is initialized on a server that holds nothing, and TypeORM's
 * own schema builder says what it would do there. `schema:log` of its command line asks a real database instead, and tells
 * only what that lacks. Plain CommonJS for `node -e`, so that loaders such as ts-node take part.
 */
export const typeOrmScript = `
const path = require("node:path");
const url = require("node:url");
const fail = (text) => {
  console.error(text);
  process.exit(1);
};
const load = async (file) => {
  try {
    return require(file);
  } catch (error) {
    if (error.code !== "ERR_REQUIRE_ESM" && error.code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    return import(url.pathToFileURL(file).href);
  }
};
const isSource = (value) =>
  typeof value === "object" && value !== null && typeof value.initialize === "function" && typeof value.setOptions === "function";
const answers = [
  [/server_version|\\bversion\\(\\)/i, { version: "PostgreSQL 17.0", server_version: "17.0" }],
  [/current_database\\(\\)/i, { current_database: "scratch" }],
  [/current_schema\\(\\)/i, { current_schema: "public" }],
];
const nothing = () => {};
const serverOf = (source, extensions) => {
  const query = async (given) => {
    const text = typeof given === "string" ? given : given.text;
    if (/^\\s*CREATE EXTENSION/i.test(text)) extensions.push(text);
    const row = answers.find(([pattern]) => pattern.test(text));
    const available = /pg_available_extensions/i.test(text) ? source.options.extensions || [] : [];
    const rows = row === undefined ? available.map((name) => ({ name })) : [row[1]];
    return { rows, rowCount: rows.length, command: "SELECT" };
  };
  const client = {
    query: (text, values, done) => {
      const end = typeof values === "function" ? values : done;
      const result = query(text);
      if (end === undefined) return result;
      result.then((value) => end(undefined, value), end);
    },
    on: nothing,
    once: nothing,
    off: nothing,
    removeListener: nothing,
    release: nothing,
  };
  return class {
    on() {}
    connect(done) {
      if (done === undefined) return Promise.resolve(client);
      done(undefined, client, nothing);
    }
    end(done) {
      if (done !== undefined) done();
      return Promise.resolve();
    }
  };
};
const main = async () => {
  const file = path.resolve(process.argv[1]);
  const module = await load(file);
  const values = await Promise.all([...Object.values(module), ...Object.values(module.default || {})]);
  const sources = [...new Set([module.default, ...values].filter(isSource))];
  if (sources.length !== 1) fail(process.argv[1] + " exports " + (sources.length || "no") + " DataSource" + (sources.length > 1 ? "s; it has to be one." : "."));
  const [source] = sources;
  if (source.options.type !== "postgres") fail("The DataSource is for " + source.options.type + ", not for postgres.");
  const extensions = [];
  const Pool = serverOf(source, extensions);
  source.driver.postgres = { Pool, Client: Pool, defaults: {}, types: { setTypeParser: nothing } };
  source.setOptions({ replication: undefined, synchronize: false, migrationsRun: false, dropSchema: false });
  source.logger = new Proxy({}, { get: () => nothing });
  await source.initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  // TypeORM keeps texts of views there for itself.
  const wanted = upQueries.map(({ query }) => query).filter((text) => !text.includes('"typeorm_metadata"'));
  const used = source.entityMetadatas.map(({ schema }) => schema).filter((name) => name && name !== "public");
  const schemas = [...new Set(used)].map((name) => 'CREATE SCHEMA IF NOT EXISTS "' + name.replaceAll('"', '""') + '"');
  const lines = [...extensions, ...schemas, ...wanted].map((text) => text.replace(/;\\s*$/, "") + ";\\n");
  process.stdout.write(lines.join(""), () => process.exit(0));
};
main().catch((error) => fail((error && error.message) || error));
`;
