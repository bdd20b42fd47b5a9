/** Chooses the driver by the scheme of a URL. */
import type { Driver, OpenDriverOptions } from "../../../driver/driver.ts";
import { InvalidUrlError } from "../../../driver/errors.ts";
import { pgDriver } from "./pg.ts";
import { pgliteDriver, type PgliteDriverOptions } from "./pglite.ts";

/** Options of `driverFor()`; times are in milliseconds. */
export type DriverOptions = OpenDriverOptions & PgliteDriverOptions;

/**
 * The driver for a URL: `postgres://`, `postgresql://`, `pglite://folder`, `pglite:memory`.
 *
 * @throws InvalidUrlError which never repeats the URL.
 * @example
 * const driver = driverFor("pglite:memory");
 */
export function driverFor(url: string, options: DriverOptions = {}): Driver {
  const scheme = /^\s*([a-z]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === "postgres" || scheme === "postgresql") return pgDriver(url, options);
  if (scheme === "pglite") return pgliteDriver(url.trim(), options);
  throw new InvalidUrlError("its beginning is none of postgres://, postgresql://, pglite://, pglite:");
}
