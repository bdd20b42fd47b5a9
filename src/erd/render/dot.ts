/** DOT for Graphviz: tables as HTML-like labels, a port for each column. */
import { defaultSchema } from "../../sql/default-schema.ts";
import { isReference, type Diagram, type DiagramColumn, type DiagramLink, type DiagramTable } from "../diagram.ts";
import { marksOf } from "../layout/measure-box.ts";
import { escapeXml } from "./xml.ts";

export function renderDot(diagram: Diagram): string {
  const ids = new Map(diagram.tables.map((table, at) => [table.key, `t${at}`]));
  const columns = new Map(diagram.tables.map((table) => [table.key, table.columns]));
  const lines = [
    "digraph erd {",
    '  graph [rankdir="LR", splines="spline", nodesep="0.4", ranksep="1.1"];',
    '  node [shape="plaintext", fontname="Helvetica", fontsize="11"];',
    '  edge [color="#66768e", arrowsize="0.8", dir="both"];',
    ...diagram.tables.map((table) => `  ${ids.get(table.key)!} [label=<${label(table)}>];`),
    ...diagram.links.map((link) => `  ${edge(link, ids, columns)}`),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function label(table: DiagramTable): string {
  const title = `${table.schema === defaultSchema() || table.schema === "" ? "" : `${table.schema}.`}${table.name}`;
  const rows = table.columns.map(
    (column, at) =>
      `<TR><TD ALIGN="LEFT" PORT="c${at}">${escapeXml([...marksOf(column), column.name].join(" "))}</TD><TD ALIGN="LEFT">${escapeXml(`${column.type}${column.nullable ? " null" : ""}`) || " "}</TD></TR>`,
  );
  return `<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4"><TR><TD COLSPAN="2" BGCOLOR="#e8eef8" PORT="title"><B>${escapeXml(title)}</B></TD></TR>${rows.join("")}</TABLE>`;
}

function edge(
  link: DiagramLink,
  ids: ReadonlyMap<string, string>,
  columns: ReadonlyMap<string, readonly DiagramColumn[]>,
): string {
  const end = (key: string, column: string | undefined): string => {
    const at = (columns.get(key) ?? []).findIndex((one) => one.name === column);
    return `${ids.get(key) ?? JSON.stringify(key)}:${at < 0 ? "title" : `c${at}`}`;
  };
  const parent = end(link.to, link.toColumns[0]);
  const child = end(link.from, link.fromColumns[0]);
  if (!isReference(link)) return `${parent} -> ${child} [style="dashed", arrowhead="none", arrowtail="vee"];`;
  return `${parent} -> ${child} [arrowtail="${link.optional ? "teeodot" : "teetee"}", arrowhead="${link.one ? "teeodot" : "crowodot"}"];`;
}
