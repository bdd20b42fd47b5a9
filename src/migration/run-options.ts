/** What a run is asked for, what it tells meanwhile, and what it gives back. */
import type { Driver, DriverConnection } from "../driver/driver.ts";
import type { OperationDefinitions } from "../operations/operation.ts";
import type { BackfillProgress } from "./backfill-run.ts";
import type { LockHolder } from "./errors.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import type { DatabaseState, VersionTable } from "./version-table.ts";

/** What a run tells while it is under way. */
export type RunEvent =
  | { readonly type: "waiting"; readonly holder: LockHolder | undefined }
  | { readonly type: "started"; readonly step: RunStep; readonly resumedAfter: number | undefined }
  | { readonly type: "finished"; readonly step: RunStep; readonly milliseconds: number }
  | {
      readonly type: "retrying";
      readonly step: RunStep | undefined;
      readonly attempt: number;
      readonly reason: string;
      readonly pauseMs: number;
    }
  | ({ readonly type: "progress"; readonly step: RunStep } & BackfillProgress)
  | { readonly type: "notice"; readonly severity: string; readonly message: string }
  | { readonly type: "warning"; readonly message: string };

/** `onVersionApply` of the config, called in the transaction of each step. */
export type StepHook = (step: RunStep, connection: Pick<DriverConnection, "query">) => Promise<void>;

/** What is told about a run as a whole. */
export interface RunFacts {
  readonly runId: string;
  readonly revisions: readonly string[];
  readonly from: readonly string[];
}

/** Functions of the user's around a run; one that throws ends it. */
export interface RunListeners {
  readonly beforeRun?: (run: RunFacts, connection: Pick<DriverConnection, "query">) => Promise<void>;
  readonly afterRun?: (
    run: RunFacts & { readonly to: readonly string[]; readonly milliseconds: number },
    connection: Pick<DriverConnection, "query">,
  ) => Promise<void>;
  readonly beforeRevision?: StepHook;
  readonly afterRevision?: (
    step: RunStep,
    milliseconds: number,
    connection: Pick<DriverConnection, "query">,
  ) => Promise<void>;
}

export type StatementGuard = (
  sql: string,
  connection: Pick<DriverConnection, "query" | "execute">,
  step: RunStep,
) => Promise<void>;

export interface RunOptions {
  readonly driver: Driver;
  readonly table: VersionTable;
  readonly defaultSchema: string;
  /** Steps from these rows; called before and, with `again`, after the lock is held. */
  readonly plan: (rows: readonly string[]) => readonly RunStep[];
  /** As `plan`, from rows that may have moved: relative targets must not move twice. Undefined: the rows must not have moved. */
  readonly planAgain?: (rows: readonly string[]) => readonly RunStep[];
  readonly load: (steps: readonly RunStep[]) => Promise<ReadonlyMap<string, RevisionCode>>;
  /** Asked only when there is something to run, so that a run with nothing to do starts quickly. */
  readonly definitions: () => OperationDefinitions | Promise<OperationDefinitions>;
  readonly atomic: boolean;
  /** True where the transaction is the caller's. */
  readonly isWithin?: boolean;
  /** Looks at the database before anything is done, and refuses by throwing; `steps` are what would be run. */
  readonly inspect?: (connection: DriverConnection, state: DatabaseState, steps: readonly RunStep[]) => Promise<void>;
  readonly migrationLockWaitSeconds: number;
  readonly ddlLockTimeoutMs: number;
  readonly environment: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly runId: string;
  readonly toolVersion: string;
  readonly onEvent: (event: RunEvent) => void;
  readonly onStep?: StepHook;
  readonly listeners?: RunListeners;
  /** Looks at a statement before it runs, in its transaction, and refuses by throwing. */
  readonly guard?: StatementGuard;
  readonly signal?: AbortSignal;
}

/** What one revision of a run did. */
export interface StepResult {
  readonly revision: string;
  readonly message: string;
  readonly path: string;
  readonly direction: "upgrade" | "downgrade";
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly milliseconds: number;
  readonly resumed: boolean;
}

/** What a run did; `rowsBefore` and `rowsAfter` are the rows of the version table. */
export interface RunResult {
  readonly runId: string;
  readonly steps: readonly StepResult[];
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
}
