// Real schemas, created anew by limbeck in an empty database and judged by pg_dump.
//
//   node scripts/schemas.mjs [schema…] [--corpus DIR] [--db URL] [--write]
//
// The corpus (LIMBECK_CORPUS or --corpus) holds schemas/*.sql, roles.sql and judge/. pg_dump 15 must be on the PATH.
// --write puts the table into docs/schemas.md.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { elsewhereCell, proveElsewhere } from "./corpus/elsewhere.mjs";
import { loadProduct } from "./corpus/product.mjs";
import { openServer } from "./corpus/server.mjs";

const serverVersion = 150000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string", default: process.env.LIMBECK_CORPUS },
    db: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
if (values.corpus === undefined) {
  console.error("Say where the corpus is: --corpus DIR or LIMBECK_CORPUS.");
  process.exit(1);
}
const corpus = resolve(values.corpus);
const judge = await import(join(corpus, "judge/sqltext.mjs"));
const product = await loadProduct();
const { dialect } = product;

const plan = (database, target) =>
  product.autogenerate({ dialect, database, target, serverVersion, assumeNoRenames: true });

/** One schema: loaded, reflected, created anew beside it, compared twice over, and undone again. */
async function prove(name, server) {
  const [original, anew] = ["schemas_original", "schemas_anew"];
  await server.create(original);
  await server.create(anew);
  await server.script(original, readFileSync(join(corpus, "schemas", `${name}.sql`), "utf8"));
  const [from, to] = [await server.connect(original), await server.connect(anew)];
  try {
    const target = await dialect.reflect(from);
    const empty = await dialect.reflect(to);
    const emptyDump = await server.dump(anew);
    const { upgrade, downgrade } = plan(empty, target);
    const statements = product.operationStatements(upgrade, dialect, { serverVersion });
    await apply(to, statements);
    const created = await dialect.reflect(to);
    const dumps = [await server.dump(anew), await server.dump(original)];
    // Both readings of one database, and that of the database made from it: nothing may differ.
    const unchanged = plan(await dialect.reflect(from), target).differences;
    const same = plan(created, target).differences;
    return {
      name,
      tables: [...target.objects.values()].filter((object) => object.kind === "table").length,
      objects: target.objects.size,
      statements: statements.length,
      unchanged: unchanged.map(({ sign, text }) => sign + text),
      differences: same.map(({ sign, text }) => sign + text),
      ...judged(dumps),
      undone: await undo(to, downgrade).then(
        async () => judged([await server.dump(anew), emptyDump]).lost.length === 0,
        (error) => error.message,
      ),
      lines: dumpLines(dumps[1]),
    };
  } finally {
    await from.close();
    await to.close();
  }
}

const undo = (connection, downgrade) =>
  apply(connection, product.operationStatements(downgrade, dialect, { serverVersion }));

async function apply(connection, statements) {
  for (const { sql } of statements) {
    await connection.execute(sql).catch((error) => {
      throw new Error(`${error.message} in: ${sql.slice(0, 300)}`);
    });
  }
}

/** What pg_dump says of only one of two databases, strictly: also the order of columns counts. */
function judged([have, want]) {
  const { extra, missing } = judge.diffStatements(have, want);
  return { lost: [...extra, ...missing], notCovered: shortened(missing) };
}

/** The first words of each statement. */
const shortened = (statements) => statements.map((statement) => statement.replaceAll(/\s+/g, " ").slice(0, 120));

const dumpLines = (dump) => judge.dumpStatements(dump).length;

const header = [
  "schema",
  "tables",
  "objects",
  "statements of pg_dump",
  "no change",
  "limbeck",
  "pg_dump",
  "undone",
  "14",
  "18",
];

function row(result) {
  if (result.error !== undefined) return [result.name, "", "", "", "", "", `failed: ${result.error}`, "", "", ""];
  const equal = (list) => (list.length === 0 ? "equal" : `**${list.length} differ**`);
  return [
    result.name,
    result.tables,
    result.objects,
    result.lines,
    equal(result.unchanged),
    equal(result.differences),
    equal(result.lost),
    result.undone === true ? "yes" : "**no**",
    ...others.map(({ version }) => elsewhereCell(result[version])),
  ];
}

