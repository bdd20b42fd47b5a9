/**
 * Instances of models. All state sits in one hidden slot, which JSON, spread and inspection don't see; the accessors on
 * the prototype read and write there.
 */
import { DetachedLoadError, UnknownRelationshipError } from "./errors.ts";
import type { Layout, RelationLayout } from "./layout.ts";
import { modelSlot, StateHolder, stateOf, type InstanceState } from "./state.ts";

export { modelSlot, stateOf };

/** Loads relationships of an object; a session is one. */
export interface RelationLoader {
  loadRelations(state: InstanceState, relations: readonly RelationLayout[]): Promise<void>;
}

/** The root of all model classes. */
export class Entity extends StateHolder {
  /** The columns that have a value, by property; relationships would lead in circles. */
  toJSON(): Record<string, unknown> {
    const { layout, values } = stateOf(this)!;
    const set = layout.columns.map((position) => [layout.names[position], values[position]]);
    return Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
  }

  /** Loads relationships by name; see the type of model instances. */
  async load(...names: readonly string[]): Promise<this> {
    const state = stateOf(this)!;
    const relations = names.map((name) => {
      const relation = state.layout.relations.find((candidate) => candidate.property === name);
      if (relation !== undefined) return relation;
      const known = state.layout.relations.map(({ property }) => property);
      throw new UnknownRelationshipError(this.constructor.name, name, known);
    });
    if (state.tracker === undefined) throw new DetachedLoadError(this.constructor.name);
    await (state.tracker as unknown as RelationLoader).loadRelations(state, relations);
    return this;
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    _options: unknown,
    inspect: (v: unknown) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON())}`;
  }
}

/** An instance as it is loaded: the constructors of the user's classes don't run. */
export function createInstance<Instance>(model: new (...args: never[]) => Instance, values?: unknown[]): Instance {
  return Reflect.construct(StateHolder, [values], model) as Instance;
}

/** Puts the accessors of a layout on a prototype, but for those that the prototypes above it have. */
export function defineAccessors(prototype: object, layout: Layout, above: Layout | undefined): void {
  const first = above?.names.length ?? 0;
  for (let position = first; position < layout.names.length; position += 1) {
    const relation = layout.relationAt[position];
    const accessor = relation === undefined ? StateHolder.column(position) : StateHolder.relation(relation);
    Object.defineProperty(prototype, layout.names[position]!, accessor);
  }
  for (const [name, proxy] of layout.proxies) {
    if (above?.proxies.get(name) !== proxy) Object.defineProperty(prototype, name, StateHolder.proxy(proxy));
  }
}
