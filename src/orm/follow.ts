/**
 * Loaded relationships follow the keys of rows. When a statement changed the foreign keys of rows, made rows or removed
 * them, to-one values and loaded collections on both sides say what the database says by then, or are no longer loaded.
 * What the user changed and no flush has written stays. Nothing here does I/O.
 */
import type { CollectionCore } from "../model/collection-core.ts";
import type { RelationLayout } from "../model/layout.ts";
import { stateOf, type InstanceState } from "../model/state.ts";
import { sameValue } from "./column-codec.ts";
import type { EntityRuntime, RelationRuntime } from "./entity-runtime.ts";
import { joinedKey } from "./key-values.ts";
import type { Unit } from "./unit.ts";

type Values = readonly unknown[];

/** A row of a class before and after a statement; absent where there was or is none. */
export interface RowChange {
  readonly entity: EntityRuntime;
  /** The object that stands for the row, where the session has one. */
  readonly state: InstanceState | undefined;
  readonly before?: Values | undefined;
  readonly after?: Values | undefined;
}

/** One end of an association table as a row of its class sees it. */
interface LinkEnd {
  readonly relation: RelationRuntime;
  readonly source: EntityRuntime;
}

/** What a row of a class can be found in. */
interface Watch {
  /** Relationships of the class itself whose key is in its tables. */
  readonly toOne: readonly RelationRuntime[];
  /** Relationships of others that lead to the class by a key in its tables. */
  readonly reverse: readonly (RelationRuntime & { readonly owner: EntityRuntime })[];
  /** Many-to-many relationships whose association rows are the rows of the class. */
  readonly links: readonly LinkEnd[];
  /** Many-to-many relationships that lead to the class. */
  readonly linked: readonly LinkEnd[];
  /** Positions of the class that all of these depend on. */
  readonly positions: ReadonlySet<number>;
}

const watches = new WeakMap<EntityRuntime, Watch>();

function watchOf(unit: Unit, entity: EntityRuntime): Watch {
  const known = watches.get(entity);
  if (known !== undefined) return known;
  const all = unit.runtime.entities.flatMap((source) =>
    source.relations
      .filter(({ mapping }) => mapping.source === source.mapping)
      .map((relation) => ({ relation, source })),
  );
  const linking = all.filter(({ relation }) => relation.layout.direction === "manyToMany");
  const found = {
    toOne: entity.relations.filter(({ layout }) => layout.direction === "manyToOne"),
    reverse: all
      .filter(({ relation: { layout, target } }) => layout.direction === "oneToMany" && entity.isA(target))
      .map(({ relation, source }) => ({ ...relation, owner: source })),
    links: linking.filter(({ relation: { mapping } }) =>
      entity.parts.some((part) => part.mapping.table === mapping.secondary!.table.table),
    ),
    linked: linking.filter(({ relation }) => entity.isA(relation.target)),
  };
  const watch: Watch = { ...found, positions: positionsOf(found) };
  watches.set(entity, watch);
  return watch;
}

/** True where the keys of a new row tell nothing that its own related objects don't know already. */
export function isKnownByRelated(unit: Unit, entity: EntityRuntime, { values }: InstanceState): boolean {
  const { toOne, reverse, links } = watchOf(unit, entity);
  if (links.length > 0 || toOne.some(({ layout }) => values[layout.position] === null)) return false;
  return reverse.every(({ layout: { inverse }, remote }) => {
    if (inverse !== undefined && values[inverse.position] !== undefined && values[inverse.position] !== null)
      return true;
    return remote.some((position) => values[position] === null || values[position] === undefined);
  });
}

/** Positions of a class that loaded relationships depend on. */
export function watchedPositions(unit: Unit, entity: EntityRuntime): ReadonlySet<number> {
  return watchOf(unit, entity).positions;
}

function positionsOf({ toOne, reverse, links }: Omit<Watch, "positions">): ReadonlySet<number> {
  const own = toOne.flatMap(({ local }) => local);
  const others = reverse.flatMap(({ remote }) => remote);
  const ends = links.flatMap(({ relation: { mapping } }) => [
    ...mapping.secondary!.sourcePairs.map(({ remote }) => remote.position),
    ...mapping.secondary!.targetPairs.map(({ local }) => local.position),
  ]);
  return new Set([...own, ...others, ...ends]);
}

/** Brings what is loaded in step with rows that a statement made, changed or removed. */
export function followChanges(unit: Unit, changes: readonly RowChange[]): void {
  for (const change of changes) {
    if (change.after !== undefined && change.state?.lifecycle === "deleted") continue;
    const { reverse, links } = watchOf(unit, change.entity);
    followToOne(unit, change);
    for (const relation of reverse) followReverse(unit, relation, change);
    for (const end of links) followLink(unit, end, change);
  }
}

const partsAt = (values: Values, positions: readonly number[]): unknown[] =>
  positions.map((position) => values[position]);

const isSameAt = (a: Values, b: Values, positions: readonly number[]): boolean =>
  positions.every((position) => sameValue(a[position], b[position]));

