/** What a marked diagram says in words. */
import { isReference, type ChangeMark, type Diagram, type DiagramTable } from "./diagram.ts";
import { columnTitle, fullTitleOf } from "./translate.ts";

export interface Change {
  readonly mark: ChangeMark;
  readonly text: string;
  readonly table?: string;
}

const kinds: Readonly<Record<string, string>> = { materializedView: "materialized view", external: "table elsewhere" };

/** One line for each thing that was added, changed or removed. */
export function changesOf(diagram: Diagram): Change[] {
  return [
    ...diagram.tables.flatMap((table) => tableChanges(table)),
    ...diagram.links.flatMap((link): Change[] =>
      link.change === undefined || !isReference(link)
        ? []
        : [
            {
              mark: link.change,
              text: `reference ${link.from} (${link.fromColumns.join(", ")}) → ${link.to}${link.former === undefined ? "" : `: ${link.former} → ${link.name}`}`,
              table: link.from,
            },
          ],
    ),
  ];
}

export function tableChanges(table: DiagramTable): Change[] {
  if (table.change === undefined) return [];
  const title = `${kinds[table.kind] ?? table.kind} ${fullTitleOf(table)}`;
  if (table.change !== "changed") return [{ mark: table.change, text: title, table: table.key }];
  const inner = [
    ...table.columns.flatMap((column): Change[] =>
      column.change === undefined
        ? []
        : [
            {
              mark: column.change,
              text: `${table.kind === "enum" ? "value" : "column"} ${table.name}.${columnTitle(column)}${column.change === "changed" ? `: ${column.changeText ?? ""}` : column.type === "" ? "" : ` ${column.type}`}`,
              table: table.key,
            },
          ],
    ),
    ...table.parts.flatMap((part): Change[] =>
      part.change === undefined
        ? []
        : [{ mark: part.change, text: `${part.kind} ${columnTitle(part)} ${part.text}`, table: table.key }],
    ),
  ];
  if (table.former !== undefined) return [{ mark: "changed", text: title, table: table.key }, ...inner];
  return inner.length > 0 ? inner : [{ mark: "changed", text: title, table: table.key }];
}
