import { quoteIdentifier } from "../../../../sql/identifier.ts";
import type { Key } from "../../../../metadata/key.ts";
import { compact, orAbsent } from "../../../../kinds/canonical.ts";
import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { targetText } from "../../named-target.ts";
import { grantKey, joined, type DefaultPrivilegesScope, type GrantModel } from "./model.ts";

/** A table or view by its name, or another object: `{ schema: "shop" }`, `{ function: "total(integer)" }`. */
export type GrantTarget =
  | string
  | { readonly schema: string }
  | { readonly sequence: string }
  | { readonly type: string }
  | { readonly domain: string }
  | { readonly function: string }
  | { readonly procedure: string }
  | { readonly foreignServer: string }
  | { readonly foreignDataWrapper: string };

/** Options of `grant()`. */
export interface GrantOptions {
  readonly on: GrantTarget;
  readonly to: string | readonly string[];
  /** Only these columns; for `select`, `insert`, `update` and `references`. */
  readonly columns?: readonly string[];
  readonly grantOption?: boolean;
}

/**
 * Privileges of roles on an object: `grant(["select", "insert"], { on: "orders", to: "app" })`. As soon as one is
 * declared, all privileges of the roles that declarations name are under version control; other roles are left alone.
 */
export function grant(privileges: string | readonly string[], options: GrantOptions): DeclaredObject {
  const suffix = options.columns === undefined ? "" : options.columns;
  const list = listOf(privileges).flatMap((privilege) =>
    suffix === ""
      ? [capitals(privilege)]
      : suffix.map((column) => `${privilege.toUpperCase()} (${quoteIdentifier(column)})`),
  );
  return declared(options.on, options.to, (on, role) => ({
    on,
    name: role,
    privileges: list.sort(),
    ...(options.grantOption === true ? { grantable: list } : {}),
  }));
}

/** Takes away what everybody may do by default: `revokeDefault("execute", { on: { function: "total(integer)" } })`. */
export function revokeDefault(
  privileges: string | readonly string[],
  options: { readonly on: GrantTarget },
): DeclaredObject {
  const revoked = listOf(privileges).map((privilege) => privilege.toUpperCase());
  return declared(options.on, "PUBLIC", (on, name) => ({ on, name, privileges: [], revoked }));
}

/** Options of `defaultPrivileges()` and `revokeDefault()`. */
export interface DefaultPrivilegesOptions extends DefaultPrivilegesScope {
  readonly on: "tables" | "sequences" | "functions" | "types" | "schemas";
  readonly to: string | readonly string[];
  readonly grantOption?: boolean;
}

/** Privileges on objects that a role will create: `defaultPrivileges("select", { on: "tables", forRole: "owner", to: "app" })`. */
export function defaultPrivileges(
  privileges: string | readonly string[],
  options: DefaultPrivilegesOptions,
): DeclaredObject {
  const { forRole, inSchema } = options;
  const list = listOf(privileges).map((privilege) => privilege.toUpperCase());
  const models = listOf(options.to).map((role) =>
    compact<GrantModel>({
      kind: "grant",
      on: options.on.toUpperCase(),
      name: roleName(role),
      privileges: list.sort(),
      grantable: options.grantOption === true ? list : undefined,
      defaults: { forRole, ...(inSchema === undefined ? {} : { inSchema }) },
    }),
  );
  return objectOf(`${options.on} of ${forRole}`, () => models);
}

/** `insert (price)` → `INSERT (price)`: columns are names. */
const capitals = (privilege: string): string => privilege.replace(/^[^(]*/, (words) => words.toUpperCase());

const listOf = (value: string | readonly string[]): string[] => (typeof value === "string" ? [value] : [...value]);
const roleName = (role: string): string => (role.toLowerCase() === "public" ? "PUBLIC" : role);

function declared(
  target: GrantTarget,
  to: string | readonly string[],
  model: (on: string, role: string) => Omit<GrantModel, "kind">,
): DeclaredObject {
  const name = typeof target === "string" ? target : Object.values(target).join();
  return objectOf(name, (context) =>
    listOf(to).map((role) => {
      const { grantable, ...rest } = model(targetText(target, context.schema), roleName(role));
      return compact<GrantModel>({ kind: "grant", ...rest, grantable: orAbsent(grantable) });
    }),
  );
}

function objectOf(name: string, models: (context: DeclareContext) => readonly GrantModel[]): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: "grant",
    name,
    declare: (context: DeclareContext): Declared => ({
      objects: models(context).map((model): readonly [Key, GrantModel] => [grantKey(model), model]),
      renamedFrom: [],
      origins: noOrigins,
      join: (one, other) => joined(one as GrantModel, other as GrantModel),
    }),
  });
}
