/** Privileges as revisions wrote them before they took the words of models: what they are on as SQL. */
import type { DefaultPrivilegesScope } from "../kinds/grant/model.ts";

export interface LegacyGrantOptions {
  /** The role may grant the privileges on. */
  readonly grantOption?: boolean;
  /** Only the right to grant on comes or goes; the privileges themselves stay. */
  readonly onlyOption?: boolean;
  /** For objects that a role will create: `ALTER DEFAULT PRIVILEGES`. */
  readonly defaults?: DefaultPrivilegesScope;
}

/** op.grant(["SELECT"], "TABLE public.orders", "app") */
export type LegacyGrant = [privileges: readonly string[], on: string, role: string, options?: LegacyGrantOptions];

export const legacyGrant = (...[privileges, on, role, options = {}]: LegacyGrant) => ({
  privileges,
  on,
  role,
  ...options,
});
