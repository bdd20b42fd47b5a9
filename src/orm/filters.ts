/**
 * Filters: conditions that hold for a class wherever a session reads it, counts it, or changes its rows by criteria: rows
 * that are deleted softly, rows of other tenants. What a flush does by key is not theirs.
 */
import {
  expressionBuilder,
  OrNode,
  ParensNode,
  RawNode,
  type Expression,
  type OperationNode,
  type SqlBool,
} from "kysely";
import { columnSql } from "./column-runtime.ts";
import type { EntityRuntime } from "./entity-runtime.ts";
import { FilterParametersError, UnknownFilterError } from "./filter-errors.ts";
import { onColumns } from "./query/compile.ts";
import type { QueryExpressions } from "./query/types.ts";

/** Options of `addFilter()`. */
export interface FilterOptions {
  /** False where the filter holds only where it is asked for: `filters({ archived: true })`. */
  readonly enabled?: boolean;
}

/**
 * Filters by name: false turns one off, true on, and an object gives its parameters. False instead of all of it turns all
 * of them off.
 */
export type FilterSettings = false | Readonly<Record<string, boolean | object>>;

type AnyCondition = (eb: never, parameters: never) => Expression<SqlBool>;

interface ClassFilter {
  readonly name: string;
  readonly condition: AnyCondition;
  readonly enabled: boolean;
}

const ofClasses = new WeakMap<object, readonly ClassFilter[]>();
const names = new Set<string>();

/**
 * A condition for a class, and for those that extend it, in every session:
 *
 *     addFilter(Note, "live", (note) => note("deletedAt", "is", null));
 *     addFilter(Note, "tenant", (note, { tenantId }: { tenantId: number }) => note("tenantId", "=", tenantId));
 *     new Session(engine, model, { filters: { tenant: { tenantId: 7 } } });
 *
 * A filter that takes parameters is on as soon as a session or query gives them; until then each query of the class is an
 * error, or it would reach what it must not.
 *
 * @returns takes the filter away again
 */
export function addFilter<T extends object, Parameters = undefined>(
  model: abstract new (...args: never[]) => T,
  name: string,
  condition: (eb: QueryExpressions<T>, parameters: Parameters) => Expression<SqlBool>,
  options: FilterOptions = {},
): () => void {
  const filter = { name, condition: condition as AnyCondition, enabled: options.enabled !== false };
  names.add(name);
  ofClasses.set(model, [...(ofClasses.get(model) ?? []), filter]);
  return () => {
    const others = (ofClasses.get(model) ?? []).filter((one) => one !== filter);
    ofClasses.set(model, others);
  };
}

/** Filters with what a session, or one query, says of them. */
export class Filters {
  /** What a flush reads by: no filter at all. */
  static readonly none = new Filters(false);
  readonly settings: FilterSettings;

  constructor(settings: FilterSettings) {
    this.settings = settings;
  }

  /** With other settings for some of them. @throws UnknownFilterError */
  with(settings: FilterSettings | undefined): Filters {
    if (settings === undefined) return this;
    if (settings === false) return Filters.none;
    const unknown = Object.keys(settings).find((name) => !names.has(name));
    if (unknown !== undefined) throw new UnknownFilterError(unknown, [...names]);
    return new Filters({ ...(this.settings === false ? {} : this.settings), ...settings });
  }

  /** True where rows of the class, or of one below it, may be left out. */
  touches(entity: EntityRuntime): boolean {
    if (names.size === 0 || this.settings === false) return false;
    const below = entity.family.some((one) => one !== entity && this.#own(one).length > 0);
    return below || chainOf(entity).some((one) => this.#own(one).length > 0);
  }

  /** What holds for rows of a class. @throws FilterParametersError */
  conditions(entity: EntityRuntime, alias: string): OperationNode[] {
    if (names.size === 0 || this.settings === false) return [];
    const own = chainOf(entity).flatMap((one) => this.#own(one).map((filter) => this.#node(filter, entity, alias)));
    const below = entity.family.flatMap((one) =>
      one === entity ? [] : this.#own(one).map((filter) => unlessOf(one, alias, (at) => this.#node(filter, one, at))),
    );
    return [...own, ...below];
  }

  #own({ model }: EntityRuntime): readonly ClassFilter[] {
    const all = ofClasses.get(model);
    if (all === undefined) return [];
    const settings = this.settings as Readonly<Record<string, boolean | object>>;
    return all.filter(({ name, enabled }) => settings[name] !== false && (enabled || settings[name] !== undefined));
  }

  #node({ name, condition }: ClassFilter, entity: EntityRuntime, alias: string): OperationNode {
    const given = (this.settings as Readonly<Record<string, boolean | object>>)[name];
    const parameters = typeof given === "object" ? given : undefined;
    if (condition.length > 1 && parameters === undefined) throw new FilterParametersError(entity.name, name);
    const made = condition(expressionBuilder() as never, parameters as never);
    return ParensNode.create(onColumns(made.toOperationNode(), entity, alias));
  }
}

/** The class and those that it extends. */
function chainOf(entity: EntityRuntime): EntityRuntime[] {
  return entity.parent === undefined ? [entity] : [...chainOf(entity.parent), entity];
}

/** A condition for rows of a class below the one that is read. */
function unlessOf(entity: EntityRuntime, alias: string, condition: (alias: string) => OperationNode): OperationNode {
  const isOther = RawNode.createWithSql(`NOT (${entity.isOfClass(alias)})`);
  if (entity.parts.length === 1) return ParensNode.create(OrNode.create(isOther, condition(alias)));
  // Its own table is no part of an UPDATE, say, of the table above.
  const far = `${alias}_f`;
  const keys = entity.key.map((column) => `${columnSql(column, far)} = ${columnSql(column, alias)}`);
  const start = `EXISTS (SELECT 1 FROM ${entity.from(far)} WHERE ${keys.join(" AND ")} AND `;
  return ParensNode.create(OrNode.create(isOther, RawNode.create([start, ")"], [condition(far)])));
}
