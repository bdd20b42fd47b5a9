/** What keeps a run from being one transaction, found before anything runs. */
import type { Operation, OperationDefinitions, Statement } from "../operations/operation.ts";
import { NeedsOwnTransactionError, NotAtomicError, OfflineError } from "./errors.ts";
import { createOp, type OpContext, type OpReceiver } from "./op.ts";
import { OperationQueue } from "./operation-queue.ts";
import type { LimbeckError } from "../util/errors.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";

export interface AtomicCheck {
  readonly steps: readonly RunStep[];
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly definitions: OperationDefinitions;
  /** True where the transaction is the caller's. */
  readonly isWithin: boolean;
  readonly context: Pick<OpContext, "environment" | "arguments" | "serverVersion">;
}

/**
 * Asks each revision for its statements, as offline mode does. One that needs the database to say them is passed over:
 * the run itself refuses what comes out of it then, and undoes everything.
 *
 * @throws NotAtomicError, NeedsOwnTransactionError
 */
export async function assertAtomic(check: AtomicCheck): Promise<void> {
  for (const step of check.steps) {
    const code = check.codes.get(step.revision.id) as RevisionCode;
    const body = step.direction === "up" ? code.up : code.down;
    if (body === undefined) continue;
    if (body.kind === "sql") {
      if (body.statements.some(({ statement }) => statement.transactional === false))
        throw notAtomic(step.revision.id, "a statement of it", check.isWithin);
      continue;
    }
    const finder = new StatementFinder(check, step);
    await finder.look(body.run);
    if (finder.found !== undefined) throw notAtomic(step.revision.id, finder.found, check.isWithin);
  }
}

/** What refuses a statement that can't run in the transaction of the run. */
export function notAtomic(revision: string, statement: string, isWithin: boolean): LimbeckError {
  return isWithin ? new NeedsOwnTransactionError(revision, statement) : new NotAtomicError(revision, statement);
}

class StatementFinder implements OpReceiver {
  readonly context: OpContext;
  readonly #definitions: OperationDefinitions;
  readonly #queue = new OperationQueue();
  /** The first operation with a statement that runs outside of a transaction. */
  found: string | undefined;

  constructor({ definitions, context }: AtomicCheck, step: RunStep) {
    this.#definitions = definitions;
    const direction = step.direction === "up" ? "upgrade" : "downgrade";
    this.context = { ...context, offline: true, direction, revision: step.revision.id };
  }

  async look(body: (op: never) => unknown): Promise<void> {
    try {
      await body(createOp(this.#definitions, this) as never);
      await this.#queue.drain();
    } catch {
      // The run itself will say what is wrong, with its place.
    }
  }

  run(operation: Operation): Promise<void> {
    return this.#queue.add(async () => {
      const definition = this.#definitions[operation.type];
      if (definition === undefined) return;
      const statements = definition.statements(operation as never, { serverVersion: this.context.serverVersion });
      if (statements.some(isAlone)) this.found ??= definition.describe(operation as never);
    });
  }

  query<Row>(): Promise<readonly Row[]> {
    return Promise.reject(new OfflineError("op.query"));
  }

  db(): never {
    throw new OfflineError("op.db");
  }
}

const isAlone = (statement: Statement): boolean => statement.transactional === false;
