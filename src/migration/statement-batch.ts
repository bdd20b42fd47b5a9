/**
 * What a body that has returned still wants to have run: its statements wait, and go to the server in one message with what
 * ends the revision.
 */
import type { BatchStatement, DriverConnection, QueryResult } from "../driver/driver.ts";
import { DatabaseError } from "../driver/errors.ts";

/** What can go in one message with others: a single statement that takes no data. */
const batchable = /^\s*(?:create|alter|drop|comment|grant|revoke|insert|update|delete|truncate)\b[^;]*$/i;

/** A single statement that changes no setting of the session by itself; others are followed by a reset. */
const leavesSettings = /^\s*(?:create|alter|drop|comment)\b[^;]*$/i;
const mayChangeSettings = /\b(?:select|execute|set_config|do|call)\b/i;

/** What ends a transaction, begins another one, or runs code that could. */
const transactionWords = /\b(?:begin|start|commit|end|rollback|abort|prepare|call|do)\b/i;

export const keepsTransaction = (sql: string): boolean => !transactionWords.test(sql);

/** Functions that a statement runs are trusted. */
export const keepsSettings = (sql: string): boolean => leavesSettings.test(sql) && !mayChangeSettings.test(sql);

/** False of what may make the session another role, or give it another search path, by itself. */
export const keepsRole = (sql: string): boolean => batchable.test(sql);

export class StatementBatch<Activity> {
  readonly #waiting: { readonly sql: string; readonly activity: Activity }[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** False where the statement has to be run by itself. */
  add(sql: string, activity: Activity): boolean {
    if (!batchable.test(sql) || !keepsTransaction(sql)) return false;
    this.#waiting.push({ sql, activity });
    return true;
  }

  /**
   * Sends what waits, and one more statement.
   *
   * @param onFailure is told what the statement that failed belongs to; undefined for the one more
   * @returns the result of the one more
   */
  async send(
    connection: DriverConnection,
    last: BatchStatement | undefined,
    { onSent, onFailure }: { onSent?: (() => void) | undefined; onFailure: (activity: Activity | undefined) => void },
  ): Promise<QueryResult | undefined> {
    const waiting = this.#waiting.splice(0);
    try {
      const sending = connection.batch?.([...waiting, ...(last === undefined ? [] : [last])]);
      onSent?.();
      const results = await sending;
      return last === undefined ? undefined : results?.at(-1);
    } catch (error) {
      onFailure(waiting[error instanceof DatabaseError ? error.completed : waiting.length - 1]?.activity);
      throw error;
    }
  }
}
