/** Rows become objects: one object for each row of a session, values of objects that are there already are kept. */
import { createInstance, stateOf } from "../../model/entity.ts";
import type { InstanceState } from "../../model/state.ts";
import { sameValue } from "../column-codec.ts";
import type { EntityRuntime, RowReader } from "../entity-runtime.ts";
import type { LeftOut } from "./left-out.ts";
import { followChanges, watchedPositions } from "../follow.ts";
import type { Filters } from "../filters.ts";
import { joinedKey, keyAt } from "../key-values.ts";
import type { Unit } from "../unit.ts";

export interface MaterializeOptions {
  /** Where the columns of the class begin in a row. */
  readonly offset?: number;
  /** Values of the row replace those in memory: refresh, populateExisting, a row that was locked. */
  readonly overwrite?: boolean;
  /** Columns that the row has no values of; those that are deferred unless told. */
  readonly left?: LeftOut;
  /** What the rows were read by; absent where no filter counts. */
  readonly filters?: Filters | undefined;
}

/** The states of rows, in their order; undefined where a row has no key, as on the far side of an outer join. */
export function materialize(
  unit: Unit,
  entity: EntityRuntime,
  rows: readonly (readonly unknown[])[],
  options: MaterializeOptions = {},
): (InstanceState | undefined)[] {
  const { offset = 0, overwrite = false, left = entity.deferred } = options;
  const past = isPast(unit, entity, options.filters);
  const map = unit.identities.of(entity);
  const states: (InstanceState | undefined)[] = [];
  const isPlain = entity.key.every((column) => column.decode === undefined);
  for (const row of rows) {
    const key = isPlain ? keyAt(row, entity.keyPositions, offset) : keyOf(entity, row, offset);
    if (key === undefined) {
      states.push(undefined);
      continue;
    }
    const actual = entity.isPolymorphic ? entity.classOf(row, offset) : entity;
    const reader = actual.isPolymorphic ? entity.readerOf(actual) : undefined;
    const known = map.get(key);
    if (known === undefined) {
      const found = reader === undefined ? values(actual, row, offset) : read(actual, reader, row, offset);
      const state = create(unit, actual, found, left);
      state.key = key;
      state.isUnfiltered = past;
      map.set(key, state);
      states.push(state);
    } else {
      fill(unit, known, reader ?? actual.readerOf(actual), { row, offset, overwrite, left });
      if (!past) known.isUnfiltered = false;
      states.push(known);
    }
  }
  return states;
}

/** True where rows were read that the session's own filters may leave out. */
function isPast({ filters: own }: Unit, entity: EntityRuntime, filters: Filters | undefined): boolean {
  return filters !== own && own.touches(entity);
}

function keyOf(entity: EntityRuntime, row: readonly unknown[], offset: number): unknown {
  const parts = entity.key.map((column) => {
    const value = row[offset + column.position];
    return value === null || column.decode === undefined ? value : column.decode(value);
  });
  return parts.includes(null) ? undefined : joinedKey(parts);
}

/** The values of a row whose columns are in the order of the class's own. */
function values({ decoders, layout, columns }: EntityRuntime, row: readonly unknown[], offset: number): unknown[] {
  const found: unknown[] = layout.blank.slice();
  const count = columns.length;
  if (decoders === undefined) for (let at = 0; at < count; at += 1) found[at] = row[offset + at];
  else {
    for (let position = 0; position < count; position += 1) {
      const value = row[offset + position];
      const decode = value === null ? undefined : decoders[position];
      found[position] = decode === undefined ? value : decode(value);
    }
  }
  return found;
}

function read({ layout }: EntityRuntime, reader: RowReader, row: readonly unknown[], offset: number): unknown[] {
  const found: unknown[] = layout.blank.slice();
  for (const [{ position, decode }, index] of reader) {
    const value = row[offset + index];
    found[position] = decode === undefined || value === null ? value : decode(value);
  }
  return found;
}

function create(unit: Unit, entity: EntityRuntime, found: unknown[], left: LeftOut): InstanceState {
  for (const column of left) if (entity.columnAt(column.position) === column) found[column.position] = undefined;
  const state = stateOf(createInstance(entity.model as new () => object, found))!;
  state.lifecycle = "persistent";
  state.tracker = unit;
  state.runtime = entity;
  if (left.size > 0) state.leftOut = left;
  unit.level.doubt(state, entity.root);
  return state;
}

interface ReadRow {
  readonly row: readonly unknown[];
  readonly offset: number;
  readonly overwrite: boolean;
  readonly left: LeftOut;
}

/** Fills in what is unknown; with `overwrite` all that the user has not changed. */
function fill(unit: Unit, state: InstanceState, reader: RowReader, { row, offset, overwrite, left }: ReadRow): void {
  const { values: own, originals } = state;
  const before = overwrite ? (originals ?? own).slice() : undefined;
  for (const [column, index] of reader) {
    const { position, decode } = column;
    if (left.has(column)) {
      if (overwrite) forgetValue(state, position);
      continue;
    }
    const isKnown = own[position] !== undefined && (originals === undefined || originals[position] !== undefined);
    if (isKnown && !overwrite) continue;
    const raw = row[offset + index];
    const value = decode === undefined || raw === null ? raw : decode(raw);
    const changed = originals !== undefined && originals[position] !== own[position];
    if (!changed) own[position] = value;
    if (originals !== undefined) originals[position] = value;
  }
  unit.level.doubt(state, unit.entityOf(state).root);
  if (before !== undefined) followRead(unit, state, before);
}

/** What was read before may be out of date, now that the rest of the row was read again; what the user set stays. */
function forgetValue({ values, originals }: InstanceState, position: number): void {
  if (originals === undefined || values[position] === originals[position]) values[position] = undefined;
  if (originals !== undefined) originals[position] = undefined;
}

/** The row turned out to belong to others than was known. */
function followRead(unit: Unit, state: InstanceState, before: readonly unknown[]): void {
  const entity = unit.entityOf(state);
  const after = (state.originals ?? state.values).slice();
  const watched = watchedPositions(unit, entity);
  const isMoved = [...watched].some((position) => !sameValue(before[position], after[position]));
  if (isMoved) followChanges(unit, [{ entity, state, before, after }]);
}
