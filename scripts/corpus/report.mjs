// The table of a measurement, on the terminal and in docs/fidelity.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const header = [
  "project",
  "steps",
  "exact forward",
  "exact backward",
  "rows kept",
  "statements",
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
        statements: 0,
        needless: 0,
        measured: 0,
        seconds: 0,
      };
      row.steps += 1;
      row.forward += Number(result.forward);
      row.backward += Number(result.backward);
      row.kept += Number(result.kept);
      row.statements += result.statements;
      row.needless += result.superfluous?.length ?? 0;
      row.measured += Number(result.superfluous !== undefined);
      row.seconds += result.milliseconds / 1000;
      groups.set(name, row);
    }
  }
  const names = [...groups.keys()].filter((name) => name !== "all").sort();
  return [...names, "all"].filter((name) => groups.has(name)).map((name) => [name, groups.get(name)]);
}

const cells = ([name, row]) => [
  name,
  row.steps,
  row.forward,
  row.backward,
  row.kept,
  row.statements,
  row.measured === 0 ? "" : row.needless,
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
  const failed = results.filter((result) => result.failure !== undefined);
  console.log(`${failed.length} failed, ${unloadable.length} could not be loaded, ${seconds.toFixed(0)} s`);
  for (const { project, id, failure } of failed.slice(0, show)) console.log(`\n${project} ${id}\n${failure}`);
  for (const { project, id, unloadable: why } of unloadable.slice(0, show))
    console.log(`\n${project} ${id} could not be loaded: ${why}`);
  return failed.length;
}

/** Adds results to those of a file; a step that was measured again counts once. */
export function mergeResults(file, results) {
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const merged = new Map(
    [...known, ...results].map(({ sql: _sql, ...result }) => [`${result.project} ${result.id}`, result]),
  );
  writeFileSync(file, JSON.stringify([...merged.values()]));
  return [...merged.values()];
}

/** Writes docs/fidelity.md. */
export function writeDocument(results) {
  const table = [header, header.map(() => "---"), ...rowsOf(results).map(cells)]
    .map((line) => `| ${line.join(" | ")} |`)
    .join("\n");
  const failed = results.filter((result) => result.failure !== undefined);
  const list = failed
    .map(({ project, id, failure }) => `- ${project} ${id}: ${failure.split("\n")[0].slice(0, 160)}`)
    .join("\n");
  const text = `# Fidelity

Real schema histories: each version is loaded into a database, limbeck takes it to the next version by its own operations
and back again by the reversed ones. A step is exact when \`pg_dump --schema-only\` of the result equals that of the version
itself, up to the order of columns (PostgreSQL adds columns at the end), and comparing again finds nothing. Rows are kept
when every column that is there before and after is still the same column of the same table.

Measured with \`npm run corpus -- --write\` on PostgreSQL 15; the column "seconds" is limbeck's own share (reading both databases, comparing, ordering, writing SQL and TypeScript).

${table}
${failed.length === 0 ? "" : `\nNot exact yet:\n\n${list}\n`}`;
  writeFileSync(fileURLToPath(new URL("../../docs/fidelity.md", import.meta.url)), text);
}
