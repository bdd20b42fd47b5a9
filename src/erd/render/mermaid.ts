/** Mermaid's `erDiagram`, for READMEs: names are quoted, types reduced to what its grammar takes. */
import { defaultSchema } from "../../sql/default-schema.ts";
import {
  isReference,
  signs,
  type Diagram,
  type DiagramColumn,
  type DiagramLink,
  type DiagramTable,
} from "../diagram.ts";

export function renderMermaid(diagram: Diagram): string {
  const names = new Map(diagram.tables.map((table) => [table.key, markedName(table)]));
  const tables = diagram.tables
    .filter((table) => table.kind !== "enum")
    .map((table) => `  ${quoted(names.get(table.key)!)} {\n${table.columns.map(columnLine).join("")}  }\n`);
  const links = diagram.links.map((link) => `  ${linkLine(link, names)}\n`);
  return `erDiagram\n${tables.join("")}${links.join("")}`;
}

const displayName = (schema: string, name: string): string =>
  schema === defaultSchema() || schema === "" ? name : `${schema}.${name}`;

/** `+ orders`, `~ orders → purchases`: a mark is part of the name, since Mermaid has no colours for tables. */
function markedName(table: DiagramTable): string {
  const { schema, name, former, formerSchema = schema, change } = table;
  const now = displayName(schema, name);
  const named = former === undefined ? now : `${displayName(formerSchema, former)} \u2192 ${now}`;
  return change === undefined ? named : `${signs[change]} ${named}`;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\n\r\\%]/g, "'")}"`;

function columnLine(column: DiagramColumn): string {
  const keys = [
    ...(column.primaryKey ? ["PK"] : []),
    ...(column.foreignKey ? ["FK"] : []),
    ...(column.unique ? ["UK"] : []),
  ];
  const notes = [
    ...changeNotes(column),
    ...(column.nullable ? ["null"] : []),
    ...(column.comment === undefined ? [] : [column.comment]),
  ];
  const note = notes.length === 0 ? "" : ` ${quoted(notes.join(", "))}`;
  return `    ${word(column.type) || "unknown"} ${word(column.name) || "_"}${keys.length === 0 ? "" : ` ${keys.join(", ")}`}${note}\n`;
}

function changeNotes({ change, changeText, former }: DiagramColumn): string[] {
  if (change === undefined) return [];
  const renamed = former === undefined ? [] : [`was ${former}`];
  return [change, ...renamed, ...(changeText === undefined || changeText === "" ? [] : [changeText])];
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
  if (!isReference(link)) return `${parent} ||..|| ${child} : ${link.kind === "reads" ? "reads" : "inherits"}`;
  return `${parent} ${link.optional ? "|o" : "||"}--${link.one ? "o|" : "o{"} ${child} : ${quoted(link.fromColumns.join(", "))}`;
}
