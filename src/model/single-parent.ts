/** Relationships with `singleParent`: who was last known to hold an object. Whether it still does is looked up. */
import { LimbeckError } from "../util/errors.ts";
import type { CollectionCore } from "./collection-core.ts";
import type { RelationLayout } from "./layout.ts";
import type { InstanceState } from "./state.ts";

const owners = new WeakMap<RelationLayout, WeakMap<object, InstanceState>>();

/** Remembers that an object is held through a relationship. */
export function rememberOwner(relation: RelationLayout, item: object, owner: InstanceState): void {
  if (!relation.singleParent) return;
  const known = owners.get(relation) ?? new WeakMap<object, InstanceState>();
  owners.set(relation, known.set(item, owner));
}

/** The object that holds an item through a relationship; undefined where none is known. */
export function ownerOf(relation: RelationLayout, item: object): InstanceState | undefined {
  const owner = owners.get(relation)?.get(item);
  if (owner === undefined || owner.lifecycle === "deleted" || owner.isGone) return undefined;
  const value = owner.values[relation.position];
  const holds = relation.many ? (value as CollectionCore | undefined)?.has(item) === true : value === item;
  return holds ? owner : undefined;
}

/** An object was given to a second owner through a relationship with `singleParent`. */
export class SingleParentError extends LimbeckError {
  readonly place: string;

  constructor(place: string, item: object) {
    super({
      code: "model.single-parent",
      message: `${place} is { singleParent: true }, and the ${item.constructor.name} has another parent already.`,
      hint: "Take it away from its parent first, or leave singleParent out.",
    });
    this.place = place;
  }
}
