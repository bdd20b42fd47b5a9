/** Rows become objects: one object for each row of a session, values of objects that are there already are kept. */
import { createInstance, stateOf } from "../../model/entity.ts";
import type { InstanceState } from "../../model/state.ts";
import { joinedKey, keyAt, type EntityRuntime } from "../runtime.ts";
import type { Unit } from "../unit.ts";

export interface MaterializeOptions {
  /** Where the columns of the class begin in a row. */
  readonly offset?: number;
  /** Values of the row replace those in memory: refresh, populateExisting, a row that was locked. */
  readonly overwrite?: boolean;
}

/** The states of rows, in their order; undefined where a row has no key, as on the far side of an outer join. */
export function materialize(
  unit: Unit,
  entity: EntityRuntime,
  rows: readonly (readonly unknown[])[],
  options: MaterializeOptions = {},
): (InstanceState | undefined)[] {
  const { offset = 0, overwrite = false } = options;
  const map = unit.identities.of(entity);
  const states: (InstanceState | undefined)[] = [];
  const isPlain = entity.key.every((column) => column.decode === undefined);
  for (const row of rows) {
    const key = isPlain ? keyAt(row, entity.keyPositions, offset) : keyOf(entity, row, offset);
    if (key === undefined) {
      states.push(undefined);
      continue;
    }
    const known = map.get(key);
    if (known === undefined) {
      const state = create(unit, entity, row, offset);
      state.key = key;
      map.set(key, state);
      states.push(state);
    } else {
      fill(unit, known, entity, row, { offset, overwrite });
      states.push(known);
    }
  }
  return states;
}

function keyOf(entity: EntityRuntime, row: readonly unknown[], offset: number): unknown {
  const parts = entity.key.map((column) => {
    const value = row[offset + column.position];
    return value === null || column.decode === undefined ? value : column.decode(value);
  });
  return parts.includes(null) ? undefined : joinedKey(parts);
}

function create(unit: Unit, entity: EntityRuntime, row: readonly unknown[], offset: number): InstanceState {
  const { decoders, layout } = entity;
  const { columnCount } = layout;
  const values: unknown[] = layout.blank.slice();
  if (decoders === undefined) for (let at = 0; at < columnCount; at += 1) values[at] = row[offset + at];
  else {
    for (let position = 0; position < columnCount; position += 1) {
      const value = row[offset + position];
      const decode = value === null ? undefined : decoders[position];
      values[position] = decode === undefined ? value : decode(value);
    }
  }
  const state = stateOf(createInstance(entity.model as new () => object, values))!;
  state.lifecycle = "persistent";
  state.tracker = unit;
  state.runtime = entity;
  if (unit.level.wroteUnseen) unit.level.doubtful.add(state);
  return state;
}

/** Fills in what is unknown; with `overwrite` all that the user has not changed. */
function fill(
  unit: Unit,
  state: InstanceState,
  entity: EntityRuntime,
  row: readonly unknown[],
  { offset, overwrite }: { readonly offset: number; readonly overwrite: boolean },
): void {
  const { values, originals } = state;
  const { decoders, layout } = entity;
  for (let position = 0; position < layout.columnCount; position += 1) {
    const isKnown = values[position] !== undefined && (originals === undefined || originals[position] !== undefined);
    if (isKnown && !overwrite) continue;
    const raw = row[offset + position];
    const decode = decoders === undefined || raw === null ? undefined : decoders[position];
    const value = decode === undefined ? raw : decode(raw);
    const changed = originals !== undefined && originals[position] !== values[position];
    if (!changed) values[position] = value;
    if (originals !== undefined) originals[position] = value;
  }
  if (unit.level.wroteUnseen) unit.level.doubtful.add(state);
}
