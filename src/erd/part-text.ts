/** Constraints and indexes in a line each, for tooltips and lists. */
import type { DiagramPart } from "./diagram.ts";
import type { ReadElement, ReadPart } from "./shapes.ts";

/** How each kind of part is written. */
const texts: Readonly<Record<DiagramPart["kind"], (part: ReadPart) => string>> = {
  primaryKey: (part) => `PRIMARY KEY (${columnsOf(part)})`,
  unique: (part) => `UNIQUE (${columnsOf(part)})`,
  check: (part) => `CHECK (${part.expression ?? ""})`,
  exclusion: (part) =>
    `EXCLUDE USING ${part.method ?? "gist"} (${(part.elements ?? []).map(exclusionText).join(", ")})`,
  index: indexText,
  trigger: (part) => [part.events, part.action].filter((text) => text !== undefined).join(" "),
  policy: policyText,
};

const columnsOf = ({ columns = [] }: ReadPart): string => columns.join(", ");

/** True for the kinds of parts that boxes list. */
export const isListed = (kind: string): kind is DiagramPart["kind"] => Object.hasOwn(texts, kind);

/** `UNIQUE (name)`, `CHECK (price >= 0)`, `btree (lower(mail)) WHERE …`. */
export const partText = (part: ReadPart): string => (isListed(part.kind) ? texts[part.kind](part) : part.kind);

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
