/** One box: header, rows, marks. Drawn from its own corner, so that moving it changes one attribute. */
import { signs, type DiagramColumn, type DiagramTable } from "../diagram.ts";
import type { PlacedBox } from "../layout/layout.ts";
import { kindWord, marksOf, metrics, typeTextOf, typeRoom, type BoxOptions } from "../layout/measure-box.ts";
import { clipText } from "../text/measure.ts";
import { columnTitle, fullTitleOf, titleOf } from "../translate.ts";
import { escapeXml, number } from "./xml.ts";

const boxClasses: Readonly<Record<DiagramTable["kind"], string>> = {
  table: "",
  view: " view",
  materializedView: " view",
  enum: " enum",
  external: " external",
};

export function boxSvg(table: DiagramTable, box: PlacedBox, options: BoxOptions): string {
  const { width, height } = box;
  const { headerHeight } = metrics;
  const kind = table.association ? " association" : boxClasses[table.kind];
  const shape = `width="${number(width)}" height="${number(height)}" rx="7"`;
  const round =
    height > headerHeight
      ? `M0 ${headerHeight}V7a7 7 0 0 1 7-7H${number(width - 7)}a7 7 0 0 1 7 7V${headerHeight}z`
      : "";
  const header = round === "" ? `<rect class="hd" ${shape}/>` : `<path class="hd" d="${round}"/>`;
  const rows = box.columns.map((column, at) =>
    rowSvg(column, { box, options, top: headerHeight + at * metrics.rowHeight }),
  );
  return [
    `<g class="t${kind}${table.change === undefined ? "" : ` ${table.change}`}" data-box="${escapeXml(table.key)}" transform="translate(${number(box.x)} ${number(box.y)})">`,
    `<title>${escapeXml(boxTooltip(table))}</title>`,
    `<rect class="b" ${shape}/>${header}`,
    titleSvg(table, options),
    ...rows,
    ...box.footer.map(({ text, change }, at) => {
      const y = height - 7 - (box.footer.length - 1 - at) * metrics.footerLine;
      return `<text class="x${change === undefined ? "" : ` ${change}`}" x="${metrics.padding}" y="${number(y)}">${escapeXml(text)}</text>`;
    }),
    `<rect class="f" ${shape}/></g>`,
  ].join("");
}

function titleSvg(table: DiagramTable, options: BoxOptions): string {
  const { padding, signWidth, headerHeight } = metrics;
  const word = kindWord(table);
  const x = padding + (options.compared ? signWidth : 0);
  const sign =
    table.change === undefined
      ? ""
      : `<text class="sign" x="${padding + 4}" y="${word === undefined ? 22 : 27}">${signs[table.change]}</text>`;
  const small = word === undefined ? "" : `<text class="w" x="${x}" y="12">${word}</text>`;
  return `${sign}${small}<text class="h" x="${x}" y="${word === undefined ? headerHeight / 2 + 5 : 27}">${titleSpans(titleOf(table), table.former)}</text>`;
}

/** What something was called before is said more quietly. */
function titleSpans(title: string, former: string | undefined): string {
  const at = title.indexOf(" → ");
  if (former === undefined || at < 0) return escapeXml(title);
  return `<tspan class="was">${escapeXml(title.slice(0, at))} →</tspan>${escapeXml(title.slice(at + 2))}`;
}

interface Row {
  readonly box: PlacedBox;
  readonly options: BoxOptions;
  readonly top: number;
}

const markClasses: Readonly<Record<string, string>> = { PK: "pk", FK: "fk", U: "uq" };

function rowSvg(column: DiagramColumn, { box, options, top }: Row): string {
  const { padding, rowHeight, textSize, markWidth, signWidth } = metrics;
  const base = number(top + rowHeight / 2 + 4.2);
  const marksAt = padding + (options.compared ? signWidth : 0);
  const marks = marksOf(column).map(
    (mark, at) => `<text class="m ${markClasses[mark]!}" x="${marksAt + at * markWidth}" y="${base}">${mark}</text>`,
  );
  const type = clipText(typeTextOf(column, options), textSize, typeRoom(box, column, options));
  const body = [
    ...marks,
    `<text class="n${column.primaryKey ? " p" : ""}" x="${box.nameAt}" y="${base}">${titleSpans(columnTitle(column), column.former)}</text>`,
    type === "" ? "" : `<text class="e" x="${number(box.typeAt)}" y="${base}">${escapeXml(type)}</text>`,
    column.nullable ? `<text class="u" x="${number(box.width - padding)}" y="${base}">null</text>` : "",
  ].join("");
  const tooltip = columnTooltip(column, type, options);
  if (column.change === undefined && tooltip === undefined) return body;
  const change =
    column.change === undefined
      ? ""
      : `<rect class="r" x="0.6" y="${number(top + 1)}" width="${number(box.width - 1.2)}" height="${rowHeight - 2}"/><text class="sign" x="${padding + 4}" y="${base}">${signs[column.change]}</text>`;
  const title = tooltip === undefined ? "" : `<title>${escapeXml(tooltip)}</title>`;
  return `<g class="c${column.change === undefined ? "" : ` ${column.change}`}">${title}${change}${body}</g>`;
}

function columnTooltip(column: DiagramColumn, shown: string, options: BoxOptions): string | undefined {
  const full = typeTextOf(column, options);
  const lines = [
    ...(column.comment === undefined ? [] : [column.comment]),
    ...(shown === full ? [] : [full]),
    ...(column.default === undefined || (options.defaults && shown === full) ? [] : [`default ${column.default}`]),
  ];
  if (column.comment === undefined && shown === full && column.default === undefined) return undefined;
  return lines.length === 0 ? undefined : [`${column.name}: ${column.type}`, ...lines].join("\n");
}

function boxTooltip(table: DiagramTable): string {
  const word = table.kind === "table" ? "" : ` (${kindWord(table) ?? table.kind})`;
  return [
    `${table.former === undefined ? `${table.schema === "" ? "" : `${table.schema}.`}${table.name}` : fullTitleOf(table)}${word}${table.change === undefined ? "" : `, ${table.change}`}`,
    ...(table.comment === undefined ? [] : [table.comment]),
    ...table.parts.filter((part) => part.kind !== "primaryKey").map((part) => `${part.name}: ${part.text}`),
    ...(table.reads.length === 0 ? [] : [`reads ${table.reads.join(", ")}`]),
  ].join("\n");
}
