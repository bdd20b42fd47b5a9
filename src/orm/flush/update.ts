/** Updates rows of changed objects: only columns whose values differ, many rows with one statement, each row counted. */
import type { InstanceState } from "../../model/state.ts";
import { fragmentText, isSqlFragment } from "../../sql/sql.ts";
import { sameValue } from "../column-codec.ts";
import { isSafelyRead, selected, type ColumnRuntime } from "../column-runtime.ts";
import { refreshStates } from "../load/refresh.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { watchedPositions } from "../follow.ts";
import { byEntity } from "./groups.ts";
import type { FlushContext } from "./context.ts";
import { insertReferenced } from "./insert.ts";
import { together } from "./together.ts";
import { encoded, expectedRows, finderOf, foundBy } from "./row-match.ts";
import { copyKeys } from "./foreign-keys.ts";
import { deferReferences, followKeys, isReferenced } from "./key-change.ts";

interface UpdateOptions {
  /** `known` leaves keys of related objects alone whose rows aren't there yet. */
  readonly mode?: "all" | "known";
  /** True where the flush writes nothing behind it. */
  readonly isLast?: boolean;
}

export async function updateRows(
  context: FlushContext,
  states: Iterable<InstanceState>,
  { mode = "all", isLast = false }: UpdateOptions = {},
): Promise<void> {
  const groups = byEntity(context.unit, states);
  for (const [entity, group] of groups) {
    await updateGroup(context, entity, group, { mode, isLast: isLast && entity === groups.at(-1)![0] });
  }
}

/** Changed objects with the keys of their new parents; objects that lost their row's parent are no orphans any more. */
export function* changesOf({ unit }: FlushContext, states: Iterable<InstanceState>): Generator<InstanceState> {
  for (const state of states) if (state.lifecycle === "persistent" && unit.owns(state)) yield state;
}

interface Change {
  readonly state: InstanceState;
  /** The values to find the row by. */
  readonly before: readonly unknown[];
}

async function updateGroup(
  context: FlushContext,
  entity: EntityRuntime,
  states: readonly InstanceState[],
  { mode, isLast }: Required<UpdateOptions>,
): Promise<void> {
  const { unit, hooks } = context;
  await readVersions(
    context,
    entity,
    states.filter(({ originals }) => originals !== undefined),
  );
  const hooked = hooks.of(entity, "beforeUpdate").length > 0;
  const changed: InstanceState[] = [];
  for (const state of states) {
    if (state.originals !== undefined || state.parents !== undefined) copyKeys(unit, state, entity, { mode });
    if (entity.isPolymorphic) entity.checkDiscriminator(state.values);
    if (isChanged(entity, state)) changed.push(state);
    else settle(state);
  }
  if (hooked) {
    await hooks.run(entity, "beforeUpdate", changed);
    await insertReferenced(context, changed);
    for (const state of changed) copyKeys(unit, state, entity, { mode });
  }
  const changes = changed.map((state): Change => ({ state, before: state.originals! }));
  for (const { state, before } of changes) prepare(entity, state, before);
  const groups = entity.parts.map((table) => [table, groupByShape(table, changes)] as const);
  for (const { state } of changes) settle(state);
  const observed = hooks.of(entity, "afterUpdate").length > 0;
  for (const [table, shapes] of groups) {
    const works = [...shapes].map(
      ([shape, group]) =>
        () =>
          updateBatch(context, table, shape, group),
    );
    const isEnd = isLast && !observed && table === entity.parts.at(-1);
    await together(context, works, { rows: changes.length, isLast: isEnd });
  }
  if (observed) await hooks.run(entity, "afterUpdate", changed);
}

/** A version that was expired is read, or the row would not be found. */
export async function readVersions(
  { unit, run }: FlushContext,
  { version }: EntityRuntime,
  states: readonly InstanceState[],
): Promise<void> {
  if (version === undefined) return;
  const unknown = states.filter(({ originals, values }) => (originals ?? values)[version.position] === undefined);
  await refreshStates({ unit, run }, unknown);
}

function isChanged(entity: EntityRuntime, { values, originals }: InstanceState): boolean {
  if (originals === undefined) return false;
  for (const { position } of entity.all) {
    if (values[position] !== originals[position] && !sameValue(values[position], originals[position])) return true;
  }
  return false;
}

/** In step: nothing to write, whatever was set and set back. */
function settle(state: InstanceState): void {
  state.originals = undefined;
  state.orphanedBy = undefined;
}

/** Which columns an update writes, and expressions among them. */
interface Shape {
  readonly columns: readonly ColumnRuntime[];
  readonly expressions: readonly (readonly [ColumnRuntime, string])[];
  readonly key: string;
}

function groupByShape(table: EntityRuntime, changes: readonly Change[]): Map<Shape, Change[]> {
  const shapes = new Map<string, Shape>();
  const groups = new Map<Shape, Change[]>();
  const columns = writtenColumns(table);
  for (const change of changes) {
    const { state, before } = change;
    let key = "";
    for (const { position } of columns) {
      const value = state.values[position];
      if (value === before[position] || sameValue(value, before[position])) continue;
      const isExpression = typeof value === "object" && value !== null && isSqlFragment(value);
      key += isExpression ? `${position}=${fragmentText(value)};` : `${position};`;
    }
    if (key === "") continue;
    let shape = shapes.get(key);
    if (shape === undefined) {
      shapes.set(key, (shape = shapeOf(columns, change, key)));
      groups.set(shape, []);
    }
    groups.get(shape)!.push(change);
  }
  return groups;
}

