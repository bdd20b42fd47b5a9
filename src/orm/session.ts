/** The session: the objects of one piece of work, and the transaction they live in. */
import type { Connection, TransactionOptions } from "../engine/connection.ts";
import type { Engine } from "../engine/engine.ts";
import type { DataModel, Declarations } from "../model/data-model.ts";
import type { RelationLayout } from "../model/layout.ts";
import { stateOf, type InstanceState, type Lifecycle } from "../model/state.ts";
import { ConnectionHolder } from "./connection-holder.ts";
import { translateError } from "./database-errors.ts";
import { InactiveSessionError, KeyFormError, SessionClosedError, StateError } from "./errors.ts";
import { flush, type FlushContext } from "./flush/flush.ts";
import { HookRunner, type EntityHooks, type SessionHooks } from "./hooks.ts";
import { keyCondition } from "./load/key-condition.ts";
import { materialize } from "./load/materialize.ts";
import { refreshStates } from "./load/refresh.ts";
import { loadRelation, type LoadContext } from "./load/relations.ts";
import { runtimeOf, type EntityRuntime } from "./runtime.ts";
import { Unit } from "./unit.ts";

export interface SessionOptions<S = unknown> {
  /** Flushes before queries; true unless told. */
  readonly autoflush?: boolean;
  /** Forgets all values with each commit, so that objects must be refreshed before they are read; false unless told. */
  readonly expireOnCommit?: boolean;
  /** Of every transaction. */
  readonly transaction?: TransactionOptions;
  readonly hooks?: SessionHooks<S>;
  /** Told of what is probably a mistake but no error; a process warning unless told. */
  readonly onWarning?: (message: string) => void;
}

/** A class whose objects a session can hold. */
export type EntityClass<T extends object = object> = abstract new (...args: never[]) => T;

/**
 * A unit of work on the objects of a data model.
 *
 *     await using session = new Session(engine, commerce);
 *     const customer = await session.get(Customer, 7);
 *     customer.orders.add(new Order());
 *     await session.commit(); // INSERT INTO orders (customer_id) …
 */
export class Session<D extends Declarations = Declarations> {
  readonly model: DataModel<D>;
  readonly engine: Engine;
  readonly #options: SessionOptions<Session<D>>;
  readonly #holder: ConnectionHolder;
  readonly #unit: Unit;
  readonly #hooks: HookRunner;
  #flushing: Promise<void> = Promise.resolve();
  #isFlushing = false;
  #noAutoflush = 0;
  #failure: unknown;
  #closed = false;
  #savepoints = 0;

  constructor(engine: Engine, model: DataModel<D>, options: SessionOptions<Session<D>> = {}) {
    this.engine = engine;
    this.model = model;
    this.#options = options;
    this.#holder = new ConnectionHolder(engine, options.transaction ?? {});
    this.#hooks = new HookRunner(this, options.hooks === undefined ? [] : [options.hooks as SessionHooks<never>]);
    this.#unit = new Unit(runtimeOf(model), (state, relations) => this.#loadRelations(state, relations));
  }

  /** True where something is to be written. */
  get isDirty(): boolean {
    return !this.#unit.isClean;
  }

  /** True while a transaction is open. */
  get inTransaction(): boolean {
    return this.#holder.isOpen;
  }

  /** Takes objects in, with those that they refer to: they are inserted with the next flush. */
  add(...objects: readonly object[]): this {
    this.#assertUsable();
    for (const object of objects) this.#unit.add(this.#unit.stateOf(object));
    return this;
  }

