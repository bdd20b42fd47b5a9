/**
 * What stays although the model has it no more, because something that nobody manages needs it: the view of a reporting
 * tool over a table that goes. It is not limbeck's to drop, and could not be made again.
 */
import type { Dialect } from "../dialects/dialect.ts";
import type { Key } from "../metadata/key.ts";
import { kindOf } from "../metadata/kind.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { holders } from "./steps.ts";

export interface Sides {
  readonly database: MetaData;
  readonly target: MetaData;
  readonly canonical: MetaData;
}

export interface Staying extends Sides {
  /** What the model would drop, without the parts of one another. */
  readonly held: readonly SchemaObject[];
  readonly notes: readonly string[];
}

interface StayingRequest extends Sides {
  /** The model alone. */
  readonly model: MetaData;
  readonly dialect: Pick<Dialect, "kinds" | "describe">;
}

/** Both forms of the target with what unmanaged objects need, and without those that go with their table. */
export function withStaying(request: StayingRequest): Staying {
  const { database, canonical, target, model, dialect } = request;
  const isGone = (key: Key): boolean => database.has(key) && !canonical.has(key);
  const unmanaged = [...canonical.objects].filter(([key]) => database.has(key) && !model.has(key));
  const holding = (object: SchemaObject): Key[] =>
    holders(object, { kinds: dialect.kinds, database, target: canonical, context: noContext });
  const goes = unmanaged.filter(([, object]) => holding(object).some(isGone));
  const gone = new Set(goes.map(([key]) => key));
  const held = heldBy(
    unmanaged.filter(([key]) => !gone.has(key)),
    { ...request, isGone, holding },
  );
  const leaving = goes.filter(([, object]) => holding(object).some((key) => isGone(key) && !held.has(key)));
  if (held.size === 0 && leaving.length === 0) return { database, target, canonical, held: [], notes: [] };
  const whole = [...held].filter(([key]) => !holding(database.at(key)).some((each) => held.has(each)));
  const left = new Set(leaving.map(([key]) => key));
  return {
    database,
    target: changed(target, database, held, left),
    canonical: canonical === target ? changed(target, database, held, left) : changed(canonical, database, held, left),
    held: whole.map(([key]) => database.at(key)),
    notes: whole.map(([key, by]) => note(database.at(key), database.at(by), dialect)),
  };
}

/** Where something is held does not depend on what changes. */
const noContext = { serverVersion: 0, database: new MetaData({ objects: [] }), target: new MetaData({ objects: [] }) };

interface Walk extends StayingRequest {
  readonly isGone: (key: Key) => boolean;
  readonly holding: (object: SchemaObject) => readonly Key[];
}

/** What would go and cannot, each with the unmanaged object that needs it. */
function heldBy(unmanaged: readonly (readonly [Key, SchemaObject])[], walk: Walk): ReadonlyMap<Key, Key> {
  const { database, dialect, isGone, holding } = walk;
  const held = new Map<Key, Key>();
  let parts: ReadonlyMap<Key, readonly Key[]> | undefined;
  const queue = unmanaged.map(([key]) => ({ key, by: key }));
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const { key, by } = entry;
    const object = database.at(key);
    const needed = [
      ...kindOf(object, dialect.kinds).dependsOn(object, database),
      ...(database.dependencies.get(key) ?? []),
    ];
    // A table stays whole.
    if (held.has(key)) needed.push(...holding(object), ...((parts ??= partsOf(walk)).get(key) ?? []));
    for (const each of needed) {
      if (!isGone(each) || held.has(each)) continue;
      held.set(each, by);
      queue.push({ key: each, by });
    }
  }
  return held;
}

/** Keys of what would go, by what holds them. */
function partsOf({ database, isGone, holding }: Walk): ReadonlyMap<Key, readonly Key[]> {
  const parts = new Map<Key, Key[]>();
  for (const [key, object] of database.objects) {
    if (!isGone(key)) continue;
    for (const holder of holding(object)) parts.set(holder, [...(parts.get(holder) ?? []), key]);
  }
  return parts;
}

function changed(side: MetaData, database: MetaData, held: ReadonlyMap<Key, Key>, left: ReadonlySet<Key>): MetaData {
  const objects = new Map([...side.objects].filter(([key]) => !left.has(key)));
  const dependencies = new Map(side.dependencies);
  for (const key of held.keys()) {
    objects.set(key, database.at(key));
    const needed = database.dependencies.get(key);
    if (needed !== undefined) dependencies.set(key, needed);
  }
  return new MetaData({ ...side, objects, dependencies });
}

function note(held: SchemaObject, by: SchemaObject, { describe }: Pick<Dialect, "describe">): string {
  return `${describe(held)} stays: ${describe(by)} needs it, which the model does not manage; drop that by hand or declare it`;
}
