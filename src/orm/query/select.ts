/** `session.select(Order)`: objects by criteria, with what is to be loaded along. Queries grow by copying. */
import type { ComparisonOperatorExpression, Expression, SqlBool } from "kysely";
import { selected, type ColumnRuntime } from "../column-runtime.ts";
import { BulkLimitError, PageOrderError, RowCountError } from "../errors.ts";
import type { InstanceState } from "../../model/state.ts";
import { materialize } from "../load/materialize.ts";
import { lockClause, rowNumber, type Direction, type LockStrength } from "./choices.ts";
import { bulkDelete } from "./bulk-delete.ts";
import { bulkUpdate, type BulkValues, type Reached } from "./bulk.ts";
import type { Criteria, WhereArguments } from "./criteria.ts";
import { SourceChangeError } from "./errors.ts";
import { sourceText, type RowSource } from "./source.ts";
import { existsRelated } from "./exists.ts";
import type { QueryHost } from "./host.ts";
import type { Filters, FilterSettings } from "../filters.ts";
import { columnsAmong, columnsNamed, columnsOrNot, leaveAllBut, leaveOut, takeIn } from "../load/left-out.ts";
import { takeJoined, withJoins, type Joins } from "./joined.ts";
import { cursorColumns, cursorOf, pageCondition, tieBroken, type Page, type PageOptions } from "./keyset.ts";
import { orderTerm } from "./order.ts";
import { emptyParts, type QueryParts } from "./parts.ts";
import { statementOf } from "./statement.ts";
import type { CompiledSql } from "./compile.ts";
import { loadAlong, loadPlans, plansWithout } from "./related.ts";
import type {
  ColumnsOf,
  ExactTree,
  LeftByOnly,
  Matching,
  Operand,
  OrderName,
  QueryExpressions,
  RelationsOf,
  ResultOf,
  TargetOf,
  With,
} from "./types.ts";

export interface RunOptions {
  readonly signal?: AbortSignal;
}

/** Objects are wanted for the rows that a statement changed or deleted. */
export interface ReturningOptions extends RunOptions {
  readonly returning: true;
}

export interface StreamOptions extends RunOptions {
  /** Rows fetched at a time; 500 unless told. */
  readonly batchSize?: number;
}

/** A query for objects of one class; `W` is what they have loaded. */
export class SelectQuery<T extends object, W = unknown, Left extends string = never> {
  readonly #host: QueryHost;
  readonly #parts: QueryParts;