function writeDocument(results) {
  const table = [header, header.map(() => "---"), ...results.map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  const open = results.filter(
    (result) => result.error !== undefined || result.lost.length > 0 || result.undone !== true,
  );
  const list = open.flatMap(({ name, differences, notCovered, error, undone }) => [
    `- ${name}${error === undefined ? "" : `: ${error}`}`,
    ...(differences ?? []).map((text) => `  - limbeck: ${text}`),
    ...(notCovered ?? []).map((text) => `  - \`${text}\``),
    ...(typeof undone === "string" ? [`  - undoing: ${undone}`] : []),
  ]);
  const text = `# Real schemas

${results.length} schemas of public projects, each loaded into a PostgreSQL 15, reflected, created anew in an empty database by limbeck's
operations, and compared in four ways:

- **no change**: the database compared with a second reading of itself;
- **limbeck**: the new database compared with the original by limbeck;
- **pg_dump**: \`pg_dump --schema-only\` of the one and the other, statement by statement, the order of columns included;
- **undone**: after the reversed operations, \`pg_dump\` of the database is that of an empty one.

**14** and **18** are the same on those versions: created anew, compared with the original and with a second reading of it, on 14 by
\`pg_dump\` too (which reads no server newer than itself). The dumps were written by 15; statements that another version refuses, and
what fails without them, are left out there.

Measured with \`node scripts/schemas.mjs --write\`. The same schemas are created anew on PostgreSQL 18 by
\`tests/corpus-schemas.test.ts\`, with those statements said in a way that 18 reads: two schemas name a parameter \`json\`, a word that
must be quoted by now, and postgres-regress has children that generate a column which their parent leaves plain. Steps from version to version are measured by \`npm run corpus\`.

${table.join("\n")}

${
  open.length === 0
    ? "Nothing is left out."
    : `Not covered yet:

${list.join("\n")}`
}
`;
  writeFileSync(fileURLToPath(new URL("../docs/schemas.md", import.meta.url)), text);
}

const server = await openServer(product, values.db);
const others = [];
const results = [];
try {
  const roles = readFileSync(join(corpus, "roles.sql"), "utf8");
  await server.script("postgres", roles);
  for (const version of [14, 18]) {
    others.push({ version, server: await openServer(product, undefined, version) });
    await others.at(-1).server.script("postgres", roles);
  }
  const names = readdirSync(join(corpus, "schemas")).map((file) => file.replace(/\.sql$/, ""));
  for (const name of names.filter((each) => positionals.length === 0 || positionals.includes(each)).sort()) {
    const result = await prove(name, server).catch((error) => ({ name, error: error.message.split("\n")[0] }));
    for (const other of others) {
      const text = readFileSync(join(corpus, "schemas", `${name}.sql`), "utf8");
      result[other.version] = await proveElsewhere(text, { ...other, product, judge }).catch((error) => ({
        error: error.message.split("\n")[0],
      }));
    }
    results.push(result);
    console.log(row(result).join("  "));
    for (const text of [...(result.unchanged ?? []), ...(result.differences ?? [])]) console.log(`    ${text}`);
    for (const { version } of others)
      for (const text of result[version].differences ?? []) console.log(`    ${version}: ${text}`);
    if (typeof result.undone === "string") console.log(`    undone: ${result.undone}`);
    if (result.lost?.length > 0) console.log(`    ${result.notCovered.join("\n    ")}`);
  }
  for (const name of ["schemas_original", "schemas_anew"]) await server.drop(name);
} finally {
  await server.close();
  for (const other of others) await other.server.close();
}
if (values.write) writeDocument(results);
process.exitCode = results.every((result) => result.lost?.length === 0) ? 0 : 2;
process.exit();
