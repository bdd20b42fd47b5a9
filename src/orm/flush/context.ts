/** What the steps of one flush share. */
import type { CollectionCore } from "../../model/collection-core.ts";
import type { InstanceState } from "../../model/state.ts";
import type { RowChange } from "../follow.ts";
import type { RelationRuntime } from "../entity-runtime.ts";
import type { HookRunner } from "../hooks.ts";
import type { RunQuery } from "../load/relations.ts";
import type { Unit } from "../unit.ts";
import type { Writes } from "./writes.ts";

export interface FlushContext {
  readonly unit: Unit;
  readonly run: RunQuery;
  readonly writes: Writes;
  /** Runs a statement and gives the number of rows. */
  readonly change: Writes["change"];
  readonly hooks: HookRunner;
  readonly warn: (message: string) => void;
  /** Many-to-many collections of inserted objects, as they were when their rows were made. */
  readonly newLinks: Map<CollectionCore, readonly object[]>;
  /** Rows whose foreign keys changed, for what is loaded to follow. */
  readonly moved: RowChange[];
}

/** Whether the flush writes nothing behind a step, so that a COMMIT may go along. */
export interface LastStep {
  readonly isLast: boolean;
}

/** What a flush deletes. */
export interface Deletes {
  readonly states: Set<InstanceState>;
  /** Children that go with their parents, by the relationship that took them along. */
  readonly along: Map<InstanceState, RelationRuntime>;
}

/** What one flush is to do; taken from the unit at once, so that changes made meanwhile belong to the next one. */
export interface FlushWork {
  readonly inserts: Set<InstanceState>;
  readonly updates: Set<InstanceState>;
  readonly collections: Set<CollectionCore>;
  readonly deletes: Deletes;
}
