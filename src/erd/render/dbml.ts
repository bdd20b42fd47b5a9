/** DBML, the language of dbdiagram and its kin. */
import { defaultSchema } from "../../sql/default-schema.ts";
import { isReference, type Diagram, type DiagramColumn, type DiagramLink, type DiagramTable } from "../diagram.ts";

export function renderDbml(diagram: Diagram): string {
  const enums = diagram.tables.filter((table) => table.kind === "enum").map(enumText);
  const tables = withReferred(diagram).map(tableText);
  const names = new Map(diagram.tables.map((table) => [table.key, table]));
  const references = diagram.links.filter(isReference).map((link) => referenceText(link, names));
  return [...enums, ...tables, ...references].join("\n");
}

/** Of a table elsewhere only the name is known, but a reference needs columns. */
function withReferred({ tables, links }: Diagram): DiagramTable[] {
  const needed = new Map<string, Set<string>>();
  for (const { kind, from, fromColumns, to, toColumns } of links) {
    if (kind !== "foreignKey") continue;
    needed.set(from, new Set([...(needed.get(from) ?? []), ...fromColumns]));
    needed.set(to, new Set([...(needed.get(to) ?? []), ...toColumns]));
  }
  return tables
    .filter((table) => table.kind !== "enum")
    .map((table) => {
      const known = new Set(table.columns.map((column) => column.name));
      const missing = [...(needed.get(table.key) ?? [])].filter((column) => !known.has(column));
      return missing.length === 0 ? table : { ...table, columns: [...table.columns, ...missing.map(untyped)] };
    });
}

const untyped = (column: string): DiagramColumn => ({
  name: column,
  type: "unknown",
  nullable: true,
  primaryKey: false,
  foreignKey: false,
  unique: false,
});

/** A name without any letter is refused. */
const name = (given: string): string => quotedName(given === "" ? " " : given);

const quotedName = (text: string): string =>
  /^[A-Za-z_]\w*$/.test(text)
    ? text
    : `"${text
        .replaceAll('"', "\u201D")
        .replaceAll(/\\/g, "/")
        .replaceAll(/\s*[\n\r]+\s*/g, " ")}"`;

const qualified = ({ schema, name: own }: DiagramTable): string =>
  schema === "" || schema === defaultSchema() ? name(own) : `${name(schema)}.${name(own)}`;

const text = (value: string): string =>
  `'${value
    .replaceAll("\\", "\\\\")
    .replaceAll("'", String.raw`\'`)
    .replaceAll(/\s*\n\s*/g, " ")}'`;

const enumText = (table: DiagramTable): string =>
  table.columns.length === 0
    ? `// ${qualified(table)} has no values, and DBML no such enums.\n`
    : `Enum ${qualified(table)} {\n${table.columns.map((value) => `  ${name(value.name)}\n`).join("")}}\n`;

function tableText(table: DiagramTable): string {
  if (table.columns.length === 0) return `// ${qualified(table)} has no columns, and DBML no such tables.\n`;
  const key = table.columns.filter((column) => column.primaryKey);
  const composite = key.length > 1;
  // A view says nothing of NULL.
  const isTable = table.kind !== "view" && table.kind !== "materializedView";
  const columns = table.columns.map((column) =>
    columnText({ ...column, nullable: column.nullable || !isTable }, composite),
  );
  const indexes = composite
    ? [`\n  indexes {\n    (${key.map((column) => name(column.name)).join(", ")}) [pk]\n  }\n`]
    : [];
  const note = table.comment === undefined ? [] : [`\n  Note: ${text(table.comment)}\n`];
  return `Table ${qualified(table)} {\n${[...columns, ...indexes, ...note].join("")}}\n`;
}

function columnText(column: DiagramColumn, composite: boolean): string {
  const settings = [
    ...(column.primaryKey && !composite ? ["pk"] : []),
    ...(column.default === "identity" || column.default === "identity, always" ? ["increment"] : []),
    ...(column.unique ? ["unique"] : []),
    ...(column.nullable || column.primaryKey ? [] : ["not null"]),
    ...defaultSetting(column.default),
    ...(column.comment === undefined ? [] : [`note: ${text(column.comment)}`]),
  ];
  const type = /^[\w(),]+$/.test(column.type) ? column.type : `"${column.type.replaceAll('"', "'")}"`;
  return `  ${name(column.name)} ${type === '""' ? "unknown" : type}${settings.length === 0 ? "" : ` [${settings.join(", ")}]`}\n`;
}

function defaultSetting(value: string | undefined): string[] {
  if (value === undefined || value.startsWith("identity") || value.startsWith("generated as")) return [];
  return [`default: \`${value.replaceAll("`", "'").replaceAll(/\s*\n\s*/g, " ")}\``];
}

function referenceText(link: DiagramLink, names: ReadonlyMap<string, DiagramTable>): string {
  const end = (key: string, columns: readonly string[]): string => {
    const list = columns.map(name).join(", ");
    return `${qualified(names.get(key)!)}.${columns.length === 1 ? list : `(${list})`}`;
  };
  const rules = link.rules.flatMap((rule) => {
    const found = /^on (delete|update) (.+)$/.exec(rule);
    return found === null ? [] : [`${found[1]!}: ${found[2]!}`];
  });
  const settings = rules.length === 0 ? "" : ` [${rules.join(", ")}]`;
  return `Ref ${name(link.name)}: ${end(link.from, link.fromColumns)} ${link.one ? "-" : ">"} ${end(link.to, link.toColumns)}${settings}\n`;
}
