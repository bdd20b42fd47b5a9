// `limbeck diff --sql` of two databases of which a twentieth differs, against pg_dump --schema-only of both.
//
//   node bench/diff.mjs [--tables N (default 1000)] [--functions N (default 5000)] [--views N (default 2000)] [--rounds N]
//
// The second part shows that programs take time in proportion to their number. Needs `npm run build`, and psql and pg_dump
// on the PATH. On a busy machine only the processor time says anything, and that of the server is not in it.
import { parseArgs } from "node:util";
import { finish, limbeckBin, measure, printMachine, printResults, target, temporaryFolder } from "./measure.mjs";
import { clientVersion, createDatabase, psql, startServer } from "./server.mjs";

const { values } = parseArgs({
  options: {
    tables: { type: "string", default: "1000" },
    functions: { type: "string", default: "5000" },
    views: { type: "string", default: "2000" },
    rounds: { type: "string", default: "5" },
  },
});
const [tables, functions, views, rounds] = ["tables", "functions", "views", "rounds"].map((name) =>
  Number(values[name]),
);

printMachine();
const server = await startServer(clientVersion("pg_dump"));
const folder = temporaryFolder();

await compareSides(`${tables} tables`, "tables", (changed) => tableSql(tables, changed));
const half = await compareSides(`${functions / 2} functions, ${views / 2} views`, "half", (changed) =>
  programSql(functions / 2, views / 2, changed),
);
const whole = await compareSides(`${functions} functions, ${views} views`, "programs", (changed) =>
  programSql(functions, views, changed),
);
target("twice as many programs, client CPU", whole.cpu / half.cpu, 2.2, "×");
finish();

async function compareSides(title, name, sqlOf) {
  const urls = [false, true].map((changed) => {
    const url = createDatabase(server, `bench_diff_${name}_${changed ? "b" : "a"}`);
    psql(url, sqlOf(changed));
    psql(url, "VACUUM ANALYZE");
    return url;
  });
  const dump = ["pg_dump", "--schema-only", "-f", "/dev/null"].join(" ");
  const args = ["diff", "--from", urls[0], "--to", urls[1], "--sql", "--allow-data-loss"];
  const results = await measure(
    {
      "limbeck diff": { command: [process.execPath, limbeckBin, ...args], cwd: folder },
      "pg_dump of both": { command: ["sh", "-c", `${dump} "$1" && ${dump} "$2"`, "sh", ...urls] },
    },
    rounds,
  );
  printResults(title, results);
  target(`diff ÷ pg_dump of both, ${title}`, results["limbeck diff"].wall / results["pg_dump of both"].wall, 2.5, "×");
  return results["limbeck diff"];
}

/** Every twentieth table has another type, a new column, and an index less. */
function tableSql(count, changed) {
  const statements = Array.from({ length: count }, (_, at) => {
    const differs = changed && at % 20 === 0;
    return `CREATE TABLE table_${at} (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      parent_id integer REFERENCES table_${Math.max(0, at - 1)},
      name ${differs ? "text" : "varchar(80)"} NOT NULL,
      amount numeric(10, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0),
      created_at timestamptz NOT NULL DEFAULT now()${differs ? ", note text" : ""});
    ${differs ? "" : `CREATE INDEX ON table_${at} (name);`}
    CREATE INDEX ON table_${at} (created_at) WHERE amount > 0;`;
  });
  return statements.join("\n");
}

/** Functions of text that name a table, and views, every second one over another view; a twentieth differs. */
function programSql(functionCount, viewCount, changed) {
  const made = Array.from(
    { length: functionCount },
    (_, at) => `CREATE FUNCTION function_${at}(a integer) RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN RETURN (SELECT count(*) FROM base_${at % 50} WHERE id > a${changed && at % 20 === 0 ? " + 1" : ""}); END $$;`,
  );
  const seen = Array.from({ length: viewCount }, (_, at) => {
    const from = at % 2 === 0 ? `base_${at % 50}` : `view_${at - 1}`;
    return `CREATE VIEW view_${at} AS SELECT id, name FROM ${from} WHERE id > ${changed && at % 20 === 0 ? at + 1 : at};`;
  });
  const bases = Array.from({ length: 50 }, (_, at) => `CREATE TABLE base_${at} (id integer, name text);`);
  return [...bases, ...made, ...seen].join("\n");
}
