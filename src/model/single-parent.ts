/** Relationships with `singleParent`: who was last known to hold an object. Whether it still does is looked up. */
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
