/** The objects of a session by their rows: one object for each row. Strong: a session lives as long as its work. */
import type { InstanceState } from "../model/state.ts";
import type { EntityRuntime } from "./runtime.ts";

export class IdentityMap {
  #maps: (Map<unknown, InstanceState> | undefined)[] = [];

  of(entity: EntityRuntime): Map<unknown, InstanceState> {
    return (this.#maps[entity.index] ??= new Map());
  }

  get(entity: EntityRuntime, key: unknown): InstanceState | undefined {
    return this.#maps[entity.index]?.get(key);
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
