import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** What one role may do with one object. Owners are not managed, so what an owner may do is not said. */
export interface GrantModel extends SchemaObject {
  readonly kind: "grant";
  /** The role; `PUBLIC` is everybody. */
  readonly name: string;
  /** As `GRANT … ON` names it: `TABLE public.orders`, `SCHEMA shop`; `TABLES` and the like for default privileges. */
  readonly on: string;
  /** Sorted, in capitals; `SELECT (price)` for a column. */
  readonly privileges: readonly string[];
  /** Those that the role may grant on. */
  readonly grantable?: readonly string[];
  /** What `PUBLIC` has by default and was taken away. */
  readonly revoked?: readonly string[];
  /** Set for `ALTER DEFAULT PRIVILEGES`. */
  readonly defaults?: DefaultPrivilegesScope;
}

/** Objects that a role will create, in one schema or in all. */
export interface DefaultPrivilegesScope {
  readonly forRole: string;
  readonly inSchema?: string;
}

export const grantKey = (grant: Pick<GrantModel, "on" | "name" | "defaults">): Key => {
  const scope = grant.defaults === undefined ? [] : [`${grant.defaults.forRole}/${grant.defaults.inSchema ?? ""}`];
  return keyOf("grant", grant.on, ...scope, grant.name);
};

/** What both say of one role and object; what one says may be granted on, may be. */
export function joined(one: GrantModel, other: GrantModel): GrantModel {
  const both = (name: "privileges" | "grantable" | "revoked"): string[] =>
    [...new Set([...(one[name] ?? []), ...(other[name] ?? [])])].sort();
  const { grantable: _grantable, revoked: _revoked, ...rest } = one;
  const [grantable, revoked] = [both("grantable"), both("revoked")];
  return Object.freeze({
    ...rest,
    privileges: both("privileges"),
    ...(grantable.length === 0 ? {} : { grantable }),
    ...(revoked.length === 0 ? {} : { revoked }),
  });
}
