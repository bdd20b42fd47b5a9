/** Policies as revisions wrote them before they took the words of models: `op.createPolicy("own", "orders", { roles: ["app"] })`. */
import { fragmentText, type SqlFragment } from "../../../sql/sql.ts";
import { locateTable } from "../ddl/locate.ts";
import type { PolicyModel } from "../kinds/policy/model.ts";

export interface LegacyPolicyChanges {
  readonly roles?: readonly string[];
  readonly using?: SqlFragment;
  readonly check?: SqlFragment;
}

export interface LegacyPolicyOptions extends LegacyPolicyChanges {
  readonly command?: PolicyModel["command"];
  readonly restrictive?: boolean;
  readonly comment?: string;
}

export type LegacyPolicy = [name: string, table: string, options?: LegacyPolicyOptions];
export type LegacyPolicyAlteration = [name: string, table: string, changes: LegacyPolicyChanges];

export function legacyPolicy(...[name, table, options = {}]: LegacyPolicy): PolicyModel {
  const { using, check, ...rest } = options;
  return { kind: "policy", ...locateTable(table), name, ...rest, ...policyTexts({ using, check }) };
}

/** Texts that are given, as SQL. */
export const policyTexts = ({
  using,
  check,
}: {
  readonly using?: SqlFragment | undefined;
  readonly check?: SqlFragment | undefined;
}) => ({
  ...(using === undefined ? {} : { using: fragmentText(using) }),
  ...(check === undefined ? {} : { check: fragmentText(check) }),
});