/** The key of a joined table follows that of the table above by its foreign key. */
function writtenColumns({ columns, followed }: EntityRuntime): readonly ColumnRuntime[] {
  if (followed.length === 0) return columns;
  return columns.filter(({ position }) => !followed.some(({ local }) => local.position === position));
}

function shapeOf(all: readonly ColumnRuntime[], { state: { values }, before }: Change, key: string): Shape {
  const columns: ColumnRuntime[] = [];
  const expressions: (readonly [ColumnRuntime, string])[] = [];
  for (const column of all) {
    const value = values[column.position];
    if (column.computed || sameValue(value, before[column.position])) continue;
    if (typeof value === "object" && value !== null && isSqlFragment(value))
      expressions.push([column, fragmentText(value)]);
    else columns.push(column);
  }
  return { columns, expressions, key };
}

/** What the client sets with every update, and the next version. */
function prepare(entity: EntityRuntime, { values }: InstanceState, before: readonly unknown[]): void {
  if (entity.hasOnUpdate) {
    for (const { clientOnUpdate, position } of entity.all) {
      if (clientOnUpdate === undefined || !sameValue(values[position], before[position])) continue;
      values[position] = typeof clientOnUpdate === "function" ? (clientOnUpdate as () => unknown)() : clientOnUpdate;
    }
  }
  const { version } = entity;
  if (version !== undefined) values[version.position] = version.nextVersion!(before[version.position]);
}

async function updateBatch(
  context: FlushContext,
  entity: EntityRuntime,
  shape: Shape,
  changes: readonly Change[],
): Promise<void> {
  const { unit } = context;
  const finder = finderOf(entity);
  const cached = `update ${shape.key}`;
  let sql = entity.statements.get(cached);
  if (sql === undefined) {
    sql = updateSql(entity, shape, finder);
    if (shape.expressions.length === 0) entity.statements.set(cached, sql);
  }
  const parameters = [
    ...finder.map((column) =>
      encoded(
        column,
        changes.map(({ before }) => before[column.position]),
      ),
    ),
    ...shape.columns.map((column) =>
      encoded(
        column,
        changes.map(({ state }) => state.values[column.position]),
      ),
    ),
  ];
  const rekeyed = isReferenced(unit, entity, shape.columns);
  if (rekeyed) await deferReferences(context, entity);
  const { rows } = await context.change(sql, parameters, {
    expected: expectedRows(entity.name, "update", changes.length),
    returns: returnedOf(entity, shape).length > 0,
    ends: !rekeyed && returnedOf(entity, shape).every(isSafelyRead),
  });
  receive(entity, shape, changes, rows);
  tellOfMoved(context, entity, shape, changes);
  if (!rekeyed) return;
  for (const { state } of changes) {
    for (const { followed } of unit.entityOf(state).parts) {
      for (const { local, remote } of followed) state.values[local.position] = state.values[remote.position];
    }
    if (shape.columns.some((column) => column.primaryKey)) unit.rekey(state, unit.entityOf(state));
  }
  await followKeys(context, entity, changes);
}

/** Loaded relationships learn of foreign keys that changed. */
function tellOfMoved(
  { unit, moved }: FlushContext,
  table: EntityRuntime,
  shape: Shape,
  changes: readonly Change[],
): void {
  const entity = unit.entityOf(changes[0]!.state);
  const watched = watchedPositions(unit, entity);
  const written = [...shape.columns, ...returnedOf(table, shape)];
  if (!written.some(({ position }) => watched.has(position))) return;
  for (const { state, before } of changes) moved.push({ entity, state, before, after: state.values });
}

/** Columns that only the database knows after an update. */
const returnedOf = (entity: EntityRuntime, { expressions }: Shape): ColumnRuntime[] => [
  ...new Set([...expressions.map(([column]) => column), ...entity.fetched]),
];

function updateSql(entity: EntityRuntime, shape: Shape, finder: readonly ColumnRuntime[]): string {
  const { columns } = shape;
  const all = [...finder, ...columns];
  const names = [...finder.map((_, index) => `k${index}`), ...columns.map((_, index) => `c${index}`)];
  const element = (column: ColumnRuntime, name: string): string =>
    column.cast === undefined ? `v.${name}` : `v.${name}::${column.cast}`;
  const sets = [
    ...columns.map((column, index) => `${column.sql} = ${element(column, `c${index}`)}`),
    ...shape.expressions.map(([column, text]) => `${column.sql} = ${text}`),
  ];
  const places = all.map((column, index) => `$${index + 1}::${column.elementType}[]`);
  const found = finder.map((column, index) => foundBy(column, `v.k${index}`));
  const returned = returnedOf(entity, shape);
  // The rows of an update come back in any order; the ordinal tells whose they are.
  const returning = returned.length === 0 ? "" : ` RETURNING v.n, ${returned.map((c) => selected(c, "t")).join(", ")}`;
  const ordinal = returned.length === 0 ? "" : " WITH ORDINALITY";
  const aliases = returned.length === 0 ? names : [...names, "n"];
  return `UPDATE ${entity.sql} AS t SET ${sets.join(", ")} FROM unnest(${places.join(", ")})${ordinal} AS v(${aliases.join(", ")}) WHERE ${found.join(" AND ")}${returning}`;
}

function receive(entity: EntityRuntime, shape: Shape, changes: readonly Change[], rows: readonly unknown[][]): void {
  const returned = returnedOf(entity, shape);
  if (returned.length === 0) return;
  for (const row of rows) {
    const { state } = changes[Number(row[0]) - 1]!;
    returned.forEach(({ position, decode }, index) => {
      const raw = row[index + 1];
      const value = decode === undefined || raw === null ? raw : decode(raw);
      state.values[position] = value;
      if (state.originals !== undefined) state.originals[position] = value;
    });
  }
}