  constructor(host: QueryHost, parts: QueryParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /**
   * Conditions, all of which must hold:
   *
   *     .where({ lastName: "Lovelace", customerId: [1, 2] })
   *     .where("price", ">", 3)
   *     .where((eb) => eb.or([eb("price", ">", 3), eb("description", "is", null)]))
   */
  where(condition: (eb: QueryExpressions<T>) => Expression<SqlBool>): SelectQuery<T, W, Left>;
  where<Name extends keyof ColumnsOf<T> & string>(
    column: Name,
    operator: ComparisonOperatorExpression,
    value: Operand<ColumnsOf<T>[Name]>,
  ): SelectQuery<T, W, Left>;
  // The last one, as compilers explain what doesn't fit by the last overload.
  where(values: Matching<T>): SelectQuery<T, W, Left>;
  where(...args: WhereArguments): SelectQuery<T, W, Left> {
    return this.#with({ criteria: this.#parts.criteria.and(...args) });
  }

  /**
   * Objects that have a related one, or one that fits: `.whereAny("products", (line) => line.where("productCount", ">", 2))`
   */
  whereAny<Name extends RelationsOf<T> & keyof T>(
    name: Name,
    fits?: (query: SelectQuery<TargetOf<T, Name> & object>) => SelectQuery<TargetOf<T, Name> & object>,
  ): SelectQuery<T, W, Left> {
    return this.#exists(name, fits as never, false);
  }

  /** Objects that have no related one, or none that fits. */
  whereNone<Name extends RelationsOf<T> & keyof T>(
    name: Name,
    fits?: (query: SelectQuery<TargetOf<T, Name> & object>) => SelectQuery<TargetOf<T, Name> & object>,
  ): SelectQuery<T, W, Left> {
    return this.#exists(name, fits as never, true);
  }

  #exists(
    name: string,
    fits: ((query: SelectQuery<object>) => SelectQuery<object>) | undefined,
    negated: boolean,
  ): SelectQuery<T, W, Left> {
    const { criteria } = this.#parts;
    const inner = (start: Criteria) => {
      const query = new SelectQuery<object>(this.#host, emptyParts(start));
      return (fits === undefined ? query : fits(query)).#parts;
    };
    return this.#with({
      criteria: criteria.withNode(existsRelated(this.#host.unit, criteria, name, { inner, negated })),
    });
  }

  /**
   * Order by a column, by one of a related object, or by an expression; later calls break ties.
   *
   *     .orderBy("customer.lastName").orderBy("orderDate", "desc nulls last")
   */
  orderBy(
    by: OrderName<T> | ((eb: QueryExpressions<T>) => Expression<unknown>),
    direction: Direction = "asc",
  ): SelectQuery<T, W, Left> {
    const term = orderTerm(this.#host.unit, this.#parts.criteria, by as never, direction);
    return this.#with({ order: [...this.#parts.order, term] });
  }

  /**
   * One object for each value of these columns: the first one in the order of the query, which begins with them.
   *
   *     // The last order of each customer.
   *     session.select(Order).distinctOn("customerId").orderBy("orderDate", "desc")
   */
  distinctOn<Name extends keyof ColumnsOf<T> & string>(
    first: Name,
    ...others: readonly Name[]
  ): SelectQuery<T, W, Left> {
    return this.#with({ distinct: columnsNamed(this.#parts.criteria.entity, [first, ...others]) });
  }

  /**
   * Values of columns instead of objects: `await session.select(Customer).distinctValues("lastName", "city")` gives each pair
   * once, ordered as the query is or by the columns.
   */
  async distinctValues<Name extends keyof ColumnsOf<T> & string>(
    ...names: readonly Name[]
  ): Promise<Pick<ColumnsOf<T>, Name>[]> {
    return (await this.#values(names, "DISTINCT ")) as Pick<ColumnsOf<T>, Name>[];
  }

  /** Values of columns instead of objects, one a row: `await session.select(Customer).values("customerId", "lastName")`. */
  async values<Name extends keyof ColumnsOf<T> & string>(
    ...names: readonly Name[]
  ): Promise<Pick<ColumnsOf<T>, Name>[]> {
    return (await this.#values(names, "")) as Pick<ColumnsOf<T>, Name>[];
  }

  async #values(names: readonly string[], distinct: string): Promise<Record<string, unknown>[]> {
    const { criteria, lock } = this.#parts;
    const columns = columnsNamed(criteria.entity, names);
    await this.#host.autoflush();
    const { sql, parameters } = this.#sql(distinct + columns.map((column) => selected(column, "t")).join(", "));
    const rows = await this.#host.run(sql, parameters, undefined, lock === undefined);
    return rows.map((row) =>
      Object.fromEntries(columns.map(({ property, decode }, at) => [property, decoded(row[at], decode)])),
    );
  }

  limit(count: number): SelectQuery<T, W, Left> {
    return this.#with({ limit: rowNumber("limit()", count, 0) });
  }

  offset(count: number): SelectQuery<T, W, Left> {
    return this.#with({ offset: rowNumber("offset()", count, 0) });
  }

  /**
   * Relationships to load along, as a tree: `.with({ products: { product: { tags: true } } })`. One query for each
   * (selectin), or none of its own with `"joined"`. Columns that would be left out are named here, too.
   */
  with<const Tree extends With<T>>(
    tree: Tree & ExactTree<Tree, T>,
  ): SelectQuery<T, W & Tree, Exclude<Left, keyof Tree>> {
    const { criteria, plans: before, left: leftBefore } = this.#parts;
    const plans = loadPlans(this.#host.unit, criteria.entity, tree, before);
    const left = takeIn(leftBefore, columnsAmong(criteria.entity, tree));
    return new SelectQuery(this.#host, { ...this.#parts, plans, left });
  }

  /** Only these columns are read, and keys and foreign keys, which objects can't be without. */
  only<Name extends keyof ColumnsOf<T> & string>(...names: readonly Name[]): SelectQuery<T, W, LeftByOnly<T, Name>> {
    const left = leaveAllBut(this.#host.unit, this.#parts.criteria.entity, names);
    return new SelectQuery(this.#host, { ...this.#parts, left });
  }

  /**
   * All columns but these are read, and relationships that are loaded by default are not. What was left out is loaded on
   * demand: `await product.load("description")`.
   *
   * @throws NeededColumnError for keys and the like
   */
  without<Name extends (keyof ColumnsOf<T> & string) | RelationsOf<T>>(
    ...names: readonly Name[]
  ): SelectQuery<T, W, Left | Name> {
    const { entity } = this.#parts.criteria;
    const [columns, relations] = columnsOrNot(entity, names);
    const left = leaveOut(this.#host.unit, entity, this.#parts.left, columns);
    const plans = plansWithout(entity, this.#parts.plans, relations);
    return new SelectQuery(this.#host, { ...this.#parts, left, plans });
  }

  /**
   * Filters of this query alone, and of what it loads along: `{ live: false }` turns one off, `{ tenant: { tenantId: 8 } }`
   * gives parameters, false turns all of them off.
   *
   * @throws UnknownFilterError
   */
  filters(settings: FilterSettings): SelectQuery<T, W, Left> {
    this.#host.unit.filters.with(settings);
    const { filters: before } = this.#parts;
    const merged =
      settings === false || before === undefined || before === false ? settings : { ...before, ...settings };
    return this.#with({ filters: merged });
  }

  get #filters(): Filters {
    return this.#host.unit.filters.with(this.#parts.filters);
  }

  /**
   * Rows of a query of one's own, in its order: an `sql` fragment or Kysely's query. It must give all columns of the class's
   * topmost table, by their names in the database; all that follows, such as `where` and `with`, applies to its rows.
   *
   *     session.select(Order).from(sql`SELECT o.* FROM orders AS o TABLESAMPLE system (1)`).with({ customer: true }).all()
   */
  from(source: RowSource): SelectQuery<T, W, Left> {
    return this.#with({ source: sourceText(source) });
  }

  /** Locks the rows: `FOR UPDATE` unless told otherwise. Their values are read again. */
  forUpdate(strength: LockStrength = "update"): SelectQuery<T, W, Left> {
    return this.#with({ lock: lockClause(strength), overwrite: true });
  }

  /** With `forUpdate`: leaves out rows that others have locked. */
  skipLocked(): SelectQuery<T, W, Left> {
    return this.#with({ lock: `${this.#parts.lock ?? "FOR UPDATE OF t"} SKIP LOCKED`, overwrite: true });
  }

  /** With `forUpdate`: fails at once where others have locked a row. */
  noWait(): SelectQuery<T, W, Left> {
    return this.#with({ lock: `${this.#parts.lock ?? "FOR UPDATE OF t"} NOWAIT`, overwrite: true });
  }

  /** Values of the rows replace those of objects in the session, but for what was changed and not flushed. */
  populateExisting(): SelectQuery<T, W, Left> {
    return this.#with({ overwrite: true });
  }

  /** All objects, each once. */
  async all(options: RunOptions = {}): Promise<ResultOf<T, W, Left>[]> {
    const states = await this.#load(options);
    return states.map((state) => state.instance as ResultOf<T, W, Left>);
  }

  /** The first object; null where there is none. */
  async first(options: RunOptions = {}): Promise<ResultOf<T, W, Left> | null> {
    const [state] = await this.#with({ limit: 1 }).#load(options);
    return (state?.instance as ResultOf<T, W, Left> | undefined) ?? null;
  }

  /** The only object. @throws RowCountError where there is none, or more than one */
  async one(options: RunOptions = {}): Promise<ResultOf<T, W, Left>> {
    const found = await this.oneOrNull(options);
    if (found === null) throw new RowCountError(this.#parts.criteria.entity.name, "none");
    return found;
  }

  /** The only object; null where there is none. @throws RowCountError where there are several */
  async oneOrNull(options: RunOptions = {}): Promise<ResultOf<T, W, Left> | null> {
    const limit = Math.min(this.#parts.limit ?? 2, 2);
    const states = await this.#with({ limit }).#load(options);
    if (states.length > 1) throw new RowCountError(this.#parts.criteria.entity.name, "several");
    return (states[0]?.instance as ResultOf<T, W, Left> | undefined) ?? null;
  }

  /** How many rows there are. */
  async count(options: RunOptions = {}): Promise<number> {
    await this.#host.autoflush(options.signal);
    const { sql, parameters } = this.#sql("1");
    const [row] = await this.#host.run(
      `SELECT count(*) FROM (${sql}) AS c`,
      parameters,
      options.signal,
      this.#parts.lock === undefined,
    );
    return Number(row![0]);
  }

  /** True where there is a row. */
  async exists(options: RunOptions = {}): Promise<boolean> {
    await this.#host.autoflush(options.signal);
    const { sql, parameters } = this.#sql("1");
    const [row] = await this.#host.run(
      `SELECT EXISTS (${sql})`,
      parameters,
      options.signal,
      this.#parts.lock === undefined,
    );
    return row![0] === true;
  }

  /**
   * Objects one by one, through a cursor and in constant memory: those that were not changed leave the session when the
   * next batch is fetched.
   */
  async *stream(options: StreamOptions = {}): AsyncGenerator<ResultOf<T, W, Left>> {
    const host = this.#host;
    await host.autoflush(options.signal);
    const { criteria, plans, overwrite, left } = this.#parts;
    const { sql, parameters } = this.#sql(criteria.entity.selectList("t", left));
    for await (const rows of host.stream(sql, parameters, options)) {
      const before = new Set(host.unit.identities.of(criteria.entity).keys());
      const filters = this.#filters;
      const states = materialize(host.unit, criteria.entity, rows, { overwrite, left, filters }) as InstanceState[];
      const fresh = states.filter((state) => !before.has(state.key));
      host.loaded(criteria.entity, states);
      await loadAlong(host.loadContext(options.signal, filters), states, plans);
      for (const state of states) yield state.instance as ResultOf<T, W, Left>;
      for (const state of fresh) host.release(state);
    }
  }

  /**
   * A page by keyset: no row is skipped or seen twice while others write, however deep the page.
   *
   *     const first = await orders.orderBy("orderDate", "desc").page({ size: 20 });
   *     const second = await orders.orderBy("orderDate", "desc").page({ size: 20, after: first.next });
   */
  async page(options: PageOptions & RunOptions): Promise<Page<ResultOf<T, W, Left>>> {
    const { criteria } = this.#parts;
    rowNumber("page({ size })", options.size, 1);
    if (this.#parts.distinct.length > 0) throw new PageOrderError(criteria.entity.name, "distinctOn()");
    const order = tieBroken(this.#host.unit, criteria, this.#parts.order);
    const condition = pageCondition(criteria, order, options.after);
    const limited = this.#with({
      order,
      limit: options.size + 1,
      criteria: condition === undefined ? criteria : criteria.withNode(condition),
    });
    const { states, rowOf } = await limited.#loadRows(options, cursorColumns(order));
    const shown = states.slice(0, options.size);
    const items = shown.map((state) => state.instance as ResultOf<T, W, Left>);
    const isLast = states.length <= options.size;
    return { items, next: isLast ? null : cursorOf(order, rowOf(shown.at(-1)!).slice(-order.length)) };
  }

  /**
   * Changes rows without loading them; objects of the session that stand for them follow. Returns how many, or with
   * `{ returning: true }` the objects for them.
   *
   *     await session.select(Product).where("price", "<", 1).update({ price: 1 }); // UPDATE products SET price = 1 …
   *
   * @throws BulkLimitError with limit() or offset()
   */
  async update(values: BulkValues<ColumnsOf<T>>, options: ReturningOptions): Promise<T[]>;
  async update(values: BulkValues<ColumnsOf<T>>, options?: RunOptions): Promise<number>;
  async update(values: BulkValues<ColumnsOf<T>>, options: Partial<ReturningOptions> = {}): Promise<number | T[]> {
    this.#assertWhole("update()");
    const criteria = this.#parts.criteria.bind(this.#filters);
    const returning = options.returning === true;
    const found = await bulkUpdate(cancellable(this.#host, options), criteria, values, returning);
    const { model } = criteria.entity;
    await this.#host.bulkChanged("afterBulkUpdate", { model, count: found.count, values: { ...values } });
    return reached(found, returning);
  }

  /** Deletes rows without loading them; objects of the session that stand for them follow. Returns how many, or objects. */
  async delete(options: ReturningOptions): Promise<T[]>;
  async delete(options?: RunOptions): Promise<number>;
  async delete(options: Partial<ReturningOptions> = {}): Promise<number | T[]> {
    this.#assertWhole("delete()");
    const criteria = this.#parts.criteria.bind(this.#filters);
    const returning = options.returning === true;
    const found = await bulkDelete(cancellable(this.#host, options), criteria, returning);
    await this.#host.bulkChanged("afterBulkDelete", { model: criteria.entity.model, count: found.count });
    return reached(found, returning);
  }

  /** PostgreSQL's UPDATE and DELETE have no LIMIT; without it they would reach more rows than were asked for. */
  #assertWhole(what: string): void {
    const { criteria, limit, offset, source } = this.#parts;
    if (source !== undefined) throw new SourceChangeError(criteria.entity.name, what);
    if (limit !== undefined || offset !== undefined) throw new BulkLimitError(criteria.entity.name, what);
  }

  /** The SQL of the query. */
  toSql(): CompiledSql {
    return this.#sql(this.#parts.criteria.entity.selectList("t", this.#parts.left));
  }

  async #load(options: RunOptions): Promise<InstanceState[]> {
    return (await this.#loadRows(options)).states;
  }

  /** The objects, and the row of each, with what else was selected at its end. */
  async #loadRows(
    { signal }: RunOptions,
    more: readonly string[] = [],
  ): Promise<{ readonly states: InstanceState[]; readonly rowOf: (state: InstanceState) => unknown[] }> {
    const host = this.#host;
    await host.autoflush(signal);
    const { criteria, plans, overwrite, left, source } = this.#parts;
    const { entity } = criteria;
    const filters = this.#filters;
    const joins = withJoins(host.unit, entity, plans, { filters, before: source?.parameters.length ?? 0 });
    const { sql, parameters } = this.#sql([entity.selectList("t", left), ...joins.columns, ...more].join(", "), joins);
    if (this.#parts.lock !== undefined) host.locking();
    const rows = await host.run(sql, parameters, signal, this.#parts.lock === undefined);
    const all = materialize(host.unit, entity, rows, { overwrite, left, filters }) as InstanceState[];
    const states = joins.sql === "" ? all : [...new Set(all)];
    takeJoined(host, joins, { rows, owners: all, filters });
    host.loaded(entity, states);
    if (plans.length > 0) await loadAlong(host.loadContext(signal, filters), states, plans);
    return { states, rowOf: (state) => rows[all.indexOf(state)]! };
  }

  #sql(list: string, joins?: Joins): CompiledSql {
    return statementOf(this.#host.unit, this.#parts, this.#filters, { list, joins });
  }

  #with(change: Partial<QueryParts>): SelectQuery<T, W, Left> {
    return new SelectQuery<T, W, Left>(this.#host, { ...this.#parts, ...change });
  }
}

const decoded = (value: unknown, decode: ColumnRuntime["decode"]): unknown =>
  decode === undefined || value === null ? value : decode(value);

const reached = <T>({ count, states }: Reached, returning: boolean): number | T[] =>
  returning ? states.map(({ instance }) => instance as T) : count;

/** The same host, whose statements a signal stops. */
function cancellable(host: QueryHost, { signal }: RunOptions): QueryHost {
  if (signal === undefined) return host;
  return {
    unit: host.unit,
    locking: () => host.locking(),
    bulkChanged: (name, change) => host.bulkChanged(name, change),
    autoflush: () => host.autoflush(signal),
    run: (sql, parameters, own = signal, isPlainRead = false) => host.run(sql, parameters, own, isPlainRead),
    stream: (sql, parameters, options) => host.stream(sql, parameters, options),
    loadContext: (own = signal, filters) => host.loadContext(own, filters),
    loaded: (entity, states) => host.loaded(entity, states),
    release: (state) => host.release(state),
  };
}