function followToOne(unit: Unit, { entity, state, before, after }: RowChange): void {
  if (state === undefined || after === undefined) return;
  for (const relation of watchOf(unit, entity).toOne) {
    if (before === undefined || !isSameAt(before, after, relation.local)) settleToOne(state, relation, after);
  }
}

/** What an object refers to is what its key says; unknown where the session doesn't know by heart. */
function settleToOne(state: InstanceState, { layout, local, remote }: RelationRuntime, stored: Values): void {
  const { position } = layout;
  const fits = (value: unknown): boolean => {
    if (value === undefined) return true;
    const key = partsAt(stored, local);
    if (value === null) return key.includes(null);
    return isSameAt(key, partsAt(stateOf(value as object)!.values, remote), [...key.keys()]);
  };
  const told = partsAt(stored, local).includes(null) ? null : undefined;
  const { originals, values } = state;
  if (originals === undefined) {
    if (!fits(values[position])) values[position] = told;
    return;
  }
  if (fits(originals[position])) return;
  if (values[position] === originals[position]) values[position] = told;
  // The old list may be what a rollback restores.
  state.originals = originals.slice();
  state.originals[position] = told;
}

function followReverse(
  unit: Unit,
  relation: RelationRuntime & { readonly owner: EntityRuntime },
  { state, before, after }: RowChange,
): void {
  const { remote, layout } = relation;
  if (before !== undefined && after !== undefined && isSameAt(before, after, remote)) return;
  const related = (values: Values | undefined) =>
    values === undefined ? [] : ownersOf(unit, relation, partsAt(values, remote));
  const gone = new Set(related(before));
  // The owner's own key may have changed by now.
  const known = layout.inverse === undefined ? undefined : before?.[layout.inverse.position];
  if (known !== undefined && known !== null) gone.add(stateOf(known as object)!);
  const here = related(after);
  for (const owner of gone) {
    const isOthers = owner.lifecycle === "persistent" && !here.includes(owner);
    if (state !== undefined && isOthers) leave(unit, owner, layout, state.instance);
  }
  // Whose an expired object was is not known.
  if (before !== undefined && state !== undefined && partsAt(before, remote).includes(undefined))
    leaveOwners(unit, relation.owner, layout, { states: [state], but: here });
  for (const owner of here) enter(unit, owner, relation, state?.instance);
}

/** The objects whose relationship leads to rows with this key; at most one unless the key is none. */
export function ownersOf(
  unit: Unit,
  { local, owner }: RelationRuntime & { readonly owner: EntityRuntime },
  key: readonly unknown[],
): InstanceState[] {
  if (key.includes(null) || key.includes(undefined)) return [];
  const { keyPositions } = owner;
  const isIdentity = local.length === keyPositions.length && keyPositions.every((position) => local.includes(position));
  if (isIdentity) {
    const found = unit.identities.get(owner, joinedKey(keyPositions.map((position) => key[local.indexOf(position)])));
    return found !== undefined && unit.entityOf(found).isA(owner) ? [found] : [];
  }
  const wanted = joinedKey(key);
  return [...unit.identities.of(owner).values()].filter(
    (state) => unit.entityOf(state).isA(owner) && joinedKey(partsAt(state.originals ?? state.values, local)) === wanted,
  );
}

/** An object is no longer in what is loaded of its owner. */
function leave(unit: Unit, owner: InstanceState, layout: RelationLayout, item: object): void {
  if (!layout.many) {
    replaceSingle(unit, owner, layout, (value) => (value === item ? null : value));
    return;
  }
  const core = owner.values[layout.position] as CollectionCore | undefined;
  if (core === undefined || core.added?.has(item) === true || !core.has(item)) return;
  unit.level.keepCollection(owner, core);
  core.drop([item]);
}

/** A row belongs to an owner: its object is in what is loaded of it; where there is no object, it is to be loaded. */
function enter(unit: Unit, owner: InstanceState, { layout, mapping }: RelationRuntime, item: object | undefined): void {
  if (!layout.many) {
    replaceSingle(unit, owner, layout, (value) => {
      if (value === undefined && !owner.fresh) return undefined;
      return value === item || value === null || value === undefined ? item : undefined;
    });
    return;
  }
  const known = owner.values[layout.position] as CollectionCore | undefined;
  if (known === undefined && !owner.fresh) return;
  const core = owner.collection(layout);
  if (!core.loaded || (item !== undefined && (core.has(item) || core.removed?.has(item) === true))) return;
  unit.level.keepCollection(owner, core);
  // Where the row stands in a declared order, or whether it fits a filter, only the database knows.
  if (item === undefined || core.filtered || (mapping.orderBy.length > 0 && core.items.length > 0)) core.forget();
  else core.join(item);
}

/** The value of a one-to-one whose key is on the other side; what the user changed stays. */
function replaceSingle(
  unit: Unit,
  owner: InstanceState,
  { position }: RelationLayout,
  next: (value: unknown) => unknown,
): void {
  const { originals, values } = owner;
  const stored = (originals ?? values)[position];
  const told = next(stored);
  if (told === stored) return;
  unit.level.keep(owner, originals ?? values.slice());
  if (originals === undefined || values[position] === stored) values[position] = told;
  if (originals === undefined) return;
  owner.originals = originals.slice();
  owner.originals[position] = told;
}

