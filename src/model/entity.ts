/**
 * Instances of models. All state sits in one hidden slot, which JSON, spread and inspection don't see; the accessors on
 * the prototype read and write there.
 */
import { UnknownRelationshipError } from "./errors.ts";
import { DetachedLoadError } from "./instance-errors.ts";
import type { Layout, RelationLayout } from "./layout.ts";
import { modelSlot, StateHolder, stateOf, type InstanceState } from "./state.ts";
import { copied } from "./tracked-value.ts";

export { modelSlot, stateOf };

/** A relationship that is to be loaded, and for an association proxy what the objects behind it lead to. */
export interface RelationPath {
  readonly relation: RelationLayout;
  readonly further?: string;
}

/** What is to be loaded of an object: a relationship, or a column that was left out. */
export type LoadPath = RelationPath | { readonly column: number };

export interface LoadOptions {
  /** Cancels the queries. */
  readonly signal?: AbortSignal;
}

/** Loads relationships of an object; a session is one. */
export interface RelationLoader {
  loadRelations(state: InstanceState, paths: readonly LoadPath[], options: LoadOptions): Promise<void>;
}

/** The root of all model classes. */
export class Entity extends StateHolder {
  /** The columns that have a value, by property; relationships would lead in circles. */
  toJSON(): Record<string, unknown> {
    const { layout, values } = stateOf(this)!;
    const valueAt = (position: number) =>
      layout.tracked?.has(position) === true ? copied(values[position]) : values[position];
    const set = layout.columns.map((position) => [layout.names[position], valueAt(position)]);
    return Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
  }

  /** Loads relationships, association proxies and columns by name; see the type of model instances. */
  async load(...args: readonly (string | LoadOptions)[]): Promise<this> {
    const state = stateOf(this)!;
    const { relations, proxies } = state.layout;
    const names = args.filter((arg) => typeof arg === "string");
    const options = args.find((arg) => typeof arg === "object") ?? {};
    const paths = names.map((name): LoadPath => {
      const relation = relations.find((candidate) => candidate.property === name);
      if (relation !== undefined) return { relation };
      const proxy = proxies.get(name);
      if (proxy !== undefined) return { relation: proxy.through, further: proxy.property };
      const column = state.layout.columns.find((position) => state.layout.names[position] === name);
      if (column !== undefined) return { column };
      const known = [...relations.map(({ property }) => property), ...proxies.keys()];
      throw new UnknownRelationshipError(this.constructor.name, name, known);
    });
    if (state.tracker === undefined) throw new DetachedLoadError(this.constructor.name);
    await (state.tracker as unknown as RelationLoader).loadRelations(state, paths, options);
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
    const column = layout.tracked?.has(position) === true ? StateHolder.tracked : StateHolder.column;
    const accessor = relation === undefined ? column(position) : StateHolder.relation(relation);
    Object.defineProperty(prototype, layout.names[position]!, accessor);
  }
  for (const [name, proxy] of layout.proxies) {
    if (above?.proxies.get(name) !== proxy) Object.defineProperty(prototype, name, StateHolder.proxy(proxy));
  }
}
