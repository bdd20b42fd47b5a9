/** What is behind a session: its unit of work, its transaction, and the order in which both go on. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Connection, TransactionOptions } from "../engine/connection.ts";
import type { Engine } from "../engine/engine.ts";
import type { DataModel } from "../model/data-model.ts";
import type { LoadOptions, LoadPath } from "../model/entity.ts";
import { WriteOnlyError } from "../model/instance-errors.ts";
import type { InstanceState } from "../model/state.ts";
import { ConnectionHolder } from "./connection-holder.ts";
import { translateError } from "./database-errors.ts";
import {
  EndlessFlushError,
  FlushingError,
  InactiveSessionError,
  SavepointError,
  SessionClosedError,
  TransactionOpenError,
} from "./errors.ts";
import { Filters } from "./filters.ts";
import { flush } from "./flush/flush.ts";
import type { FlushContext } from "./flush/context.ts";
import { Writes } from "./flush/writes.ts";
import { HookRunner, type BulkChange, type SessionHooks } from "./hooks.ts";
import { loadColumns } from "./load/columns.ts";
import { loadRelation, relatedOf, type LoadContext } from "./load/relations.ts";
import type { QueryHost } from "./query/host.ts";
import { defaultPlans, loadAlong } from "./query/related.ts";
import type { EntityRuntime } from "./entity-runtime.ts";
import { runtimeOf } from "./runtime.ts";
import type { SessionOptions } from "./session-options.ts";
import { Unit } from "./unit.ts";

/** Flushes of one flush, at most; hooks that change something each time would never come to an end. */
const mostRounds = 100;

/** The session whose flush, and whose hooks in it, a piece of code is part of. */
const insideFlush = new AsyncLocalStorage<SessionCore>();

const hasOptions = (options: TransactionOptions): boolean =>
  Object.values(options).some((option) => option !== undefined);

export class SessionCore implements QueryHost {
  readonly model: DataModel;
  readonly unit: Unit;
  readonly hooks: HookRunner;
  readonly holder: ConnectionHolder;
  readonly options: SessionOptions;
  readonly #replicas: readonly Engine[];
  #nextReplica = 0;
  #flushing: Promise<void> = Promise.resolve();
  #isFlushing = false;
  #failure: unknown;
  #closed = false;
  #savepoints = 0;
  #isBegun = false;
  #locked = false;