/** Association rows that a class stands for are links of many-to-many relationships as well. */
function followLink(unit: Unit, { relation, source }: LinkEnd, { before, after }: RowChange): void {
  const { sourcePairs, targetPairs } = relation.mapping.secondary!;
  const near = { local: sourcePairs.map(({ local }) => local.position), owner: source };
  const far = { local: targetPairs.map(({ remote }) => remote.position), owner: relation.target };
  const ends = (values: Values) => [
    ownersOf(
      unit,
      { ...relation, ...near },
      partsAt(
        values,
        sourcePairs.map(({ remote }) => remote.position),
      ),
    ),
    ownersOf(
      unit,
      { ...relation, ...far },
      partsAt(
        values,
        targetPairs.map(({ local }) => local.position),
      ),
    ),
  ];
  if (before !== undefined) {
    const [owners, items] = ends(before);
    for (const owner of owners!) for (const item of items!) leave(unit, owner, relation.layout, item.instance);
  }
  if (after === undefined) return;
  const [owners, items] = ends(after);
  for (const owner of owners!) enter(unit, owner, relation, items![0]?.instance);
}

/** Links were written by one relationship: others that see the same association rows are no longer what is stored. */
export function followLinks(unit: Unit, relation: RelationRuntime, ends: ReadonlySet<InstanceState>): void {
  const { layout, mapping } = relation;
  const { table } = mapping.secondary!.table;
  for (const entity of unit.runtime.entities) if (entity.mapping.table === table) unit.level.unseenIn.add(entity.root);
  for (const state of ends) {
    for (const other of unit.entityOf(state).relations) {
      if (other.layout === layout || other.layout === layout.inverse) continue;
      const isSame = other.mapping.secondary?.table.table === table || other.mapping.foreignKey.source.table === table;
      if (isSame) forget(unit, state, other.layout);
    }
  }
}

/** Links were removed: objects that stand for their rows, where the association table has a class, are deleted. */
export function loseLinked(
  unit: Unit,
  { mapping }: RelationRuntime,
  links: readonly { readonly source: InstanceState; readonly target: InstanceState }[],
): void {
  const { table, sourcePairs, targetPairs } = mapping.secondary!;
  const positions = [
    ...sourcePairs.map(({ remote }) => remote.position),
    ...targetPairs.map(({ local }) => local.position),
  ];
  for (const entity of unit.runtime.entities) {
    if (entity.mapping.table !== table.table) continue;
    const gone = new Set(
      links.map(({ source, target }) =>
        joinedKey([
          ...sourcePairs.map(({ local }) => source.values[local.position]),
          ...targetPairs.map(({ remote }) => target.values[remote.position]),
        ]),
      ),
    );
    for (const state of unit.identities.exactly(entity)) {
      if (gone.has(joinedKey(partsAt(state.originals ?? state.values, positions)))) unit.becomeDeleted(state, entity);
    }
  }
}

function forget(unit: Unit, owner: InstanceState, layout: RelationLayout): void {
  if (!layout.many || (owner.values[layout.position] === undefined && !owner.fresh)) return;
  const core = owner.collection(layout);
  if (!core.loaded) return;
  unit.level.keepCollection(owner, core);
  core.forget();
}

/** Rows of an association table are gone: what they linked parts at once, while its keys are known. */
export function partLinked(unit: Unit, entity: EntityRuntime, rows: readonly Values[]): void {
  for (const end of watchOf(unit, entity).links) {
    for (const before of rows) followLink(unit, end, { entity, state: undefined, before });
  }
}

/** Deleted objects leave all that is loaded; `stored` are the rows that they stood for. */
export function leaveAll(
  unit: Unit,
  entity: EntityRuntime,
  states: readonly InstanceState[],
  stored: readonly Values[],
): void {
  if (states.length === 0) return;
  // Links were parted when the rows went: by now others may be there in their place.
  states.forEach((state, index) => {
    for (const relation of watchOf(unit, entity).reverse) {
      for (const before of [stored[index], state.values]) followReverse(unit, relation, { entity, state, before });
    }
  });
  for (const { relation, source } of watchOf(unit, entity).linked)
    leaveOwners(unit, source, relation.layout, { states });
}

/** Objects leave whatever holds them, which is looked for. */
function leaveOwners(
  unit: Unit,
  source: EntityRuntime,
  layout: RelationLayout,
  { states, but = [] }: { readonly states: readonly InstanceState[]; readonly but?: readonly InstanceState[] },
): void {
  const gone = states.map(({ instance }) => instance);
  const isGone = new Set(gone);
  for (const owner of unit.identities.of(source).values()) {
    const value = unit.entityOf(owner).isA(source) ? owner.values[layout.position] : undefined;
    if (value === undefined || value === null || but.includes(owner)) continue;
    if (!layout.many) {
      if (isGone.has(value as object)) leave(unit, owner, layout, value as object);
      continue;
    }
    const core = value as CollectionCore;
    if (!core.items.some((item) => isGone.has(item))) continue;
    unit.level.keepCollection(owner, core);
    core.drop(gone);
  }
}
