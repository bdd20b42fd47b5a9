/** The connection of a run: its settings, its transactions, and what proves that a transaction is still the same. */
import type { DriverConnection, QueryResult } from "../driver/driver.ts";
import { ConnectionError, DatabaseError } from "../driver/errors.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/identifier.ts";

export interface RunSettings {
  readonly defaultSchema: string;
  readonly ddlLockTimeoutMs: number;
  readonly applicationName: string;
}

interface SessionUser {
  readonly user: string;
  readonly role: string;
}

const whoSql = "SELECT session_user::text AS user, pg_catalog.current_setting('role') AS role";
const watchSql = "SET client_connection_check_interval = '500ms'";

export class RunSession {
  readonly connection: DriverConnection;
  readonly #settings: RunSettings;
  #transaction: string | undefined;
  #watching = false;
  #commitLost = false;
  /** Who runs statements on a connection on which nobody has said otherwise; a role may be set for a user or a database. */
  #who: SessionUser | undefined;
  #committing: Promise<void> | undefined;

  constructor(connection: DriverConnection, settings: RunSettings) {
    this.connection = connection;
    this.#settings = settings;
  }

  /** True while a transaction of ours is open, as far as limbeck knows. */
  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  /**
   * Sets the session up, and back to that after a revision: a plain SET survives COMMIT and would leak into the next
   * revision. Never DISCARD ALL: it would drop the advisory lock.
   */
  async reset(): Promise<void> {
    const results = await this.connection.execute(`${this.#resetSql()};\n${whoSql}`);
    this.#who ??= results.at(-1)?.rows[0] as SessionUser | undefined;
  }

  /**
   * Until the transaction ends, statements run as whoever is connected, in the default schema: limbeck's own tables are
   * written so after a revision that has become somebody else, and what it set for the session stays.
   */
  async asConnected(): Promise<void> {
    const { defaultSchema } = this.#settings;
    await this.connection.execute(
      [...this.#whoSql("LOCAL "), `SET LOCAL search_path = ${quoteIdentifier(defaultSchema)}`].join(";\n"),
    );
  }

  /** Nothing where nobody can have become somebody else. By name: the embedded database knows no default. */
  #whoSql(scope: "" | "LOCAL "): string[] {
    if (this.#who === undefined) return [];
    const { user, role } = this.#who;
    return [`SET ${scope}SESSION AUTHORIZATION ${quoteLiteral(user)}`, `SET ${scope}ROLE ${quoteLiteral(role)}`];
  }

  #resetSql(): string {
    const { applicationName, defaultSchema } = this.#settings;
    // Within a transaction of the caller settings come back by themselves.
    if (this.connection.isWithin === true) return [...this.#whoSql("LOCAL "), "SET LOCAL DateStyle = ISO"].join(";\n");
    return [
      ...this.#whoSql(""),
      "RESET ALL",
      "SET DateStyle = ISO",
      `SET search_path = ${quoteIdentifier(defaultSchema)}`,
      `SET application_name = ${quoteLiteral(applicationName)}`,
      ...(this.#watching ? [watchSql] : []),
    ].join(";\n");
  }

  /** Lets a server notice in the middle of a statement that this process is gone; the lock goes with it. */
  async watchClient(): Promise<void> {
    if (this.connection.isWithin === true) return;
    try {
      await this.connection.execute(watchSql);
      this.#watching = true;
    } catch {
      // Not on every platform; the lock then goes when the statement ends.
    }
  }

  async begin(): Promise<void> {
    const results = await this.connection.execute(this.#beginSql());
    this.#transaction = results.at(-1)?.rows[0]?.["id"] as string;
  }

  #beginSql(): string {
    const { defaultSchema, ddlLockTimeoutMs } = this.#settings;
    return [
      "BEGIN",
      `SET LOCAL search_path = ${quoteIdentifier(defaultSchema)}`,
      `SET LOCAL lock_timeout = ${Math.round(ddlLockTimeoutMs)}`,
      "SELECT pg_catalog.pg_current_xact_id()::text AS id",
    ].join(";\n");
  }

  /** True while the open transaction is the one that `begin` opened. */
  async isOurs(): Promise<boolean> {
    if (this.connection.transactionStatus !== "active") return false;
    const { rows } = await this.connection.query<{ id: string | null }>(
      "SELECT pg_catalog.pg_current_xact_id_if_assigned()::text AS id",
    );
    return rows[0]?.id === this.#transaction;
  }

  /** True once the connection died while a COMMIT was under way: whether it took effect is not known from here. */
  get commitLost(): boolean {
    return this.#commitLost;
  }

  async commit(): Promise<void> {
    await this.#commit("COMMIT");
  }

  /** Ends a revision, in one message: what is asked for after the COMMIT runs only when that took effect. */
  async commitAndReset(): Promise<void> {
    await this.#commit(`COMMIT;\n${this.#resetSql()}`);
  }

  /** Ends a revision that has changed no setting, and begins the next one, in one message. */
  async commitAndBegin(): Promise<void> {
    const results = await this.#commit(`COMMIT;\n${this.#beginSql()}`);
    this.#transaction = results.at(-1)?.rows[0]?.["id"] as string | undefined;
  }

  /**
   * Sends `commitAndBegin` behind a batch on its way, to which it is a ROLLBACK where that fails. Told by `committed`.
   */
  commitAndBeginBehind(): void {
    this.#committing = this.#commit(`COMMIT;\n${this.#beginSql()}`, true).then((results) => {
      this.#transaction = results.at(-1)?.rows[0]?.["id"] as string | undefined;
    });
    this.#committing.catch(() => {});
  }

  /** Undefined unless a COMMIT was sent along that nobody has waited for. */
  get committed(): Promise<void> | undefined {
    const committing = this.#committing;
    this.#committing = undefined;
    return committing;
  }

  async #commit(sql: string, behind: boolean = false): Promise<readonly QueryResult[]> {
    try {
      const { connection } = this;
      const results = (await (behind ? connection.executeBehind?.(sql) : connection.execute(sql))) ?? [];
      this.#transaction = undefined;
      return results;
    } catch (error) {
      // A savepoint that was not released has committed nothing.
      if (error instanceof ConnectionError && this.connection.isWithin !== true) this.#commitLost = true;
      // The COMMIT itself took effect; whoever goes on is told what came after it.
      if (!(error instanceof DatabaseError) || error.completed === 0) throw error;
      await this.rollback();
      await this.reset();
      return [];
    }
  }

  /**
   * Rolls back a revision that failed after a statement that may have ended the transaction of `begin`.
   *
   * @returns whether it did, so that a part of the revision may have stayed
   */
  async rollbackWhatIsLeft(): Promise<boolean> {
    const { connection } = this;
    const id = this.#transaction;
    const isOver = connection.usable && connection.transactionStatus === "idle";
    await this.rollback();
    if (id === undefined || !connection.usable) return false;
    if (isOver) return true;
    const { rows } = await connection.query<{ status: string | null }>(
      "SELECT pg_catalog.pg_xact_status($1::text::xid8) AS status",
      [id],
    );
    return rows[0]?.status === "committed";
  }

  async rollback(): Promise<void> {
    this.#transaction = undefined;
    if (this.connection.usable && this.connection.transactionStatus !== "idle")
      await this.connection.execute("ROLLBACK");
  }
}
