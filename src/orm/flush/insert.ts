/** Inserts new objects, parents first: one statement for all rows of a table that leave the same columns to the database. */
import { stateOf } from "../../model/entity.ts";
import type { CollectionCore } from "../../model/collection-core.ts";
import type { TableMapping } from "../../model/mapper.ts";
import type { InstanceState } from "../../model/state.ts";
import { fragmentText, isSqlFragment } from "../../sql/sql.ts";
import { CircularDependencyError, DuplicateIdentityError, StaleDataError } from "../errors.ts";
import { isSafelyRead, selected, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { isKnownByRelated } from "../follow.ts";
import { tellUnsaved } from "./links.ts";
import type { Unit } from "../unit.ts";
import { byEntity, byTable } from "./groups.ts";
import type { FlushContext, LastStep } from "./context.ts";
import { together } from "./together.ts";
import { copyKeys } from "./foreign-keys.ts";

/** Longer lists are cut, so that a statement's text stays within memory. */
const rowsPerStatement = 50_000;

/** The objects whose rows of one table are to be inserted; rows of a hierarchy may be in several tables. */
type Group = readonly [table: EntityRuntime, states: InstanceState[]];

export async function insertRows(
  context: FlushContext,
  states: Set<InstanceState>,
  { isLast }: LastStep,
): Promise<void> {
  if (states.size === 0) return;
  const groups = byTable(context.unit, states);
  for (let index = 0; index < groups.length;) {
    const { rank } = groups[index]![0].rank;
    let end = index;
    while (end < groups.length && groups[end]![0].rank.rank === rank) end += 1;
    const level = groups.slice(index, end);
    const step = { isLast: isLast && end === groups.length };
    if (level[0]![0].rank.circular) await insertCircle(context, level, step);
    else await insertLevel(context, level, step);
    index = end;
  }
}

/** Rows that do not refer to one another. */
async function insertLevel(context: FlushContext, level: readonly Group[], { isLast }: LastStep): Promise<void> {
  const { hooks, unit } = context;
  for (const [table, states] of level) {
    if (table.followed.length > 0) continue;
    for (const [entity, group] of byEntity(unit, states)) {
      await hooks.run(entity, "beforeInsert", group);
      if (hooks.of(entity, "beforeInsert").length > 0) await insertReferenced(context, group);
    }
  }
  const isObserved = level.some(([, states]) => {
    return states.some((state) => hooks.of(unit.entityOf(state), "afterInsert").length > 0);
  });
  await together(
    context,
    level.map((group) => () => insertGroup(context, group)),
    { rows: level.reduce((sum, [, states]) => sum + states.length, 0), isLast: isLast && !isObserved },
  );
  for (const [table, states] of level) {
    const whole = states.filter((state) => unit.entityOf(state).parts.at(-1) === table);
    for (const [entity, group] of byEntity(unit, whole)) await hooks.run(entity, "afterInsert", group);
  }
}

/** New objects that a hook has just made others refer to come before those. */
export async function insertReferenced(context: FlushContext, states: Iterable<InstanceState>): Promise<void> {
  const { unit } = context;
  const found = new Set<InstanceState>();
  // The set grows while it is walked.
  for (const state of new Set(states)) collectReferenced(unit, state, found);
  for (const state of found) collectReferenced(unit, state, found);
  for (const state of found) unit.pending.delete(state);
  await insertRows(context, found, { isLast: false });
}

function collectReferenced(unit: Unit, state: InstanceState, found: Set<InstanceState>): void {
  for (const { layout, mapping } of unit.entityOf(state).owning) {
    const related = state.values[layout.position] as object | null | undefined;
    if (related === undefined || related === null || mapping.options.postUpdate === true) continue;
    const other = stateOf(related)!;
    if (unit.pending.has(other)) found.add(other);
  }
}

/** Rows that refer to rows of the same insert, in waves: each wave refers to earlier ones alone. */
async function insertCircle(context: FlushContext, groups: readonly Group[], { isLast }: LastStep): Promise<void> {
  const waiting = new Map(groups.map(([table, states]) => [table, new Set(states)]));
  for (;;) {
    const wave = [...waiting].map(([table, states]): Group => {
      return [table, [...states].filter((state) => !waitsFor(context, state, table, waiting))];
    });
    if (wave.every(([, ready]) => ready.length === 0)) break;
    for (const [table, ready] of wave) for (const state of ready) waiting.get(table)!.delete(state);
    const ready = wave.filter(([, states]) => states.length > 0);
    const isOver = [...waiting.values()].every((left) => left.size === 0);
    for (const group of ready) {
      await insertLevel(context, [group], { isLast: isLast && isOver && group === ready.at(-1) });
    }
  }
  const stuck = [...waiting.values()].flatMap((states) => [...states]);
  if (stuck.length === 0) return;
  throw new CircularDependencyError([...new Set(stuck.map((state) => context.unit.entityOf(state).name))]);
}

function waitsFor(
  { unit }: FlushContext,
  state: InstanceState,
  table: EntityRuntime,
  waiting: ReadonlyMap<EntityRuntime, ReadonlySet<InstanceState>>,
): boolean {
  const isWaiting = (other: InstanceState, at: TableMapping): boolean =>
    unit
      .entityOf(other)
      .parts.some((part) => part.mapping.table === at.table && waiting.get(part)?.has(other) === true);
  if (table.parts.some((part) => part !== table && waiting.get(part)?.has(state) === true)) return true;
  for (const { layout, mapping } of unit.entityOf(state).owning) {
    if (mapping.foreignKey.source.table !== table.mapping.table || mapping.options.postUpdate === true) continue;
    const related = state.values[layout.position];
    if (related === undefined || related === null) continue;
    const other = stateOf(related as object)!;
    if (other !== state && isWaiting(other, mapping.foreignKey.target)) return true;
  }
  for (const [, parent] of state.parents ?? []) {
    if (parent !== null && unit.entityOf(parent).parts.some((part) => waiting.get(part)?.has(parent) === true))
      return true;
  }
  return false;
}

async function insertGroup(context: FlushContext, [table, states]: Group): Promise<void> {
  if (table.isPolymorphic) for (const state of states) context.unit.entityOf(state).checkDiscriminator(state.values);
  for (const state of states) complete(context, table, state);
  if (table.followed.length === 0) refuseDuplicates(context, table, states);
  const groups = new Map<string, InstanceState[]>();
  for (const state of states) {
    const shape = shapeOf(table, state);
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [state]);
    else group.push(state);
  }
  const batches: (() => Promise<void>)[] = [];
  for (const [shape, group] of groups) {
    for (let start = 0; start < group.length; start += rowsPerStatement) {
      batches.push(() => insertBatch(context, table, group.slice(start, start + rowsPerStatement), shape));
    }
  }
  await together(context, batches, { rows: states.length });
}

