/** PlantUML's entities with crow's feet. */
import { defaultSchema } from "../../sql/default-schema.ts";
import type { Diagram, DiagramColumn, DiagramLink, DiagramTable } from "../diagram.ts";
import { kindWord } from "../layout/measure-box.ts";

export function renderPlantUml(diagram: Diagram): string {
  const ids = new Map(diagram.tables.map((table, at) => [table.key, `t${at}`]));
  return [
    "@startuml",
    "hide circle",
    "hide empty members",
    "left to right direction",
    "skinparam linetype ortho",
    ...diagram.tables.map((table) => entity(table, ids.get(table.key)!)),
    ...diagram.links.map((link) => line(link, ids)),
    "@enduml\n",
  ].join("\n");
}

/** Quotes, brackets and line ends mean something there, and so do pairs of the signs that mark text. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\n\r]+/g, " ")
    .replaceAll('"', "'")
    .replaceAll(/[{}<>]/g, (sign) => (sign === "{" || sign === "<" ? "(" : ")"))
    .replaceAll(/([*_/~-])(?=\1)/g, "$1\u200B");

function entity(table: DiagramTable, id: string): string {
  const { schema, name } = table;
  const title = schema === "" || schema === defaultSchema() ? name : `${schema}.${name}`;
  const word = kindWord(table);
  const stereotype = word === undefined ? "" : ` <<${word}>>`;
  if (table.kind === "enum")
    return `enum "${plain(title)}" as ${id} {\n${table.columns.map((value) => `  {field} ${plain(value.name)}\n`).join("")}}`;
  return `entity "${plain(title)}" as ${id}${stereotype} {\n${table.columns.map(member).join("")}}`;
}

function member({ name, type, nullable, primaryKey, foreignKey, unique }: DiagramColumn): string {
  const marks = [...(primaryKey ? ["PK"] : []), ...(foreignKey ? ["FK"] : []), ...(unique ? ["unique"] : [])];
  const text = `${plain(name)}${type === "" ? "" : ` : ${plain(type)}`}`;
  return `  {field} ${nullable ? "" : "* "}${text}${marks.length === 0 ? "" : ` <<${marks.join(", ")}>>`}\n`;
}

function line(link: DiagramLink, ids: ReadonlyMap<string, string>): string {
  const [parent, child] = [ids.get(link.to)!, ids.get(link.from)!];
  if (link.kind === "inherits") return `${parent} <|-- ${child}`;
  if (link.kind === "reads") return `${parent} <.. ${child} : reads`;
  const ends = `${link.optional ? "|o" : "||"}--${link.one ? "o|" : "o{"}`;
  return `${parent} ${ends} ${child} : "${plain(link.fromColumns.join(", "))}"`;
}
