/** What users hang into the life of objects and sessions. */
import { hookAttribute, type AttributeHooks, type ColumnName, type ValueOf } from "../model/attribute-hooks.ts";
import type { Layout } from "../model/layout.ts";
import { modelSlot, type InstanceState } from "../model/state.ts";
import type { EntityRuntime } from "./entity-runtime.ts";

/** Hooks of objects. They may change the object they are given; those after a write come too late for that. */
export interface EntityHooks<T = object> {
  readonly beforeInsert?: (object: T) => void | Promise<void>;
  readonly afterInsert?: (object: T) => void | Promise<void>;
  readonly beforeUpdate?: (object: T) => void | Promise<void>;
  readonly afterUpdate?: (object: T) => void | Promise<void>;
  readonly beforeDelete?: (object: T) => void | Promise<void>;
  readonly afterDelete?: (object: T) => void | Promise<void>;
  /** Told of each object that was made from a row, once. */
  readonly load?: (object: T) => void;
}

export type EntityHookName = keyof EntityHooks;

/** What a statement by criteria changed. */
export interface BulkChange {
  readonly model: abstract new (...args: never[]) => object;
  /** How many rows it reached. */
  readonly count: number;
  /** What an update set, by property. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Hooks of a session. Methods, so that hooks for any session serve one of a certain data model. */
export interface SessionHooks<S> {
  beforeFlush?(session: S): void | Promise<void>;
  afterFlush?(session: S): void | Promise<void>;
  beforeCommit?(session: S): void | Promise<void>;
  afterCommit?(session: S): void | Promise<void>;
  afterRollback?(session: S): void | Promise<void>;
  /** Told of each `update()` of a query, once it has run. */
  afterBulkUpdate?(session: S, change: BulkChange): void | Promise<void>;
  /** Told of each `delete()` of a query, once it has run. */
  afterBulkDelete?(session: S, change: BulkChange): void | Promise<void>;
}

export type SessionHookName = keyof SessionHooks<unknown>;

type AnyEntityHooks = EntityHooks<never>;

const ofClasses = new WeakMap<object, AnyEntityHooks[]>();

/**
 * Hooks for all objects of a class, in every session.
 *
 *     addHooks(Order, { beforeUpdate: (order) => { order.changedAt = new Date(); } });
 *
 * @returns takes the hooks away again
 */
export function addHooks<T extends object>(
  model: abstract new (...args: never[]) => T,
  hooks: EntityHooks<T>,
): () => void {
  return register(ofClasses, model, hooks as AnyEntityHooks);
}

function register(store: WeakMap<object, AnyEntityHooks[]>, model: object, hooks: AnyEntityHooks): () => void {
  const list = store.get(model) ?? [];
  store.set(model, [...list, hooks]);
  return () =>
    store.set(
      model,
      (store.get(model) ?? []).filter((other) => other !== hooks),
    );
}

/**
 * Hooks for a column of a class: a validation of what is set, and word of changes.
 *
 *     addAttributeHooks(Customer, "emailAddress", { validate: (value) => value.trim().toLowerCase() });
 *
 * Assignments are seen, in constructors too, not what is read from the database, nor defaults, expressions and statements by
 * criteria. Classes that extend the class have them as well.
 *
 * @returns takes the hooks away again
 * @throws UnknownAttributeError
 */
export function addAttributeHooks<T extends object, Name extends ColumnName<T>>(
  model: abstract new (...args: never[]) => T,
  property: Name,
  hooks: AttributeHooks<T, ValueOf<T, Name>>,
): () => void {
  const { layout } = (model as unknown as { readonly [modelSlot]: { readonly layout: Layout } })[modelSlot];
  return hookAttribute(model.name, layout, property, hooks as never);
}

/** The hooks of one session with those of the classes. */
export class HookRunner {
  readonly #session: unknown;
  readonly #sessionHooks: SessionHooks<never>[];
  readonly #entityHooks = new WeakMap<object, AnyEntityHooks[]>();

  constructor(session: unknown, hooks: readonly SessionHooks<never>[]) {
    this.#session = session;
    this.#sessionHooks = [...hooks];
  }

  /** Adds hooks of this session alone, for itself or for a class. */
  add(hooks: SessionHooks<never>): () => void {
    this.#sessionHooks.push(hooks);
    return () => void this.#sessionHooks.splice(this.#sessionHooks.indexOf(hooks), 1);
  }

  addFor(model: object, hooks: AnyEntityHooks): () => void {
    return register(this.#entityHooks, model, hooks);
  }

  has(name: SessionHookName): boolean {
    return this.#sessionHooks.some((hooks) => hooks[name] !== undefined);
  }

  async bulk(name: "afterBulkUpdate" | "afterBulkDelete", change: BulkChange): Promise<void> {
    for (const hooks of Array.from(this.#sessionHooks)) await hooks[name]?.(this.#session as never, change);
  }

  async session(name: Exclude<SessionHookName, "afterBulkUpdate" | "afterBulkDelete">): Promise<void> {
    for (const hooks of Array.from(this.#sessionHooks)) await hooks[name]?.(this.#session as never);
  }

  /** The functions of a class and those it extends; usually none. */
  of(entity: EntityRuntime, name: EntityHookName): ((object: never) => void | Promise<void>)[] {
    const found: ((object: never) => void | Promise<void>)[] = [];
    for (
      let model: object | null = entity.model;
      model !== null;
      model = Object.getPrototypeOf(model) as object | null
    ) {
      for (const hooks of [...(ofClasses.get(model) ?? []), ...(this.#entityHooks.get(model) ?? [])]) {
        const hook = hooks[name];
        if (hook !== undefined) found.push(hook);
      }
    }
    return found;
  }

  async run(entity: EntityRuntime, name: EntityHookName, states: Iterable<InstanceState>): Promise<void> {
    const functions = this.of(entity, name);
    if (functions.length === 0) return;
    for (const state of states) for (const hook of functions) await hook(state.instance as never);
  }

  loaded(entity: EntityRuntime, states: readonly InstanceState[]): void {
    const functions = this.of(entity, "load");
    if (functions.length === 0) return;
    for (const state of states) {
      if (state.isTold) continue;
      state.isTold = true;
      for (const hook of functions) void hook(state.instance as never);
    }
  }
}
