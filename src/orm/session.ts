/** The session: the objects of one piece of work, and the transaction they live in. */
import type { Kysely } from "kysely";
import type { Connection, TransactionOptions } from "../engine/connection.ts";
import { Engine } from "../engine/engine.ts";
import { engineOn } from "../engine/joined.ts";
import type { DataModel, Declarations } from "../model/data-model.ts";
import type { AnyEntity, KeyOf } from "../model/member-types.ts";
import { stateOf, type InstanceState, type Lifecycle } from "../model/state.ts";
import { SessionCore } from "./core.ts";
import { TransactionConflictError } from "./database-errors.ts";
import { StaleDataError, StateError, UnknownPropertyError } from "./errors.ts";
import { reachedBy } from "./cascades.ts";
import { Filters, type FilterSettings } from "./filters.ts";
import type { EntityHooks, SessionHooks } from "./hooks.ts";
import { keyByPosition } from "./keys.ts";
import { kyselyOfSession } from "./kysely-session.ts";
import type { DatabaseOf } from "./kysely-types.ts";
import { loadColumns } from "./load/columns.ts";
import { keyCondition, restricted } from "./load/key-condition.ts";
import { columnsAmong } from "./load/left-out.ts";
import { materialize } from "./load/materialize.ts";
import { refreshStates } from "./load/refresh.ts";
import { mergeState } from "./merge.ts";
import { lockClause } from "./query/choices.ts";
import { Criteria } from "./query/criteria.ts";
import { defaultPlans, loadAlong, loadPlans } from "./query/related.ts";
import { partsOfOwner } from "./query/of-owner.ts";
import { emptyParts } from "./query/parts.ts";
import { readRows, type RowOfShape, type RowShape } from "./query/rows.ts";
import { SelectQuery, type RunOptions } from "./query/select.ts";
import type { RowSource } from "./query/source.ts";
import type { ColumnsOf, ExactTree, InsertValues, Loaded, RelationsOf, TargetOf, With } from "./query/types.ts";
import { upsertRows, type UpsertOptions } from "./query/upsert.ts";
import type { EntityRuntime } from "./entity-runtime.ts";
import { Savepoint } from "./savepoint.ts";
import type { GetOptions, RefreshOptions, RetryOptions, SessionOptions } from "./session-options.ts";

/** A class whose objects a session can hold. */
export type EntityClass<T extends AnyEntity = AnyEntity> = abstract new (...args: never[]) => T;

/** A session of any data model: what functions take that work with objects alone. */
export abstract class AnySession {
  readonly engine: Engine;
  readonly #core: SessionCore;
  #kysely: unknown;
  #isInBlock = false;

  constructor(where: Engine | Connection, model: DataModel<Declarations>, options: SessionOptions<AnySession>) {
    this.engine = where instanceof Engine ? where : engineOn(where);
    this.#core = new SessionCore(this.engine, model, options as SessionOptions, this);
  }

