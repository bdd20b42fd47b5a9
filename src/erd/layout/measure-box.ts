/** How large a box is and where its rows are. The renderer draws by the same numbers, so that text stays inside. */
import { signs, type ChangeMark, type DiagramColumn, type DiagramTable } from "../diagram.ts";
import { columnTitle, titleOf } from "../translate.ts";
import { clipText, textWidth } from "../text/measure.ts";

export const metrics = {
  headerHeight: 34,
  rowHeight: 22,
  footerHeight: 20,
  /** Of every line below the first. */
  footerLine: 13,
  maxFooterLines: 4,
  padding: 12,
  titleSize: 13.5,
  textSize: 12,
  smallSize: 9,
  markWidth: 19,
  signWidth: 16,
  /** Between a name and its type. */
  gap: 22,
  nullWidth: 28,
  minWidth: 130,
  maxTypeWidth: 210,
  maxDefaultWidth: 260,
  /** Below the last row. */
  bottom: 6,
  /** A box that is longer than any page tells nothing; the rest is counted. */
  maxRows: 120,
} as const;

/** Which columns a box lists. */
export type Detail = "all" | "keys" | "none";

export interface BoxOptions {
  readonly detail: Detail;
  readonly defaults: boolean;
  /** Room for signs of change. */
  readonly compared: boolean;
}

export interface BoxMeasure {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly DiagramColumn[];
  /** Where names begin, from the left. */
  readonly nameAt: number;
  /** Where types end, from the left. */
  readonly typeAt: number;
  readonly footer: readonly FooterLine[];
}

export interface FooterLine {
  readonly text: string;
  readonly change?: ChangeMark;
}

export const footerSize = metrics.smallSize + 1;

/** The height that so many lines below the rows take. */
export const footerHeight = (lines: number): number =>
  lines === 0 ? 0 : metrics.footerHeight + (lines - 1) * metrics.footerLine;

/** `PK`, `FK`, `U`: what a column's gutter says. */
export function marksOf(column: DiagramColumn): string[] {
  return [...(column.primaryKey ? ["PK"] : []), ...(column.foreignKey ? ["FK"] : []), ...(column.unique ? ["U"] : [])];
}

/** A column's type with what else stands in its place: what it was, or its default. */
export function typeTextOf(column: DiagramColumn, options: BoxOptions): string {
  if (column.change === "changed" && column.changeText !== undefined) return column.changeText;
  if (!options.defaults || column.default === undefined) return column.type;
  return `${column.type} = ${column.default.replace(ownSequence, "nextval(…)")}`;
}

/** Long and never a surprise; the tooltip has it whole. */
const ownSequence = /^nextval\('[^']*'(::regclass)?\)$/;

const kindWords: Readonly<Partial<Record<DiagramTable["kind"], string>>> = {
  view: "view",
  materializedView: "materialized view",
  enum: "enum",
  external: "elsewhere",
};

/** The small word over a title; none for tables. */
export function kindWord(table: DiagramTable): string | undefined {
  return kindWords[table.kind] ?? (table.association ? "association" : undefined);
}

export function measureBox(table: DiagramTable, options: BoxOptions): BoxMeasure {
  const { padding, textSize, titleSize, gap } = metrics;
  // Widths are those of all columns: another revision of the table may list others of them.
  const columns = shownColumns(table, options.detail);
  const rowsShown = listedColumns(columns);
  const marks = Math.max(0, ...columns.map((column) => marksOf(column).length));
  const sign = options.compared ? metrics.signWidth : 0;
  const nameAt = padding + sign + (marks === 0 ? 0 : marks * metrics.markWidth + 4);
  const names = Math.max(0, ...columns.map((column) => textWidth(columnTitle(column), textSize, nameWeight(column))));
  const types = Math.max(0, ...columns.map((column) => typeWidth(column, options)));
  const nulls = columns.some((column) => column.nullable) ? metrics.nullWidth : 0;
  const footer = footerOf(table, columns.length - rowsShown.length);
  const footerWidth = Math.max(0, ...footer.map(({ text }) => textWidth(text, footerSize)));
  const width = Math.max(
    metrics.minWidth,
    nameAt + names + (types === 0 ? 0 : gap + types) + nulls + padding,
    padding * 2 + sign + textWidth(titleOf(table), titleSize, "bold"),
    padding * 2 + footerWidth,
  );
  const rows = rowsShown.length * metrics.rowHeight + (columns.length === 0 ? 0 : metrics.bottom);
  return {
    width: Math.ceil(width),
    height: metrics.headerHeight + rows + footerHeight(footer.length),
    columns: rowsShown,
    nameAt,
    typeAt: Math.ceil(width) - padding - nulls,
    footer,
  };
}

