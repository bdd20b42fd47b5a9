/**
 * From differences to steps: what must be dropped and created around a change, and which parts go with which object.
 * Everything comes from the kinds' tables and the dependencies on both sides.
 */
import type { Altered, Difference } from "../metadata/difference.ts";
import { kindOf, type ChangeContext, type Kind } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";

export type Kinds = Readonly<Record<string, Kind>>;

/** One thing to do: an object with the parts that it takes along. */
export interface Step {
  readonly action: "rename" | "create" | "alter" | "drop";
  readonly key: Key;
  readonly database?: SchemaObject;
  readonly target?: SchemaObject;
  readonly attributes?: readonly string[];
  readonly formerKey?: Key;
  readonly isAside?: true;
  /** Keys and objects of absorbed parts. */
  readonly parts: Map<Key, SchemaObject>;
  /** The difference around which the object goes and comes back, where it has none itself. */
  readonly cause?: Difference;
}

export interface Change {
  readonly kinds: Kinds;
  readonly context: ChangeContext;
  /** In the database's own words under the target's names. */
  readonly database: MetaData;
  /** As declared: what operations are built from. */
  readonly target: MetaData;
}

/** Differences as steps, dependants of what goes around them included, parts folded into what holds them. */
export function stepsOf(differences: readonly Difference[], change: Change): Step[] {
  const replaced = replacedKeys(differences, change);
  const steps: Step[] = [];
  const dropped = new Map<Key, SchemaObject>();
  const created = new Map<Key, SchemaObject>();
  for (const difference of differences) {
    const { key } = difference;
    if (difference.type === "create") created.set(key, change.target.get(key) ?? difference.target);
    else if (difference.type === "drop") dropped.set(key, difference.database);
    else if (difference.type === "rename") steps.push({ ...difference, action: "rename", parts: new Map() });
    else if (!replaced.has(key)) steps.push(alterStep(difference, change));
  }
  for (const key of replaced.keys()) {
    dropped.set(key, change.database.at(key));
    const after = change.target.get(key);
    if (after !== undefined) created.set(key, after);
  }
  const known = new Map(differences.map((difference) => [difference.key, difference]));
  const remade = [...folded("drop", dropped, change), ...folded("create", created, change)];
  return [...alteredTogether(steps, change), ...remade.map((step) => withCause(step, replaced, known))];
}

function withCause(step: Step, replaced: Replaced, known: ReadonlyMap<Key, Difference>): Step {
  const key = replaced.get(step.key);
  const cause = key === undefined || key === step.key ? undefined : known.get(key);
  return cause === undefined ? step : { ...step, cause };
}

/** Steps without the alterations that another one's operation makes; those go as its parts, so that they are ordered as one. */
function alteredTogether(steps: readonly Step[], { kinds, context }: Change): Step[] {
  const alterations = new Map(steps.filter(({ action }) => action === "alter").map((step) => [step.key, step]));
  return steps.filter((step) => {
    if (step.action !== "alter" || step.database === undefined) return true;
    const leading = kinds[step.database.kind]!.alteredWith?.(step.database, context);
    const holder = leading === undefined ? undefined : alterations.get(leading);
    holder?.parts.set(step.key, step.target as SchemaObject);
    return holder === undefined;
  });
}

function alterStep(difference: Altered, change: Change): Step {
  const target = change.target.get(difference.key) ?? difference.target;
  return {
    action: "alter",
    key: difference.key,
    database: difference.database,
    target,
    attributes: difference.attributes,
    parts: new Map(),
  };
}

/** What goes and comes back, with the key of the difference that takes it. */
type Replaced = ReadonlyMap<Key, Key>;

interface Affected {
  readonly key: Key;
  /** Where it began. */
  readonly cause: Key;
  readonly changed: SchemaObject;
  readonly isGone: boolean;
}

