import { exitCodes, LimbeckError } from "../util/errors.ts";

/** All connections of the pool were in use for as long as the caller was ready to wait. */
export class PoolTimeoutError extends LimbeckError {
  readonly waitedMs: number;
  readonly max: number;

  constructor(waitedMs: number, max: number) {
    super({
      code: "engine.pool-timeout",
      message: `no connection became free within ${waitedMs} ms; all ${max} of the pool are in use`,
      hint: "Release connections sooner (a transaction holds one until it ends), or raise pool.max.",
      exitCode: exitCodes.connection,
    });
    this.waitedMs = waitedMs;
    this.max = max;
  }
}

/** The engine is closed, or closes. */
export class EngineClosedError extends LimbeckError {
  constructor() {
    super({
      code: "engine.closed",
      message: "the engine is closed",
      hint: "Close the engine after the last use of it, or create another one.",
    });
  }
}

/** A connection was used after it went back to the pool. */
export class ConnectionReleasedError extends LimbeckError {
  constructor() {
    super({
      code: "engine.connection-released",
      message: "the connection was released and may belong to somebody else by now",
      hint: "Await everything that runs on a connection before the block that uses it ends.",
    });
  }
}

/**
 * The block of a transaction ended well although one of its statements had failed, so that PostgreSQL would have turned
 * the COMMIT into a ROLLBACK without an error.
 */
export class TransactionFailedError extends LimbeckError {
  constructor() {
    super({
      code: "engine.transaction-failed",
      message: "a statement of the transaction failed and the error was swallowed; the transaction was rolled back",
      hint: "Let the error pass, or run the statement that may fail inside connection.savepoint().",
      exitCode: exitCodes.failedUnchanged,
    });
  }
}

/** The block of a transaction ended, but the transaction had been ended already, by a statement of its own. */
export class TransactionEndedError extends LimbeckError {
  constructor() {
    super({
      code: "engine.transaction-ended",
      message: "a statement inside the transaction ended it (COMMIT or ROLLBACK)",
      hint: "Leave the end of the transaction to the block, or use begin(), commit() and rollback().",
    });
  }
}

/** A savepoint was asked for outside a transaction, or a transaction was begun inside one. */
export class TransactionStateError extends LimbeckError {
  constructor(what: "savepoint" | "begin") {
    const savepoint = what === "savepoint";
    super({
      code: "engine.transaction-state",
      message: savepoint ? "a savepoint needs an open transaction" : "a transaction is open already on this connection",
      hint: savepoint ? "Use connection.transaction()." : "Use connection.savepoint(), or end the transaction first.",
    });
  }
}
