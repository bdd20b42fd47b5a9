/** Cascades of relationships, with SQLAlchemy's words and rules. */
import { CascadeError } from "./errors.ts";
import type { AnyRelationship, CascadeName } from "./relationship.ts";

export type CascadeStep = Exclude<CascadeName, "all" | "none">;

const all: readonly CascadeStep[] = ["save-update", "merge", "refresh-expire", "expunge", "delete"];
const names: ReadonlySet<string> = new Set<CascadeName>([...(all as CascadeName[]), "delete-orphan", "all", "none"]);

/**
 * The steps of `"all, delete-orphan"`; `save-update, merge` where nothing is said, nothing where the relationship is
 * viewonly.
 *
 * @throws CascadeError for an unknown name, or one that doesn't fit the relationship
 */
export function parseCascade(
  relationship: AnyRelationship,
  place: string,
  manySide: boolean,
): ReadonlySet<CascadeStep> {
  const { cascade, viewonly } = relationship.options;
  if (cascade === undefined) return new Set(viewonly === true ? [] : ["save-update", "merge"]);
  const steps = new Set<CascadeStep>();
  for (const name of cascade.split(",").map((part) => part.trim())) {
    if (!names.has(name)) {
      throw new CascadeError(place, `"${name}" is no cascade`, `Known: ${[...names].join(", ")}.`);
    }
    if (name === "all") for (const step of all) steps.add(step);
    else if (name === "none") steps.clear();
    else steps.add(name as CascadeStep);
  }
  checkOrphans(relationship, place, manySide, steps);
  if (
    viewonly === true &&
    ["save-update", "delete", "delete-orphan", "merge"].some((step) => steps.has(step as CascadeStep))
  ) {
    throw new CascadeError(place, "is viewonly, but its cascade writes", "Leave the cascade out, or viewonly.");
  }
  return steps;
}

/** An object with several parents would be no orphan when one of them lets it go. */
function checkOrphans(
  relationship: AnyRelationship,
  place: string,
  manySide: boolean,
  steps: ReadonlySet<CascadeStep>,
): void {
  if (!steps.has("delete-orphan") || !manySide || relationship.options.singleParent === true) return;
  throw new CascadeError(
    place,
    "delete-orphan belongs on the one side of a relationship, where the target has a single parent",
    "Move it to the other side, or add { singleParent: true } where the target has only one parent.",
  );
}
