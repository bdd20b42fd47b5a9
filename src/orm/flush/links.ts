/** Rows of association tables: links of many-to-many relationships, each once, whichever side was changed. */
import type { CollectionCore } from "../../model/collection-core.ts";
import type { RelationLayout } from "../../model/layout.ts";
import { stateOf, type InstanceState } from "../../model/state.ts";
import type { ColumnRuntime, TableRuntime } from "../column-runtime.ts";
import type { RelationRuntime } from "../entity-runtime.ts";
import { followLinks, loseLinked } from "../follow.ts";
import type { FlushContext, FlushWork, LastStep } from "./context.ts";
import { together } from "./together.ts";
import { encoded, expectedRows } from "./row-match.ts";

interface Link {
  readonly source: InstanceState;
  readonly target: InstanceState;
  /** False where nobody has looked whether the link is there. */
  seen: boolean;
}

/** Links by relationship (one side of it) and by both ends. */
class LinkSet {
  readonly relation: RelationRuntime;
  readonly #links = new Map<InstanceState, Map<InstanceState, Link>>();

  constructor(relation: RelationRuntime) {
    this.relation = relation;
  }

  add(source: InstanceState, target: InstanceState, seen: boolean): void {
    const targets = this.#links.get(source) ?? new Map<InstanceState, Link>();
    this.#links.set(source, targets);
    const known = targets.get(target);
    if (known === undefined) targets.set(target, { source, target, seen });
    else known.seen ||= seen;
  }

