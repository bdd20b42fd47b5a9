/** A data model as sessions use it, worked out once. */
import type { DataModel } from "../model/data-model.ts";
import type { Layout, RelationLayout } from "../model/layout.ts";
import type { Mapper, RelationshipMapping, TableMapping } from "../model/mapper.ts";
import type { InstanceState } from "../model/state.ts";
import { tableRuntime, type TableRuntime } from "./column-runtime.ts";
import { EntityRuntime, type RelationRuntime } from "./entity-runtime.ts";
import { NotAnEntityError } from "./errors.ts";
import { rankTables } from "./table-order.ts";

export class ModelRuntime {
  readonly entities: readonly EntityRuntime[];
  readonly tables: ReadonlyMap<TableMapping, TableRuntime>;
  readonly #byClass = new Map<unknown, EntityRuntime>();
  readonly #byMapper = new Map<Mapper, EntityRuntime>();
  readonly #byRelation = new Map<RelationLayout, RelationRuntime>();
  readonly #byLayout = new Map<Layout, EntityRuntime>();

  constructor(model: DataModel) {
    const ranks = rankTables([...model.tables.values()]);
    const ranksByTable = new Map([...ranks].map(([mapping, rank]) => [mapping.table, rank]));
    const entities: EntityRuntime[] = [];
    const entityOf = (mapper: Mapper): EntityRuntime => {
      const known = this.#byMapper.get(mapper);
      if (known !== undefined) return known;
      const above = mapper.hierarchy?.parent;
      const parent = above === undefined ? undefined : entityOf(above);
      const entity = new EntityRuntime(mapper, entities.length, ranksByTable.get(mapper.table)!, parent);
      entities.push(entity);
      this.#byMapper.set(mapper, entity);
      return entity;
    };
    for (const mapper of model.mappers.values()) entityOf(mapper);
    this.entities = entities;
    for (const entity of entities) {
      this.#byClass.set(entity.model, entity);
      this.#byLayout.set(entity.layout, entity);
    }
    const tables = new Map<TableMapping, TableRuntime>(this.#byMapper);
    for (const table of model.tables.values()) {
      if (!tables.has(table)) tables.set(table, tableRuntime(table, ranks.get(table)!));
    }
    this.tables = tables;
    for (const entity of entities) entity.link(this.#relationsOf(entity));
    // A name that is none is told here, not by some query later.
    for (const { expressions } of entities) for (const column of expressions) column.expression!("t");
  }

  /** @throws NotAnEntityError */
  ofClass(model: unknown): EntityRuntime {
    const found = this.#byClass.get(model);
    if (found === undefined) throw new NotAnEntityError(model);
    return found;
  }

  /** A relationship by its layout, which the classes below share. */
  relationOf(layout: RelationLayout): RelationRuntime {
    if (this.#byRelation.size === 0) {
      for (const { relations } of this.entities) for (const each of relations) this.#byRelation.set(each.layout, each);
    }
    return this.#byRelation.get(layout)!;
  }

  ofMapper(mapper: Mapper): EntityRuntime {
    return this.#byMapper.get(mapper)!;
  }

  /** @throws NotAnEntityError where the object's class is in another data model */
  ofState(state: InstanceState): EntityRuntime {
    const known = state.runtime as EntityRuntime | undefined;
    if (known !== undefined && this.entities[known.index] === known) return known;
    const found = this.#byLayout.get(state.layout);
    if (found === undefined) throw new NotAnEntityError(state.instance);
    state.runtime = found;
    return found;
  }

  #relationsOf(entity: EntityRuntime): RelationRuntime[] {
    return entity.layout.relations.map((layout) => {
      const mapping = entity.mapping.relationships.get(layout.property)!;
      const { cascade, pairs } = mapping;
      const target = this.ofMapper(mapping.target);
      return {
        layout,
        mapping,
        target,
        local: pairs.map(({ local }) => local.position),
        remote: pairs.map(({ remote }) => remote.position),
        keyOrder: keyOrderOf(mapping, target),
        saves: cascade.has("save-update") && !layout.viewonly,
        deletes: cascade.has("delete") && !layout.viewonly,
      };
    });
  }
}

/** Where the parts of the target's key are on this side; undefined where the join has other columns. */
function keyOrderOf({ pairs }: RelationshipMapping, target: EntityRuntime): readonly number[] | undefined {
  const own = target.key.map(({ position }) => {
    return pairs.find(({ remote }) => keyPositionOf(target, remote.position) === position)?.local.position;
  });
  return own.length === pairs.length && !own.includes(undefined) ? (own as number[]) : undefined;
}

/** The key of a joined table holds what that of the topmost one holds. */
function keyPositionOf({ parts }: EntityRuntime, position: number): number {
  let found = position;
  for (const part of parts.toReversed()) {
    found = part.followed.find(({ local }) => local.position === found)?.remote.position ?? found;
  }
  return found;
}

const runtimes = new WeakMap<object, ModelRuntime>();

/** The runtime of a data model; made when a session first needs it. */
export function runtimeOf(model: object): ModelRuntime {
  let runtime = runtimes.get(model);
  if (runtime === undefined) runtimes.set(model, (runtime = new ModelRuntime(model as DataModel)));
  return runtime;
}
