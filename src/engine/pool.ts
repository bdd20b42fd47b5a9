/**
 * A pool of driver connections. Invariants: never more than `max` connections exist; a connection is handed out only
 * when it is usable and outside a transaction; whoever waits longest is served first.
 */
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { CancelledError } from "../driver/errors.ts";
import { EngineClosedError, PoolTimeoutError } from "./errors.ts";

/** Options of the pool of an engine; times are in milliseconds. */
export interface PoolOptions {
  /** Most connections at the same time; 10 unless told. */
  readonly max?: number;
  /** An idle connection is closed after this time; 10 s unless told. */
  readonly idleTimeoutMs?: number;
  /** How long to wait for a free connection; 30 s unless told. */
  readonly connectTimeoutMs?: number;
  /** A connection is not used again when it is older; unlimited unless told. */
  readonly maxLifetimeMs?: number;
  /** A connection that was idle longer is asked for a sign of life before it is handed out; 30 s unless told. */
  readonly checkAfterMs?: number;
  /** How long `close` waits for connections in use before it cancels what they run; 10 s unless told. */
  readonly closeTimeoutMs?: number;
}

interface Member {
  readonly connection: DriverConnection;
  readonly createdAt: number;
  /** Undefined where it has just been made. */
  idleSince: number | undefined;
}

interface Waiter {
  readonly resolve: (member: Member) => void;
  readonly reject: (error: unknown) => void;
  /** True once the waiter was served or gave up. */
  settled: boolean;
}

export interface PoolSize {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

export class Pool {
  readonly #driver: Driver;
  readonly #options: Required<PoolOptions>;
  readonly #idle: Member[] = [];
  readonly #busy = new Map<DriverConnection, Member>();
  readonly #waiting: Waiter[] = [];
  #connecting = 0;
  #closing: Promise<void> | undefined;
  #reaper: NodeJS.Timeout | undefined;
  #drained: (() => void) | undefined;

  constructor(driver: Driver, options: PoolOptions = {}) {
    this.#driver = driver;
    this.#options = {
      max: Math.max(1, options.max ?? 10),
      idleTimeoutMs: options.idleTimeoutMs ?? 10_000,
      connectTimeoutMs: options.connectTimeoutMs ?? 30_000,
      maxLifetimeMs: options.maxLifetimeMs ?? Number.POSITIVE_INFINITY,
      checkAfterMs: options.checkAfterMs ?? 30_000,
      closeTimeoutMs: options.closeTimeoutMs ?? 10_000,
    };
  }

