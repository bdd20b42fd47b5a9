/** Words of the page. */
import type { DiagramTable } from "../../erd/diagram.ts";

/** Kinds of boxes as people call them. */
export const wordOf = (kind: DiagramTable["kind"]): string =>
  ({ table: "table", view: "view", materializedView: "materialized view", enum: "enum", external: "elsewhere" })[kind];

interface Answer {
  readonly name: string;
  readonly text: string;
}

/** What was answered when a revision was written stands below its message, and is no part of it. */
export function docOf(doc: string): { readonly text: string; readonly answers: readonly Answer[] } {
  const [, ...paragraphs] = doc.split(/\n(?:[ \t]*\n)+|\n/).map((part) => part.trim());
  const answers: Answer[] = [];
  const rest: string[] = [];
  for (const paragraph of paragraphs) {
    const found = /^(Answered|Lost on purpose): (.+)$/.exec(paragraph);
    if (found === null) rest.push(paragraph);
    else answers.push({ name: found[1]!, text: found[2]! });
  }
  return { text: rest.join("\n").trim(), answers };
}