/** Objects that cannot stay while something they need changes, found by walking the database's dependencies upwards. */
function replacedKeys(differences: readonly Difference[], change: Change): Replaced {
  const replaced = new Map<Key, Key>();
  const gone = new Set(differences.filter(({ type }) => type === "drop").map(({ key }) => key));
  const queue: Affected[] = [];
  // What is taken from the end first is the reason that is told, where there are two: what changes of itself goes last.
  const [own, others] = [differences.filter(isRecreated), differences.filter((each) => !isRecreated(each))];
  for (const difference of [...own, ...others]) {
    const { key } = difference;
    if (difference.type === "drop") queue.push({ key, cause: key, changed: difference.database, isGone: true });
    if (difference.type !== "alter" || difference.change === "alter") continue;
    const isGone = isRecreated(difference);
    if (isGone) replaced.set(key, key);
    // Where it will be gone on the way back, dependants can't stay.
    const isGoneOnce = isGone || difference.change === "alterBare";
    queue.push({ key, cause: key, changed: difference.database, isGone: isGoneOnce });
  }
  if (queue.length === 0) return replaced;
  const dependants = reverseDependencies(change);
  while (queue.length > 0) {
    addDependants(queue, { replaced, gone, dependants, change });
    queue.push(...companions({ replaced, gone, change }));
  }
  return replaced;
}

const isRecreated = (difference: Difference): boolean =>
  difference.type === "alter" && difference.change === "recreate";

interface Walk {
  readonly replaced: Map<Key, Key>;
  readonly gone: ReadonlySet<Key>;
  readonly dependants: ReadonlyMap<Key, readonly Key[]>;
  readonly change: Change;
}

function addDependants(queue: Affected[], { replaced, gone, dependants, change }: Walk): void {
  const altered = new Set<Key>();
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    for (const key of dependants.get(entry.key) ?? []) {
      const object = change.database.get(key);
      if (object === undefined || gone.has(key) || !change.target.has(key)) continue;
      // An object that has to be recreated for its own change may already be recreated for another one.
      if (
        replaced.has(key) &&
        (replaced.get(key) !== key || entry.cause === key || replaced.get(entry.cause) === entry.cause)
      )
        continue;
      const kind = kindOf(object, change.kinds);
      if (!entry.isGone && (kind.survives?.(object, entry.changed, change.context) ?? false)) continue;
      if (entry.isGone && !leavesWith(object, kind, entry.key, change)) continue;
      // A part that is altered rather than dropped around a type is in the way of no more than what a change of its own is.
      if (!entry.isGone && isHolder(entry.changed, object)) {
        if (object.kind === "column" && !altered.has(key))
          queue.push({ key, cause: entry.cause, changed: object, isGone: false });
        altered.add(key);
        continue;
      }
      replaced.set(key, entry.cause);
      queue.push({ key, cause: entry.cause, changed: object, isGone: true });
    }
  }
}

/** What goes with something that goes, and is not freed from it first. */
function companions({ replaced, gone, change }: Omit<Walk, "dependants">): Affected[] {
  const { database, target, kinds } = change;
  const found: Affected[] = [];
  const goes = (key: Key): boolean => replaced.has(key) || gone.has(key);
  for (const [key, object] of database.objects) {
    const { goesWith, freedBy } = kindOf(object, kinds);
    if (goesWith === undefined || goes(key) || !target.has(key)) continue;
    const holder = goesWith(object, database).find(goes);
    if (holder === undefined || freedBy?.(object, database).some(goes) === true) continue;
    const cause = replaced.get(holder) ?? holder;
    replaced.set(key, cause);
    found.push({ key, cause, changed: object, isGone: true });
  }
  return found;
}

/** Columns keep their values: what they need may be replaced under them, but they are never dropped for it. */
const isHolder = (changed: SchemaObject, dependant: SchemaObject): boolean =>
  changed.kind !== "column" &&
  ((dependant.kind === "column" && (dependant as { readonly generated?: unknown }).generated === undefined) ||
    dependant.kind === "table" ||
    dependant.kind === "default");

