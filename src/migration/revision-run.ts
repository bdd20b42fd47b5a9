/**
 * Runs one revision on a session. Statements run in one transaction that also moves the version row. A statement that
 * PostgreSQL refuses in a transaction commits what came before it, runs alone, and from then on the progress table says
 * how many statements are committed, so that a run cut off anywhere can be finished by the next one.
 */
import type { Kysely } from "kysely";
import type { Batches, Operation, OperationDefinitions, Statement } from "../operations/operation.ts";
import { UnknownOperationError } from "../operations/errors.ts";
import type { Outside } from "../dialects/dialect.ts";
import type { BatchStatement, DriverConnection, QueryResult } from "../driver/driver.ts";
import { CancelledError } from "../driver/errors.ts";
import { hidePasswords } from "../driver/statement-excerpt.ts";
import type { BackfillProgress } from "./backfill-run.ts";
import { addsValue } from "./added-values.ts";
import { notAtomic } from "./atomic.ts";
import {
  CallerTransactionError,
  DecisionInStatementError,
  LateCallError,
  NoDowngradeError,
  TransactionEndedError,
} from "./errors.ts";
import { createOp, type AnyTables, type OpContext, type OpReceiver } from "./op.ts";
import { openOpDb } from "./op-db.ts";
import { OperationQueue } from "./operation-queue.ts";
import type { RevisionBody, RevisionCode, RunStep } from "./revision-code.ts";
import type { StatementGuard } from "./run-options.ts";
import type { RunSession } from "./run-session.ts";
import { keepsRole, keepsSettings, keepsTransaction, StatementBatch } from "./statement-batch.ts";
import { StatementChain, type TakenStatement } from "./statement-chain.ts";
import {
  clearProgress,
  createProgressSql,
  writeProgress,
  type Progress,
  type Session,
  type VersionTable,
} from "./version-table.ts";

export interface RevisionRunOptions {
  readonly step: RunStep;
  readonly code: RevisionCode;
  readonly context: OpContext;
  readonly definitions: OperationDefinitions;
  readonly table: VersionTable;
  /** True where the caller's transaction holds the whole run. */
  readonly atomic: boolean;
  /** Where an earlier run stopped inside this very revision. */
  readonly progress: Progress | undefined;
  /** Whether the progress table is there by now. */
  readonly hasProgress: () => boolean;
  readonly guard: StatementGuard | undefined;
  readonly onProgress: (progress: BackfillProgress) => void;
  /** True where values of enums are added outside of the transaction, because the revision uses them. */
  readonly addsAlone?: boolean;
  /** Once it is aborted, no further statement is sent. */
  readonly signal: AbortSignal | undefined;
}

/** What was running when an error came up. */
export interface Activity {
  readonly operation?: string | undefined;
  readonly statement?: string | undefined;
  readonly place?: string | undefined;
  /** Line of a SQL revision where the statement begins; the position of an error counts from there. */
  readonly firstLine?: number | undefined;
}

/** Where a call stands in the user's file is worked out when somebody asks: reading its stack takes longer than the call. */
interface ActivityAtCall extends Omit<Activity, "place"> {
  readonly call?: Error | undefined;
}

export class RevisionRun implements OpReceiver {
  readonly context: OpContext;
  /** Called when the server is about to have work for a while, with whether that ends the revision. */
  onSending: ((ends: boolean) => void) | undefined;
  readonly #session: RunSession;
  readonly #options: RevisionRunOptions;
  readonly #queue = new OperationQueue();
  readonly #chain: StatementChain;
  #createdProgress = false;
  #hasProgressRow = false;
  #committed: number;
  #activity: ActivityAtCall = {};
  /** Nothing that was sent so far can have ended the transaction. */
  #surelyOurs = true;
  #keepsSettings = true;
  #keepsRole = true;
  #hasEnded = false;
  readonly #additions: string[] = [];
  readonly #batch = new StatementBatch<ActivityAtCall>();
  #batches = false;
  #isSending = false;
  /** What the body did, where it was called before its turn. */
  #answer: Answer | undefined;
  /** Whoever needs the database before then waits for it. */
  #turn: Promise<void> | undefined;
  #takeTurn = (): void => {};
  #db: Kysely<AnyTables> | undefined;

  constructor(session: RunSession, options: RevisionRunOptions) {
    this.#session = session;
    this.#options = options;
    this.context = options.context;
    this.#chain = new StatementChain(options.step.revision.id, options.progress);
    this.#committed = options.progress?.statements ?? 0;
  }

