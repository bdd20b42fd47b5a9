// One server, many databases: created from template0, loaded by scripts, dumped by pg_dump.
import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const emptiesSearchPath = /SELECT pg_catalog\.set_config\('search_path', '', false\)/;

const settings = {
  max_connections: "60",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum: "off",
  shared_buffers: "256MB",
  max_locks_per_transaction: "1024",
  track_counts: "off",
  checkpoint_timeout: "1h",
};

/** A server of its own, or the one of a URL. */
export async function openServer(product, url, version = 15) {
  const own = url === undefined ? await product.startServer({ version, settings }) : undefined;
  const base = own?.url ?? url;
  const urlOf = (database) => Object.assign(new URL(base), { pathname: `/${database}` }).href;
  const connect = (database) => product.driverFor(urlOf(database)).connect();
  const admin = await connect("postgres");
  let chain = Promise.resolve();
  // Two databases cannot be copied from one template at once.
  const inTurn = (task) => (chain = chain.then(task, task));
  return {
    connect,
    urlOf,
    create: (name) =>
      inTurn(async () => {
        await admin.execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await admin.execute(`CREATE DATABASE ${name} TEMPLATE template0`);
      }),
    drop: (name) => inTurn(() => admin.execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
    /** Runs the text of a dump. */
    async script(database, text) {
      const connection = await connect(database);
      try {
        await connection.execute(text);
      } catch (error) {
        // pg_dump empties the search path, and then a function that a generated column calls doesn't find what its body
        // names without a schema. All of the script was one transaction, so the database is empty again.
        if (!emptiesSearchPath.test(text)) throw error;
        await connection.execute(text.replace(emptiesSearchPath, "SET search_path = public"));
      } finally {
        await connection.close();
      }
    },
    dump: (database) => dump(urlOf(database)),
    async close() {
      await admin.close();
      await own?.stop();
    },
  };
}

/** Debian's pg_dump is a script that finds the program, which takes as long as a small dump does. */
function findPgDump() {
  const [, major] = /(\d+)/.exec(execFileSync("pg_dump", ["--version"], { encoding: "utf8" })) ?? [];
  const program = join("/usr/lib/postgresql", major ?? "", "bin/pg_dump");
  return existsSync(program) ? program : "pg_dump";
}

const pgDump = findPgDump();

function dump(url) {
  return new Promise((resolve, reject) => {
    const args = ["--schema-only", "--no-owner", "--no-privileges", "--dbname", url];
    execFile(pgDump, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`pg_dump: ${stderr.slice(0, 300)}`)),
    );
  });
}
