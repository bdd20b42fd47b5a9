/** Orders steps by what they need, and opens circles by letting parts go their own way. */
import { kindOf } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { circles, topologicalOrder } from "./order.ts";
import { holders, newStep, type Change, type Step } from "./steps.ts";

/** Steps in an order that runs. */
export function arrange(steps: readonly Step[], change: Change): Step[] {
  const opened = openCircles([...steps], change);
  const edges = edgesOf(opened, change);
  addPreferences(edges, opened, change);
  const names = opened.map((step) => sortName(step, change));
  const { order } = topologicalOrder({ after: edges }, (a, b) => compareNames(names[a]!, names[b]!));
  return order.map((at) => opened[at]!);
}

type SortName = readonly [phase: number, rank: number, name: string, inner: number, key: string];

const phases = { rename: 0, create: 1, alter: 1, drop: 2 } as const;

/** Renames first, drops last; what belongs to one table stays together. */
function sortName(step: Step, change: Change): SortName {
  const object = (step.target ?? step.database) as SchemaObject;
  const kind = kindOf(object, change.kinds);
  const root = holders(object, change)[0];
  const rootKind = root === undefined ? kind : (change.kinds[root.slice(0, root.indexOf(" "))] ?? kind);
  const direction = step.action === "drop" ? -1 : 1;
  return [phases[step.action], direction * rootKind.rank, root ?? step.key, direction * kind.rank, step.key];
}