  /**
   * Calls a body that only asks for operations, before its turn comes and while the server is busy with another one; their
   * statements wait. One that may wait for something itself is left alone: it could look at the database on its own.
   *
   * @returns whether it was called
   */
  prepare(): boolean {
    const { step, code, progress } = this.#options;
    const body = step.direction === "up" ? code.up : code.down;
    if (body?.kind !== "function" || progress !== undefined || isAsync(body.run)) return false;
    this.#queue.hold();
    this.#answer = this.#call(body.run);
    this.#turn = new Promise((resolve) => (this.#takeTurn = resolve));
    if (this.#mayBatch(this.#answer)) this.#queue.release();
    return true;
  }

  /** Statements of this revision that a crash would not undo. */
  get committed(): number {
    return this.#committed;
  }

  /** True once a progress row of this revision exists: from here on it can be resumed, but not undone as a whole. */
  get isPartial(): boolean {
    return this.#hasProgressRow;
  }

  /** Statements so far that add a value which nothing can use before they are committed; they do nothing where it is there. */
  get additions(): readonly string[] {
    return this.#additions;
  }

  get activity(): Activity {
    const { call, ...activity } = this.#activity;
    return call === undefined ? activity : { ...activity, place: this.#options.code.locate(call.stack) };
  }

  get hasProgress(): boolean {
    return this.#createdProgress || this.#options.hasProgress();
  }

  /** True where settings of the session are what they were; functions that statements run are trusted. */
  get keepsSettings(): boolean {
    return this.#keepsSettings;
  }

  /** True where a statement may have ended the transaction that it ran in. */
  get mayHaveEnded(): boolean {
    return !this.#surelyOurs;
  }

  /** True while a message of several statements is on its way. */
  get isSending(): boolean {
    return this.#isSending;
  }

  get hasPending(): boolean {
    return !this.#batch.isEmpty;
  }

  /** Runs the body; leaves our transaction open, with everything in it that is not committed yet but for what `flush` sends. */
  async execute(): Promise<void> {
    const { step, code, progress } = this.#options;
    this.#hasProgressRow = progress !== undefined;
    const body = bodyOf(step, code);
    if (body.kind === "sql") await this.#runSql(body.statements);
    else await this.#runFunction(body.run);
    this.#chain.end();
    await this.#openTransaction();
    if (this.#hasProgressRow) await this.flush();
    await this.#assertOurs();
    if (!this.#keepsRole) await this.#becomeConnected();
    if (this.#hasProgressRow) await clearProgress(this.#session.connection, this.#options.table);
  }

  /** Runs what waits to be sent, and one more statement, whose result it returns, and which may be what ends the revision. */
  async flush(last?: BatchStatement, { ends = false } = {}): Promise<QueryResult | undefined> {
    const { connection } = this.#session;
    if (this.#batch.isEmpty) return last === undefined ? undefined : connection.query(last.sql, last.parameters ?? []);
    this.#stopIfAsked();
    await this.#openTransaction();
    this.#isSending = true;
    try {
      return await this.#batch.send(connection, last, {
        onSent: () => this.onSending?.(ends),
        onFailure: (activity) => (this.#activity = activity ?? {}),
      });
    } finally {
      this.#isSending = false;
    }
  }

  run(operation: Operation, call: Error): Promise<void> {
    this.#refuseLateCall();
    return this.#queue.add(() => this.#runOperation(operation, call));
  }

  async #runSql(statements: readonly { readonly statement: Statement; readonly line: number }[]): Promise<void> {
    for (const { statement, line } of statements) {
      this.#activity = { firstLine: line };
      await this.#runStatement(statement);
    }
  }

  async #runFunction(body: (op: never) => unknown): Promise<void> {
    const answer = this.#answer ?? this.#call(body);
    this.#mayBatch(answer);
    this.#takeTurn();
    this.#queue.release();
    try {
      if ("error" in answer) throw answer.error;
      await answer.value;
    } catch (error) {
      // An operation that failed first is the cause, whatever the revision made of it.
      await this.#queue.drain();
      this.#activity = { ...this.#activity, operation: undefined, statement: undefined };
      throw error;
    }
    await this.#queue.drain();
    this.#hasEnded = true;
  }

  #mayBatch(answer: Answer): boolean {
    this.#batches = this.#session.connection.batch !== undefined && "value" in answer && !isThenable(answer.value);
    return this.#batches;
  }

  #call(body: (op: never) => unknown): Answer {
    try {
      return { value: body(createOp(this.#options.definitions, this) as never) };
    } catch (error) {
      return { error };
    }
  }

  async #runOperation(operation: Operation, call: Error): Promise<void> {
    const definition = this.#options.definitions[operation.type];
    if (definition === undefined) throw new UnknownOperationError(operation.type);
    this.#activity = { call };
    this.#activity = { call, operation: hidePasswords(definition.describe(operation as never)) };
    for (const statement of definition.statements(operation as never, { serverVersion: this.context.serverVersion })) {
      await this.#runStatement(statement);
    }
  }

  async #runStatement(statement: Statement): Promise<void> {
    if (statement.decision !== undefined) throw new DecisionInStatementError(statement.decision);
    const taken = this.#chain.take(statement.sql);
    if (taken.isDone) return;
    this.#stopIfAsked();
    this.#activity = { ...this.#activity, statement: statement.sql };
    await this.#leaveCallersTransaction(statement.sql);
    await this.#guard(statement.sql);
    const isAlone =
      statement.transactional === false || (this.#options.addsAlone === true && (await addsValue(statement)));
    if (statement.adds !== undefined && !isAlone) this.#additions.push(statement.sql);
    const waits = this.#batches && !isAlone && this.#batch.add(statement.sql, this.#activity);
    if (waits) return this.#noteSent(statement.sql);
    await this.#turn;
    await this.flush();
    this.#activity = { ...this.#activity, statement: statement.sql };
    if (isAlone) return this.#runAlone(statement, taken);
    await this.#openTransaction();
    // What was asked while the statements before this one ran has found nothing to cancel.
    this.#stopIfAsked();
    this.#noteSent(statement.sql);
    await this.#session.connection.execute(statement.sql);
  }

  #stopIfAsked(): void {
    if (this.#options.signal?.aborted === true) throw new CancelledError("statement");
  }

  async #leaveCallersTransaction(sql: string): Promise<void> {
    if (this.#session.connection.isWithin !== true || keepsTransaction(sql)) return;
    const { endsTransaction } = await import("../dialects/registry.ts");
    if (await endsTransaction(sql)) throw new CallerTransactionError(this.#options.step.revision.id);
  }

  /** What a guard looks at is what the statement will find: all before it has run. */
  async #guard(sql: string): Promise<void> {
    const { guard, step } = this.#options;
    if (guard === undefined || !/\b(?:drop|truncate|create)\b/i.test(sql)) return;
    const activity = this.#activity;
    await this.#turn;
    await this.flush();
    await this.#openTransaction();
    this.#activity = activity;
    await guard(sql, this.#session.connection, step);
  }

  #noteSent(sql: string): void {
    this.#surelyOurs &&= keepsTransaction(sql);
    this.#keepsSettings &&= keepsSettings(sql);
    this.#keepsRole &&= keepsRole(sql);
  }

  async #openTransaction(): Promise<void> {
    if (!this.#session.inTransaction) await this.#session.begin();
  }

  async #assertOurs(): Promise<void> {
    if (this.#surelyOurs || (await this.#session.isOurs())) return;
    this.#activity = {};
    throw new TransactionEndedError(this.#options.step.revision.id);
  }

  async #runAlone(statement: Statement, { index, isNext, before }: TakenStatement): Promise<void> {
    this.#keepsSettings = false;
    const { step, atomic } = this.#options;
    const isWithin = this.#session.connection.isWithin === true;
    if (atomic) throw notAtomic(step.revision.id, this.#activity.operation ?? "a statement of it", isWithin);
    const resumed = this.#hasProgressRow && isNext;
    await this.#openTransaction();
    await this.#assertOurs();
    await this.#record({ statements: index, statementsHash: before });
    await this.#session.commit();
    this.#hasProgressRow = true;
    this.#committed = index;
    if (statement.batches !== undefined) await this.#runBatches(statement.batches, index);
    else await this.#runOutside(statement, resumed);
    await this.#session.begin();
    await this.#record({ statements: index + 1, statementsHash: this.#chain.hash });
    await this.#session.commit();
    this.#committed = index + 1;
  }

  async #runBatches(batches: Batches, index: number): Promise<void> {
    const { table, signal, onProgress } = this.#options;
    const { BackfillRun } = await import("./backfill-run.ts");
    // What fails is one of its batches, not the statement that stands for them in scripts.
    this.#activity = { ...this.#activity, statement: undefined };
    await new BackfillRun(this.#session, {
      batches,
      table,
      index,
      signal,
      onProgress,
      beforeRecord: async () => {
        if (!this.#keepsRole) await this.#becomeConnected();
      },
    }).run();
  }

  /** Whether it is done, and what is left of it, is asked only where an earlier run may have begun it. */
  async #runOutside(statement: Statement, resumed: boolean): Promise<void> {
    const { connection } = this.#session;
    const { outsideOf } = await import("../dialects/registry.ts");
    const known = (await outsideOf(statement.sql)) ?? writtenOutside(statement);
    if (resumed && (await known.isDone?.(connection))) return;
    if (resumed) await known.takeUp?.(connection);
    if (resumed && (await known.isDone?.(connection))) return;
    const undo = await known.begin?.(connection);
    this.#stopIfAsked();
    try {
      await connection.execute(statement.sql);
    } catch (error) {
      if (connection.usable) await undo?.().catch(() => {});
      throw error;
    }
    await known.check?.(connection);
  }

  /** What waits to be sent is the revision's, and runs as whoever that has made itself. */
  async #becomeConnected(): Promise<void> {
    await this.flush();
    await this.#session.asConnected();
  }

  async #record(at: Pick<Progress, "statements" | "statementsHash">): Promise<void> {
    const { table, step, code } = this.#options;
    const { connection } = this.#session;
    if (!this.#keepsRole) await this.#becomeConnected();
    if (!this.hasProgress) await connection.execute(createProgressSql(table));
    this.#createdProgress = true;
    await writeProgress(connection, table, {
      revision: step.revision.id,
      direction: step.direction,
      checksum: code.checksum,
      ...at,
    });
  }

  /** Thrown where it was called: a promise that nobody waits for then fails for all to see. @throws LateCallError */
  #refuseLateCall(): void {
    const { step, code } = this.#options;
    if (this.#hasEnded) throw new LateCallError(step.revision.id, code.path);
  }

  query<Row>(sql: string, parameters: readonly unknown[], call: Error): Promise<readonly Row[]> {
    this.#refuseLateCall();
    return this.#queue.add(async () => {
      this.#activity = { call, statement: sql };
      return (await this.#runQuery<Row>(sql, parameters)).rows;
    });
  }