  /** Marks objects for deletion with the next flush. @throws StateError for objects that are not in the session */
  delete(...objects: readonly object[]): this {
    this.#assertUsable();
    for (const object of objects) {
      const state = this.#unit.stateOf(object);
      if (!this.#unit.owns(state)) throw new StateError(this.#unit.entityOf(state).name, state.lifecycle, "delete()");
      if (state.lifecycle !== "deleted") this.#unit.doom(state);
    }
    return this;
  }

  /** True where the object is in this session. */
  has(object: object): boolean {
    const state = stateOf(object);
    return state !== undefined && this.#unit.owns(state) && state.lifecycle !== "deleted";
  }

  /** Where an object stands: transient, pending, persistent, deleted or detached. */
  stateOf(object: object): Lifecycle {
    return this.#unit.stateOf(object).lifecycle;
  }

  /**
   * The object with this key: the one in the session where there is one, or from the database; null where there is none.
   *
   *     await session.get(Order, 7);
   *     await session.get(OrderProduct, { orderId: 7, productId: 3 });
   *
   * @throws KeyFormError
   */
  async get<T extends object>(model: EntityClass<T>, key: unknown, options: GetOptions = {}): Promise<T | null> {
    this.#assertUsable();
    const entity = this.#unit.runtime.ofClass(model);
    const values = keyValues(entity, key);
    const known = this.#unit.identities.get(entity, entity.identity(values));
    const wantsRow = options.lock !== undefined || options.populateExisting === true;
    if (known !== undefined && !wantsRow && !isExpired(entity, known)) {
      return this.#unit.doomed.has(known) ? null : (known.instance as T);
    }
    await this.#autoflush();
    const condition = keyCondition("t", entity.key, [entity.key.map(({ position }) => values[position])], 1);
    const lock = options.lock === undefined ? "" : ` FOR ${lockClauses[options.lock]}`;
    const sql = `SELECT ${entity.selectList("t")} FROM ${entity.sql} AS t WHERE ${condition.sql}${lock}`;
    const rows = await this.#run(sql, condition.parameters, options.signal);
    const overwrite = wantsRow || (known !== undefined && isExpired(entity, known));
    const [state] = materialize(this.#unit, entity, rows, { overwrite });
    if (state !== undefined) this.#hooks.loaded(entity, [state]);
    return (state?.instance as T | undefined) ?? null;
  }

  /** Writes all changes to the database, inside the transaction. */
  flush(): Promise<void> {
    this.#assertUsable();
    if (this.#isFlushing) return this.#flushing.then(() => this.flush());
    if (this.#unit.isClean) return Promise.resolve();
    this.#isFlushing = true;
    this.#flushing = this.#flush().finally(() => {
      this.#isFlushing = false;
    });
    return this.#flushing;
  }

  /** Flushes and commits. Objects keep their values unless `expireOnCommit` is set. */
  async commit(): Promise<void> {
    this.#assertUsable();
    if (this.#hooks.has("beforeCommit")) await this.#hooks.session("beforeCommit");
    await this.flush();
    await this.#releaseSavepoints();
    try {
      await this.#holder.commit();
    } catch (error) {
      this.#failure = error;
      throw translateError(error, this.model);
    }
    this.#unit.commitLevel();
    if (this.#options.expireOnCommit === true) for (const state of this.#unit.identities) this.#unit.expire(state);
    if (this.#hooks.has("afterCommit")) await this.#hooks.session("afterCommit");
  }

  /** Rolls the whole transaction back; objects are as they were when it began. */
  async rollback(): Promise<void> {
    await this.#flushing.catch(() => {});
    this.#failure = undefined;
    try {
      await this.#holder.rollback();
    } finally {
      while (this.#unit.level.parent !== undefined) this.#unit.rollbackLevel();
      this.#unit.rollbackLevel();
    }
    if (this.#hooks.has("afterRollback")) await this.#hooks.session("afterRollback");
  }

  /** Ends the transaction by a rollback and lets all objects go. Harmless when repeated. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#flushing.catch(() => {});
    this.#closed = true;
    this.#failure = undefined;
    await this.#holder.rollback();
    while (this.#unit.level.parent !== undefined) this.#unit.rollbackLevel();
    if (!this.#unit.isClean || this.#unit.level.wrote) this.#unit.rollbackLevel();
    for (const state of [...this.#unit.identities]) this.#unit.detach(state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Reads objects from the database again; what was changed and not flushed is lost. */
  async refresh(object: object, options: RefreshOptions = {}): Promise<void> {
    this.#assertUsable();
    const state = this.#persistent(object, "refresh()");
    this.#unit.expire(state);
    const lock = options.lock === undefined ? "" : `FOR ${lockClauses[options.lock]}`;
    await refreshStates(this.#loadContext(options.signal), [state], lock);
  }

  /** Forgets the values of an object, or some of them: they are read again by `refresh`, `get` or a query. */
  expire(object: object, ...properties: readonly string[]): void {
    this.#unit.expire(this.#persistent(object, "expire()"), properties.length === 0 ? undefined : properties);
  }

  expireAll(): void {
    for (const state of this.#unit.identities) this.#unit.expire(state);
  }

  /** Lets an object go, with those that cascade `expunge` reaches; its changes are not written. */
  expunge(object: object): void {
    const state = this.#unit.stateOf(object);
    if (!this.#unit.owns(state)) throw new StateError(this.#unit.entityOf(state).name, state.lifecycle, "expunge()");
    this.#unit.detach(state);
  }

  #persistent(object: object, what: string): InstanceState {
    const state = this.#unit.stateOf(object);
    if (this.#unit.owns(state) && state.lifecycle === "persistent") return state;
    throw new StateError(this.#unit.entityOf(state).name, state.lifecycle, what);
  }

  async #flush(): Promise<void> {
    try {
      await flush(this.#flushContext());
    } catch (error) {
      const translated = translateError(error, this.model);
      this.#failure = translated;
      await this.#abandon();
      throw translated;
    }
  }

  /** A failed flush leaves nothing half written, and no locks. */
  async #abandon(): Promise<void> {
    const { savepoint } = this.#unit.level;
    if (savepoint === undefined) await this.#holder.rollback().catch(() => {});
    else {
      const connection = await this.#holder.get().catch(() => undefined);
      await connection?.query(`ROLLBACK TO SAVEPOINT ${savepoint}`).catch(() => {});
    }
  }

  #flushContext(): FlushContext {
    return {
      unit: this.#unit,
      run: (sql, parameters) => this.#run(sql, parameters),
      change: async (sql, parameters) => {
        const connection = await this.#holder.get();
        const result = await connection.query<unknown[]>(sql, parameters, { rowMode: "array" });
        return { rowCount: result.rowCount ?? 0, rows: result.rows };
      },
      hooks: this.#hooks,
      warn: this.#options.onWarning ?? ((message) => process.emitWarning(message, "LimbeckWarning")),
      newLinks: new Map(),
    };
  }

  #loadContext(signal?: AbortSignal): LoadContext {
    return {
      unit: this.#unit,
      run: (sql, parameters) => this.#run(sql, parameters, signal),
      loaded: (states) => {
        if (states.length > 0) this.#hooks.loaded(this.#unit.entityOf(states[0]!), states);
      },
    };
  }

  async #run(sql: string, parameters: readonly unknown[], signal?: AbortSignal): Promise<unknown[][]> {
    const connection = await this.#holder.get(signal);
    const options = { rowMode: "array" as const, ...(signal === undefined ? {} : { signal }) };
    const { rows } = await connection.query<unknown[]>(sql, parameters, options);
    return rows;
  }

  async #autoflush(): Promise<void> {
    if (this.#isFlushing || this.#noAutoflush > 0 || this.#options.autoflush === false) return;
    if (!this.#unit.isClean) await this.flush();
  }

  async #loadRelations(state: InstanceState, relations: readonly RelationLayout[]): Promise<void> {
    this.#assertUsable();
    await this.#autoflush();
    const entity = this.#unit.entityOf(state);
    for (const layout of relations) await loadRelation(this.#loadContext(), [state], entity.relation(layout));
  }

  async #releaseSavepoints(): Promise<void> {
    while (this.#unit.level.parent !== undefined) {
      const connection = await this.#holder.get();
      await connection.query(`RELEASE SAVEPOINT ${this.#unit.level.savepoint!}`);
      this.#unit.commitLevel();
    }
  }

  #assertUsable(): void {
    if (this.#closed) throw new SessionClosedError();
    if (this.#failure !== undefined) throw new InactiveSessionError(this.#failure);
  }

  /** Hooks of this session for a class. */
  hooksFor<T extends object>(model: EntityClass<T>, hooks: EntityHooks<T>): () => void {
    return this.#hooks.addFor(model, hooks as EntityHooks<never>);
  }

  /** The connection of the session, in its transaction; a flush comes first. */
  async connection(): Promise<Connection> {
    this.#assertUsable();
    await this.#autoflush();
    return this.#holder.get();
  }

  get savepointCount(): number {
    return this.#savepoints;
  }
}

export type LockMode = "update" | "noKeyUpdate" | "share" | "keyShare";

const lockClauses: Readonly<Record<LockMode, string>> = {
  update: "UPDATE",
  noKeyUpdate: "NO KEY UPDATE",
  share: "SHARE",
  keyShare: "KEY SHARE",
};

export interface RefreshOptions {
  readonly lock?: LockMode;
  readonly signal?: AbortSignal;
}

export interface GetOptions extends RefreshOptions {
  /** Reads the row even where the object is in the session. */
  readonly populateExisting?: boolean;
}

function isExpired(entity: EntityRuntime, state: InstanceState): boolean {
  return entity.columns.some(({ position }) => state.values[position] === undefined);
}

/** A key as users write it, by position. */
function keyValues(entity: EntityRuntime, key: unknown): unknown[] {
  const values: unknown[] = [];
  const properties = entity.key.map((column) => column.property);
  const isRecord = typeof key === "object" && key !== null && Object.getPrototypeOf(key) === Object.prototype;
  if (Array.isArray(key) && key.length === entity.key.length) {
    entity.key.forEach((column, index) => (values[column.position] = key[index]));
  } else if (isRecord && properties.every((property) => property in key)) {
    for (const column of entity.key) values[column.position] = (key as Record<string, unknown>)[column.property];
  } else if (entity.key.length === 1 && !isRecord && key !== undefined) values[entity.key[0]!.position] = key;
  else throw new KeyFormError(entity.name, properties);
  return values;
}
