/** The text of a pull request that changes a data model: what changes in words, in Mermaid, and in three pictures. */
import { changesOf } from "../changes.ts";
import { signs, type Diagram } from "../diagram.ts";
import { renderMermaid } from "./mermaid.ts";

export interface Review {
  /** What is compared: `a0cf..6e58`. */
  readonly what: string;
  readonly change: Diagram;
  /** Addresses of the pictures that there are. */
  readonly pictures: Readonly<Partial<Record<"before" | "after" | "change", string>>>;
}

/** Hosting sites cut or refuse longer texts; pictures show all of it. */
const most = { lines: 200, tables: 40 };

/** Markdown for a comment: sites draw the Mermaid part, although no picture is where they can fetch it. */
export function renderReview({ what, change, pictures }: Review): string {
  const changes = changesOf(change);
  if (changes.length === 0) return `### Data model\n\nIt stays as it is (${code(what)}).\n`;
  const lines = changes.slice(0, most.lines).map(({ mark, text }) => `- ${signs[mark]} ${code(text)}`);
  const more = changes.length - lines.length;
  const parts = [
    `### Data model: ${counted(change)}`,
    code(what),
    [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n"),
    ...picture(pictures, "change", "What changes"),
    ...mermaidPart(change),
    ...aside(pictures),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** `1 table added, 2 changed`. */
function counted({ tables }: Diagram): string {
  const of = (mark: string): number => tables.filter(({ change }) => change === mark).length;
  const counts = (["added", "changed", "removed"] as const)
    .map((mark) => ({ mark, count: of(mark) }))
    .filter(({ count }) => count > 0)
    .map(({ mark, count }, at) =>
      at === 0 ? `${count} ${count === 1 ? "object" : "objects"} ${mark}` : `${count} ${mark}`,
    );
  return counts.length === 0 ? "references change" : counts.join(", ");
}

const picture = (pictures: Review["pictures"], name: keyof Review["pictures"], title: string): string[] =>
  pictures[name] === undefined ? [] : [`![${title}](${pictures[name]})`];

function mermaidPart(change: Diagram): string[] {
  const near = neighbourhood(change);
  if (near.tables.length === 0 || near.tables.length > most.tables) return [];
  return [
    `<details><summary>What changes, and what it refers to</summary>\n\n\`\`\`mermaid\n${renderMermaid(near)}\`\`\`\n\n</details>`,
  ];
}

/** What changes and what that refers to. */
function neighbourhood({ tables, links, compared }: Diagram): Diagram {
  const changed = new Set(tables.filter(({ change }) => change !== undefined).map(({ key }) => key));
  const shown = new Set(changed);
  for (const link of links) {
    if (changed.has(link.from) || link.change !== undefined) {
      shown.add(link.from);
      shown.add(link.to);
    }
  }
  return {
    tables: tables.filter(({ key, kind }) => shown.has(key) && kind !== "enum"),
    links: links.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    compared,
  };
}

function aside(pictures: Review["pictures"]): string[] {
  const shown = [...picture(pictures, "before", "Before"), ...picture(pictures, "after", "After")];
  if (shown.length === 0) return [];
  return [`<details><summary>Before and after</summary>\n\n${shown.join("\n\n")}\n\n</details>`];
}

/** Names are text, whatever they hold: a span that no name of backticks ends, on one line. */
function code(text: string): string {
  const line = text.replaceAll(/\s*[\n\r]+\s*/g, " ");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}
