/** `session.merge()`: what an object from elsewhere says, said of the session's own object. */
import { createInstance } from "../model/entity.ts";
import type { CollectionCore } from "../model/collection-core.ts";
import { viewOf } from "../model/collection.ts";
import { stateOf, type InstanceState } from "../model/state.ts";
import { loadRelation, type LoadContext } from "./load/relations.ts";
import { sameValue } from "./column-codec.ts";
import type { EntityRuntime } from "./entity-runtime.ts";
import { StaleDataError } from "./errors.ts";

export interface MergeContext {
  readonly load: LoadContext;
  /** The object with these key values, from the session or the database. */
  readonly find: (entity: EntityRuntime, values: readonly unknown[]) => Promise<InstanceState | undefined>;
}

/** The session's object that stands for the given one; cascades along `merge`. Each given object is merged once. */
export async function mergeState(
  context: MergeContext,
  given: InstanceState,
  done: Map<InstanceState, InstanceState> = new Map(),
): Promise<InstanceState> {
  const { unit } = context.load;
  const known = done.get(given);
  if (known !== undefined) return known;
  if (unit.owns(given)) return given;
  const entity = unit.entityOf(given);
  const hasKey = entity.key.every(
    ({ position }) => given.values[position] !== undefined && given.values[position] !== null,
  );
  const found = hasKey ? await context.find(entity, given.values) : undefined;
  const state = found ?? stateOf(createInstance(entity.model as new () => object))!;
  done.set(given, state);
  if (found !== undefined) checkVersion(entity, given, found);
  for (const { position, nextVersion } of entity.all) {
    // The version says what the given object was made from; what it will be is the session's to say.
    if (nextVersion !== undefined && found !== undefined) continue;
    if (given.values[position] !== undefined) state.writeColumn(position, given.values[position]);
  }
  if (found === undefined) unit.add(state);
  for (const { layout, mapping } of entity.relations) {
    if (!mapping.cascade.has("merge") || layout.viewonly) continue;
    const value = given.values[layout.position];
    if (value === undefined) continue;
    if (layout.many) await mergeCollection(context, state, entity, { core: value as CollectionCore, done });
    else {
      const related = value === null ? null : (await mergeState(context, stateOf(value)!, done)).instance;
      await loadRelation(context.load, [state], entity.relation(layout));
      state.relate(layout, related);
    }
  }
  return state;
}

/** @throws StaleDataError where the row has changed since the given object was loaded */
function checkVersion({ version, name }: EntityRuntime, given: InstanceState, { originals, values }: InstanceState) {
  if (version === undefined) return;
  const { position } = version;
  const known = given.values[position];
  if (known === undefined || known === null || sameValue(known, (originals ?? values)[position])) return;
  throw new StaleDataError(name, "merge", 1, 0);
}

async function mergeCollection(
  context: MergeContext,
  state: InstanceState,
  entity: EntityRuntime,
  { core, done }: { readonly core: CollectionCore; readonly done: Map<InstanceState, InstanceState> },
): Promise<void> {
  if (!core.loaded) return;
  const layout = core.relation!;
  const items: object[] = [];
  for (const item of core.items) items.push((await mergeState(context, stateOf(item)!, done)).instance);
  await loadRelation(context.load, [state], entity.relation(layout));
  viewOf(state.collection(layout)).replace(items);
}
