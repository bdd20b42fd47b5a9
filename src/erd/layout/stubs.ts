/** Names at the ends of lines that leave their cluster. Lines that leave from the same row are one, with all their names. */
import type { Diagram, DiagramLink, DiagramTable } from "../diagram.ts";
import { textWidth } from "../text/measure.ts";
import { metrics } from "./measure-box.ts";

export interface StubText {
  /** Where this line leads. */
  readonly text: string;
  /** Of the whole label, with the line's end before it. */
  readonly width: number;
  /** Equal for lines that are drawn as one. */
  readonly joint: string;
}

/** What each link that ends in a stub says there, by the link's key. */
export type StubTexts = ReadonlyMap<string, StubText>;

const listed = 3;

/** `users, posts, tags and 2 more` */
export function stubLabel(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length > listed ? `${all.slice(0, listed).join(", ")}${moreText(all.length)}` : all.join(", ");
}

const moreText = (count: number): string => ` and ${count - listed} more`;

/** @param links those of the diagram that end in stubs */
export function stubTexts(links: readonly DiagramLink[], diagram: Diagram): StubTexts {
  const tables = new Map(diagram.tables.map((table) => [table.key, table]));
  const signs = diagram.compared ? listed * metrics.signWidth : 0;
  const groups = new Map<string, DiagramLink[]>();
  for (const link of links) {
    const joint = `${link.from} (${link.fromColumns.join(", ")}) ${link.kind} ${link.one}`;
    groups.set(joint, [...(groups.get(joint) ?? []), link]);
  }
  return new Map(
    [...groups].flatMap(([joint, group]) => {
      const width = signs + widthOf(group.map((link) => stubText(link, tables)));
      return group.map((link): [string, StubText] => [link.key, { text: stubText(link, tables), width, joint }]);
    }),
  );
}

const sizeOf = (text: string): number => textWidth(text, metrics.textSize - 1.5);

/** Room for whichever of the names are there: a revision may have but some of them. */
function widthOf(names: readonly string[]): number {
  const all = [...new Set(names)];
  const widest = all.map((name) => sizeOf(`${name}, `)).sort((a, b) => b - a);
  const more = all.length > listed ? sizeOf(moreText(all.length)) : 0;
  return widest.slice(0, listed).reduce((sum, width) => sum + width, more) - sizeOf(", ") + 30;
}

function stubText(link: DiagramLink, tables: ReadonlyMap<string, DiagramTable>): string {
  const from = tables.get(link.from);
  const to = tables.get(link.to);
  if (to === undefined) return link.to;
  return to.schema === from?.schema ? to.name : `${to.schema}.${to.name}`;
}