  db(): Kysely<AnyTables> {
    const queued: Pick<DriverConnection, "query"> = {
      query: (sql, parameters) => {
        this.#refuseLateCall();
        const call = new Error("op.db");
        return this.#queue.add(async () => {
          this.#activity = { statement: sql, operation: "a query of op.db", call };
          return this.#runQuery(sql, parameters ?? []);
        });
      },
    };
    return (this.#db ??= openOpDb(queued, this.#options.code.path));
  }

  /** Reading is done again when a revision is resumed; what it changed before it stopped is not. */
  async #runQuery<Row>(sql: string, parameters: readonly unknown[]): Promise<QueryResult<Row>> {
    const activity = this.#activity;
    await this.#turn;
    await this.flush();
    this.#activity = activity;
    if (/^\s*(select|with|values|table|show|explain)\b/i.test(sql) && !/\b(insert|update|delete|merge)\b/i.test(sql)) {
      await this.#openTransaction();
      this.#noteSent(sql);
      return this.#session.connection.query<Row>(sql, parameters);
    }
    if (this.#chain.take(sql).isDone) return { rows: [], rowCount: 0, command: "" };
    await this.#leaveCallersTransaction(sql);
    await this.#guard(sql);
    await this.#openTransaction();
    this.#noteSent(sql);
    return this.#session.connection.query<Row>(sql, parameters);
  }
}

/** What a revision says itself of a statement that the parser knows nothing of. */
function writtenOutside({ done, cleanUp }: Statement): Outside {
  const clean = async (session: Session): Promise<void> => void (cleanUp && (await session.execute(cleanUp)));
  return {
    isDone: async (session) => {
      if (done === undefined) return false;
      const { rows } = await session.query(done);
      return rows[0] !== undefined && Object.values(rows[0])[0] === true;
    },
    takeUp: clean,
    begin: async (session) => () => clean(session),
  };
}

type Answer = { readonly value: unknown } | { readonly error: unknown };

const isThenable = (value: unknown): boolean => typeof (value as PromiseLike<unknown> | undefined)?.then === "function";

const isAsync = (body: (op: never) => unknown): boolean => body.constructor.name !== "Function";

function bodyOf(step: RunStep, code: RevisionCode): RevisionBody {
  const body = step.direction === "up" ? code.up : code.down;
  if (body === undefined) throw new NoDowngradeError(step.revision.id, code.path);
  return body;
}
