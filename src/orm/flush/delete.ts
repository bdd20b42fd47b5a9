/** Deletes rows, children before parents; what the database deleted along with them leaves memory too. */
import type { ForeignKeyMapping } from "../../model/mapper.ts";
import type { InstanceState } from "../../model/state.ts";
import { keyCondition } from "../load/key-condition.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import { changedAlong } from "../changed-along.ts";
import { followChanges, partLinked } from "../follow.ts";
import { joinedKey } from "../key-values.ts";
import type { Unit } from "../unit.ts";
import { linksCascade } from "./find-deletes.ts";
import { byEntity, byTable } from "./groups.ts";
import type { Deletes, FlushContext, LastStep } from "./context.ts";
import { together } from "./together.ts";
import { encoded, expectedRows, finderOf, foundBy } from "./row-match.ts";
import { readVersions } from "./update.ts";

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
          deleteBatch(context, table, states, deletes),
    ),
    { rows: deletes.states.size, isLast: isLast && !isObserved },
  );
  for (const [entity, states] of groups) {
    const rows = states.map((state) => state.originals ?? state.values);
    for (const one of changedAlong(unit, entity)) if (one !== entity) unit.level.unseenIn.add(one.root);
    for (const state of states) unit.becomeDeleted(state, entity);
    partLinked(unit, entity, rows);
    followCascades(unit, entity, rows);
  }
  for (const [entity, states] of groups) await hooks.run(entity, "afterDelete", states);
}

async function deleteBatch(
  context: FlushContext,
  table: EntityRuntime,
  states: readonly InstanceState[],
  { along }: Deletes,
): Promise<void> {
  const stored = (state: InstanceState, position: number): unknown => (state.originals ?? state.values)[position];
  const checked = checkedKeys(table, states, along);
  const parameters = [
    ...finderOf(table).map((column) =>
      encoded(
        column,
        states.map((state) => stored(state, column.position)),
      ),
    ),
    ...checked.map((column) =>
      encoded(
        column,
        states.map((state) => {
          const isChecked = along.get(state)?.remote.includes(column.position) === true;
          return isChecked ? (stored(state, column.position) ?? null) : null;
        }),
      ),
    ),
  ];
  const sql = deleteSql(table, checked);
  const expected = expectedRows(table.name, "delete", states.length);
  if (!mayCascadeWithin(context.unit, table)) {
    await context.change(sql, parameters, { expected, ends: true });
    return;
  }
  const { rowCount } = await context.change(sql, parameters);
  if (rowCount > states.length) throw expected.stale(rowCount);
}

/** In a circle of tables the database may have deleted some rows along with others of the same flush. */
function mayCascadeWithin({ runtime }: Unit, entity: EntityRuntime): boolean {
  if (!entity.rank.circular) return false;
  return entity.mapping.foreignKeys.some(({ target, onDelete }) => {
    return onDelete === "cascade" && runtime.tables.get(target)!.rank.rank === entity.rank.rank;
  });
}

/** Foreign keys by which rows go with their parents: a row that belongs to another one by now must stay. */
function checkedKeys(
  table: EntityRuntime,
  states: readonly InstanceState[],
  along: Deletes["along"],
): readonly ColumnRuntime[] {
  const positions = new Set(states.flatMap((state) => along.get(state)?.remote ?? []));
  return positions.size === 0 ? [] : table.columns.filter(({ position }) => positions.has(position));
}

function deleteSql(entity: EntityRuntime, checked: readonly ColumnRuntime[]): string {
  const name = `delete ${checked.map(({ position }) => position).join()}`;
  const known = entity.statements.get(name);
  if (known !== undefined) return known;
  const finder = finderOf(entity);
  const [first] = finder;
  const places = [...finder, ...checked].map((column, index) => `$${index + 1}::${column.elementType}[]`);
  const found = [
    ...finder.map((column, index) => foundBy(column, `v.k${index}`)),
    // NULL stands for a row that goes whomever it belongs to.
    ...checked.map((column, index) => `(v.f${index} IS NULL OR ${foundBy(column, `v.f${index}`)})`),
  ];
  const names = [...finder.map((_, index) => `k${index}`), ...checked.map((_, index) => `f${index}`)].join(", ");
  const sql =
    finder.length === 1 && first!.cast === undefined && checked.length === 0
      ? `DELETE FROM ${entity.sql} WHERE ${first!.sql} = ANY (${places[0]})`
      : `DELETE FROM ${entity.sql} AS t USING unnest(${places.join(", ")}) AS v(${names}) WHERE ${found.join(" AND ")}`;
  entity.statements.set(name, sql);
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
  for (const before of decoded) {
    const state = unit.identities.get(entity, entity.identity(before));
    if (state !== undefined) unit.becomeDeleted(state, unit.entityOf(state));
  }
  partLinked(unit, entity, decoded);
  for (const one of entity.family) followCascades(unit, one, decoded);
}

/** Objects whose rows the database deleted through ON DELETE CASCADE, or released through ON DELETE SET NULL or DEFAULT. */
function followCascades(unit: Unit, entity: EntityRuntime, deleted: readonly (readonly unknown[])[]): void {
  for (const child of unit.runtime.entities) {
    for (const key of child.foreignKeysTo(entity)) {
      const { onDelete, pairs } = key;
      if (onDelete === undefined || onDelete === "restrict") continue;
      const known = unit.identities.exactly(child);
      if (known.length === 0) continue;
      const gone = new Set(deleted.map((values) => joinedKey(pairs.map(({ remote }) => values[remote.position]))));
      const hit = known.filter((state) => {
        const stored = state.originals ?? state.values;
        return gone.has(joinedKey(pairs.map(({ local }) => stored[local.position])));
      });
      if (hit.length === 0) continue;
      if (onDelete === "cascade") {
        const rows = hit.map((state) => state.originals ?? state.values);
        for (const state of hit) unit.becomeDeleted(state, child);
        partLinked(unit, child, rows);
        followCascades(unit, child, rows);
      } else for (const state of hit) releaseKey(unit, child, key, state);
    }
  }
}

/** The database took the reference out of a row: it is NULL, or a default that only the database knows. */
function releaseKey(unit: Unit, entity: EntityRuntime, key: ForeignKeyMapping, state: InstanceState): void {
  const { pairs, onDelete, onDeleteColumns } = key;
  const before = state.originals ?? state.values.slice();
  const after = before.slice();
  unit.level.keep(state, before);
  for (const { local } of pairs) {
    if (onDeleteColumns !== undefined && !onDeleteColumns.includes(local.name)) continue;
    const { position } = local;
    after[position] = onDelete === "set null" ? null : undefined;
    if (state.originals === undefined || state.values[position] === before[position])
      state.values[position] = after[position];
  }
  if (state.originals !== undefined) state.originals = after;
  followChanges(unit, [{ entity, state, before, after }]);
}
