/**
 * What follows when the key of a row changes. The database cascades (ON UPDATE CASCADE) and objects in memory follow; a
 * relationship with `passiveUpdates: false` has the session write the new key to the rows that refer to it.
 */
import type { ForeignKeyMapping } from "../../model/mapper.ts";
import type { InstanceState } from "../../model/state.ts";
import { besideTable, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { sameValue } from "../column-codec.ts";
import { changedAlong } from "../changed-along.ts";
import { followChanges, type RowChange } from "../follow.ts";
import { joinedKey } from "../key-values.ts";
import type { Unit } from "../unit.ts";
import type { FlushContext } from "./context.ts";

export interface KeyChange {
  /** Absent where the session has no object for the row. */
  readonly state: InstanceState | undefined;
  readonly before: readonly unknown[];
  /** What the row holds now; the object's values where absent. */
  readonly after?: readonly unknown[] | undefined;
}

interface Reference {
  readonly key: ForeignKeyMapping;
  /** The session writes the key to the rows that refer. */
  readonly isActive: boolean;
}

const known = new WeakMap<EntityRuntime, readonly Reference[]>();

/** The foreign keys that lead to a table. */
function referencesTo(unit: Unit, table: EntityRuntime): readonly Reference[] {
  const found = known.get(table);
  if (found !== undefined) return found;
  const active = new Set<ForeignKeyMapping>();
  for (const { mapping } of unit.runtime.entities.flatMap((entity) => entity.relations)) {
    if (mapping.options.passiveUpdates === false) active.add(mapping.foreignKey);
  }
  const own = new Set(unit.runtime.entities.flatMap(({ mapping }) => mapping.hierarchy?.key ?? []));
  const keys = [...unit.runtime.tables.keys()].flatMap((other) => other.foreignKeys);
  const references = [...new Set(keys)]
    .filter((key) => key.target.table === table.mapping.table && !own.has(key))
    .map((key) => ({ key, isActive: active.has(key) }));
  known.set(table, references);
  return references;
}

/** Columns of a class that foreign keys lead to. */
export function referencedColumns(unit: Unit, entity: EntityRuntime): readonly ColumnRuntime[] {
  const names = entity.parts.flatMap((part) => referencesTo(unit, part).flatMap(({ key }) => key.pairs));
  const remotes = new Set(names.map(({ remote }) => remote));
  return entity.all.filter(({ mapping }) => remotes.has(mapping));
}

/** True where a column of the table is one that others may refer to. */
export function isReferenced(unit: Unit, table: EntityRuntime, columns: readonly ColumnRuntime[]): boolean {
  if (columns.some((column) => column.primaryKey)) return true;
  return referencesTo(unit, table).some(({ key }) =>
    key.pairs.some(({ remote }) => columns.some((column) => column.mapping.name === remote.name)),
  );
}

/** Rows may refer to nothing until the session has written their keys, where the constraint can wait. */
export async function deferReferences({ unit, run }: FlushContext, table: EntityRuntime): Promise<void> {
  const waiting = referencesTo(unit, table).filter(({ key, isActive }) => isActive && key.deferrable);
  if (waiting.length === 0) return;
  const names = waiting.map(({ key }) => besideTable(key.source, key.name));
  await run(`SET CONSTRAINTS ${names.join(", ")} DEFERRED`, []);
}

/** Gives the rows that refer to changed ones their new keys, and the objects that stand for them. */
export async function followKeys(
  context: FlushContext,
  table: EntityRuntime,
  changes: readonly KeyChange[],
): Promise<void> {
  for (const { key, isActive } of referencesTo(context.unit, table)) {
    const moved = movedBy(key, changes);
    if (moved.length === 0) continue;
    tellUnseen(context.unit, key);
    if (isActive) await writeKeys(context, key, moved);
    moveObjects(context.unit, key, { moved, cleared: !isActive && key.onUpdate === "set null" });
  }
}

/** The database gave the rows that refer to changed ones their new keys: the objects that stand for them follow. */
export function followPassively(unit: Unit, table: EntityRuntime, changes: readonly KeyChange[]): void {
  for (const { key } of referencesTo(unit, table)) {
    const moved = movedBy(key, changes);
    if (moved.length === 0 || (key.onUpdate !== "cascade" && key.onUpdate !== "set null")) continue;
    moveObjects(unit, key, { moved, cleared: key.onUpdate === "set null" });
  }
}

const movedBy = ({ pairs }: ForeignKeyMapping, changes: readonly KeyChange[]): KeyChange[] =>
  changes.filter((change) =>
    pairs.some(({ remote }) => !sameValue(change.before[remote.position], afterOf(change)[remote.position])),
  );

/** Rows that refer to moved ones are changed, also those that no object stands for. */
function tellUnseen(unit: Unit, { source }: ForeignKeyMapping): void {
  for (const entity of unit.runtime.entities) {
    if (entity.mapping.table !== source.table) continue;
    for (const one of changedAlong(unit, entity)) unit.level.unseenIn.add(one.root);
  }
}

async function writeKeys({ unit, change }: FlushContext, key: ForeignKeyMapping, moved: readonly KeyChange[]) {
  const source = unit.runtime.tables.get(key.source)!;
  const columns = key.pairs.map(({ local }) => source.columns.find(({ mapping }) => mapping.name === local.name)!);
  const values = (of: (change: KeyChange) => readonly unknown[]) =>
    key.pairs.map(({ remote }, index) => {
      const { encode } = columns[index]!;
      const list = moved.map((each) => of(each)[remote.position]);
      return encode === undefined ? list : list.map((value) => (value === null ? value : encode(value)));
    });
  const count = columns.length;
  const places = [...columns, ...columns].map(({ elementType }, index) => `$${index + 1}::${elementType}[]`);
  const names = columns.flatMap((_, index) => `o${index}`).concat(columns.map((_, index) => `n${index}`));
  const cast = (index: number, name: string) => {
    const { cast: type } = columns[index]!;
    return type === undefined ? `v.${name}` : `v.${name}::${type}`;
  };
  const sets = columns.map(({ sql }, index) => `${sql} = ${cast(index, `n${index}`)}`);
  const found = columns.map(({ sql }, index) => `t.${sql} = ${cast(index, `o${index}`)}`);
  const parameters = [...values(({ before }) => before), ...values(afterOf)];
  await change(
    `UPDATE ${source.sql} AS t SET ${sets.join(", ")} FROM unnest(${places.slice(0, count * 2).join(", ")}) AS v(${names.join(", ")}) WHERE ${found.join(" AND ")}`,
    parameters,
  );
}

/** Objects in memory whose rows refer to the moved ones. */
function moveObjects(
  unit: Unit,
  { source, pairs }: ForeignKeyMapping,
  { moved, cleared }: { readonly moved: readonly KeyChange[]; readonly cleared: boolean },
): void {
  const further: KeyChange[] = [];
  const references: RowChange[] = [];
  const owners = new Map(moved.map((change) => [joinedKey(remotesOf(change.before, pairs)), change] as const));
  for (const entity of unit.runtime.entities) {
    if (!entity.parts.some(({ mapping }) => mapping.table === source.table)) continue;
    for (const child of unit.identities.exactly(entity)) {
      const { values, originals } = child;
      const keyOf = (of: readonly unknown[]) => joinedKey(pairs.map(({ local }) => of[local.position]));
      const stored = owners.get(keyOf(originals ?? values));
      // A key that was copied and is not written yet is followed, too, but no row has it.
      const meant = originals === undefined ? stored : owners.get(keyOf(values));
      if (stored === undefined && meant === undefined) continue;
      // What a rollback restores stays as it was.
      const before = originals ?? values.slice();
      const row = originals?.slice() ?? values;
      unit.level.keep(child, before);
      for (const { local, remote } of pairs) {
        const isNull = cleared && stored !== undefined;
        if (stored !== undefined) row[local.position] = isNull ? null : afterOf(stored)[remote.position];
        if (meant !== undefined) values[local.position] = isNull ? null : afterOf(meant)[remote.position];
      }
      if (originals !== undefined) child.originals = row;
      references.push({ entity, state: child, before, after: row });
      if (stored !== undefined) further.push({ state: child, before, after: row });
      unit.rekey(child, entity);
    }
  }
  followChanges(unit, references);
  followObjects(unit, further);
}

/** What refers to the keys of objects that followed has been moved by the database as well. */
function followObjects(unit: Unit, changes: readonly KeyChange[]): void {
  for (const table of new Set(changes.flatMap(({ state }) => unit.entityOf(state!).parts))) {
    for (const { key } of referencesTo(unit, table)) {
      if (key.onUpdate !== "cascade" && key.onUpdate !== "set null") continue;
      const moved = changes.filter(
        (change) =>
          unit.entityOf(change.state!).parts.includes(table) &&
          key.pairs.some(({ remote }) => change.before[remote.position] !== afterOf(change)[remote.position]),
      );
      if (moved.length > 0) moveObjects(unit, key, { moved, cleared: key.onUpdate === "set null" });
    }
  }
}

const afterOf = ({ state, after }: KeyChange): readonly unknown[] => after ?? state!.values;

const remotesOf = (values: readonly unknown[], pairs: ForeignKeyMapping["pairs"]): unknown[] =>
  pairs.map(({ remote }) => values[remote.position]);