/** Fills in keys of related objects, the client's defaults and the first version. */
function complete({ unit }: FlushContext, entity: EntityRuntime, state: InstanceState): void {
  copyKeys(unit, state, unit.entityOf(state), { table: entity });
  const { values } = state;
  for (const { local, remote } of entity.followed) values[local.position] = values[remote.position];
  if (entity.hasDefaults) {
    for (const { clientDefault, position } of entity.columns) {
      if (clientDefault === undefined || values[position] !== undefined) continue;
      values[position] = typeof clientDefault === "function" ? (clientDefault as () => unknown)() : clientDefault;
    }
  }
  const version = entity.ownVersion;
  if (version !== undefined && values[version.position] === undefined) {
    values[version.position] = firstVersion(version);
  }
}

function firstVersion(version: ColumnRuntime): unknown {
  const { type } = version.mapping.model;
  const before =
    type.startsWith("timestamp") && version.mapping.builder.declaration.mode === undefined ? new Date(0) : undefined;
  const zero = type === "bigint" && version.mapping.builder.declaration.mode === undefined ? 0n : before;
  return version.nextVersion!(zero);
}

/** Two objects for one row would only fail in the database, after half of the work. */
function refuseDuplicates({ unit }: FlushContext, entity: EntityRuntime, states: readonly InstanceState[]): void {
  const map = unit.identities.of(entity);
  const seen = new Set<unknown>();
  for (const state of states) {
    const key = entity.identity(state.values);
    if (key === undefined || key === null) continue;
    if (seen.has(key) || map.has(key)) throw new DuplicateIdentityError(entity.name, entity.keyValues(state.values));
    seen.add(key);
    state.key = key;
  }
}

/** Which columns the database fills in, and which hold expressions: `0` and `=`. */
function shapeOf(entity: EntityRuntime, { values }: InstanceState): string {
  let shape = "";
  for (const column of entity.serverFilled) shape += values[column.position] === undefined ? "0" : "1";
  for (const column of entity.columns) {
    const value = values[column.position];
    if (typeof value === "object" && value !== null && isSqlFragment(value)) {
      shape += `;${column.position}=${fragmentText(value)}`;
    }
  }
  return shape;
}

interface InsertPlan {
  readonly sent: readonly ColumnRuntime[];
  readonly expressions: ReadonlyMap<ColumnRuntime, string>;
  readonly returned: readonly ColumnRuntime[];
}

function planOf(entity: EntityRuntime, sample: InstanceState): InsertPlan {
  const sent: ColumnRuntime[] = [];
  const returned: ColumnRuntime[] = [];
  const expressions = new Map<ColumnRuntime, string>();
  for (const column of entity.columns) {
    const value = sample.values[column.position];
    if (column.computed || (column.serverFilled && value === undefined)) {
      if (!column.deferred || column.primaryKey) returned.push(column);
    } else if (typeof value === "object" && value !== null && isSqlFragment(value)) {
      expressions.set(column, fragmentText(value));
      returned.push(column);
    } else {
      sent.push(column);
      if (column.fetchedOnInsert) returned.push(column);
    }
  }
  return { sent, expressions, returned };
}