export const nameWeight = (column: DiagramColumn): "bold" | "regular" => (column.primaryKey ? "bold" : "regular");

function typeWidth(column: DiagramColumn, options: BoxOptions): number {
  const limit = options.defaults || column.changeText !== undefined ? metrics.maxDefaultWidth : metrics.maxTypeWidth;
  return Math.min(limit, textWidth(typeTextOf(column, options), metrics.textSize));
}

/** Room for a column's type in a box that may be narrower than its words. */
export function typeRoom(box: BoxMeasure, column: DiagramColumn, options: BoxOptions): number {
  const name = box.nameAt + textWidth(columnTitle(column), metrics.textSize, nameWeight(column));
  return Math.max(0, Math.min(typeWidth(column, options), box.typeAt - name - 8));
}

/** The columns that a box lists. */
export function shownColumns(table: DiagramTable, detail: Detail): readonly DiagramColumn[] {
  if (detail === "none") return [];
  if (detail === "keys" && table.kind !== "enum") {
    return table.columns.filter((column) => column.primaryKey || column.foreignKey || column.change !== undefined);
  }
  return table.columns;
}

/** Of very many columns the keys, what changed, and the first ones. */
function listedColumns(columns: readonly DiagramColumn[]): readonly DiagramColumn[] {
  if (columns.length <= metrics.maxRows) return columns;
  const matters = (column: DiagramColumn): boolean =>
    column.primaryKey || column.foreignKey || column.change !== undefined;
  const first = [...columns].sort((a, b) => Number(matters(b)) - Number(matters(a))).slice(0, metrics.maxRows);
  const chosen = new Set(first);
  return columns.filter((column) => chosen.has(column));
}

function footerOf(table: DiagramTable, unlisted: number): FooterLine[] {
  const { changeNotes = [], partitions, reads } = table;
  const named = (key: string): string =>
    key.startsWith(`${table.schema}.`) ? key.slice(table.schema.length + 1) : key;
  return [
    ...(unlisted > 0 ? [{ text: `and ${unlisted} more ${table.kind === "enum" ? "values" : "columns"}` }] : []),
    ...(partitions > 0 ? [{ text: partitions === 1 ? "1 partition" : `${partitions} partitions` }] : []),
    ...(reads.length > 0 ? wrapped("reads ", reads.map(named)) : []),
    ...limited(
      changeNotes.map(({ change, text }): FooterLine => ({ change, text: clipped(`${signs[change]} ${text}`) })),
      "changes",
    ),
  ];
}

const clipped = (text: string): string => clipText(text, footerSize, metrics.maxTypeWidth);

/** Names one after the other, as many on a line as fit. */
function wrapped(word: string, names: readonly string[]): FooterLine[] {
  const lines: { text: string; names: number }[] = [];
  let line = { text: `${word}${names[0]!}`, names: 1 };
  for (const name of names.slice(1)) {
    const longer = `${line.text}, ${name}`;
    if (textWidth(`${longer},`, footerSize) <= metrics.maxTypeWidth) line = { text: longer, names: line.names + 1 };
    else {
      lines.push({ ...line, text: `${line.text},` });
      line = { text: name, names: 1 };
    }
  }
  lines.push(line);
  const shown = lines.slice(0, lines.length > metrics.maxFooterLines ? metrics.maxFooterLines - 1 : lines.length);
  const rest = names.length - shown.reduce((sum, { names: count }) => sum + count, 0);
  return [...shown.map(({ text }) => ({ text: clipped(text) })), ...(rest > 0 ? [{ text: `and ${rest} more` }] : [])];
}

function limited(lines: readonly FooterLine[], word: string): readonly FooterLine[] {
  if (lines.length <= metrics.maxFooterLines) return lines;
  const shown = lines.slice(0, metrics.maxFooterLines - 1);
  return [...shown, { text: `and ${lines.length - shown.length} more ${word}` }];
}

/** Vertical middle of a column's row, or of the header where the column isn't shown. */
export function rowMiddle(measure: BoxMeasure, column: string | undefined): number {
  const at = column === undefined ? -1 : measure.columns.findIndex((one) => one.name === column);
  if (at < 0) return metrics.headerHeight / 2;
  return metrics.headerHeight + at * metrics.rowHeight + metrics.rowHeight / 2;
}