function leavesWith(object: SchemaObject, kind: Kind, needed: Key, change: Change): boolean {
  if (object.kind !== "column" && object.kind !== "table") return true;
  // What has the same from above stays when that goes.
  if (!change.target.has(needed) && kind.letGoBy?.(object, change.database).includes(needed) === true) return false;
  // A column goes with its table, and a generated column with what its expression names.
  if (kind.parent?.(object) === needed) return true;
  const after = change.target.get(kind.key(object)) as { readonly generated?: unknown } | undefined;
  return object.kind === "column" && after?.generated !== undefined;
}

/** Who needs whom in the database, by its catalog and by what objects say themselves. */
export function reverseDependencies({ database, kinds }: Change): ReadonlyMap<Key, readonly Key[]> {
  const dependants = new Map<Key, Key[]>();
  const note = (needed: Key, key: Key): void => {
    const list = dependants.get(needed);
    if (list === undefined) dependants.set(needed, [key]);
    else list.push(key);
  };
  for (const [key, object] of database.objects) {
    const kind = kindOf(object, kinds);
    const needs = [...kind.dependsOn(object, database), ...(database.dependencies.get(key) ?? [])];
    for (const needed of new Set(needs)) {
      if (needed !== key) note(needed, key);
    }
  }
  return dependants;
}

/** Steps of one action, with parts folded into their holder where the holder has the same step. */
function folded(action: "create" | "drop", objects: ReadonlyMap<Key, SchemaObject>, change: Change): Step[] {
  const steps = new Map<Key, Step>();
  const side = action === "create" ? change.target : change.database;
  // A part whose own parent stays does not go along with a home elsewhere: the owner of a sequence that stays.
  const isOfAnother = (object: SchemaObject, holder: Key): boolean => {
    const parent = change.kinds[object.kind]!.parent?.(object);
    return parent !== undefined && parent !== holder && !objects.has(parent) && change.target.has(parent);
  };
  const homeOf = (key: Key): Key => {
    const object = objects.get(key) as SchemaObject;
    for (const holder of holders(object, change)) {
      const holding = objects.get(holder);
      if (holding === undefined || isOfAnother(object, holder)) continue;
      const { absorbs, leaves } = change.kinds[holding.kind]!;
      if (absorbs?.includes(object.kind) === true && leaves?.(holding, object, side) !== true) return holder;
    }
    return key;
  };
  for (const [key, object] of objects) {
    if (homeOf(key) === key) steps.set(key, newStep(action, key, object));
  }
  for (const key of inOrderOf(side, objects)) {
    const home = homeOf(key);
    if (home !== key) steps.get(homeOf(home))?.parts.set(key, objects.get(key) as SchemaObject);
  }
  return [...steps.values()];
}

/** New columns stand among those that are recreated as the table has them. */
function inOrderOf({ objects: all }: MetaData, objects: ReadonlyMap<Key, SchemaObject>): Key[] {
  const rest = [...objects.keys()].filter((key) => !all.has(key));
  return [...[...all.keys()].filter((key) => objects.has(key)), ...rest];
}

export function newStep(action: "create" | "drop", key: Key, object: SchemaObject): Step {
  const side = action === "create" ? { target: object } : { database: object };
  return { action, key, ...side, parts: new Map() };
}

function homeOf(
  object: SchemaObject,
  { kinds, target, database }: Pick<Change, "kinds" | "target" | "database">,
): Key | undefined {
  const kind = kinds[object.kind];
  if (kind?.home === undefined) return undefined;
  return kind.home(object, target.has(kind.key(object)) ? target : database);
}

/** The object that holds a part, and what holds that, outermost first. */
export function holders(object: SchemaObject, { kinds, target, database }: Change): Key[] {
  const keys: Key[] = [];
  let current: SchemaObject | undefined = object;
  while (current !== undefined) {
    const holder: Key | undefined =
      homeOf(current, { kinds, target, database }) ?? kinds[current.kind]?.parent?.(current);
    if (holder === undefined) break;
    keys.unshift(holder);
    current = target.get(holder) ?? database.get(holder);
  }
  return keys;
}
