/** Connections and pools of the caller's own, told apart by what they can do: any version of `pg` or PGlite will serve. */
import type { Driver, DriverConnection } from "../../../driver/driver.ts";
import { CallerConnectionError, CancelledError } from "../../../driver/errors.ts";
import { pgHost, type PgClient } from "./caller-pg.ts";
import { pgliteHost, type PgliteClient } from "./caller-pglite.ts";
import { GuestConnection, type Host } from "./guest-connection.ts";

type AnyFunction = (...args: never[]) => unknown;

/** A `Client`, `PoolClient` or `Pool` of `pg`, or of a package that is made like it. */
export interface PgLike {
  readonly query: AnyFunction;
  readonly connect: AnyFunction;
}

/** A `PGlite`, or the transaction that its `transaction()` hands out. */
export interface PgliteLike {
  readonly query: AnyFunction;
  readonly exec: AnyFunction;
}

export type CallerClient = PgLike | PgliteLike;

interface PgPool {
  connect(): Promise<PgClient & { release(error?: unknown): void }>;
}

const drivers = new WeakMap<object, Driver>();

/** A driver on what the caller holds, which stays open. @throws CallerConnectionError */
export function driverOnClient(client: CallerClient): Driver {
  return driverOn(client, opener(client));
}

/** A driver on a connection of limbeck's own, or on what gives such connections. */
export function driverOnHost(
  holder: object,
  open: () => Promise<Host & { readonly close?: () => Promise<void> }>,
): Driver {
  return driverOn(holder, async () => {
    const host = await open();
    return new GuestConnection(host, () => host.close?.() ?? Promise.resolve());
  });
}

function driverOn(holder: object, connect: Driver["connect"]): Driver {
  let driver = drivers.get(holder);
  if (driver === undefined) {
    driver = {
      dialect: "postgresql",
      description: "a connection of the caller",
      singleSession: !isPool(holder),
      holder,
      connect,
      close: () => Promise.resolve(),
    };
    drivers.set(holder, driver);
  }
  return driver;
}

function opener(client: CallerClient): Driver["connect"] {
  const given = client as unknown as Readonly<Record<string, unknown>> | null | undefined;
  if (typeof given !== "object" || given === null)
    throw new CallerConnectionError(`it is ${given === null ? "null" : typeof given}`);
  if (typeof given["query"] !== "function") throw new CallerConnectionError("it has no method query()");
  if (typeof given["exec"] === "function")
    return async () => new GuestConnection(await pgliteHost(client as unknown as PgliteClient));
  if (isPool(given)) return (options) => fromPool(client as unknown as PgPool, options);
  return async () => new GuestConnection(await pgHost(client as unknown as PgClient));
}

/** A client of a pool has a `release`, too, but none of the pool's counts. */
const isPool = (holder: object): boolean =>
  typeof (holder as { readonly totalCount?: unknown }).totalCount === "number";

async function fromPool(pool: PgPool, { signal }: { readonly signal?: AbortSignal } = {}): Promise<DriverConnection> {
  if (signal?.aborted === true) throw new CancelledError("connection", signal.reason);
  const coming = pool.connect();
  const client = await untilAborted(coming, signal);
  try {
    const host = await pgHost(client);
    return new GuestConnection(host, async () => client.release(!host.usable));
  } catch (error) {
    client.release();
    throw error;
  }
}

async function untilAborted(
  coming: ReturnType<PgPool["connect"]>,
  signal: AbortSignal | undefined,
): ReturnType<PgPool["connect"]> {
  if (signal === undefined) return coming;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new CancelledError("connection", signal.reason));
      coming.then((client) => client.release()).catch(() => {});
    };
    signal.addEventListener("abort", onAbort, { once: true });
    coming.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
