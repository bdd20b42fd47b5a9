/** Reads the rows of objects again. */
import type { InstanceState } from "../../model/state.ts";
import { ObjectDeletedError } from "../errors.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { keyCondition } from "./key-condition.ts";
import { takeIn } from "./left-out.ts";
import { materialize } from "./materialize.ts";
import type { LoadContext } from "./relations.ts";

/**
 * @param lock a clause such as `FOR UPDATE`
 * @param columns deferred columns that are read all the same
 * @throws ObjectDeletedError where a row is gone
 */
export async function refreshStates(
  { unit, run, loaded }: LoadContext,
  states: readonly InstanceState[],
  lock = "",
  columns: readonly ColumnRuntime[] = [],
): Promise<void> {
  const groups = new Map<EntityRuntime, InstanceState[]>();
  for (const state of states) {
    const entity = unit.entityOf(state);
    groups.set(entity, [...(groups.get(entity) ?? []), state]);
  }
  for (const [entity, group] of groups) {
    const keys = group.map((state) => storedKey(entity, state));
    const condition = keyCondition("t", entity.key, keys, 1);
    const left = takeIn(entity.deferred, columns);
    const sql = `SELECT ${entity.selectList("t", left)} FROM ${entity.fromAll("t")} WHERE ${condition.sql}${lock === "" ? "" : ` ${lock}`}`;
    const found = new Set(materialize(unit, entity, await run(sql, condition.parameters), { overwrite: true, left }));
    for (const state of group) {
      if (!found.has(state)) throw new ObjectDeletedError(entity.name, storedKey(entity, state));
    }
    loaded?.(group);
  }
}

/** The key under which the row is stored, whatever memory has made of it. */
export function storedKey(entity: EntityRuntime, state: InstanceState): unknown[] {
  const stored = state.originals ?? state.values;
  return entity.key.map(({ position }) => stored[position]);
}
