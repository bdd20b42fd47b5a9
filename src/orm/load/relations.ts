/** Loads one relationship of many objects with one query each (selectin), and keeps both sides in step. */
import type { CollectionCore } from "../../model/collection-core.ts";
import { stateOf } from "../../model/entity.ts";
import type { RelationLayout } from "../../model/layout.ts";
import type { JoinPair } from "../../model/mapper.ts";
import { rememberOwner } from "../../model/single-parent.ts";
import type { InstanceState } from "../../model/state.ts";
import { columnSql, selected, type TableRuntime } from "../column-runtime.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import type { Filters } from "../filters.ts";
import { joinedKey, keyAt } from "../key-values.ts";
import type { Unit } from "../unit.ts";
import type { LeftOut } from "./left-out.ts";
import { materialize } from "./materialize.ts";
import { columnCondition, keyCondition, restricted } from "./key-condition.ts";

/** Runs a query and returns rows of values. */
export type RunQuery = (sql: string, parameters: readonly unknown[]) => Promise<unknown[][]>;

/** What is loaded of a relationship, and what is read of its objects. */
export interface RelationLoadOptions {
  readonly filter?: LoadFilter;
  readonly reload?: boolean;
  /** Columns that are not read; those that are deferred unless told. */
  readonly left?: LeftOut | undefined;
}

export interface LoadContext {
  readonly unit: Unit;
  readonly run: RunQuery;
  /** What holds for classes; nothing where absent, as in a flush, which must see all rows. */
  readonly filters?: Filters;
  /** Told of objects that were made or filled in from rows. */
  readonly loaded?: (states: readonly InstanceState[]) => void;
}

/** More conditions and another order for one load; `alias` is that of the target's table. */
export interface LoadFilter {
  readonly where: (firstParameter: number) => { readonly sql: string; readonly parameters: readonly unknown[] };
  readonly orderBy: string | undefined;
  /** At most so many for each owner. */
  readonly limit: number | undefined;
  /** True where it leaves objects out. */
  readonly isPartial: boolean;
}

/**
 * Loads a relationship for the objects that don't have it yet; for all of them with a filter.
 *
 * @returns the related objects, each once, where all of them were loaded now
 */
export async function loadRelation(
  context: LoadContext,
  states: readonly InstanceState[],
  relation: RelationRuntime,
  options: RelationLoadOptions = {},
): Promise<InstanceState[] | undefined> {
  const { direction } = relation.layout;
  if (direction === "manyToOne") {
    await loadReferenced(context, states, relation, options);
    return undefined;
  }
  const all = options.filter !== undefined || options.reload === true;
  const owners = states.filter((state) => all || !isLoaded(state, relation));
  if (owners.length === 0) return undefined;
  if (direction === "manyToMany") {
    await loadLinked(context, owners, relation, options);
    return undefined;
  }
  const found = await loadReferring(context, owners, relation, options);
  return owners.length === states.length && context.unit.isClean ? found : undefined;
}

function isLoaded(state: InstanceState, { layout }: RelationRuntime): boolean {
  if (state.lifecycle !== "persistent") return true;
  const value = state.values[layout.position];
  if (!layout.many) return value !== undefined || state.fresh;
  return value === undefined ? state.fresh : (value as CollectionCore).loaded;
}

/** What a relationship of these objects holds in memory, each object once. */
export function relatedOf(states: readonly InstanceState[], { layout }: RelationRuntime): InstanceState[] {
  const found = new Set<InstanceState>();
  for (const state of states) {
    const value = state.values[layout.position];
    if (value === undefined || value === null) continue;
    if (!layout.many) found.add(stateOf(value as object)!);
    else for (const item of (value as CollectionCore).items) found.add(stateOf(item)!);
  }
  return [...found];
}

