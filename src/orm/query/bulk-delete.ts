/** Deletes by criteria: one statement for each table, and the session's objects follow. */
import type { InstanceState } from "../../model/state.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { followRows } from "../flush/delete.ts";
import { joinedKey } from "../key-values.ts";
import { keyCondition } from "../load/key-condition.ts";
import { materialize } from "../load/materialize.ts";
import { storedKey } from "../load/refresh.ts";
import { selected } from "../column-runtime.ts";
import type { Unit } from "../unit.ts";
import { decodeKey, lockedKeys, ownKey, tellWrote, type Reached } from "./bulk.ts";
import type { Criteria } from "./criteria.ts";
import type { QueryHost } from "./host.ts";

/** @param returning whether objects are to be given back for the rows */
export async function bulkDelete(host: QueryHost, criteria: Criteria, returning = false): Promise<Reached> {
  await host.autoflush();
  const { entity } = criteria;
  if (entity.family.some(({ parts }) => parts.length > 1)) return deleteJoined(host, criteria, returning);
  const where = criteria.compile(1);
  const condition = where.sql === "" ? "" : ` WHERE ${where.sql}`;
  const list = entity.selectList("t");
  tellWrote(host.unit, entity);
  const rows = await host.run(`DELETE FROM ${entity.sql} AS t${condition} RETURNING ${list}`, where.parameters);
  const states = returning ? statesOf(host, entity, rows) : [];
  followRows(host.unit, entity, rows);
  await followBelow(host, entity);
  return { count: rows.length, states };
}

/** The objects of rows that went; they have no row any more as soon as what is loaded follows. */
function statesOf(host: QueryHost, entity: EntityRuntime, rows: readonly unknown[][]): InstanceState[] {
  const states = materialize(host.unit, entity, rows, { filters: host.unit.filters }) as InstanceState[];
  host.loaded(entity, states);
  return states;
}

/** Rows that are in several tables: found first, then deleted from the tables below to the topmost one. */
async function deleteJoined(host: QueryHost, criteria: Criteria, returning: boolean): Promise<Reached> {
  const { entity, alias } = criteria;
  const keys = await lockedKeys(host, criteria);
  const condition = keyCondition(alias, entity.key, keys, 1);
  const list = entity.selectList(alias);
  const rows = await host.run(
    `SELECT ${list} FROM ${entity.fromAll(alias)} WHERE ${condition.sql}`,
    condition.parameters,
  );
  tellWrote(host.unit, entity);
  const tables = new Set([...entity.parts, ...entity.family.flatMap(({ parts }) => parts)]);
  for (const table of [...tables].sort((a, b) => b.parts.length - a.parts.length)) {
    const found = keyCondition("t", ownKey(table), keys, 1);
    await host.run(`DELETE FROM ${table.sql} AS t WHERE ${found.sql}`, found.parameters);
  }
  const states = returning ? statesOf(host, entity, rows) : [];
  followRows(host.unit, entity, rows);
  await followBelow(host, entity);
  return { count: keys.length, states };
}

/** Rows that the database deleted below others leave what is loaded; those far below must be looked for. */
async function followBelow(host: QueryHost, entity: EntityRuntime): Promise<void> {
  await followFarCascades(host, entity);
  host.unit.leaveDeleted();
}

/** Rows that the database deleted two steps below or more, through rows that the session doesn't know. */
async function followFarCascades(host: QueryHost, entity: EntityRuntime): Promise<void> {
  const { unit } = host;
  const near = cascadingTo(unit, [entity]);
  for (const far of cascadingTo(unit, near, true)) {
    const states = unit.identities.exactly(far);
    if (states.length === 0) continue;
    const condition = keyCondition(
      "t",
      far.key,
      states.map((state) => storedKey(far, state)),
      1,
    );
    const list = far.key.map((column) => selected(column, "t")).join(", ");
    const rows = await host.run(
      `SELECT ${list} FROM ${far.root.sql} AS t WHERE ${condition.sql}`,
      condition.parameters,
    );
    const present = new Set(rows.map((row) => joinedKey(decodeKey(far, row))));
    for (const state of states) if (!present.has(joinedKey(storedKey(far, state)))) unit.becomeDeleted(state, far);
  }
}

/** Classes whose rows go with rows of the given ones; `all` follows to the end. */
function cascadingTo(unit: Unit, from: readonly EntityRuntime[], all = false): EntityRuntime[] {
  const found = new Set<EntityRuntime>();
  const targets = new Set(from);
  // The set grows while it is walked.
  for (const target of targets) {
    for (const entity of unit.runtime.entities) {
      if (!entity.foreignKeysTo(target).some(({ onDelete }) => onDelete === "cascade")) continue;
      found.add(entity);
      if (all) targets.add(entity);
    }
  }
  return [...found];
}
