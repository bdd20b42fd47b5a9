// The table of a measurement, on the terminal and in docs/fidelity.md.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { reasons } from "./reasons.mjs";

const header = [
  "project",
  "steps",
  "exact forward",
  "exact backward",
  "rows kept",
  "values back",
  "usable",
  "restored",
  "statements",
  "clauses",
  "of the project",
  "not needed",
  "seconds",
];

function rowsOf(results) {
  const groups = new Map();
  for (const result of results) {
    if (result.unloadable !== undefined) continue;
    for (const name of [result.project, "all"]) {
      const row = groups.get(name) ?? {
        steps: 0,
        forward: 0,
        backward: 0,
        kept: 0,
        back: 0,
        wentBack: 0,
        usable: 0,
        used: 0,
        restored: 0,
        restorable: 0,
        statements: 0,
        clauses: 0,
        own: 0,
        hasOwn: false,
        needless: 0,
        measured: 0,
        seconds: 0,
      };
      row.steps += 1;
      row.forward += Number(result.forward);
      row.backward += Number(result.backward);
      row.kept += Number(result.kept);
      if (result.values !== undefined && result.values !== "refused") {
        row.wentBack += 1;
        row.back += Number(result.values !== "lost");
      }
      row.used += Number(result.unusable !== undefined);
      row.usable += Number(result.unusable?.length === 0);
      row.restorable += Number(result.restoredAs !== undefined);
      row.restored += Number(result.restoredAs === "equal");
      row.statements += result.statements;
      // Side by side only where the history says what the project wrote.
      if (result.own !== undefined) {
        row.hasOwn = true;
        row.own += result.own;
        row.clauses += result.clauses;
      }
      row.needless += result.superfluous?.length ?? 0;
      row.measured += result.superfluous === undefined ? 0 : result.statements;
      row.seconds += result.milliseconds / 1000;
      groups.set(name, row);
    }
  }
  const names = [...groups.keys()].filter((name) => name !== "all").sort();
  return [...names, "all"].filter((name) => groups.has(name)).map((name) => [name, groups.get(name)]);
}

const ofAll = (count, all) => (all === 0 ? "" : `${count} of ${all}`);

const cells = ([name, row]) => [
  name,
  row.steps,
  row.forward,
  row.backward,
  row.kept,
  ofAll(row.back, row.wentBack),
  ofAll(row.usable, row.used),
  ofAll(row.restored, row.restorable),
  row.statements,
  row.hasOwn ? row.clauses : "",
  row.hasOwn ? row.own : "",
  row.measured === 0 ? "" : `${row.needless} of ${row.measured}`,
  row.seconds.toFixed(1),
];

/** Prints the table and the first failures; returns how many steps failed. */
export function report(results, seconds, show) {
  const lines = [header, ...rowsOf(results).map(cells)];
  const widths = header.map((_, at) => Math.max(...lines.map((line) => String(line[at]).length)));
  for (const line of lines) {
    console.log(
      line
        .map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at]) : String(cell).padStart(widths[at])))
        .join("  "),
    );
  }
  const unloadable = results.filter((result) => result.unloadable !== undefined);
  const failed = results.filter((result) => failuresOf(result).length > 0);
  console.log(`${failed.length} failed, ${unloadable.length} could not be loaded, ${seconds.toFixed(0)} s`);
  console.log(summaryOf(results));
  for (const result of failed.slice(0, show))
    console.log(`\n${result.project} ${result.id}\n${failuresOf(result).join("\n")}`);
  for (const { project, id, unloadable: why } of unloadable.slice(0, show))
    console.log(`\n${project} ${id} could not be loaded: ${why}`);
  return failed.length;
}

/** All that is wrong with a step. */
function failuresOf({ failure, kept, why, values, whyValues, unusable = [], restoredAs = "equal" }) {
  return [
    ...(failure === undefined ? [] : [failure]),
    ...(failure !== undefined || kept !== false ? [] : [`rows or values are gone: ${why ?? "columns are others"}`]),
    ...(values === "lost" ? [`values do not come back: ${whyValues}`] : []),
    ...unusable.map((text) => `can't be used: ${text}`),
    ...(restoredAs === "equal" ? [] : [`differs from its own dump: ${restoredAs}`]),
  ];
}

const count = (results, isCounted) => results.filter(isCounted).length;

/** The figures of the proofs about rows in one line. */
function summaryOf(results) {
  const went = count(results, ({ values }) => values !== undefined && values !== "refused");
  return [
    `values back ${count(results, ({ values }) => values === "kept" || values === "lossy")} of ${went}`,
    `(${count(results, ({ values }) => values === "lossy")} said to be lossy)`,
    `usable ${count(results, ({ unusable }) => unusable?.length === 0)} of ${count(results, ({ unusable }) => unusable !== undefined)}`,
    `restored alike ${count(results, ({ restoredAs }) => restoredAs === "equal")} of ${count(results, ({ restoredAs }) => restoredAs !== undefined)}`,
  ].join(", ");
}