/** Many-to-one: those in the session cost nothing. */
async function loadReferenced(
  { unit, run, loaded, filters }: LoadContext,
  states: readonly InstanceState[],
  relation: RelationRuntime,
  { reload = false, left = relation.target.deferred }: RelationLoadOptions,
): Promise<void> {
  const { layout, target, local, remote } = relation;
  const { position } = layout;
  const waiting = new Map<unknown, InstanceState[]>();
  const lists: unknown[][] = local.map(() => []);
  for (const state of states) {
    if (!reload && (state.values[position] !== undefined || unit.peekRelated(state, layout) !== undefined)) {
      if (state.values[position] === undefined) setLoaded(state, position, null);
      continue;
    }
    const key = keyAt(state.values, local);
    // Without a key there is no related object; an unknown one is left for a refresh.
    if (key === undefined) continue;
    const others = waiting.get(key);
    if (others !== undefined) others.push(state);
    else {
      waiting.set(key, [state]);
      local.forEach((own, index) => lists[index]!.push(state.values[own]));
    }
  }
  if (waiting.size === 0) return;
  const columns = remote.map((far) => target.columnAt(far));
  const condition = columnCondition("t", columns, lists, 1);
  const where = restricted(target, "t", condition, filters);
  const sql = `SELECT ${target.selectList("t", left)} FROM ${target.fromAll("t")} WHERE ${where.sql}`;
  const found = materialize(unit, target, await run(sql, where.parameters), {
    overwrite: reload,
    left,
    filters,
  }) as InstanceState[];
  for (const state of found) {
    const key = keyAt(state.values, remote);
    for (const owner of waiting.get(key) ?? []) {
      setLoaded(owner, position, state.instance);
      rememberOwner(layout, state.instance, owner);
    }
    waiting.delete(key);
  }
  // A key that leads nowhere: the row is hidden from this session, or the key isn't enforced.
  for (const owners of waiting.values()) for (const owner of owners) setLoaded(owner, position, null);
  loaded?.(found);
}

/** What was loaded is no change. */
function setLoaded(state: InstanceState, position: number, value: unknown): void {
  if (state.originals === undefined) state.values[position] = value;
  else {
    if (state.values[position] === state.originals[position]) state.values[position] = value;
    state.originals[position] = value;
  }
}

/** One-to-many, and one-to-one where the other table has the key. */
async function loadReferring(
  context: LoadContext,
  owners: readonly InstanceState[],
  relation: RelationRuntime,
  { filter, left = relation.target.deferred }: RelationLoadOptions,
): Promise<InstanceState[]> {
  const { unit, run, loaded, filters } = context;
  const { target, local, remote, layout } = relation;
  const lists = new Map<unknown, object[]>();
  const placed: InstanceState[] = [];
  const keys: unknown[][] = local.map(() => []);
  for (const owner of owners) {
    const stored = owner.originals ?? owner.values;
    const key = keyAt(stored, local);
    if (key === undefined || lists.has(key)) continue;
    lists.set(key, []);
    placed.push(owner);
    local.forEach((position, index) => keys[index]!.push(stored[position]));
  }
  const rows = await run(...selectReferring(relation, keys, { filter, left, filters }));
  const states = materialize(unit, target, rows, { left, filters }) as InstanceState[];
  // The row's own values count, not what memory has made of them since.
  for (const state of states) lists.get(keyAt(state.originals ?? state.values, remote))?.push(state.instance);
  let at = 0;
  // Owners and lists were put in together, so they come in one order.
  const filtered = filter?.isPartial === true || filters?.touches(target) === true;
  for (const list of lists.values()) placeLoaded(unit, placed[at++]!, layout, list, { filtered });
  loaded?.(states);
  return states;
}

function selectReferring(
  relation: RelationRuntime,
  keys: readonly unknown[][],
  { filter, left, filters }: { filter: LoadFilter | undefined; left: LeftOut; filters: Filters | undefined },
): [string, readonly unknown[]] {
  const { target, remote } = relation;
  const far = remote.map((position) => target.columnAt(position));
  const found = restricted(target, "t", columnCondition("t", far, keys, 1), filters);
  const more = filter?.where(found.parameters.length + 1);
  const where = more === undefined || more.sql === "" ? found.sql : `${found.sql} AND (${more.sql})`;
  const parameters = [...found.parameters, ...(more?.parameters ?? [])];
  const order = filter?.orderBy ?? orderOf(relation, "t");
  if (filter?.limit !== undefined) {
    const partition = far.map((column) => columnSql(column, "t")).join(", ");
    const columns = target.reads
      .map((column, index) => `${left.has(column) ? "NULL" : selected(column, "t")} AS c${index}`)
      .join(", ");
    const inner = `SELECT ${columns}, row_number() OVER (PARTITION BY ${partition} ORDER BY ${order ?? "1"}) AS n FROM ${target.fromAll("t")} WHERE ${where}`;
    const list = target.reads.map((_, index) => `r.c${index}`).join(", ");
    return [`SELECT ${list} FROM (${inner}) AS r WHERE r.n <= ${Number(filter.limit)} ORDER BY r.n`, parameters];
  }
  const sql = `SELECT ${target.selectList("t", left)} FROM ${target.fromAll("t")} WHERE ${where}${order === undefined ? "" : ` ORDER BY ${order}`}`;
  return [sql, parameters];
}

/** The declared order of a relationship. */
export function orderOf({ mapping, target }: RelationRuntime, alias: string): string | undefined {
  if (mapping.orderBy.length === 0) return undefined;
  return mapping.orderBy
    .map(({ column, descending }) => `${columnSql(target.columnOf(column), alias)}${descending ? " DESC" : ""}`)
    .join(", ");
}

