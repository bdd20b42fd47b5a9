/**
 * The objects of a session by their rows: one object for each row, which classes that extend one another share. Strong: a
 * session lives as long as its work.
 */
import type { InstanceState } from "../model/state.ts";
import type { EntityRuntime } from "./entity-runtime.ts";

export class IdentityMap {
  #maps: (Map<unknown, InstanceState> | undefined)[] = [];

  of(entity: EntityRuntime): Map<unknown, InstanceState> {
    return (this.#maps[entity.root.index] ??= new Map());
  }

  get(entity: EntityRuntime, key: unknown): InstanceState | undefined {
    return this.#maps[entity.root.index]?.get(key);
  }

  /** The objects of a class itself; those of classes below it are not among them. */
  exactly(entity: EntityRuntime): InstanceState[] {
    const map = this.#maps[entity.root.index];
    if (map === undefined) return [];
    const states = [...map.values()];
    return entity.isPolymorphic ? states.filter((state) => state.layout === entity.layout) : states;
  }

  add(entity: EntityRuntime, state: InstanceState): void {
    this.of(entity).set(state.key, state);
  }

  /** Takes a state out, unless another one has its key by now. */
  remove(entity: EntityRuntime, state: InstanceState): void {
    const map = this.of(entity);
    if (map.get(state.key) === state) map.delete(state.key);
  }

  clear(): void {
    this.#maps = [];
  }

  get size(): number {
    return this.#maps.reduce((sum, map) => sum + (map?.size ?? 0), 0);
  }

  *[Symbol.iterator](): Generator<InstanceState> {
    for (const map of this.#maps) if (map !== undefined) yield* map.values();
  }
}