function compareNames(a: SortName, b: SortName): number {
  return a[0] - b[0] || a[1] - b[1] || compareText(a[2], b[2]) || a[3] - b[3] || compareText(a[4], b[4]);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As long as steps need one another in a circle, parts of the first kind that may detach become steps. */
function openCircles(steps: Step[], change: Change): Step[] {
  for (let round = 0; round < 5; round += 1) {
    const found = circles({ after: edgesOf(steps, change) });
    if (found.length === 0) return steps;
    const detached = found.flatMap((circle) =>
      detach(
        circle.map((at) => steps[at]!),
        round,
        change,
      ),
    );
    steps.push(...detached);
  }
  return steps;
}

function detach(circle: readonly Step[], round: number, change: Change): Step[] {
  const loose: Step[] = [];
  for (const step of circle) {
    if (step.action !== "create" && step.action !== "drop") continue;
    const object = (step.target ?? step.database) as SchemaObject;
    const kindName = change.kinds[object.kind]!.detaches?.[round];
    for (const [key, part] of step.parts) {
      if (part.kind !== kindName) continue;
      step.parts.delete(key);
      loose.push(newStep(step.action, key, part));
    }
  }
  return loose;
}

/**
 * Adds what steps prefer to come after, but nothing that would run in a circle. What PostgreSQL could mistake for something
 * else counts for more than what is merely better first.
 */
function addPreferences(edges: readonly Set<number>[], steps: readonly Step[], change: Change): void {
  addUnlessCircular(edges, partedFirst(steps, change));
  addUnlessCircular(edges, betterFirst(steps, change));
}

type Edge = readonly [first: number, second: number];

function addUnlessCircular(edges: readonly Set<number>[], wanted: readonly Edge[]): void {
  const soft = wanted.filter(([first, second]) => first !== second && !edges[second]!.has(first));
  if (soft.length === 0) return;
  for (const [first, second] of soft) edges[second]!.add(first);
  for (const circle of circles({ after: edges })) {
    const members = new Set(circle);
    for (const [first, second] of soft) if (members.has(first) && members.has(second)) edges[second]!.delete(first);
  }
}

function betterFirst(steps: readonly Step[], { kinds, target }: Change): Edge[] {
  const { make, drop } = index(steps);
  const found: Edge[] = [];
  const prefer = (first: number | undefined, second: number | undefined): void => {
    if (first !== undefined && second !== undefined) found.push([first, second]);
  };
  steps.forEach((step, at) => {
    if (step.action === "drop") return;
    for (const [key, object] of membersOf(step)) {
      const kind = kinds[object.kind]!;
      // What went with its holder is gone before the new holder comes, so that the way back finds it in that order, too.
      for (const holder of kind.goesWith?.(object, target) ?? []) prefer(drop.get(key), make.get(holder));
      for (const needed of kind.prefers?.(object, target) ?? []) prefer(make.get(needed), at);
    }
  });
  return found;
}

/**
 * What PostgreSQL finds by its content comes after what it could find in its place and what is to go, and so does whatever
 * names such a program: a call of `f(1)` is not unique as long as both `f(integer)` and `f(integer, integer DEFAULT 2)` are there.
 */
function partedFirst(steps: readonly Step[], { kinds, target, context }: Change): Edge[] {
  const { make, drop } = index(steps);
  const parting = partingAnswers(steps, kinds, drop);
  if (parting.size === 0) return [];
  const answers = (object: SchemaObject): readonly string[] => kinds[object.kind]!.foundBy?.(object) ?? [];
  const called = (key: Key): readonly string[] => {
    const object = target.get(key);
    return object !== undefined && kinds[object.kind]!.isProgram === true ? answers(object) : [];
  };
  const after = (names: readonly string[], at: number): Edge[] =>
    [...new Set(names)].flatMap((name) => (parting.get(name) ?? []).map((first): Edge => [first, at]));
  return steps.flatMap((step, at): Edge[] => {
    if (step.action === "drop" || step.action === "rename") return [];
    const members = [...membersOf(step)];
    const created = step.action === "create" ? members.map(([, object]) => object) : [];
    const own = created.flatMap(answers);
    // What holds it comes after that, too, as on the way back it goes before that comes.
    const holding = created.flatMap((object) => {
      const holder = stepOfHolder(object, kinds, make);
      return holder === undefined || steps[holder]!.action !== "create" ? [] : after(answers(object), holder);
    });
    const named = members.flatMap(([key, object]) =>
      [...needs(key, context.target.get(key) ?? object, target, kinds, context.target)].flatMap(called),
    );
    return [...holding, ...after([...own, ...named], at)];
  });
}

function stepOfHolder(
  object: SchemaObject,
  kinds: Change["kinds"],
  doing: ReadonlyMap<Key, number>,
): number | undefined {
  const holder = kinds[object.kind]!.parent?.(object);
  return holder === undefined ? undefined : doing.get(holder);
}

/** What PostgreSQL will no longer find by its content, and the steps that take it and what holds it away. */
function partingAnswers(
  steps: readonly Step[],
  kinds: Change["kinds"],
  drop: ReadonlyMap<Key, number>,
): ReadonlyMap<string, readonly number[]> {
  const parting = new Map<string, number[]>();
  steps.forEach((step, at) => {
    if (step.action !== "drop") return;
    for (const [, object] of membersOf(step)) {
      const holder = stepOfHolder(object, kinds, drop);
      for (const name of kinds[object.kind]!.foundBy?.(object) ?? [])
        parting.set(name, [...(parting.get(name) ?? []), at, ...(holder === undefined ? [] : [holder])]);
    }
  });
  return parting;
}

/** For each step, the steps that must come before it. */
function edgesOf(steps: readonly Step[], change: Change): Set<number>[] {
  const edges = steps.map(() => new Set<number>());
  const doing = index(steps);
  const add = (first: number | undefined, second: number): void => {
    if (first !== undefined && first !== second) edges[second]!.add(first);
  };
  steps.forEach((step, at) => {
    for (const [key, object] of membersOf(step)) {
      if (doing.rename.size > 0)
        for (const name of namesUsed(key, object, step, change)) add(doing.rename.get(name), at);
      if (step.action === "drop") linkDrop(key, object, at, change, doing, add, edges);
      else linkMake(key, object, step, at, change, doing, add, edges);
    }
  });
  linkNames(steps, change, add);
  return edges;
}

interface Doing {
  /** Renames by the new key. */
  readonly rename: ReadonlyMap<Key, number>;
  readonly make: ReadonlyMap<Key, number>;
  readonly drop: ReadonlyMap<Key, number>;
}

function index(steps: readonly Step[]): Doing {
  const make = new Map<Key, number>();
  const drop = new Map<Key, number>();
  const rename = new Map<Key, number>();
  steps.forEach((step, at) => {
    if (step.action === "rename") rename.set(step.key, at);
    else for (const [key] of membersOf(step)) (step.action === "drop" ? drop : make).set(key, at);
  });
  return { make, drop, rename };
}

function* membersOf(step: Step): Iterable<readonly [Key, SchemaObject]> {
  yield [step.key, (step.action === "drop" ? step.database : step.target) as SchemaObject];
  yield* step.parts;
}

/** Everything that a step names under the target's names: itself, what it needs, and what holds those. */
function namesUsed(key: Key, object: SchemaObject, step: Step, change: Change): Set<Key> {
  const used = new Set<Key>(step.action === "rename" ? [] : [key]);
  const metadata = step.action === "drop" ? change.database : change.target;
  for (const needed of needs(key, object, metadata, change.kinds)) used.add(needed);
  for (const holder of holders(object, change)) used.add(holder);
  for (const name of used) {
    const found = metadata.get(name);
    if (found !== undefined) for (const holder of holders(found, change)) used.add(holder);
  }
  return used;
}

/** What is dropped goes before what it needs goes or changes. */
function linkDrop(
  key: Key,
  object: SchemaObject,
  at: number,
  { database, target, kinds }: Change,
  doing: Doing,
  add: (first: number | undefined, second: number) => void,
  edges: readonly Set<number>[],
): void {
  for (const needed of throughColumns(needs(key, object, database, kinds), database, kinds)) {
    const dropped = doing.drop.get(needed);
    const made = doing.make.get(needed);
    if (dropped !== undefined && dropped !== at) edges[dropped]!.add(at);
    if (made !== undefined && made !== at && dropped === undefined) edges[made]!.add(at);
  }
  const { freedBy, goesBefore, goesWith, makesWayFor } = kinds[object.kind]!;
  const freeing = (freedBy?.(object, database) ?? []).map((free) => doing.drop.get(free)).filter(isStep);
  for (const first of freeing) add(first, at);
  // What goes with something else is not gone before that is.
  if (freeing.length === 0) for (const holder of goesWith?.(object, database) ?? []) add(doing.drop.get(holder), at);
  for (const later of goesBefore?.(object, database) ?? []) {
    const dropped = doing.drop.get(later);
    if (dropped !== undefined && dropped !== at) edges[dropped]!.add(at);
  }
  for (const later of makesWayFor?.(object, target) ?? []) {
    const made = doing.make.get(later);
    if (made !== undefined && made !== at) edges[made]!.add(at);
  }
  const again = doing.make.get(key);
  if (again !== undefined && again !== at) add(at, again);
}

/** What is created or altered comes after what it needs, and before what it no longer needs goes. */
function linkMake(
  key: Key,
  object: SchemaObject,
  step: Step,
  at: number,
  { database, target, kinds, context }: Change,
  doing: Doing,
  add: (first: number | undefined, second: number) => void,
  edges: readonly Set<number>[],
): void {
  // The server's words name types that a declared text leaves unsaid.
  const said = context.target.get(key) ?? object;
  const stillNeeded = needs(key, said, target, kinds, context.target);
  const joined = new Set(
    step.action === "alter" && database.has(key) ? kinds[object.kind]!.letGoBy?.(said, target) : [],
  );
  for (const needed of stillNeeded) {
    const made = doing.make.get(needed);
    if (joined.has(needed) && made !== undefined && made !== at && !database.has(needed)) {
      edges[made]!.add(at);
      continue;
    }
    // What has its new name may be changed in any order.
    if (step.action !== "rename" || !database.has(needed)) add(doing.make.get(needed), at);
  }
  if (step.action === "rename") return;
  if (step.action === "create")
    for (const needed of throughColumns(stillNeeded, target, kinds)) add(doing.make.get(needed), at);
  for (const earlier of kinds[object.kind]!.comesAfter?.(object, target) ?? []) add(doing.make.get(earlier), at);
  // What could also be built on something that goes must not find it: a foreign key takes the first unique index there is.
  for (const needed of kindOf(object, kinds).dependsOn(object, database)) {
    if (!doing.make.has(needed)) add(doing.drop.get(needed), at);
  }
  if (step.action === "create") return;
  const before = database.get(key);
  if (before === undefined) return;
  const letGoBy = new Set(kinds[before.kind]!.letGoBy?.(before, database));
  for (const needed of needs(key, before, database, kinds)) {
    const dropped = doing.drop.get(needed);
    const made = doing.make.get(needed);
    if (letGoBy.has(needed) && made === undefined) add(dropped, at);
    else if (dropped !== undefined && dropped !== at && made === undefined) edges[dropped]!.add(at);
    // What lets go of something that changes goes first: a column leaves an enum before the enum loses values.
    if (made !== undefined && made !== at && dropped === undefined && !stillNeeded.has(needed)) edges[made]!.add(at);
  }
}

const isStep = (at: number | undefined): at is number => at !== undefined;

function needs(
  key: Key,
  object: SchemaObject,
  metadata: Change["target"],
  kinds: Change["kinds"],
  settled: Change["target"] = metadata,
): ReadonlySet<Key> {
  const own = kindOf(object, kinds).dependsOn(object, metadata);
  const known = metadata.dependencies.get(key) ?? settled.dependencies.get(key);
  const all = known === undefined ? new Set(own) : new Set([...own, ...known]);
  all.delete(key);
  return all;
}

/**
 * A column stays while its type makes place for another one; what uses the column is in the way of that, whether or not it
 * names the type.
 */
function throughColumns(needed: ReadonlySet<Key>, metadata: Change["target"], kinds: Change["kinds"]): Set<Key> {
  const reached = new Set(needed);
  for (const key of needed) {
    const column = metadata.get(key);
    if (column?.kind === "column") for (const further of needs(key, column, metadata, kinds)) reached.add(further);
  }
  return reached;
}

function namesGivenUp(step: Step, kinds: Change["kinds"]): string[] {
  const names = (object: SchemaObject): readonly string[] => kinds[object.kind]!.occupies?.(object) ?? [];
  if (step.action === "create") return [];
  if (step.action === "drop") return [...membersOf(step)].flatMap(([, object]) => names(object));
  const kept = new Set(names(step.target as SchemaObject));
  return names(step.database as SchemaObject).filter((name) => !kept.has(name));
}

/** A name is free only when the one that holds it is gone. */
function linkNames(
  steps: readonly Step[],
  { kinds }: Change,
  add: (first: number | undefined, second: number) => void,
): void {
  const freed = new Map<string, number[]>();
  steps.forEach((step, at) => {
    for (const name of namesGivenUp(step, kinds)) {
      const list = freed.get(name);
      if (list === undefined) freed.set(name, [at]);
      else list.push(at);
    }
  });
  if (freed.size === 0) return;
  steps.forEach((step, at) => {
    if (step.action === "drop") return;
    for (const [, object] of membersOf(step)) {
      for (const name of kinds[object.kind]!.occupies?.(object) ?? [])
        for (const first of freed.get(name) ?? [])
          if (!isLater(steps[first]!, step) && !isOwn(steps[first]!, step)) add(first, at);
    }
  });
}

/** What steps aside holds the name that it has meanwhile until its other rename, or until it goes. */
const isLater = (freeing: Step, aside: Step): boolean =>
  aside.isAside === true && (freeing.formerKey ?? freeing.key) === aside.key;

/** What is renamed first and then goes gives up no more than its new name. */
const isOwn = (freeing: Step, { action, key }: Step): boolean =>
  action === "rename" && (freeing.key === key || freeing.parts.has(key));