interface OwnerKeys {
  readonly owners: Map<unknown, InstanceState>;
  readonly lists: Map<unknown, InstanceState[]>;
  readonly values: unknown[][];
}

function keysOf(owners: readonly InstanceState[], pairs: readonly JoinPair[]): OwnerKeys {
  const keys: OwnerKeys = { owners: new Map(), lists: new Map(), values: [] };
  for (const owner of owners) {
    const stored = owner.originals ?? owner.values;
    const parts = pairs.map(({ local }) => stored[local.position]);
    const key = joinedKey(parts);
    if (key === undefined || keys.owners.has(key)) continue;
    keys.owners.set(key, owner);
    keys.lists.set(key, []);
    keys.values.push(parts);
  }
  return keys;
}

/** Puts loaded objects into their owner's property, and the owner into theirs; the list becomes the collection's. */
export function placeLoaded(
  unit: Unit,
  owner: InstanceState,
  layout: RelationLayout,
  found: object[],
  { filtered = false } = {},
): void {
  const { inverse } = layout;
  if (layout.direction === "manyToOne") {
    setLoaded(owner, layout.position, found[0] ?? null);
    return;
  }
  const items = inverse === undefined || inverse.many ? found : found.filter((item) => belongs(owner, item, inverse));
  if (!layout.many) {
    setLoaded(owner, layout.position, items[0] ?? null);
    return;
  }
  const core = owner.collection(layout);
  for (const item of items) rememberOwner(layout, item, owner);
  core.receive(items, filtered);
  if (unit.level.wrote) unit.level.filled.add(core);
}

/** False where memory has moved the object elsewhere already, or let it go. */
function belongs(owner: InstanceState, item: object, inverse: RelationLayout): boolean {
  const state = stateOf(item)!;
  const now = state.values[inverse.position];
  if (now === undefined) setLoaded(state, inverse.position, owner.instance);
  return now === undefined || now === owner.instance;
}

/** Many-to-many, through the association table. */
async function loadLinked(
  context: LoadContext,
  owners: readonly InstanceState[],
  relation: RelationRuntime,
  { filter, left = relation.target.deferred }: RelationLoadOptions,
): Promise<void> {
  const { unit, run, loaded, filters } = context;
  const { mapping, target } = relation;
  const secondary = unit.runtime.tables.get(mapping.secondary!.table)!;
  const { sourcePairs, targetPairs } = mapping.secondary!;
  const near = sourcePairs.map(({ remote }) => secondary.columns[remote.position]!);
  const keys = keysOf(owners, sourcePairs);
  const condition = keyCondition("s", near, keys.values, 1);
  const ends = { sql: joinCondition(secondary, target, targetPairs), parameters: condition.parameters };
  const on = restricted(target, "t", ends, filters);
  const more = filter?.where(on.parameters.length + 1);
  const order = filter?.orderBy ?? orderOf(relation, "t");
  const sql = [
    `SELECT ${near.map((column) => `s.${column.sql}`).join(", ")}, ${target.selectList("t", left)}`,
    `FROM ${secondary.sql} AS s JOIN ${target.fromJoined("t")} ON ${on.sql}`,
    `WHERE ${condition.sql}${more === undefined || more.sql === "" ? "" : ` AND (${more.sql})`}`,
    order === undefined ? "" : `ORDER BY ${order}`,
  ].join(" ");
  const rows = await run(sql, [...on.parameters, ...(more?.parameters ?? [])]);
  const states = materialize(unit, target, rows, { offset: near.length, left, filters }) as InstanceState[];
  rows.forEach((row, index) => {
    const list = keys.lists.get(joinedKey(row.slice(0, near.length)))!;
    if (filter?.limit === undefined || list.length < filter.limit) list.push(states[index]!);
  });
  for (const [key, owner] of keys.owners) {
    const core = owner.collection(relation.layout);
    for (const { instance } of keys.lists.get(key)!) rememberOwner(relation.layout, instance, owner);
    core.receive(
      keys.lists.get(key)!.map((state) => state.instance),
      filter?.isPartial === true || filters?.touches(target) === true,
    );
    if (unit.level.wrote) unit.level.filled.add(core);
  }
  loaded?.(states);
}

function joinCondition(secondary: TableRuntime, target: EntityRuntime, pairs: readonly JoinPair[]): string {
  return pairs
    .map(({ local, remote }) => {
      return `s.${secondary.columns[local.position]!.sql} = ${columnSql(target.columnAt(remote.position), "t")}`;
    })
    .join(" AND ");
}
