/** Reads a result through a cursor, in batches; the same for every driver. */
import type { DriverConnection } from "../../../driver/driver.ts";

export interface StreamOptions {
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly rowMode?: "object" | "array";
}

type Session = Pick<DriverConnection, "query" | "transactionStatus" | "usable">;

let cursors = 0;

/** Batches of rows; opens a transaction where none is open, because a cursor lives in one. */
export async function* streamThroughCursor<Row>(
  connection: Session,
  sql: string,
  parameters: readonly unknown[],
  options: StreamOptions,
): AsyncGenerator<Row[]> {
  const cursor = `limbeck_cursor_${++cursors}`;
  const batchSize = options.batchSize ?? 500;
  const owned = connection.transactionStatus === "idle";
  const { signal, rowMode } = options;
  if (owned) await connection.query("BEGIN", [], { signal });
  try {
    await connection.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, parameters, { signal });
    for (;;) {
      const batch = await connection.query<Row>(`FETCH ${batchSize} FROM ${cursor}`, [], { signal, rowMode });
      if (batch.rows.length > 0) yield batch.rows;
      if (batch.rows.length < batchSize) break;
    }
  } finally {
    await finish(connection, cursor, owned);
  }
}

/** Also runs when the reader stops early or the transaction failed, where the cursor is gone already. */
async function finish(connection: Session, cursor: string, owned: boolean): Promise<void> {
  if (!connection.usable) return;
  if (owned) await connection.query(connection.transactionStatus === "failed" ? "ROLLBACK" : "COMMIT");
  else if (connection.transactionStatus === "active") await connection.query(`CLOSE ${cursor}`);
}
