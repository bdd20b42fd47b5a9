/** Values of columns that were left out, later, when they are asked for. */
import type { InstanceState } from "../../model/state.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { ObjectDeletedError } from "../errors.ts";
import { keyCondition } from "./key-condition.ts";
import { materialize } from "./materialize.ts";
import { storedKey } from "./refresh.ts";
import type { LoadContext } from "./relations.ts";

/**
 * Reads columns of objects that don't have them yet, with one query for each class.
 *
 * @throws ObjectDeletedError where a row is gone
 */
export async function loadColumns(
  { unit, run }: LoadContext,
  states: readonly InstanceState[],
  columns: readonly ColumnRuntime[],
): Promise<void> {
  if (columns.length === 0) return;
  const groups = new Map<EntityRuntime, InstanceState[]>();
  for (const state of states) {
    const { values, lifecycle } = state;
    if (lifecycle !== "persistent" || columns.every(({ position }) => values[position] !== undefined)) continue;
    const entity = unit.entityOf(state);
    groups.set(entity, [...(groups.get(entity) ?? []), state]);
  }
  for (const [entity, group] of groups) await readColumns({ unit, run }, entity, group, columns);
}

async function readColumns(
  { unit, run }: LoadContext,
  entity: EntityRuntime,
  states: readonly InstanceState[],
  columns: readonly ColumnRuntime[],
): Promise<void> {
  const keys = states.map((state) => storedKey(entity, state));
  const condition = keyCondition("t", entity.key, keys, 1);
  const read = new Set([...columns, ...entity.key, entity.discriminator]);
  const left = new Set(entity.reads.filter((column) => !read.has(column)));
  const sql = `SELECT ${entity.selectList("t", left)} FROM ${entity.fromAll("t")} WHERE ${condition.sql}`;
  const found = new Set(materialize(unit, entity, await run(sql, condition.parameters), { left }));
  const gone = states.find((state) => !found.has(state));
  if (gone !== undefined) throw new ObjectDeletedError(entity.name, storedKey(entity, gone));
}
