/** Parts of a diagram: by name, or what is near a table. */
import { suggest } from "../util/suggest.ts";
import { UnknownTableError } from "./errors.ts";
import type { Diagram, DiagramTable } from "./diagram.ts";

export interface Selection {
  /** Names or patterns, `orders`, `shop.*`; any of them. */
  readonly only?: readonly string[];
  /** Tables and what is up to `depth` references away. */
  readonly around?: readonly string[];
  /** 1 where absent. */
  readonly depth?: number;
}

/**
 * The tables that are selected and the links among them; everything where nothing is selected.
 *
 * @throws UnknownTableError where `around` names no table
 */
export function selectDiagram(diagram: Diagram, selection: Selection): Diagram {
  const { only = [], around = [], depth = 1 } = selection;
  if (only.length === 0 && around.length === 0) return diagram;
  const chosen = new Set<string>();
  for (const table of diagram.tables) if (only.some((pattern) => matches(pattern, table))) chosen.add(table.key);
  if (around.length > 0) for (const key of near(diagram, around, depth)) chosen.add(key);
  const types = new Set(
    diagram.tables
      .filter((table) => chosen.has(table.key))
      .flatMap((table) => table.columns.map(({ type }) => type.replace(/\[\]$/, ""))),
  );
  const tables = diagram.tables.filter(
    (table) => chosen.has(table.key) || (table.kind === "enum" && chosen.size > 0 && usesEnum(types, table)),
  );
  return {
    ...diagram,
    tables,
    links: diagram.links.filter((link) => chosen.has(link.from) && chosen.has(link.to)),
  };
}

const usesEnum = (types: ReadonlySet<string>, table: DiagramTable): boolean =>
  types.has(table.name) || types.has(`${table.schema}.${table.name}`);

/** `*` stands for any text; a name without schema fits in every schema. */
function matches(pattern: string, table: DiagramTable): boolean {
  const source = pattern
    .split("*")
    .map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  const expression = new RegExp(`^${source}$`, "i");
  const { schema, name, former = name, formerSchema = schema } = table;
  return [name, `${schema}.${name}`, former, `${formerSchema}.${former}`].some((text) => expression.test(text));
}

function near(diagram: Diagram, around: readonly string[], depth: number): Set<string> {
  const reached = new Set<string>();
  for (const name of around) {
    const found = diagram.tables.filter((table) => matches(name, table));
    if (found.length === 0)
      throw new UnknownTableError(
        name,
        suggest(
          name,
          diagram.tables.map((table) => table.name),
        ),
      );
    for (const table of found) reached.add(table.key);
  }
  let edge = new Set(reached);
  for (let step = 0; step < depth; step += 1) {
    const next = new Set<string>();
    for (const { from, to } of diagram.links) {
      if (edge.has(from) && !reached.has(to)) next.add(to);
      if (edge.has(to) && !reached.has(from)) next.add(from);
    }
    for (const key of next) reached.add(key);
    edge = next;
  }
  return reached;
}