  get size(): PoolSize {
    const total = this.#idle.length + this.#busy.size + this.#connecting;
    return { total, idle: this.#idle.length, waiting: this.#waiting.length };
  }

  /** @throws PoolTimeoutError, EngineClosedError, CancelledError, and what the driver throws */
  async acquire(signal?: AbortSignal, isChecked = false): Promise<DriverConnection> {
    if (this.#closing) throw new EngineClosedError();
    if (signal?.aborted) throw new CancelledError("connection", signal.reason);
    for (;;) {
      const member = this.#takeIdle() ?? (await this.#createOrWait(signal));
      this.#busy.set(member.connection, member);
      if (await this.#isAlive(member, isChecked)) return member.connection;
      this.#discard(member);
    }
  }

  /** Takes a connection back; what was left open in it is rolled back. */
  async release(connection: DriverConnection): Promise<void> {
    const member = this.#busy.get(connection);
    if (!member) return;
    if (connection.usable && connection.transactionStatus !== "idle") {
      await connection.query("ROLLBACK").catch(() => connection.close());
    }
    if (!this.#isFit(member) || this.#closing) {
      this.#discard(member);
      return;
    }
    const waiter = this.#waiting.shift();
    member.idleSince = Date.now();
    if (waiter) {
      waiter.resolve(member);
      return;
    }
    this.#busy.delete(connection);
    this.#idle.push(member);
    this.#scheduleReaping();
  }

  /** Refuses newcomers, waits for connections in use, cancels those that take too long, closes all. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#reaper);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(new EngineClosedError());
    for (const member of this.#idle.splice(0)) this.#discard(member);
    if (this.#busy.size + this.#connecting > 0) await this.#drain();
    await Promise.all([...this.#busy.keys()].map((connection) => connection.cancel().catch(() => {})));
    await this.#driver.close();
  }

  async #drain(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
      timer = setTimeout(resolve, this.#options.closeTimeoutMs);
    });
    clearTimeout(timer);
  }

  /** The one used last: it is the most likely to be alive, and the others get a chance to be closed as idle. */
  #takeIdle(): Member | undefined {
    for (let member = this.#idle.pop(); member; member = this.#idle.pop()) {
      if (this.#isFit(member)) return member;
      this.#discard(member);
    }
    return undefined;
  }

  #createOrWait(signal: AbortSignal | undefined): Promise<Member> {
    return this.#busy.size + this.#connecting < this.#options.max ? this.#create(signal) : this.#wait(signal);
  }

  async #create(signal: AbortSignal | undefined): Promise<Member> {
    this.#connecting++;
    try {
      const connection = await this.#driver.connect({ signal });
      const member = { connection, createdAt: Date.now(), idleSince: undefined };
      this.#busy.set(connection, member);
      return member;
    } catch (error) {
      this.#serveNext();
      throw error;
    } finally {
      this.#connecting--;
      this.#tellWhenDrained();
    }
  }

  async #wait(signal: AbortSignal | undefined): Promise<Member> {
    const { connectTimeoutMs, max } = this.#options;
    let onAbort = () => {};
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Member>((resolve, reject) => {
        const waiter: Waiter = { resolve, reject, settled: false };
        const giveUp = (error: unknown) => {
          const index = this.#waiting.indexOf(waiter);
          if (index !== -1) this.#waiting.splice(index, 1);
          waiter.settled = true;
          reject(error);
        };
        onAbort = () => giveUp(new CancelledError("connection", signal?.reason));
        timer = setTimeout(() => giveUp(new PoolTimeoutError(connectTimeoutMs, max)), connectTimeoutMs);
        signal?.addEventListener("abort", onAbort, { once: true });
        this.#waiting.push(waiter);
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** A place became free without a connection: the first who waits makes one. */
  #serveNext(): void {
    const waiter = this.#closing ? undefined : this.#waiting.shift();
    if (!waiter) return;
    const serve = (member: Member) => {
      if (waiter.settled) void this.release(member.connection);
      else waiter.resolve(member);
    };
    queueMicrotask(() => void this.#create(undefined).then(serve, waiter.reject));
  }

  #isFit(member: Member): boolean {
    return member.connection.usable && Date.now() - member.createdAt < this.#options.maxLifetimeMs;
  }

  /** A socket may be dead without anyone having been told (a firewall that forgot it). */
  async #isAlive(member: Member, isChecked: boolean): Promise<boolean> {
    if (!member.connection.usable) return false;
    if (member.idleSince === undefined) return true;
    if (!isChecked && Date.now() - member.idleSince < this.#options.checkAfterMs) return true;
    const signOfLife = member.connection.query("SELECT 1").then(
      () => true,
      () => false,
    );
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), 5000)));
    return Promise.race([signOfLife, silence]).finally(() => clearTimeout(timer));
  }

  #discard(member: Member): void {
    this.#busy.delete(member.connection);
    void member.connection.close().catch(() => {});
    this.#serveNext();
    this.#tellWhenDrained();
  }

  #tellWhenDrained(): void {
    if (this.#busy.size + this.#connecting === 0) this.#drained?.();
  }

  #scheduleReaping(): void {
    clearTimeout(this.#reaper);
    const oldest = this.#idle[0];
    if (!oldest || this.#closing) return;
    const due = Math.max(0, (oldest.idleSince ?? 0) + this.#options.idleTimeoutMs - Date.now());
    this.#reaper = setTimeout(() => this.#reap(), due);
    // The connections themselves keep the process alive until they are closed; this closes them.
    if (this.#driver.singleSession) this.#reaper.unref();
  }

  #reap(): void {
    const limit = Date.now() - this.#options.idleTimeoutMs;
    while (this.#idle[0] && (this.#idle[0].idleSince ?? 0) <= limit) this.#discard(this.#idle.shift() as Member);
    this.#scheduleReaping();
  }
}
