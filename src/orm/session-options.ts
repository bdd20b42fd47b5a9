import type { TransactionOptions } from "../engine/connection.ts";
import type { Engine } from "../engine/engine.ts";
import type { FilterSettings } from "./filters.ts";
import type { SessionHooks } from "./hooks.ts";

/** Options of a `Session`. */
export interface SessionOptions<S = never> {
  /** Flushes before queries; true unless told. */
  readonly autoflush?: boolean;
  /** Forgets all values with each commit, so that objects must be refreshed before they are read; false unless told. */
  readonly expireOnCommit?: boolean;
  /** Of every transaction: isolation level, read only. */
  readonly transaction?: TransactionOptions;
  /**
   * True where each read belongs to a transaction. Unless told, what is read before anything is written, outside of
   * `transaction()` and after no `begin()`, is read by itself: one round trip, no connection held. With an isolation level
   * above "read committed" reads are always in the transaction.
   */
  readonly readsInTransaction?: boolean;
  /** Parameters of filters by name, and which are on or off: `{ tenant: { tenantId: 7 }, live: false }`. */
  readonly filters?: FilterSettings;
  readonly hooks?: SessionHooks<S>;
  /** Told of what is probably a mistake but no error; a process warning unless told. */
  readonly onWarning?: (message: string) => void;
  /** Answer queries outside a transaction, in turn. A query after a write reads from the engine itself. */
  readonly replicas?: readonly Engine[];
}

/** `FOR UPDATE` and its kin, with what happens where another session holds the row. */
export type LockMode = "update" | "no key update" | "share" | "key share";

/** Options of `session.refresh()`. */
export interface RefreshOptions {
  /** Locks the row until the transaction ends. */
  readonly lock?: LockMode;
  readonly signal?: AbortSignal;
}

/** Options of `session.get()`. */
export interface GetOptions extends RefreshOptions {
  /** Reads the row even where the object is in the session. */
  readonly populateExisting?: boolean;
  /** Filters of this read alone: `{ live: false }`, or false for none. */
  readonly filters?: FilterSettings;
}

/** Options of `session.retry()`; times are in milliseconds. */
export interface RetryOptions extends TransactionOptions {
  /** How often the work may run in all; 5 unless told. */
  readonly attempts?: number;
  /** Milliseconds before a new attempt, by its number (1 for the second run); grows with chance unless told. */
  readonly delayMs?: (attempt: number) => number;
}
