/**
 * What a flush writes before it inserts. It frees unique values that one row gives up and another takes, and it redirects
 * references to rows that are about to be deleted.
 */
import type { JoinPair } from "../../model/mapper.ts";
import { stateOf, type InstanceState } from "../../model/state.ts";
import { besideTable, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { StaleDataError, UniqueCycleError } from "../errors.ts";
import { keyCondition } from "../load/key-condition.ts";
import { deleteRows } from "./delete.ts";
import type { FlushContext, FlushWork } from "./context.ts";
import { isReferenced } from "./key-change.ts";
import { updateRows } from "./update.ts";

/** A unique value that one object gives up and another one takes. */
export interface Claim {
  readonly entity: EntityRuntime;
  readonly columns: readonly ColumnRuntime[];
  readonly nullsNotDistinct: boolean;
  readonly giver: InstanceState;
  readonly taker: InstanceState;
}

/** A row that refers to one that is deleted. */
export interface Reference {
  readonly child: InstanceState;
  readonly parent: InstanceState;
  readonly pairs: readonly JoinPair[];
}

export class Early {
  readonly updates = new Set<InstanceState>();
  readonly deletes = new Set<InstanceState>();
  readonly claims: Claim[] = [];
  readonly references: Reference[] = [];
  /** Constraints that can wait, and are told to. */
  readonly deferred = new Map<string, "immediate" | "deferred">();
}

/** Writes what must come early, in as many steps as its order takes, and takes it out of the flush's work. */
export async function writeEarly(context: FlushContext, work: FlushWork, early: Early): Promise<void> {
  const { updates, deletes } = early;
  if (early.deferred.size > 0)
    await context.run(`SET CONSTRAINTS ${[...early.deferred.keys()].join(", ")} DEFERRED`, []);
  for (const state of deletes) work.deletes.states.delete(state);
  const blockers = blockersOf(early);
  while (updates.size + deletes.size > 0) {
    const isFree = (state: InstanceState): boolean =>
      ![...(blockers.get(state) ?? [])].some((other) => updates.has(other) || deletes.has(other));
    const ready = new Set([...updates].filter(isFree));
    if (ready.size > 0) {
      for (const state of ready) updates.delete(state);
      await writeKnown(context, work, early, ready);
      continue;
    }
    const gone = deletable(early, blockers);
    if (gone.size > 0) {
      for (const state of gone) deletes.delete(state);
      await deleteRows(context, { states: gone, along: work.deletes.along }, { isLast: false });
    } else await vacate(context, early, blockers);
  }
}

/** Constraints that waited for the flush are checked, or it would be the commit that fails. */
export async function checkDeferred({ run }: FlushContext, { deferred }: Early): Promise<void> {
  const waiting = [...deferred].filter(([, initially]) => initially === "immediate").map(([name]) => name);
  if (waiting.length > 0) await run(`SET CONSTRAINTS ${waiting.join(", ")} IMMEDIATE`, []);
}

export const constraintName = (entity: EntityRuntime, name: string): string => besideTable(entity.mapping, name);

type Blockers = ReadonlyMap<InstanceState, Set<InstanceState>>;

/** For each early state those that come before it. */
function blockersOf({ updates, claims, references }: Early): Blockers {
  const blockers = new Map<InstanceState, Set<InstanceState>>();
  const add = (state: InstanceState, before: InstanceState): void => {
    const known = blockers.get(state);
    if (known === undefined) blockers.set(state, new Set([before]));
    else known.add(before);
  };
  for (const { giver, taker } of claims) if (updates.has(taker)) add(taker, giver);
  for (const { child, parent } of references) if (child !== parent) add(parent, child);
  return blockers;
}

/** The rows that can go now; those that refer to one another go together. */
function deletable({ updates, deletes }: Early, blockers: Blockers): Set<InstanceState> {
  const gone = new Set(deletes);
  for (let before = -1; before !== gone.size;) {
    before = gone.size;
    for (const state of gone) {
      const others = [...(blockers.get(state) ?? [])];
      if (others.some((other) => updates.has(other) || (deletes.has(other) && !gone.has(other)))) gone.delete(state);
    }
  }
  return gone;
}

/** Updates of rows some of which refer to new ones: that part of them is left for later. */
async function writeKnown(
  context: FlushContext,
  work: FlushWork,
  { references }: Early,
  states: ReadonlySet<InstanceState>,
): Promise<void> {
  const later = [...states].flatMap((state) => {
    const positions = waitingRelations(context, state);
    const isWaiting = positions.length > 0 || [...(state.parents?.values() ?? [])].some(isPending);
    return isWaiting ? [{ state, before: positions.map((at) => [at, state.originals?.[at]] as const) }] : [];
  });
  const halves = new Set(later.map(({ state }) => state));
  // They must let the deleted row go all the same.
  for (const { child, pairs } of references) {
    if (!halves.has(child)) continue;
    for (const { local } of pairs) if (isNullable(local)) child.values[local.position] = null;
  }
  for (const state of states) if (!halves.has(state)) work.updates.delete(state);
  await updateRows(context, states, { mode: "known" });
  for (const { state, before } of later) {
    state.originals ??= state.values.slice();
    for (const [position, value] of before) state.originals[position] = value;
  }
}

const isPending = (state: InstanceState | null | undefined): boolean => state?.lifecycle === "pending";

function waitingRelations({ unit }: FlushContext, state: InstanceState): number[] {
  return unit.entityOf(state).owning.flatMap(({ layout: { position } }) => {
    const related = state.values[position] as object | null | undefined;
    return related !== undefined && related !== null && isPending(stateOf(related)) ? [position] : [];
  });
}

const isNullable = ({ primaryKey, model }: ColumnRuntime["mapping"]): boolean => !primaryKey && model.notNull !== true;

/**
 * Values that go round among objects have no first one: the rows of the circle give theirs up for NULL first.
 *
 * @throws UniqueCycleError where they can't be NULL
 */
async function vacate(context: FlushContext, early: Early, blockers: Blockers): Promise<void> {
  const { unit } = context;
  const stuck = circleOf(early, blockers);
  const inCircle = early.claims.filter(({ giver, taker }) => stuck.has(giver) && stuck.has(taker));
  const groups = new Map<ColumnRuntime, { table: EntityRuntime; claims: Claim[] }>();
  for (const claim of inCircle) {
    const { entity, columns, nullsNotDistinct, giver } = claim;
    const column = columns.find(
      (each) => isNullable(each.mapping) && !each.computed && !isReferenced(unit, entity, [each]),
    );
    if (column === undefined || nullsNotDistinct || !early.updates.has(giver)) continue;
    const group = groups.get(column);
    if (group === undefined) groups.set(column, { table: entity, claims: [claim] });
    else group.claims.push(claim);
  }
  if (groups.size === 0) {
    const [claim] = inCircle;
    throw new UniqueCycleError(
      claim?.entity.name ?? unit.entityOf([...stuck][0]!).name,
      claim?.columns.map(({ property }) => property) ?? [],
    );
  }
  for (const [column, { table, claims }] of groups) {
    const givers = [...new Set(claims.map(({ giver }) => giver))];
    const keys = givers.map((state) =>
      table.tableKey.map(({ position }) => (state.originals ?? state.values)[position]),
    );
    const condition = keyCondition("t", table.tableKey, keys, 1);
    const sql = `UPDATE ${table.sql} AS t SET ${column.sql} = NULL WHERE ${condition.sql}`;
    const { rowCount } = await context.change(sql, condition.parameters);
    if (rowCount !== givers.length) throw new StaleDataError(table.name, "update", givers.length, rowCount);
    for (const { giver, taker } of claims) blockers.get(taker)?.delete(giver);
  }
}

/** Without those that only wait for the circle. */
function circleOf({ updates, deletes }: Early, blockers: Blockers): Set<InstanceState> {
  const stuck = new Set([...updates, ...deletes]);
  for (let before = -1; before !== stuck.size;) {
    before = stuck.size;
    const needed = new Set([...stuck].flatMap((state) => [...(blockers.get(state) ?? [])]));
    for (const state of stuck) if (!needed.has(state)) stuck.delete(state);
  }
  return stuck;
}
