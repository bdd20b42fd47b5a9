/** Updates and deletes by criteria: one statement, and the session's objects follow. */
import type { InstanceState } from "../../model/state.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import { keyCondition } from "../load/key-condition.ts";
import { storedKey } from "../load/refresh.ts";
import { selected, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { joinedKey } from "../key-values.ts";
import type { Unit } from "../unit.ts";
import { DiscriminatorChangeError, EmptyUpdateError, UndefinedValueError, UnknownPropertyError } from "../errors.ts";
import { changedAlong } from "../changed-along.ts";
import { followChanges, watchedPositions, type RowChange } from "../follow.ts";
import { followRows } from "../flush/delete.ts";
import { followPassively, isReferenced, referencedColumns, type KeyChange } from "../flush/key-change.ts";
import type { Criteria } from "./criteria.ts";
import type { QueryHost } from "./host.ts";

/** Values by property; an `sql` fragment is an expression on the columns. */
export type BulkValues<Columns> = { readonly [Name in keyof Columns]?: Columns[Name] | SqlFragment };

export async function bulkUpdate(host: QueryHost, criteria: Criteria, values: object): Promise<number> {
  await host.autoflush();
  const { entity } = criteria;
  const assignments = assignmentsOf(criteria, values);
  if (entity.parts.length > 1) return updateJoined(host, criteria, assignments);
  const written = assignments.map(({ column }) => column);
  const rows = isReferenced(host.unit, entity, written)
    ? await moveRows(host, criteria, assignments)
    : await changeRows(host, criteria, assignments);
  return rows.length;
}

async function changeRows(host: QueryHost, criteria: Criteria, assignments: readonly Assignment[]): Promise<unknown[]> {
  const { entity } = criteria;
  const set = setClause(assignments, 1);
  const where = criteria.compile(set.parameters.length + 1);
  const returned = returnedOf(host.unit, entity, assignments);
  const sql = [
    `UPDATE ${entity.sql} AS t SET ${set.sql}${where.sql === "" ? "" : ` WHERE ${where.sql}`}`,
    `RETURNING ${returned.map((column) => selected(column, "t")).join(", ")}`,
  ].join(" ");
  tellWrote(host.unit, entity);
  const rows = await host.run(sql, [...set.parameters, ...where.parameters]);
  followUpdates(host, criteria, returned, rows);
  return rows;
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
async function moveRows(host: QueryHost, criteria: Criteria, assignments: readonly Assignment[]): Promise<unknown[]> {
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
    `RETURNING ${[...returned.map((each) => selected(each, "t")), ...names.map((name) => `o.${name}`)].join(", ")}`,
  ].join(" ");
  tellWrote(unit, entity);
  const rows = await host.run(sql, [...set.parameters, ...where.parameters]);
  followMoves(host, criteria, { returned, old }, rows);
  return rows;
}

const isFetched = ({ computed, fetchedOnUpdate }: ColumnRuntime): boolean => computed || fetchedOnUpdate;

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
function tellWrote(unit: Unit, entity: EntityRuntime): void {
  unit.level.wrote = true;
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
function nextVersions(column: ColumnRuntime): Assignment | undefined {
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
async function updateJoined(host: QueryHost, criteria: Criteria, assignments: readonly Assignment[]): Promise<number> {
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
  return keys.length;
}

/** The key of one table alone; it holds what the topmost one's holds. */
const ownKey = ({ tableKey }: EntityRuntime): ColumnRuntime[] =>
  tableKey.map((column) => ({ ...column, tableNumber: 0 }));

async function lockedKeys(host: QueryHost, criteria: Criteria): Promise<unknown[][]> {
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

export async function bulkDelete(host: QueryHost, criteria: Criteria): Promise<number> {
  await host.autoflush();
  const { entity } = criteria;
  if (entity.family.some(({ parts }) => parts.length > 1)) return deleteJoined(host, criteria);
  const where = criteria.compile(1);
  const condition = where.sql === "" ? "" : ` WHERE ${where.sql}`;
  const list = allButDeferred(entity, "t");
  tellWrote(host.unit, entity);
  const rows = await host.run(`DELETE FROM ${entity.sql} AS t${condition} RETURNING ${list}`, where.parameters);
  followRows(host.unit, entity, rows);
  await followBelow(host, entity);
  return rows.length;
}

/** What is told of rows that go; nobody asks for the values of deferred columns any more. */
const allButDeferred = ({ all, deferred }: EntityRuntime, alias: string): string =>
  all.map((column) => (deferred.has(column) ? "NULL" : selected(column, alias))).join(", ");

/** Rows that are in several tables: found first, then deleted from the tables below to the topmost one. */
async function deleteJoined(host: QueryHost, criteria: Criteria): Promise<number> {
  const { entity, alias } = criteria;
  const keys = await lockedKeys(host, criteria);
  const condition = keyCondition(alias, entity.key, keys, 1);
  const list = allButDeferred(entity, alias);
  const rows = await host.run(`SELECT ${list} FROM ${entity.from(alias)} WHERE ${condition.sql}`, condition.parameters);
  tellWrote(host.unit, entity);
  const tables = new Set([...entity.parts, ...entity.family.flatMap(({ parts }) => parts)]);
  for (const table of [...tables].sort((a, b) => b.parts.length - a.parts.length)) {
    const found = keyCondition("t", ownKey(table), keys, 1);
    await host.run(`DELETE FROM ${table.sql} AS t WHERE ${found.sql}`, found.parameters);
  }
  followRows(host.unit, entity, rows);
  await followBelow(host, entity);
  return keys.length;
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

function decodeKey(entity: EntityRuntime, row: readonly unknown[]): unknown[] {
  return entity.key.map(({ decode }, index) => (decode === undefined ? row[index] : decode(row[index])));
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
