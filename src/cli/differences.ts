/** Differences for people: what goes with a new or dropped table or column is not listed beside it. */
import type { Output } from "./output.ts";

export interface Difference {
  readonly sign: "+" | "-" | "~";
  readonly text: string;
  readonly key: string;
}

/** The first two names of a path such as `public."order.s".id`, which may be quoted. */
const relation = /^(?:[^".]+|"(?:[^"]|"")*")\.(?:[^".]+|"(?:[^"]|"")*")(?=\.)/;

export function outline(differences: readonly Difference[]): readonly Difference[] {
  const tables = differences.filter(({ sign, key }) => sign !== "~" && key.startsWith("table "));
  const whole = new Map(tables.map(({ sign, key }) => [key.slice("table ".length), sign]));
  const columns = new Map(
    differences
      .filter(({ key }) => key.startsWith("column "))
      .map(({ sign, key }) => [key.slice("column ".length), sign]),
  );
  return differences.filter(({ sign, key }) => {
    // A new column comes with its default, and goes with it.
    if (sign !== "~" && key.startsWith("default ") && columns.get(key.slice("default ".length)) === sign) return false;
    const table = relation.exec(key.slice(key.indexOf(" ") + 1))?.[0];
    return table === undefined || whole.get(table) !== sign;
  });
}

export function differenceLines(colors: Output["colors"], differences: readonly Difference[]): readonly string[] {
  const colour = { "+": colors.green, "-": colors.red, "~": colors.yellow } as const;
  return outline(differences).map(({ sign, text }) => `${colour[sign](sign)} ${text}`);
}

const mostLines = 60;

/** So much of a long list as a person may read in passing; the rest is in the file that was written. */
export function firstLines(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  const shown = lines.slice(0, mostLines - 1);
  return [...shown, `… and ${lines.length - shown.length} more`];
}
