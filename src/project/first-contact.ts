/** A database that has tables and no version table: what is told of it, and the ways to begin. It is never emptied. */
import { allowFlag } from "./data-loss.ts";
import { FirstContactError } from "./errors.ts";

/** The ways to begin with a database that somebody else has made. */
export const waysToBegin = (tables: readonly string[]): string =>
  [
    "Declare them in the model; `limbeck revision -a --against revisions` then writes what makes them, and `limbeck stamp head` says that this database has it.",
    "Or leave them to whoever made them: `includeSchemas`, `includeName` or `includeObject` in the config.",
    `Or let them go, each by name: ${tables.slice(0, 3).map(allowFlag).join(" ")}${tables.length > 3 ? " …" : ""}`,
  ].join("\n");

/** How a database that limbeck has never been in is told about. */
export function firstContactText(tables: readonly string[], target: string): string {
  const shown = tables.slice(0, 8).join(", ");
  const more = tables.length > 8 ? ` and ${tables.length - 8} more` : "";
  const [are, them] = tables.length === 1 ? ["a table", "it"] : [`${tables.length} tables`, "them"];
  return `limbeck has not been in this database yet: it has no version table, but ${are} that ${target} does not declare (${shown}${more}). limbeck leaves ${them} alone until you say how to begin.`;
}

export const firstContactError = (tables: readonly string[], target: string): FirstContactError =>
  new FirstContactError(tables, { message: firstContactText(tables, target), hint: waysToBegin(tables) });
