/** Mermaid's `erDiagram`, for READMEs: names are quoted, types reduced to what its grammar takes. */
import { defaultSchema } from "../../sql/default-schema.ts";
import type { Diagram, DiagramColumn, DiagramLink } from "../diagram.ts";

export function renderMermaid(diagram: Diagram): string {
  const names = new Map(diagram.tables.map((table) => [table.key, displayName(table.schema, table.name)]));
  const tables = diagram.tables
    .filter((table) => table.kind !== "enum")
    .map((table) => `  ${quoted(names.get(table.key)!)} {\n${table.columns.map(columnLine).join("")}  }\n`);
  const links = diagram.links.map((link) => `  ${linkLine(link, names)}\n`);
  return `erDiagram\n${tables.join("")}${links.join("")}`;
}

const displayName = (schema: string, name: string): string =>
  schema === defaultSchema() || schema === "" ? name : `${schema}.${name}`;

const quoted = (text: string): string => `"${text.replaceAll(/["\n\r\\%]/g, "'")}"`;

function columnLine(column: DiagramColumn): string {
  const keys = [
    ...(column.primaryKey ? ["PK"] : []),
    ...(column.foreignKey ? ["FK"] : []),
    ...(column.unique ? ["UK"] : []),
  ];
  const notes = [...(column.nullable ? ["null"] : []), ...(column.comment === undefined ? [] : [column.comment])];
  const note = notes.length === 0 ? "" : ` ${quoted(notes.join(", "))}`;
  return `    ${word(column.type) || "unknown"} ${word(column.name) || "_"}${keys.length === 0 ? "" : ` ${keys.join(", ")}`}${note}\n`;
}

/** Letters, digits, underscores, brackets: anything else ends a word there, and the words for keys are taken. */
function word(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{N}_()[\]-]+/gu, "_").replaceAll(/^_+|_+$/g, "");
  if (/^(?:pk|fk|uk)$/i.test(plain)) return `${plain}_`;
  return /^\p{L}|^_/u.test(plain) || plain === "" ? plain : `_${plain}`;
}

function linkLine(link: DiagramLink, names: ReadonlyMap<string, string>): string {
  const parent = quoted(names.get(link.to) ?? link.to);
  const child = quoted(names.get(link.from) ?? link.from);
  if (link.kind !== "foreignKey") return `${parent} ||..|| ${child} : ${link.kind === "reads" ? "reads" : "inherits"}`;
  return `${parent} ${link.optional ? "|o" : "||"}--${link.one ? "o|" : "o{"} ${child} : ${quoted(link.fromColumns.join(", "))}`;
}