  /** Kysely in the session's transaction, untyped. */
  protected get untypedKysely(): unknown {
    return (this.#kysely ??= kyselyOfSession<unknown>(this.#core));
  }

  /** True where something is to be written. */
  get isDirty(): boolean {
    return !this.#core.unit.isClean;
  }

  /** True while a transaction is open. */
  get inTransaction(): boolean {
    return this.#core.holder.isOpen;
  }

  /** Takes objects in, with those that they refer to: they are inserted with the next flush. */
  add(...objects: readonly object[]): this {
    const { unit } = this.#core;
    this.#core.assertUsable();
    for (const object of objects) unit.add(unit.stateOf(object));
    return this;
  }

  /** Marks objects for deletion with the next flush. @throws StateError for objects that are not in the session */
  delete(...objects: readonly object[]): this {
    this.#core.assertUsable();
    for (const object of objects) {
      const state = this.#owned(object, "delete()");
      if (state.lifecycle !== "deleted") this.#core.unit.doom(state);
    }
    return this;
  }

  /** True where the object is in this session. */
  has(object: object): boolean {
    const state = stateOf(object);
    return state !== undefined && this.#core.unit.owns(state) && state.lifecycle !== "deleted";
  }

  /** Where an object stands: transient, pending, persistent, deleted or detached. */
  stateOf(object: object): Lifecycle {
    return this.#core.unit.stateOf(object).lifecycle;
  }

  /** True where a flush would write the object. */
  isModified(object: object): boolean {
    return this.#core.unit.isModified(this.#core.unit.stateOf(object));
  }

  /**
   * The object with this key: the one in the session where there is one, or from the database; null where there is none.
   *
   *     await session.get(Order, 7);
   *     await session.get(OrderProduct, { orderId: 7, productId: 3 });
   *
   * @throws KeyFormError
   */
  async get<T extends AnyEntity>(model: EntityClass<T>, key: KeyOf<T>, options: GetOptions = {}): Promise<T | null> {
    this.#core.assertUsable();
    const entity = this.#core.unit.runtime.ofClass(model);
    const state = await this.#find(entity, keyByPosition(entity, key), options);
    return (state?.instance as T | undefined) ?? null;
  }

  async #find(
    entity: EntityRuntime,
    values: readonly unknown[],
    options: GetOptions = {},
  ): Promise<InstanceState | undefined> {
    const { unit } = this.#core;
    const known = unit.identities.get(entity, entity.identity(values));
    // The row is of another class of the same hierarchy.
    if (known !== undefined && !(known.instance instanceof entity.model)) return undefined;
    const wantsRow = options.lock !== undefined || options.populateExisting === true;
    const filters = unit.filters.with(options.filters);
    const isSure = known?.isUnfiltered !== true || !filters.touches(entity);
    if (known !== undefined && !wantsRow && isSure && !unit.isExpired(known))
      return unit.doomed.has(known) ? undefined : known;
    await this.#core.autoflush(options.signal);
    if (options.lock !== undefined) this.#core.locking();
    const condition = keyCondition("t", entity.key, [entity.keyValues(values)], 1);
    const lock = options.lock === undefined ? "" : ` ${lockClause(options.lock)}`;
    const where = restricted(entity, "t", condition, filters);
    const sql = `SELECT ${entity.selectList("t")} FROM ${entity.fromAll("t")} WHERE ${where.sql}${lock}`;
    const rows = await this.#core.run(sql, where.parameters, options.signal, !wantsRow);
    const [state] = materialize(unit, entity, rows, { overwrite: wantsRow || known !== undefined, filters });
    if (state === undefined) return undefined;
    this.#core.loaded(entity, [state]);
    await loadAlong(this.#core.loadContext(options.signal, filters), [state], defaultPlans(unit, unit.entityOf(state)));
    return state;
  }

  /**
   * A query for objects of a class.
   *
   *     await session.select(Order).where("orderDate", ">", monday).with({ products: { product: true } }).all();
   */
  select<T extends AnyEntity>(model: EntityClass<T>): SelectQuery<T> {
    const entity = this.#core.unit.runtime.ofClass(model);
    const plans = defaultPlans(this.#core.unit, entity);
    return new SelectQuery<T>(this.#core, emptyParts(new Criteria(entity, "t"), plans));
  }

  /**
   * Rows of a query of one's own, SQL or Kysely, with several objects and values each. The query selects whole rows of the
   * classes' tables by the names of the shape:
   *
   *     await session.rows(
   *       { order: Order, customer: nullable(Customer), place: integer().notNull() },
   *       sql`SELECT o AS "order", c AS customer, rank() OVER (ORDER BY o.order_date) AS place
   *           FROM orders AS o LEFT JOIN customers AS c USING (customer_id)`,
   *     );
   *
   * @throws NoObjectError where an object that is not nullable is missing
   */
  async rows<const Shape extends RowShape>(
    shape: Shape,
    source: RowSource,
    options: RunOptions = {},
  ): Promise<RowOfShape<Shape>[]> {
    this.#core.assertUsable();
    return (await readRows(this.#core, shape, source, options.signal)) as RowOfShape<Shape>[];
  }

  /**
   * A query for what an object's relationship leads to, whether or not it is loaded; nothing is loaded for it.
   *
   *     await session.related(customer, "orders").where("orderDate", ">", monday).count();
   *     await session.related(customer, "orders").orderBy("orderDate", "desc").page({ size: 20 });
   *
   * @throws StateError for an object that has no row in the session, UnknownPropertyError
   */
  related<T extends object, Name extends RelationsOf<T> & keyof T>(
    object: T,
    name: Name,
  ): SelectQuery<Extract<TargetOf<T, Name>, object>> {
    const { unit } = this.#core;
    const parts = partsOfOwner(unit, this.#persistent(object, "related()"), name);
    return new SelectQuery(this.#core, parts);
  }

  /**
   * Inserts a row, or changes the one that is there, with one statement; gives the object for it.
   *
   *     const tag = await session.upsert(Tag, { name: "hot" }, { on: "name" });
   *     await session.upsert(Stock, rows, { on: ["shop", "product"], update: { count: sql`t.count + excluded.count` } });
   *
   * As with `update()` of a query, hooks don't take part.
   *
   * @throws UpsertTargetError for classes whose rows are in several tables
   */
  async upsert<T extends AnyEntity>(
    model: EntityClass<T>,
    values: InsertValues<T>,
    options: UpsertOptions<ColumnsOf<T>>,
  ): Promise<T>;
  /** The same for many rows, each once: objects in the order of the rows. */
  async upsert<T extends AnyEntity>(
    model: EntityClass<T>,
    values: readonly InsertValues<T>[],
    options: UpsertOptions<ColumnsOf<T>>,
  ): Promise<T[]>;
  async upsert(model: EntityClass, values: object, options: object): Promise<unknown> {
    this.#core.assertUsable();
    const entity = this.#core.unit.runtime.ofClass(model);
    const rows = (Array.isArray(values) ? values : [values]) as readonly object[];
    const states = await upsertRows(this.#core, entity, rows, options as UpsertOptions<Record<string, unknown>>);
    const objects = states.map(({ instance }) => instance);
    return Array.isArray(values) ? objects : objects[0];
  }

  /** Loads relationships of objects that are there already, with one query each, and columns that were left out. */
  async load<T extends object, const Tree extends With<T>>(
    objects: T | readonly T[],
    tree: Tree & ExactTree<Tree, T>,
    options: RunOptions = {},
  ): Promise<Loaded<T, Tree>[]> {
    await this.#core.autoflush(options.signal);
    const list = (Array.isArray(objects) ? objects : [objects]) as readonly T[];
    const states = list.map((object) => this.#owned(object, "load()"));
    const [first] = states;
    if (first !== undefined) {
      const { unit } = this.#core;
      const context = this.#core.loadContext(options.signal);
      await loadColumns(context, states, columnsAmong(unit.entityOf(first), tree));
      await loadAlong(context, states, loadPlans(unit, unit.entityOf(first), tree));
    }
    return list as readonly unknown[] as Loaded<T, Tree>[];
  }

  /** Writes all changes to the database, inside the transaction. A signal stops it: nothing of it is written. */
  flush(options: RunOptions = {}): Promise<void> {
    return this.#core.flush(options.signal);
  }

  /** Flushes and commits. Objects keep their values unless `expireOnCommit` is set. A signal stops the flush. */
  commit(options: RunOptions = {}): Promise<void> {
    return this.#core.commit(options.signal);
  }

  /** Rolls the whole transaction back; objects are as they were when it began. */
  rollback(): Promise<void> {
    return this.#core.rollback();
  }

  /**
   * Begins a transaction with options of its own. A transaction that only read is ended for it.
   *
   * @throws TransactionOpenError where a transaction is open that was begun so, or that wrote or locked rows
   */
  begin(options: TransactionOptions = {}): Promise<void> {
    return this.#core.begin(options);
  }

  /** A savepoint: what follows can be undone alone, in the database and in memory. A signal stops the flush before it. */
  beginNested(options?: RunOptions): Promise<Savepoint>;
  /** Runs work in a savepoint of its own, which is undone when the work throws. A signal stops the flushes at both ends. */
  beginNested<Result>(work: (session: this) => Promise<Result>, options?: RunOptions): Promise<Result>;
  async beginNested<Result>(
    first?: RunOptions | ((session: this) => Promise<Result>),
    second: RunOptions = {},
  ): Promise<Savepoint | Result> {
    const [work, options] = typeof first === "function" ? [first, second] : [undefined, first ?? {}];
    const savepoint = new Savepoint(this.#core, await this.#core.beginSavepoint(options.signal));
    return work === undefined ? savepoint : savepoint.run(() => work(this), options);
  }

  /**
   * Runs work in a transaction: commits when it returns, rolls back when it throws. Within another such block it is a
   * savepoint. What the session did before is part of the transaction, unless there are options: they need a transaction
   * of their own, for which one that only read is ended.
   *
   *     await session.transaction(async (s) => { s.add(new Tag({ name: "new" })); });
   * @throws TransactionOpenError with options, where a transaction wrote or locked rows already, and within another block
   */
  async transaction<Result>(
    work: (session: this) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    if (this.#isInBlock) {
      this.#core.refuseOptions(options, "transaction()");
      return this.beginNested(work);
    }
    await this.#core.useOptions(options, "transaction()");
    this.#core.holder.begin();
    this.#isInBlock = true;
    try {
      const result = await work(this);
      await this.commit();
      return result;
    } catch (error) {
      await this.rollback().catch(() => {});
      throw error;
    } finally {
      this.#isInBlock = false;
    }
  }

  /**
   * Runs work in a transaction, again from the start where another transaction was in the way (serialisation failure,
   * deadlock, a row of another version than was loaded). The work must make its own objects or load them: those of a failed run are as before it.
   *
   * @throws TransactionOpenError where the session has changes already, which a second run would lack
   */
  async retry<Result>(work: (session: this) => Promise<Result>, options: RetryOptions = {}): Promise<Result> {
    if (!this.#isInBlock) this.#core.refuseChanges("retry()");
    const { attempts = 5, delayMs = (attempt) => Math.random() * 10 * 2 ** attempt, ...transaction } = options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.transaction(work, transaction);
      } catch (error) {
        const isRepeatable = error instanceof TransactionConflictError || error instanceof StaleDataError;
        if (!isRepeatable || attempt >= attempts) throw error;
        this.expireAll();
        await new Promise((resolve) => setTimeout(resolve, delayMs(attempt)));
      }
    }
  }

  /** The session's own object with the key of a given one, told what the given one says; cascades along `merge`. */
  async merge<T extends object>(object: T, options: RunOptions = {}): Promise<T> {
    await this.#core.autoflush(options.signal);
    const { unit } = this.#core;
    const context = {
      load: this.#core.loadContext(options.signal),
      find: (entity: EntityRuntime, values: readonly unknown[]) =>
        this.#find(entity, values, { ...options, filters: false }),
    };
    return (await mergeState(context, unit.stateOf(object))).instance as T;
  }

  /** Reads an object's row again; what was changed and not flushed is lost. Cascades along `refresh-expire`. */
  async refresh(object: object, options: RefreshOptions = {}): Promise<void> {
    this.#core.assertUsable();
    const { unit } = this.#core;
    const state = this.#persistent(object, "refresh()");
    const lock = options.lock === undefined ? "" : lockClause(options.lock);
    if (lock !== "") this.#core.locking();
    const known = [...unit.entityOf(state).deferred].filter(({ position }) => state.values[position] !== undefined);
    for (const other of reachedBy(unit, state, "refresh-expire")) unit.expire(other);
    await refreshStates(this.#core.loadContext(options.signal, Filters.none, lock === ""), [state], lock, known);
    await loadAlong(this.#core.loadContext(options.signal), [state], defaultPlans(unit, unit.entityOf(state)));
  }

  /**
   * Forgets the values of an object, or some of them: they are read again by `refresh`, `get` or a query. Cascades along
   * `refresh-expire`.
   */
  expire(object: object, ...properties: readonly string[]): void {
    const { unit } = this.#core;
    const state = this.#persistent(object, "expire()");
    const { names, positions } = state.layout;
    const unknown = properties.find((name) => !positions.has(name));
    if (unknown !== undefined) throw new UnknownPropertyError(unit.entityOf(state).name, unknown, names);
    if (properties.length > 0) unit.expire(state, properties);
    else for (const other of reachedBy(unit, state, "refresh-expire")) unit.expire(other);
  }

  /** Forgets all values of all objects. */
  expireAll(): void {
    for (const state of this.#core.unit.identities) this.#core.unit.expire(state);
  }

  /** Lets an object go, with those that cascade `expunge` reaches; its changes are not written. */
  expunge(object: object): void {
    const { unit } = this.#core;
    for (const state of reachedBy(unit, this.#owned(object, "expunge()"), "expunge")) unit.detach(state);
  }

  /** Lets all objects go; what was not flushed is lost. The transaction stays as it is. */
  clear(): void {
    this.#core.unit.clear();
  }

  /**
   * Parameters of filters from here on, and which are on or off: `session.filters({ tenant: { tenantId: 8 } })`. False turns
   * all of them off. What is loaded already stays as it is.
   *
   * @throws UnknownFilterError
   */
  filters(settings: FilterSettings): this {
    const { unit } = this.#core;
    unit.filters = unit.filters.with(settings);
    return this;
  }

  /** Hooks of this session; returns what takes them away again. */
  addHooks(hooks: SessionHooks<AnySession>): () => void;
  /** Hooks for objects of a class in this session. */
  addHooks<T extends AnyEntity>(model: EntityClass<T>, hooks: EntityHooks<T>): () => void;
  addHooks(first: unknown, hooks?: unknown): () => void {
    if (hooks === undefined) return this.#core.hooks.add(first as SessionHooks<never>);
    return this.#core.hooks.addFor(first as object, hooks as EntityHooks<never>);
  }

  /** The connection, in the session's transaction, for SQL of one's own; what is to be written is flushed before. */
  connection(): Promise<Connection> {
    this.#core.unit.level.wroteUnseen = true;
    return this.#core.connection();
  }

  /** Ends the transaction by a rollback and lets all objects go. Harmless when repeated. */
  close(): Promise<void> {
    return this.#core.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #owned(object: object, what: string): InstanceState {
    const { unit } = this.#core;
    const state = unit.stateOf(object);
    if (unit.owns(state)) return state;
    throw new StateError(unit.entityOf(state).name, state.lifecycle, what);
  }

  #persistent(object: object, what: string): InstanceState {
    const state = this.#owned(object, what);
    if (state.lifecycle === "persistent") return state;
    throw new StateError(this.#core.unit.entityOf(state).name, state.lifecycle, what);
  }
}

/**
 * A unit of work on the objects of a data model.
 *
 *     await using session = new Session(engine, commerce);
 *     const customer = await session.get(Customer, 7);
 *     customer.orders.add(new Order());
 *     await session.commit(); // INSERT INTO orders (customer_id) …
 */
export class Session<D extends Declarations = Declarations> extends AnySession {
  readonly model: DataModel<D>;

  /**
   * @param where an engine, or a connection that somebody else holds: in its open transaction, the session's own ones are
   *   savepoints, so that the holder can undo all of them (tests that roll back)
   */
  constructor(where: Engine | Connection, model: DataModel<D>, options: SessionOptions<AnySession> = {}) {
    super(where, model as unknown as DataModel, options);
    this.model = model;
  }

  /** Kysely, typed from the data model, in the session's transaction; what is to be written is flushed before. */
  get kysely(): Kysely<DatabaseOf<D>> {
    return this.untypedKysely as Kysely<DatabaseOf<D>>;
  }
}
