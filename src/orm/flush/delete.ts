/** Deletes rows, children before parents; what the database deleted along with them leaves memory too. */
import type { InstanceState } from "../../model/state.ts";
import { keyCondition } from "../load/key-condition.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import { joinedKey } from "../key-values.ts";
import type { Unit } from "../unit.ts";
import { linksCascade, type Deletes } from "./find-deletes.ts";
import { byEntity, byTable, type FlushContext, type LastStep } from "./flush.ts";
import { together } from "./together.ts";
import { encoded, expectedRows, finderOf, foundBy, readVersions } from "./update.ts";

export async function deleteRows(context: FlushContext, deletes: Deletes, { isLast }: LastStep): Promise<void> {
  const { unit, hooks } = context;
  if (deletes.states.size === 0) return;
  const groups = byEntity(unit, deletes.states).reverse();
  for (const [entity, states] of groups) await readVersions(context, entity, states);
  for (const [entity, states] of groups) await hooks.run(entity, "beforeDelete", states);
  for (const [entity, states] of groups) await releasePosted(context, entity, states);
  for (const [entity, states] of groups) {
    for (const relation of entity.relations) {
      if (relation.layout.direction === "manyToMany" && !relation.layout.viewonly && !linksCascade(relation)) {
        await deleteLinks(context, entity, relation, states);
      }
    }
  }
  const tables = byTable(unit, deletes.states).reverse();
  const isObserved = groups.some(([entity]) => hooks.of(entity, "afterDelete").length > 0);
  // In this order on the server, too.
  await together(
    context,
    tables.map(
      ([table, states]) =>
        () =>
          deleteBatch(context, table, states),
    ),
    { rows: deletes.states.size, isLast: isLast && !isObserved },
  );
  for (const [entity, states] of groups) {
    for (const state of states) unit.becomeDeleted(state, entity);
    followCascades(
      unit,
      entity,
      states.map((state) => state.values),
    );
  }
  for (const [entity, states] of groups) await hooks.run(entity, "afterDelete", states);
}

async function deleteBatch(
  context: FlushContext,
  table: EntityRuntime,
  states: readonly InstanceState[],
): Promise<void> {
  const finder = finderOf(table);
  const stored = (state: InstanceState, position: number): unknown => (state.originals ?? state.values)[position];
  const parameters = finder.map((column) =>
    encoded(
      column,
      states.map((state) => stored(state, column.position)),
    ),
  );
  const expected = expectedRows(table.name, "delete", states.length);
  if (!mayCascadeWithin(context.unit, table)) {
    await context.change(deleteSql(table), parameters, { expected, ends: true });
    return;
  }
  const { rowCount } = await context.change(deleteSql(table), parameters);
  if (rowCount > states.length) throw expected.stale(rowCount);
}

/** In a circle of tables the database may have deleted some rows along with others of the same flush. */
function mayCascadeWithin({ runtime }: Unit, entity: EntityRuntime): boolean {
  if (!entity.rank.circular) return false;
  return entity.mapping.foreignKeys.some(({ target, onDelete }) => {
    return onDelete === "cascade" && runtime.tables.get(target)!.rank.rank === entity.rank.rank;
  });
}

function deleteSql(entity: EntityRuntime): string {
  const known = entity.statements.get("delete");
  if (known !== undefined) return known;
  const finder = finderOf(entity);
  const [first] = finder;
  const places = finder.map((column, index) => `$${index + 1}::${column.elementType}[]`);
  const found = finder.map((column, index) => foundBy(column, `v.k${index}`));
  const names = finder.map((_, index) => `k${index}`).join(", ");
  const sql =
    finder.length === 1 && first!.cast === undefined
      ? `DELETE FROM ${entity.sql} WHERE ${first!.sql} = ANY (${places[0]})`
      : `DELETE FROM ${entity.sql} AS t USING unnest(${places.join(", ")}) AS v(${names}) WHERE ${found.join(" AND ")}`;
  entity.statements.set("delete", sql);
  return sql;
}

/** Keys that are written apart are also released apart, so that circles of rows can go. */
async function releasePosted(
  context: FlushContext,
  entity: EntityRuntime,
  states: readonly InstanceState[],
): Promise<void> {
  for (const { mapping } of entity.owning) {
    if (mapping.options.postUpdate !== true) continue;
    const table = entity.parts.find((part) => part.mapping.table === mapping.foreignKey.source.table)!;
    const condition = keyCondition(
      "t",
      table.tableKey.map((column) => ({ ...column, tableNumber: 0 })),
      states.map((state) => table.tableKey.map(({ position }) => (state.originals ?? state.values)[position])),
      1,
    );
    const sets = mapping.pairs.map(({ local }) => `${table.columnAt(local.position).sql} = NULL`).join(", ");
    await context.change(`UPDATE ${table.sql} AS t SET ${sets} WHERE ${condition.sql}`, condition.parameters);
  }
}

async function deleteLinks(
  { unit, change }: FlushContext,
  entity: EntityRuntime,
  { mapping }: RelationRuntime,
  states: readonly InstanceState[],
): Promise<void> {
  const { table: tableMapping, sourcePairs } = mapping.secondary!;
  const table = unit.runtime.tables.get(tableMapping)!;
  const columns = sourcePairs.map(({ remote }) => table.columns[remote.position]!);
  const keys = states.map((state) => {
    const stored = state.originals ?? state.values;
    return sourcePairs.map(({ local }) => stored[local.position]);
  });
  const condition = keyCondition("t", columns, keys, 1);
  await change(`DELETE FROM ${table.sql} AS t WHERE ${condition.sql}`, condition.parameters);
}

/** Rows that a statement deleted: objects that stand for them are deleted, and what the database deleted below them. */
export function followRows(unit: Unit, entity: EntityRuntime, rows: readonly (readonly unknown[])[]): void {
  const decoded = rows.map((row) => {
    const values: unknown[] = [];
    entity.all.forEach(({ position, decode }, index) => {
      const value = row[index];
      values[position] = decode === undefined || value === null ? value : decode(value);
    });
    return values;
  });
  for (const row of decoded) {
    const state = unit.identities.get(entity, entity.identity(row));
    if (state !== undefined) unit.becomeDeleted(state, entity);
  }
  for (const one of entity.family) followCascades(unit, one, decoded);
}

/** Objects whose rows the database deleted through ON DELETE CASCADE, or released through ON DELETE SET NULL. */
function followCascades(unit: Unit, entity: EntityRuntime, deleted: readonly (readonly unknown[])[]): void {
  for (const child of unit.runtime.entities) {
    for (const key of child.foreignKeysTo(entity)) {
      if (key.onDelete !== "cascade" && key.onDelete !== "set null") continue;
      const known = unit.identities.exactly(child);
      if (known.length === 0) continue;
      const gone = new Set(deleted.map((values) => joinedKey(key.pairs.map(({ remote }) => values[remote.position]))));
      const hit = known.filter((state) => {
        const stored = state.originals ?? state.values;
        return gone.has(joinedKey(key.pairs.map(({ local }) => stored[local.position])));
      });
      if (hit.length === 0) continue;
      const properties = key.pairs.map(({ local }) => local.property);
      if (key.onDelete === "set null") for (const state of hit) unit.expire(state, properties);
      else {
        const rows = hit.map((state) => state.originals ?? state.values);
        for (const state of hit) unit.becomeDeleted(state, child);
        followCascades(unit, child, rows);
      }
    }
  }
}
