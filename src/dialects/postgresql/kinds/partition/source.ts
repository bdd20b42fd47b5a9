import type { PartitionModel } from "../../../../kinds/partition/model.ts";
import { literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { written } from "../../ddl/locate.ts";

/** `{ parent: "visits", bound: { from: ["2026-01-01"], to: ["2027-01-01"] } }` */
export function partitionOfSource({ parentSchema, parent, bound }: PartitionModel, source: SourceWriter): string {
  return `{ parent: ${literal(written(parentSchema, parent))}, bound: ${boundSource(bound, source)} }`;
}

const value = "(?:'(?:[^'\\\\]|'')*'|-?\\d{1,15})";
const list = `(${value}(?:, ${value})*)`;
const range = new RegExp(`^FOR VALUES FROM \\(${list}\\) TO \\(${list}\\)$`, "s");
const values = new RegExp(`^FOR VALUES IN \\(${list}\\)$`, "s");

/** Plain values as such; anything else as PostgreSQL's own text. */
function boundSource(bound: string, source: SourceWriter): string {
  if (bound === "DEFAULT") return '"default"';
  const [, from, to] = range.exec(bound) ?? [];
  if (from !== undefined && to !== undefined) return `{ from: ${listSource(from)}, to: ${listSource(to)} }`;
  const [, within] = values.exec(bound) ?? [];
  if (within !== undefined) return `{ in: ${listSource(within)} }`;
  const [, modulus, remainder] = /^FOR VALUES WITH \(modulus (\d+), remainder (\d+)\)$/.exec(bound) ?? [];
  if (modulus !== undefined) return `{ modulus: ${modulus}, remainder: ${remainder} }`;
  source.use("sql");
  return sqlTemplate(bound);
}

function listSource(text: string): string {
  const found = [...text.matchAll(/'((?:[^']|'')*)'|(-?\d+)/gs)];
  return literal(
    found.map(([, quoted, number]) => (quoted === undefined ? Number(number) : quoted.replaceAll("''", "'"))),
  );
}