function insertSql(entity: EntityRuntime, plan: InsertPlan, count: number, overriding: boolean): string {
  const { sent, expressions, returned } = plan;
  const names = [...sent, ...expressions.keys()].map((column) => column.sql);
  const returning = returned.length === 0 ? "" : ` RETURNING ${returned.map((c) => selected(c, "")).join(", ")}`;
  const over = overriding ? " OVERRIDING SYSTEM VALUE" : "";
  if (sent.length === 0) {
    const [column] = entity.columns;
    const row = names.length === 0 ? "(DEFAULT)" : `(${[...expressions.values()].join(", ")})`;
    const rows = Array.from({ length: count }, () => row).join(", ");
    return `INSERT INTO ${entity.sql} (${names.length === 0 ? column!.sql : names.join(", ")}) VALUES ${rows}${returning}`;
  }
  const places = sent.map((column, index) => `$${index + 1}::${column.elementType}[]`);
  const values = sent.map((column, index) =>
    column.cast === undefined ? `v.c${index}` : `v.c${index}::${column.cast}`,
  );
  const aliases = sent.map((_, index) => `c${index}`).join(", ");
  // Rows come back in the order in which they were made: a function scan is read from its first element to its last,
  // and RETURNING follows the rows that are inserted.
  return `INSERT INTO ${entity.sql} (${names.join(", ")})${over} SELECT ${[...values, ...expressions.values()].join(", ")} FROM unnest(${places.join(", ")}) AS v(${aliases})${returning}`;
}

async function insertBatch(
  context: FlushContext,
  entity: EntityRuntime,
  states: readonly InstanceState[],
  shape: string,
): Promise<void> {
  const { unit } = context;
  const plan = planOf(entity, states[0]!);
  // An object whose row was deleted gets its row back under the key that it had.
  const overriding = states.some((state) => unit.level.deleted.has(state) || state.isGone);
  const cached = plan.sent.length > 0 ? `insert ${shape} ${overriding}` : "";
  let sql = cached === "" ? undefined : entity.statements.get(cached);
  if (sql === undefined) {
    sql = insertSql(entity, plan, states.length, overriding);
    if (cached !== "" && plan.expressions.size === 0) entity.statements.set(cached, sql);
  }
  const parameters = plan.sent.map((column) => columnValues(column, states));
  if (entity.followed.length === 0) for (const state of states) enter(context, state);
  const { rows } = await context.change(sql, parameters, { ends: plan.returned.every(isSafelyRead) });
  // A trigger may have left a row out.
  if (plan.returned.length > 0 && rows.length !== states.length)
    throw new StaleDataError(entity.name, "insert", states.length, rows.length);
  receive(context, entity, states, plan, rows);
}

/** The values of a column, one a row; what was never set is NULL from now on. */
function columnValues({ position, encode }: ColumnRuntime, states: readonly InstanceState[]): unknown[] {
  return states.map(({ values }) => {
    const value = values[position];
    if (value === undefined) return (values[position] = null);
    return encode === undefined || value === null ? value : encode(value);
  });
}

/** From here on changes by the user belong to the next flush. */
function enter(context: FlushContext, state: InstanceState): void {
  const { newLinks } = context;
  state.lifecycle = "persistent";
  state.fresh = true;
  state.orphanedBy = undefined;
  for (const relation of state.layout.relations) {
    const core = relation.many ? (state.values[relation.position] as CollectionCore | undefined) : undefined;
    if (core === undefined) continue;
    if (core.items.length > 0) tellUnsaved(context, state, relation, core.items);
    if (relation.direction === "manyToMany" && core.items.length > 0) newLinks.set(core, [...core.items]);
    core.settle();
  }
}

/** Once the last of its tables has the row, loaded relationships learn of its keys. */
function tellOfNew({ unit, moved }: FlushContext, table: EntityRuntime, state: InstanceState): void {
  const entity = unit.entityOf(state);
  if (entity.parts.at(-1) !== table || isKnownByRelated(unit, entity, state)) return;
  moved.push({ entity, state, after: state.values });
}

function receive(
  context: FlushContext,
  entity: EntityRuntime,
  states: readonly InstanceState[],
  { returned, sent }: InsertPlan,
  rows: readonly (readonly unknown[])[],
): void {
  const { unit } = context;
  const served = returned.filter((column) => !sent.includes(column)).map((column) => column.position);
  states.forEach((state, index) => {
    returned.forEach(({ position, decode }, at) => {
      const raw = rows[index]![at];
      const value = decode === undefined || raw === null ? raw : decode(raw);
      state.values[position] = value;
      if (state.originals !== undefined) state.originals[position] = value;
    });
    if (entity.followed.length === 0) unit.becomePersistent(state, unit.entityOf(state), served);
    else if (served.length > 0) state.served = [...(state.served ?? []), ...served];
    tellOfNew(context, entity, state);
  });
}
