/** Constraints and indexes in a line each, for tooltips and lists. */
import type { ReadElement, ReadPart } from "./shapes.ts";

/** `UNIQUE (name)`, `CHECK (price >= 0)`, `btree (lower(mail)) WHERE …`. */
export function partText(part: ReadPart): string {
  const columns = (part.columns ?? []).join(", ");
  switch (part.kind) {
    case "primaryKey":
      return `PRIMARY KEY (${columns})`;
    case "unique":
      return `UNIQUE (${columns})`;
    case "check":
      return `CHECK (${part.expression ?? ""})`;
    case "exclusion":
      return `EXCLUDE USING ${part.method ?? "gist"} (${(part.elements ?? []).map(exclusionText).join(", ")})`;
    case "index":
      return indexText(part);
    case "trigger":
      return [part.events, part.action].filter((text) => text !== undefined).join(" ");
    case "policy":
      return policyText(part);
    default:
      return part.kind;
  }
}

/** `FOR SELECT TO editor USING (owner = current_user)`; what is the rule is not said. */
function policyText({ command, restrictive, roles = [], using, check }: ReadPart): string {
  return [
    ...(restrictive === true ? ["RESTRICTIVE"] : []),
    `FOR ${(command ?? "all").toUpperCase()}`,
    ...(roles.length === 0 ? [] : [`TO ${roles.join(", ")}`]),
    ...(using === undefined ? [] : [`USING (${using})`]),
    ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
  ].join(" ");
}

function indexText(part: ReadPart): string {
  const elements = (part.elements ?? []).map(elementText).join(", ");
  const include = part.include === undefined ? "" : ` INCLUDE (${part.include.join(", ")})`;
  const where = part.where === undefined ? "" : ` WHERE ${part.where}`;
  return `${part.unique === true ? "UNIQUE " : ""}${part.method ?? "btree"} (${elements})${include}${where}`;
}

const elementText = ({ column, expression, descending }: ReadElement): string =>
  `${column ?? `(${expression ?? ""})`}${descending === true ? " DESC" : ""}`;

const exclusionText = (element: ReadElement): string => `${elementText(element)} WITH ${element.operator ?? "="}`;