  links(): Link[] {
    return [...this.#links.values()].flatMap((targets) => [...targets.values()]);
  }
}

/** True where there may be links to write: those of new objects are known once their rows are made. */
export function hasLinks({ collections, inserts }: FlushWork): boolean {
  const isLinked = ({ direction, viewonly }: RelationLayout): boolean => direction === "manyToMany" && !viewonly;
  if ([...collections].some(({ relation }) => isLinked(relation!))) return true;
  return [...inserts].some(({ layout, values }) =>
    layout.relations.some((relation) => {
      const core = isLinked(relation) ? (values[relation.position] as CollectionCore | undefined) : undefined;
      return core !== undefined && core.items.length > 0;
    }),
  );
}

export async function writeLinks(context: FlushContext, work: FlushWork, { isLast }: LastStep): Promise<void> {
  const removed = new Map<RelationLayout, LinkSet>();
  const added = new Map<RelationLayout, LinkSet>();
  for (const core of work.collections) {
    if (core.relation!.direction === "manyToMany" && !core.relation!.viewonly) {
      for (const item of core.removed ?? []) collect(context, removed, core, item);
      for (const item of core.added ?? []) collect(context, added, core, item);
    } else tellUnsaved(context, core.owner as InstanceState, core.relation!, core.added ?? []);
    core.settle();
  }
  for (const [core, items] of context.newLinks) {
    if (core.relation!.viewonly) continue;
    for (const item of items) collect(context, added, core, item);
  }
  const writings = [
    ...[...removed.values()].flatMap((set) => removeLinks(context, work, set)),
    ...[...added.values()].flatMap((set) => addLinks(context, work, set)),
  ];
  if (writings.length === 0) return;
  // In this order on the server, too.
  await together(
    context,
    writings.map(({ write }) => write),
    { rows: writings.reduce((sum, { links }) => sum + links, 0), isLast },
  );
}

interface Writing {
  readonly links: number;
  readonly write: () => Promise<void>;
}

/** Objects that a relationship without the cascade save-update holds are written by nobody, unless somebody added them. */
export function tellUnsaved(
  { unit, warn }: FlushContext,
  owner: InstanceState,
  layout: RelationLayout,
  items: Iterable<object>,
): void {
  const entity = unit.entityOf(owner);
  if (layout.viewonly || layout.direction !== "oneToMany" || entity.relation(layout).saves) return;
  for (const item of items) {
    const state = stateOf(item)!;
    if (unit.owns(state)) continue;
    warn(
      `${entity.name}.${layout.property} holds a ${unit.entityOf(state).name} that is not in the session and was not written: add it, or give the relationship the cascade save-update.`,
    );
  }
}

function collect({ unit }: FlushContext, sets: Map<RelationLayout, LinkSet>, core: CollectionCore, item: object): void {
  const layout = core.relation!;
  const owner = core.owner as InstanceState;
  const other = stateOf(item)!;
  const isWhole = core.loaded && !core.filtered;
  // One side stands for both, so that a link that both lists tell of is one link.
  const set = (layout.inverse === undefined ? undefined : sets.get(layout.inverse)) ?? sets.get(layout);
  if (set !== undefined && set.relation.layout !== layout) {
    set.add(other, owner, isWhole);
    return;
  }
  const own = set ?? new LinkSet(unit.entityOf(owner).relation(layout));
  sets.set(layout, own);
  own.add(owner, other, isWhole);
}

interface LinkColumns {
  readonly table: TableRuntime;
  readonly names: readonly string[];
  readonly columns: readonly ColumnRuntime[];
  readonly values: (link: Link) => unknown[];
}

function columnsOf({ unit }: FlushContext, { mapping }: RelationRuntime): LinkColumns {
  const { table: tableMapping, sourcePairs, targetPairs } = mapping.secondary!;
  const table = unit.runtime.tables.get(tableMapping)!;
  const columns = [
    ...sourcePairs.map(({ remote }) => table.columns[remote.position]!),
    ...targetPairs.map(({ local }) => table.columns[local.position]!),
  ];
  return {
    table,
    names: columns.map((column) => column.sql),
    columns,
    values: ({ source, target }) => [
      ...sourcePairs.map(({ local }) => source.values[local.position]),
      ...targetPairs.map(({ remote }) => target.values[remote.position]),
    ],
  };
}

function parametersOf(columns: LinkColumns, links: readonly Link[]): unknown[][] {
  const rows = links.map((link) => columns.values(link));
  return columns.columns.map((column, index) =>
    encoded(
      column,
      rows.map((row) => row[index]),
    ),
  );
}

const endsOf = (links: readonly Link[]): Set<InstanceState> =>
  new Set(links.flatMap(({ source, target }) => [source, target]));

const unnested = ({ columns }: LinkColumns): string =>
  `unnest(${columns.map(({ elementType }, index) => `$${index + 1}::${elementType}[]`).join(", ")}) AS v(${columns.map((_, index) => `c${index}`).join(", ")})`;

const valuesOf = ({ columns }: LinkColumns): string[] =>
  columns.map(({ cast }, index) => (cast === undefined ? `v.c${index}` : `v.c${index}::${cast}`));

function addLinks(context: FlushContext, work: FlushWork, set: LinkSet): Writing[] {
  const columns = columnsOf(context, set.relation);
  const present = set.links().filter(({ source, target }) => {
    const ends = [source, target];
    if (ends.some((end) => work.deletes.states.has(end))) return false;
    const missing = ends.find((end) => end.lifecycle !== "persistent");
    if (missing === undefined) return true;
    context.warn(
      `${context.unit.entityOf(missing).name} is linked by ${set.relation.layout.property} but not in the session; the link was not written.`,
    );
    return false;
  });
  return [true, false].flatMap((seen) => {
    const links = present.filter((link) => link.seen === seen);
    if (links.length === 0) return [];
    // A link that nobody has looked for may be there already.
    const conflict = seen ? "" : " ON CONFLICT DO NOTHING";
    const sql = `INSERT INTO ${columns.table.sql} (${columns.names.join(", ")}) SELECT ${valuesOf(columns).join(", ")} FROM ${unnested(columns)}${conflict}`;
    const write = async () => {
      await context.change(sql, parametersOf(columns, links), { ends: true });
      followLinks(context.unit, set.relation, endsOf(links));
    };
    return [{ links: links.length, write }];
  });
}

function removeLinks(context: FlushContext, work: FlushWork, set: LinkSet): Writing[] {
  const columns = columnsOf(context, set.relation);
  const all = set.links().filter(({ source, target }) => !work.inserts.has(source) && !work.inserts.has(target));
  const found = valuesOf(columns)
    .map((value, index) => `t.${columns.names[index]} = ${value}`)
    .join(" AND ");
  const sql = `DELETE FROM ${columns.table.sql} AS t USING ${unnested(columns)} WHERE ${found}`;
  const { mapping } = set.relation;
  const name = `${mapping.source.class.name}.${mapping.property}`;
  return [true, false].flatMap((seen) => {
    const links = all.filter((link) => link.seen === seen);
    if (links.length === 0) return [];
    const expected = seen ? { expected: expectedRows(name, "delete", links.length) } : {};
    const write = async () => {
      await context.change(sql, parametersOf(columns, links), { ...expected, ends: true });
      loseLinked(context.unit, set.relation, links);
      followLinks(context.unit, set.relation, endsOf(links));
    };
    return [{ links: links.length, write }];
  });
}