/** Takes steps that are measured anew out of a file of results, with those that the corpus no longer has. */
export function forgetResults(file, projects) {
  const anew = new Set(
    projects.flatMap(({ name, chains }) => chains.flatMap((versions) => versions.map(({ id }) => `${name} ${id}`))),
  );
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  write(
    file,
    known.filter(({ project, id }) => !anew.has(`${project} ${id}`)),
  );
}

/** In one go, so that a run that is cut off leaves a whole file. */
function write(file, results) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(results));
  renameSync(`${file}.new`, file);
}

/** Adds results to those of a file; a step that was measured again counts once. */
export function mergeResults(file, results) {
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const merged = new Map(
    [...known, ...results].map(({ sql: _sql, ...result }) => [`${result.project} ${result.id}`, result]),
  );
  write(file, [...merged.values()]);
  return [...merged.values()];
}

/** Writes docs/fidelity.md. */
export function writeDocument(results, projects) {
  const measured = results.filter((result) => result.unloadable === undefined);
  const table = [header, header.map((_, at) => (at === 0 ? "---" : "--:")), ...rowsOf(measured).map(cells)]
    .map((line) => `| ${line.join(" | ")} |`)
    .join("\n");
  const all = projects.flatMap(({ chains }) => chains).reduce((sum, versions) => sum + versions.length - 1, 0);
  const refused = measured.filter(({ rows }) => rows === "refused");
  const filled = measured.filter(({ rows }) => rows !== undefined);
  const looked = measured.filter(({ superfluous }) => superfluous !== undefined);
  const rest = measured.length === all ? "" : ` These are ${measured.length} of ${all} steps: the run was cut off.`;
  const text = `# Fidelity

Real schema histories, and small pairs from the tests of two other tools: each version is loaded into a database, limbeck takes it
to the next version by its own operations and back again. A step is exact when \`pg_dump --schema-only\` of PostgreSQL 15 says the same
of the result as of the version itself, up to the order of columns (PostgreSQL adds columns at the end), and comparing again finds
nothing. \`schemas\` are whole schemas, made from nothing.

**Rows kept**: before a step, every table gets two rows, and afterwards every table and column that is there before and after still
holds as many; a column is also still the same column, by its number. ${filled.length} steps had tables that took rows. In ${refused.length} of them the
database stopped at the rows, as where a column becomes NOT NULL and nobody says what to put there: then nothing is lost.

**Values back**: after the way back each column of both versions holds what it held, type changes there and back included, or the
way back says itself in a note that begins with \`lossy:\` what it does not give (${count(measured, ({ values }) => values === "lossy")} steps). Left out are
${count(measured, ({ values }) => values === "refused")} steps whose way back stops at the rows.

**Usable**: after either way each table takes an insert by defaults, an update and a delete as before, and no sequence or identity
stands behind the rows it numbers.

**Restored**: the version as it was loaded and the same dumped and restored are compared both ways, and nothing differs, in whatever
form PostgreSQL prints its texts; all single schemas and pairs, and one in twenty versions of the histories.

**Clauses** and **of the project**: in the steps whose history says what the project's own migration held, how many clauses limbeck
wrote and how many the project did, each clause of an \`ALTER TABLE\` counted by itself and statements about data left out. The
project writes less where a \`DO\` block or a function did the work and where it renames, of which limbeck is told nothing here; and
more where one statement undoes another.

**Not needed**: statements without which a step arrives at the same, found by leaving out each in turn, in ${looked.length} steps: all where
that takes little time, and one in twenty of the others.

Measured with \`npm run corpus -- --corpus DIR --write\`.${rest} Seconds are limbeck's own share of the run (reading both databases,
comparing, ordering, writing SQL and TypeScript), and no measure of speed; for that, see [performance](performance.md).
${restoredText(measured)}
${table}
${notExact(measured)}`;
  writeFileSync(fileURLToPath(new URL("../../docs/fidelity.md", import.meta.url)), text);
}

function restoredText(results) {
  const steps = results.filter(({ restored }) => restored === true);
  if (steps.length === 0) return "";
  const names = steps.map(({ project, id }) => `${project} ${id}`).join(", ");
  return `
In ${steps.length === 1 ? "one step" : `${steps.length} steps`} (${names}) the dumps differ, but restore to databases whose dumps are equal. So pg_dump writes
\`DEFAULT NULL\` into a partition whose parent has a default only if the parent is the older table, which it is not where it was made
anew over partitions that keep their rows.
`;
}

function notExact(results) {
  const failed = results.filter((result) => failuresOf(result).length > 0);
  if (failed.length === 0) return "";
  const lines = failed.map((result) => {
    const name = `${result.project} ${result.id}`;
    const [failure] = failuresOf(result);
    return `- ${name}: ${reasons[name] ?? `\`${failure.split("\n")[0].slice(0, 160).replaceAll("`", "'")}\``}`;
  });
  return `\n## Not exact\n\n${lines.join("\n")}\n`;
}
