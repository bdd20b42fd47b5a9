/**
 * The statements of a flush on their way to the server: those that do not need one another go in one message, and the last
 * ones take the COMMIT with them. Nothing that can fail may come behind a COMMIT: rows are counted by the server then.
 */
import { DatabaseError } from "../../driver/errors.ts";
import type { ToldStatement } from "../../engine/connection.ts";
import type { ConnectionHolder } from "../connection-holder.ts";

export interface Changed {
  readonly rowCount: number;
  readonly rows: unknown[][];
}

export interface ChangeOptions {
  /** How many rows the statement must reach, and what is wrong where it doesn't. */
  readonly expected?: { readonly count: number; readonly stale: (found: number) => Error };
  /** True where the statement has a RETURNING. */
  readonly returns?: boolean;
  /** True where nothing that can fail comes behind its answer, so that a COMMIT may go along. */
  readonly ends?: boolean;
}

interface Waiting extends ChangeOptions {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly resolve: (changed: Changed) => void;
  readonly reject: (error: unknown) => void;
}

export interface WritesOptions {
  readonly signal: AbortSignal | undefined;
  /** True where the COMMIT may go along with the last statements. */
  readonly mayEnd: () => boolean;
}

export class Writes {
  readonly #holder: ConnectionHolder;
  readonly #options: WritesOptions;
  #gathered: Waiting[] | undefined;
  /** How many statements those works have that were started together. */
  #wanted = 0;

  constructor(holder: ConnectionHolder, options: WritesOptions) {
    this.#holder = holder;
    this.#options = options;
  }

  async change(sql: string, parameters: readonly unknown[], options: ChangeOptions = {}): Promise<Changed> {
    if (this.#gathered !== undefined) return this.#gather(sql, parameters, options);
    const { signal } = this.#options;
    const { rows, rowCount } = await this.#holder.query(sql, parameters, { signal, pipeline: true });
    return checked({ rows, rowCount: rowCount ?? 0 }, options);
  }

  #gather(sql: string, parameters: readonly unknown[], options: ChangeOptions): Promise<Changed> {
    return new Promise((resolve, reject) => this.#gathered!.push({ ...options, sql, parameters, resolve, reject }));
  }

  /** Starts works and sends the statements that they ask for at once in one message. Ends when all works are over. */
  async together(works: readonly (() => Promise<void>)[], isLast: boolean): Promise<void> {
    if (this.#gathered !== undefined) {
      // Part of a work that others were started with.
      this.#wanted += works.length - 1;
      return throwFirst(await Promise.allSettled(works.map((work) => work())));
    }
    const gathered: Waiting[] = (this.#gathered = []);
    this.#wanted = works.length;
    const over = Promise.allSettled(works.map((work) => work()));
    this.#gathered = undefined;
    const ends = isLast && gathered.length === this.#wanted && gathered.every((each) => each.ends === true);
    await this.#send(gathered, ends && this.#options.mayEnd());
    throwFirst(await over);
  }

  async #send(waiting: readonly Waiting[], commit: boolean): Promise<void> {
    if (waiting.length === 0) return;
    const { signal } = this.#options;
    const sent = waiting.map((each) => (commit ? countedByServer(each) : each));
    try {
      const results = await this.#holder.batch(sent, { signal, commit });
      waiting.forEach((each, index) => {
        const { rows, rowCount } = results[index] as unknown as { rows: unknown[][]; rowCount: number | null };
        const { expected } = each;
        if (commit && expected !== undefined)
          each.resolve({ rows: each.returns === true ? rows : [], rowCount: expected.count });
        else settle(each, { rows, rowCount: rowCount ?? 0 });
      });
    } catch (error) {
      const found = error instanceof DatabaseError ? foundRows(error) : undefined;
      const failed = found === undefined ? -1 : sent.findIndex(({ sql }) => sql === (error as DatabaseError).statement);
      const stale = waiting[failed]?.expected?.stale(found!);
      for (const each of waiting) each.reject(stale ?? error);
    }
  }
}

function settle(each: Waiting, changed: Changed): void {
  try {
    each.resolve(checked(changed, each));
  } catch (error) {
    each.reject(error);
  }
}

function checked(changed: Changed, { expected }: ChangeOptions): Changed {
  if (expected !== undefined && changed.rowCount !== expected.count) throw expected.stale(changed.rowCount);
  return changed;
}

function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

const marker = "limbeck: rows reached: ";

/**
 * The statement such that it fails where it reaches another number of rows: SQL has no way to raise an error but a cast
 * that can't be, which is tried only in that case.
 */
function countedByServer({ sql, parameters, expected, returns }: Waiting): ToldStatement {
  if (expected === undefined) return { sql, parameters };
  const check = `CASE WHEN count(*) = ${expected.count} THEN 0 ELSE CAST('${marker}' || count(*) AS integer) END`;
  if (returns !== true) {
    return { sql: `WITH w AS (${sql} RETURNING 1) SELECT ${check} FROM w`, told: sql, parameters };
  }
  return {
    told: sql,
    sql: `WITH w AS (${sql}) SELECT w.* FROM (SELECT ${check} AS n FROM w) AS c LEFT JOIN w ON c.n = 0`,
    parameters,
  };
}

/** How many rows a statement reached that failed by that; undefined for any other failure. */
function foundRows({ sqlState, message }: DatabaseError): number | undefined {
  const at = sqlState === "22P02" ? message.indexOf(marker) : -1;
  return at === -1 ? undefined : Number.parseInt(message.slice(at + marker.length), 10);
}