  constructor(engine: Engine, model: DataModel, options: SessionOptions, session: unknown) {
    this.model = model;
    this.options = options;
    this.#replicas = options.replicas ?? [];
    this.holder = new ConnectionHolder(engine, options.transaction ?? {}, options.readsInTransaction === true);
    this.hooks = new HookRunner(session, options.hooks === undefined ? [] : [options.hooks as SessionHooks<never>]);
    this.unit = new Unit(runtimeOf(model), (...args) => this.#loadRelations(...args));
    this.unit.filters = new Filters({}).with(options.filters);
  }

  assertUsable(): void {
    if (this.#closed) throw new SessionClosedError();
    if (this.#failure !== undefined) throw new InactiveSessionError(this.#failure);
  }

  async run(
    sql: string,
    parameters: readonly unknown[],
    signal?: AbortSignal,
    isPlainRead = false,
  ): Promise<unknown[][]> {
    this.assertUsable();
    const options = { rowMode: "array" as const, ...(signal === undefined ? {} : { signal }) };
    try {
      const replica = isPlainRead ? this.#replica() : undefined;
      if (replica !== undefined) return (await replica.query<unknown[]>(sql, parameters, options)).rows;
      if (isPlainRead && this.holder.readsAlone) return (await this.holder.read(sql, parameters, options)).rows;
      return (await this.holder.query(sql, parameters, { signal, pipeline: isPlainRead })).rows;
    } catch (error) {
      throw translateError(error, this.model);
    }
  }

  /** Outside a transaction, reads may go elsewhere; inside one they must see what it wrote. */
  #replica(): Engine | undefined {
    if (this.#replicas.length === 0 || this.holder.isOpen) return undefined;
    this.#nextReplica = (this.#nextReplica + 1) % this.#replicas.length;
    return this.#replicas[this.#nextReplica];
  }

  async *stream(
    sql: string,
    parameters: readonly unknown[],
    options: { readonly batchSize?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<unknown[][]> {
    this.assertUsable();
    const connection = await this.holder.get(options.signal);
    yield* connection.stream<unknown[]>(sql, parameters, { ...options, rowMode: "array" });
  }

  async autoflush(signal?: AbortSignal): Promise<void> {
    this.assertUsable();
    if (this.#isFlushing || this.options.autoflush === false) return;
    if (!this.unit.isClean) await this.flush(signal);
  }

  /** @param commits where a COMMIT follows, which the last statements may take along */
  async flush(signal?: AbortSignal, commits = false): Promise<void> {
    this.assertUsable();
    this.#refuseInHook("flush()");
    while (this.#isFlushing) await this.#flushing;
    if (this.unit.isClean) return;
    this.#isFlushing = true;
    this.#flushing = insideFlush
      .run(this, () => this.#flush(signal, commits))
      .finally(() => {
        this.#isFlushing = false;
      });
    // Whoever else waits for it is not told of its failure, only of the session's state.
    this.#flushing.catch(() => {});
    await this.#flushing;
  }

  async #flush(signal: AbortSignal | undefined, commits: boolean): Promise<void> {
    try {
      await this.#flushAll(signal, commits);
    } catch (error) {
      const translated = translateError(error, this.model);
      this.#failure = translated;
      await this.#abandon();
      throw translated;
    }
  }

  /** What hooks add or change is written as well, until nothing is left. */
  async #flushAll(signal: AbortSignal | undefined, commits: boolean): Promise<void> {
    for (let round = 1; !this.unit.isClean; round += 1) {
      if (round > mostRounds) throw new EndlessFlushError(mostRounds, this.unit.unflushed());
      await flush(this.#flushContext(signal, commits));
    }
  }

  /** A hook that waits for the flush that waits for the hook would wait for ever. */
  #refuseInHook(what: string): void {
    if (this.#isFlushing && insideFlush.getStore() === this) throw new FlushingError(what);
  }

  /** A failed flush leaves nothing half written, and no locks. */
  async #abandon(): Promise<void> {
    const { savepoint } = this.unit.level;
    if (savepoint === undefined) await this.holder.rollback().catch(() => {});
    else {
      const connection = await this.holder.get().catch(() => undefined);
      await connection?.query(`ROLLBACK TO SAVEPOINT ${savepoint}`).catch(() => {});
    }
  }

  async commit(signal?: AbortSignal): Promise<void> {
    this.assertUsable();
    if (this.hooks.has("beforeCommit")) await this.hooks.session("beforeCommit");
    await this.flush(signal, true);
    while (this.unit.level.parent !== undefined) await this.releaseSavepoint();
    this.#ended();
    try {
      await this.holder.commit();
    } catch (error) {
      this.#failure = translateError(error, this.model);
      throw this.#failure;
    }
    this.unit.commitLevel();
    if (this.options.expireOnCommit === true) for (const state of this.unit.identities) this.unit.expire(state);
    if (this.hooks.has("afterCommit")) await this.hooks.session("afterCommit");
  }

  async rollback(): Promise<void> {
    this.#refuseInHook("rollback()");
    await this.#flushing.catch(() => {});
    this.#failure = undefined;
    this.#ended();
    try {
      await this.holder.rollback();
    } finally {
      while (this.unit.level.parent !== undefined) this.unit.rollbackLevel();
      this.unit.rollbackLevel();
    }
    if (this.hooks.has("afterRollback")) await this.hooks.session("afterRollback");
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#refuseInHook("close()");
    await this.#flushing.catch(() => {});
    this.#closed = true;
    this.#failure = undefined;
    await this.holder.rollback().catch(() => {});
    this.unit.letGo();
  }

  /** Begins a transaction with options: a new one, which what came before is not part of. @throws TransactionOpenError */
  async begin(options: TransactionOptions): Promise<void> {
    this.assertUsable();
    await this.#startAnew("begin()");
    this.holder.use(options);
    this.holder.begin();
    this.#isBegun = true;
    await this.holder.get();
  }

  /** The options of the transaction that the next statement begins. @throws TransactionOpenError */
  async useOptions(options: TransactionOptions, what: string): Promise<void> {
    if (!hasOptions(options)) return;
    await this.#startAnew(`${what} with options`);
    this.holder.use(options);
  }

  /** @throws TransactionOpenError where a savepoint was asked to be another transaction */
  refuseOptions(options: TransactionOptions, what: string): void {
    if (hasOptions(options)) throw new TransactionOpenError(`${what} with options`, "it runs within another one");
  }

  /** A transaction that only read, and locked nothing, is ended; any other one can't become a new one. */
  async #startAnew(what: string): Promise<void> {
    if (!this.holder.isOpen) return;
    const { level } = this.unit;
    if (this.#isBegun) throw new TransactionOpenError(what, "begin() began it");
    if (level.parent !== undefined) throw new TransactionOpenError(what, "it has a savepoint");
    if (level.wrote || level.wroteUnseen || this.#locked)
      throw new TransactionOpenError(what, "it wrote or locked rows");
    await this.holder.commit();
    this.unit.commitLevel();
  }

  bulkChanged(name: "afterBulkUpdate" | "afterBulkDelete", change: BulkChange): Promise<void> {
    return this.hooks.bulk(name, change);
  }

  locking(): void {
    this.#locked = true;
  }

  /** @throws TransactionOpenError where changes were made that a second run would lack */
  refuseChanges(what: string): void {
    const { isClean, level } = this.unit;
    if (!isClean || level.wrote) throw new TransactionOpenError(what, "it has changes that a second run would lack");
  }

  #ended(): void {
    this.#isBegun = false;
    this.#locked = false;
  }

  /** Begins a savepoint; everything before it is flushed. */
  async beginSavepoint(signal?: AbortSignal): Promise<string> {
    await this.flush(signal);
    const name = `limbeck_session_${++this.#savepoints}`;
    const connection = await this.holder.get(signal);
    await connection.query(`SAVEPOINT ${name}`, [], signal === undefined ? {} : { signal });
    this.unit.begin(name);
    return name;
  }

  /** Flushes, and makes what the innermost savepoint did part of what is around it. */
  async releaseSavepoint(name?: string, signal?: AbortSignal): Promise<void> {
    this.#assertInnermost(name);
    await this.flush(signal);
    const connection = await this.holder.get();
    await connection.query(`RELEASE SAVEPOINT ${this.unit.level.savepoint!}`);
    this.unit.commitLevel();
  }

  /** Undoes what was done since the savepoint, in the database and in memory. */
  async rollbackSavepoint(name: string): Promise<void> {
    await this.#flushing.catch(() => {});
    this.#assertInnermost(name);
    this.#failure = undefined;
    const connection = await this.holder.get();
    await connection.query(`ROLLBACK TO SAVEPOINT ${name}`);
    await connection.query(`RELEASE SAVEPOINT ${name}`);
    this.unit.rollbackLevel();
  }

  #assertInnermost(name: string | undefined): void {
    if (name !== undefined && this.unit.level.savepoint !== name) throw new SavepointError();
  }

  /** The connection, in the session's transaction. */
  async connection(signal?: AbortSignal): Promise<Connection> {
    await this.autoflush(signal);
    return this.holder.get(signal);
  }

  loadContext(signal?: AbortSignal, filters = this.unit.filters, isPlainRead = true): LoadContext {
    return {
      unit: this.unit,
      filters,
      run: (sql, parameters) => this.run(sql, parameters, signal, isPlainRead),
      loaded: (states) => {
        if (states.length > 0) this.loaded(this.unit.entityOf(states[0]!), states);
      },
    };
  }

  loaded(entity: EntityRuntime, states: readonly InstanceState[]): void {
    if (!entity.isPolymorphic) this.hooks.loaded(entity, states);
    else for (const state of states) this.hooks.loaded(this.unit.entityOf(state), [state]);
  }

  release(state: InstanceState): void {
    if (state.originals === undefined && state.lifecycle === "persistent" && !this.unit.doomed.has(state)) {
      this.unit.detach(state);
    }
  }

  #flushContext(signal: AbortSignal | undefined, commits: boolean): FlushContext {
    const mayEnd = () => commits && this.unit.isClean && this.unit.level.parent === undefined;
    const writes = new Writes(this.holder, { signal, mayEnd });
    return {
      unit: this.unit,
      run: (sql, parameters) => this.run(sql, parameters, signal),
      writes,
      change: (...args) => writes.change(...args),
      hooks: this.hooks,
      warn: this.options.onWarning ?? ((message) => process.emitWarning(message, "LimbeckWarning")),
      newLinks: new Map(),
      moved: [],
    };
  }

  async #loadRelations(state: InstanceState, paths: readonly LoadPath[], { signal }: LoadOptions): Promise<void> {
    await this.autoflush(signal);
    const context = this.loadContext(signal);
    const columns = paths.flatMap((path) => ("column" in path ? this.unit.entityOf(state).columnAt(path.column) : []));
    await loadColumns(context, [state], columns);
    for (const path of paths) {
      if ("column" in path) continue;
      const { relation: layout, further } = path;
      const relation = this.unit.entityOf(state).relation(layout);
      if (layout.writeOnly) throw new WriteOnlyError(state.placeOf(layout), layout.property);
      await loadRelation(context, [state], relation);
      await loadAlong(context, relatedOf([state], relation), defaultPlans(this.unit, relation.target, [layout]));
      // Where a proxy leads to a column, the association objects are all that it needs.
      const next = relation.target.relations.find(({ layout: { property } }) => property === further);
      if (next !== undefined) await loadRelation(context, relatedOf([state], relation), next);
    }
  }
}
