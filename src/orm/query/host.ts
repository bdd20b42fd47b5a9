/** What queries need of the session they belong to. */
import type { InstanceState } from "../../model/state.ts";
import type { LoadContext } from "../load/relations.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import type { Filters } from "../filters.ts";
import type { BulkChange } from "../hooks.ts";
import type { Unit } from "../unit.ts";

export interface QueryHost {
  readonly unit: Unit;
  autoflush(signal?: AbortSignal): Promise<void>;
  /** Rows of values; a read that locks nothing needs no transaction, and may be answered by a replica. */
  run(sql: string, parameters: readonly unknown[], signal?: AbortSignal, isPlainRead?: boolean): Promise<unknown[][]>;
  stream(
    sql: string,
    parameters: readonly unknown[],
    options: { readonly batchSize?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<unknown[][]>;
  /** @param filters of one query; those of the session where absent */
  loadContext(signal?: AbortSignal, filters?: Filters): LoadContext;
  loaded(entity: EntityRuntime, states: readonly InstanceState[]): void;
  /** Told of statements by criteria that have run. */
  bulkChanged(name: "afterBulkUpdate" | "afterBulkDelete", change: BulkChange): Promise<void>;
  /** Told before rows are locked: the transaction can't be ended without a word then. */
  locking(): void;
  /** Lets an object go, unless it was changed or others in the session refer to it. */
  release(state: InstanceState): void;
}
