import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { compact, orAbsent } from "../../../../kinds/canonical.ts";
import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { qualify } from "../../../../kinds/qualify.ts";
import { policyKey, rowSecurityKey, type PolicyCommand, type PolicyModel, type RowSecurityModel } from "./model.ts";

/** Options of `policy()`. */
export interface PolicyDeclarationOptions {
  readonly on: string;
  /** All commands where absent. */
  readonly command?: PolicyCommand;
  /** Roles; everybody where absent. */
  readonly to?: string | readonly string[];
  /** Which rows are seen and changed. */
  readonly using?: SqlFragment;
  /** Which rows may be written. */
  readonly check?: SqlFragment;
  /** Narrows what other policies allow instead of adding to it. */
  readonly restrictive?: boolean;
  readonly comment?: string;
}

/** A row security policy: `` policy("own_rows", { on: "orders", to: "app", using: sql`owner = current_user` }) ``. */
export function policy(name: string, options: PolicyDeclarationOptions): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: "policy",
    name: `${options.on}.${name}`,
    declare: (context: DeclareContext): Declared => {
      const { schema, name: table } = qualify(options.on, context.schema);
      const roles = typeof options.to === "string" ? [options.to] : [...(options.to ?? [])].sort();
      const model = compact<PolicyModel>({
        kind: "policy",
        schema,
        table,
        name,
        command: options.command,
        restrictive: options.restrictive,
        roles: roles.some((role) => role.toLowerCase() === "public") ? undefined : orAbsent(roles),
        using: options.using === undefined ? undefined : fragmentText(options.using),
        check: options.check === undefined ? undefined : fragmentText(options.check),
        comment: options.comment,
      });
      return { objects: [[policyKey(schema, table, name), model]], renamedFrom: [], origins: noOrigins };
    },
  });
}

/** Turns row security of a table on: `rowSecurity("orders", { forced: true })` also for the table's owner. */
export function rowSecurity(
  table: string,
  options: { readonly enabled?: boolean; readonly forced?: boolean } = {},
): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: "row security",
    name: table,
    declare: (context: DeclareContext): Declared => {
      const { schema, name } = qualify(table, context.schema);
      const { enabled = true, forced } = options;
      const model = compact<RowSecurityModel>({ kind: "rowSecurity", schema, table: name, name, enabled, forced });
      return { objects: [[rowSecurityKey(schema, name), model]], renamedFrom: [], origins: noOrigins };
    },
  });
}
