/** Updates by criteria: one statement, and the session's objects follow. */
import type { InstanceState } from "../../model/state.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import { keyCondition } from "../load/key-condition.ts";
import { materialize } from "../load/materialize.ts";
import { selected, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import type { Unit } from "../unit.ts";
import { DiscriminatorChangeError, EmptyUpdateError, UndefinedValueError, UnknownPropertyError } from "../errors.ts";
import { changedAlong } from "../changed-along.ts";
import { followChanges, watchedPositions, type RowChange } from "../follow.ts";
import { followPassively, isReferenced, referencedColumns, type KeyChange } from "../flush/key-change.ts";
import type { Criteria } from "./criteria.ts";
import type { QueryHost } from "./host.ts";

/** Values by property; an `sql` fragment is an expression on the columns. */
export type BulkValues<Columns> = { readonly [Name in keyof Columns]?: Columns[Name] | SqlFragment };

/** How many rows a statement reached, and the objects for them where they are asked for. */
export interface Reached {
  readonly count: number;
  readonly states: readonly InstanceState[];
}

/** @param returning whether objects are to be given back for the rows */
export async function bulkUpdate(
  host: QueryHost,
  criteria: Criteria,
  values: object,
  returning = false,
): Promise<Reached> {
  await host.autoflush();
  const { entity } = criteria;
  const assignments = assignmentsOf(criteria, values);
  if (entity.parts.length > 1) {
    const keys = await updateJoined(host, criteria, assignments);
    return { count: keys.length, states: returning ? await statesByKey(host, entity, keys) : [] };
  }
  // Columns of tables below are not at hand in an UPDATE.
  const isWhole = entity.family.every(({ parts }) => parts.length === 1);
  const change = { assignments, more: returning && isWhole ? entity.selectList("t") : "" };
  const written = assignments.map(({ column }) => column);
  const { rows, offset } = isReferenced(host.unit, entity, written)
    ? await moveRows(host, criteria, change)
    : await changeRows(host, criteria, change);
  if (!returning || rows.length === 0) return { count: rows.length, states: [] };
  if (!isWhole) {
    const keys = rows.map((row) => decodeKey(entity, row));
    return { count: rows.length, states: await statesByKey(host, entity, keys) };
  }
  const states = materialize(host.unit, entity, rows, { offset, overwrite: true, filters: host.unit.filters });
  host.loaded(entity, states as InstanceState[]);
  return { count: rows.length, states: states as InstanceState[] };
}

async function statesByKey(host: QueryHost, entity: EntityRuntime, keys: unknown[][]): Promise<InstanceState[]> {
  if (keys.length === 0) return [];
  const condition = keyCondition("t", entity.key, keys, 1);
  const sql = `SELECT ${entity.selectList("t")} FROM ${entity.fromAll("t")} WHERE ${condition.sql}`;
  const rows = await host.run(sql, condition.parameters);
  const states = materialize(host.unit, entity, rows, { overwrite: true, filters: host.unit.filters });
  host.loaded(entity, states as InstanceState[]);
  return states as InstanceState[];
}

interface Change {
  readonly assignments: readonly Assignment[];
  /** What is given back behind everything else; empty where nothing is. */
  readonly more: string;
}

interface ChangedRows {
  readonly rows: unknown[][];
  /** Where in a row that begins. */
  readonly offset: number;
}

async function changeRows(host: QueryHost, criteria: Criteria, { assignments, more }: Change): Promise<ChangedRows> {
  const { entity } = criteria;
  const set = setClause(assignments, 1);
  const where = criteria.compile(set.parameters.length + 1);
  const returned = returnedOf(host.unit, entity, assignments);
  const sql = [
    `UPDATE ${entity.sql} AS t SET ${set.sql}${where.sql === "" ? "" : ` WHERE ${where.sql}`}`,
    `RETURNING ${returned.map((column) => selected(column, "t")).join(", ")}${more === "" ? "" : `, ${more}`}`,
  ].join(" ");
  tellWrote(host.unit, entity);
  const rows = await host.run(sql, [...set.parameters, ...where.parameters]);
  followUpdates(host, criteria, returned, rows);
  return { rows, offset: returned.length };
}

/** What a statement gives back: the key, what it wrote, and all keys that relationships see where it wrote one of them. */
function returnedOf(unit: Unit, entity: EntityRuntime, assignments: readonly Assignment[]): ColumnRuntime[] {
  const written = [...assignments.map(({ column }) => column), ...entity.all.filter(isFetched)];
  const watched = watchedPositions(unit, entity);
  const isMoving = written.some(({ position }) => watched.has(position));
  const seen = isMoving ? entity.all.filter(({ position }) => watched.has(position)) : [];
  return [...entity.key, ...new Set([...written, ...seen].filter((column) => !entity.key.includes(column)))];
}

/** Columns that rows are known by, or referred to by, change: the old values tell which object is which. */
async function moveRows(host: QueryHost, criteria: Criteria, { assignments, more }: Change): Promise<ChangedRows> {
  const { entity } = criteria;
  const { unit } = host;
  const set = setClause(assignments, 1);
  const where = criteria.compile(set.parameters.length + 1);
  const returned = returnedOf(unit, entity, assignments);
  const old = [...new Set([...entity.key, ...referencedColumns(unit, entity)])];
  const names = old.map((_, index) => `o${index}`);
  const found = [
    ...old.map((column, index) => `${selected(column, "t")} AS ${names[index]}`),
    ...entity.key.map((column, index) => `t.${column.sql} AS k${index}`),
  ].join(", ");
  const keys = entity.key.map((column, index) => `t.${column.sql} = o.k${index}`);
  const condition = where.sql === "" ? "" : ` WHERE ${where.sql}`;
  const sql = [
    `UPDATE ${entity.sql} AS t SET ${set.sql}`,
    `FROM (SELECT ${found} FROM ${entity.sql} AS t${condition} FOR UPDATE) AS o WHERE ${keys.join(" AND ")}`,
    `RETURNING ${[...returned.map((each) => selected(each, "t")), ...names.map((name) => `o.${name}`)].join(", ")}${more === "" ? "" : `, ${more}`}`,
  ].join(" ");
  tellWrote(unit, entity);
  const rows = await host.run(sql, [...set.parameters, ...where.parameters]);
  followMoves(host, criteria, { returned, old }, rows);
  return { rows, offset: returned.length + names.length };
}

const isFetched = ({ computed, fetchedOnUpdate, expression }: ColumnRuntime): boolean =>
  expression === undefined && (computed || fetchedOnUpdate);

/** The values of a row by position. */
function valuesOf(columns: readonly ColumnRuntime[], row: readonly unknown[], offset = 0): unknown[] {
  const values: unknown[] = [];
  columns.forEach(({ position, decode }, index) => {
    const raw = row[offset + index];
    values[position] = decode === undefined || raw === null ? raw : decode(raw);
  });
  return values;
}

function followMoves(
  { unit }: QueryHost,
  { entity }: Criteria,
  { returned, old }: { readonly returned: readonly ColumnRuntime[]; readonly old: readonly ColumnRuntime[] },
  rows: readonly (readonly unknown[])[],
): void {
  const changes = rows.map((row): KeyChange => {
    const before = valuesOf(old, row, returned.length);
    const state = unit.identities.get(entity, entity.identity(before));
    return { state, before, after: Object.assign(before.slice(), valuesOf(returned, row)) };
  });
  const followed = changes.map(({ state, after }) => takeValues(unit, entity, state, returned, after!));
  for (const { state } of changes) if (state !== undefined) unit.rekey(state, unit.entityOf(state));
  for (const table of entity.parts) followPassively(unit, table, changes);
  followChanges(unit, followed);
}

/** Rows changed that no object may stand for: those of the class, and those that the database changes along with them. */
export function tellWrote(unit: Unit, entity: EntityRuntime): void {
  unit.level.wrote = true;
  unit.forgetComputed();
  for (const one of changedAlong(unit, entity)) unit.level.unseenIn.add(one.root);
}

/** A column with its new value, or an expression. */
interface Assignment {
  readonly column: ColumnRuntime;
  readonly value?: unknown;
  readonly expression?: string;
  /** An expression on the value's parameter. */
  readonly with?: (place: string) => string;
}

function assignmentsOf({ entity }: Criteria, values: object): Assignment[] {
  const known = entity.all;
  if (Object.keys(values).length === 0) throw new EmptyUpdateError(entity.name);
  const assignments = Object.entries(values).map(([property, value]): Assignment => {
    const column = known.find((candidate) => candidate.property === property);
    if (column === undefined) {
      throw new UnknownPropertyError(
        entity.name,
        property,
        known.map((each) => each.property),
      );
    }
    if (value === undefined) throw new UndefinedValueError(entity.name, property, "update");
    if (column === entity.discriminator && entity.isPolymorphic) {
      throw new DiscriminatorChangeError(entity.name, property, value, entity.mapping.hierarchy!.identity);
    }
    if (isSqlFragment(value)) return { column, expression: fragmentText(value) };
    return { column, value: value === null || column.encode === undefined ? value : column.encode(value) };
  });
  const { version } = entity;
  const isSet = version === undefined || assignments.some(({ column }) => column.position === version.position);
  const next = isSet ? undefined : nextVersions(version);
  return next === undefined ? assignments : [...assignments, next];
}

/** Another version in each row, so that whoever loaded the rows before notices. */
export function nextVersions(column: ColumnRuntime): Assignment | undefined {
  const { mapping, sql, isDatedVersion } = column;
  if (/^(smallint|integer|bigint)$/.test(mapping.model.type)) return { column, expression: `${sql} + 1` };
  const made = column.nextVersion!(undefined);
  const value = column.encode === undefined ? made : column.encode(made);
  if (!isDatedVersion) return { column, value };
  return { column, value: new Date(), with: (place) => `greatest(${place}, ${sql} + interval '1 millisecond')` };
}

function setClause(assignments: readonly Assignment[], firstParameter: number) {
  const parameters: unknown[] = [];
  const texts = assignments.map(({ column, value, expression, with: on }) => {
    if (expression !== undefined) return `${column.sql} = ${expression}`;
    parameters.push(value);
    const place = `$${firstParameter + parameters.length - 1}`;
    return `${column.sql} = ${on === undefined ? place : on(`${place}::${column.elementType}`)}`;
  });
  return { sql: texts.join(", "), parameters };
}

/** Rows that are in several tables: found first, then each table is updated by itself. */
async function updateJoined(
  host: QueryHost,
  criteria: Criteria,
  assignments: readonly Assignment[],
): Promise<unknown[][]> {
  const { entity } = criteria;
  const keys = await lockedKeys(host, criteria);
  tellWrote(host.unit, entity);
  for (const table of entity.parts) {
    const here = assignments.filter(({ column }) => column.tableNumber === table.tableNumber);
    if (here.length === 0) continue;
    const set = setClause(here, 1);
    const condition = keyCondition("t", ownKey(table), keys, set.parameters.length + 1);
    const sql = `UPDATE ${table.sql} AS t SET ${set.sql} WHERE ${condition.sql}`;
    await host.run(sql, [...set.parameters, ...condition.parameters]);
  }
  const condition = keyCondition("t", entity.key, keys, 1);
  const written = [...assignments.map(({ column }) => column), ...entity.all.filter(isFetched)];
  const returned = [...entity.key, ...new Set(written.filter((column) => !entity.key.includes(column)))];
  const list = returned.map((column) => selected(column, "t")).join(", ");
  const rows = await host.run(`SELECT ${list} FROM ${entity.from("t")} WHERE ${condition.sql}`, condition.parameters);
  followUpdates(host, criteria, returned, rows);
  return keys;
}

/** The key of one table alone; it holds what the topmost one's holds. */
export const ownKey = ({ tableKey }: EntityRuntime): ColumnRuntime[] =>
  tableKey.map((column) => ({ ...column, tableNumber: 0 }));

export async function lockedKeys(host: QueryHost, criteria: Criteria): Promise<unknown[][]> {
  const { entity } = criteria;
  const where = criteria.compile(1);
  const list = entity.key.map((column) => selected(column, "t")).join(", ");
  const condition = where.sql === "" ? "" : ` WHERE ${where.sql}`;
  const rows = await host.run(`SELECT ${list} FROM ${entity.from("t")}${condition} FOR UPDATE`, where.parameters);
  return rows.map((row) => decodeKey(entity, row));
}

function followUpdates(
  { unit }: QueryHost,
  { entity }: Criteria,
  returned: readonly ColumnRuntime[],
  rows: readonly (readonly unknown[])[],
): void {
  const changes = rows.map((row) => {
    const after = valuesOf(returned, row);
    return takeValues(unit, entity, unit.identities.get(entity, entity.identity(after)), returned, after);
  });
  const watched = watchedPositions(unit, entity);
  if (returned.some(({ position }) => watched.has(position))) followChanges(unit, changes);
}

/** The object of a row, where there is one, takes over what a statement wrote; what the user changed stays. */
function takeValues(
  unit: Unit,
  entity: EntityRuntime,
  state: InstanceState | undefined,
  returned: readonly ColumnRuntime[],
  row: readonly unknown[],
): RowChange {
  if (state === undefined || !unit.entityOf(state).isA(entity)) return { entity, state: undefined, after: row };
  const before = state.originals ?? state.values.slice();
  unit.level.keep(state, before);
  const stored = before.slice();
  for (const { position } of returned) {
    if (state.values[position] === before[position]) state.values[position] = row[position];
    stored[position] = row[position];
  }
  // The old list is what a rollback restores.
  if (state.originals !== undefined) state.originals = stored;
  return { entity: unit.entityOf(state), state, before, after: stored };
}

export function decodeKey(entity: EntityRuntime, row: readonly unknown[]): unknown[] {
  return entity.key.map(({ decode }, index) => (decode === undefined ? row[index] : decode(row[index])));
}
