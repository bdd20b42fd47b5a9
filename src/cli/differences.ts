/** Differences for people: what goes with a new or dropped table is not listed beside it. */
import type { Output } from "./output.ts";

export interface Difference {
  readonly sign: "+" | "-" | "~";
  readonly text: string;
  readonly key: string;
}

export function outline(differences: readonly Difference[]): readonly Difference[] {
  const tables = differences.filter(({ sign, key }) => sign !== "~" && key.startsWith("table "));
  const whole = new Map(tables.map(({ sign, key }) => [`${key.slice("table ".length)}.`, sign]));
  return differences.filter(({ sign, key }) => {
    const path = key.slice(key.indexOf(" ") + 1);
    return ![...whole].some(([prefix, tableSign]) => tableSign === sign && path.startsWith(prefix));
  });
}

export function differenceLines(colors: Output["colors"], differences: readonly Difference[]): readonly string[] {
  const colour = { "+": colors.green, "-": colors.red, "~": colors.yellow } as const;
  return outline(differences).map(({ sign, text }) => `${colour[sign](sign)} ${text}`);
}
