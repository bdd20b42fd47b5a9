import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { nameOf, tokensOf, type Token } from "../../sql-statement.ts";
import { trailingOptions } from "../../ddl/source-options.ts";
import { targetWords } from "../../named-target.ts";
import type { GrantModel } from "./model.ts";

/**
 * `grant(["select", "insert"], { on: "orders", to: "app" })`, of roles that all may do the same; undefined where one builder call
 * can't say it.
 */
export function grantSource(model: GrantModel, roles: readonly string[], source: SourceWriter): string | undefined {
  const { on, privileges, grantable, revoked, defaults } = model;
  const to = roles.length === 1 ? roles[0] : roles;
  if (revoked !== undefined) {
    if (privileges.length > 0) return undefined;
    return `${source.use("revokeDefault")}(${oneOrAll(revoked)}, { on: ${targetSource(on)} })`;
  }
  const grantOption = grantable === undefined ? undefined : true;
  if (grantable !== undefined && grantable.length !== privileges.length) return undefined;
  if (defaults !== undefined) {
    const scope = { on: on.toLowerCase(), forRole: defaults.forRole, inSchema: defaults.inSchema, to, grantOption };
    return `${source.use("defaultPrivileges")}(${oneOrAll(privileges)}${trailingOptions(scope)})`;
  }
  const columns = columnsOf(privileges);
  if (columns === undefined) return undefined;
  const names = [...new Set(privileges.map((privilege) => privilege.replace(/ \(.*$/s, "")))];
  const options = trailingOptions(
    {},
    {
      on: targetSource(on),
      to: literal(to),
      columns: columns.length === 0 ? undefined : literal(columns),
      grantOption: grantOption && "true",
    },
  );
  return `${source.use("grant")}(${oneOrAll(names)}${options})`;
}

function oneOrAll(privileges: readonly string[]): string {
  const lower = privileges.map((privilege) => privilege.toLowerCase());
  return literal(lower.length === 1 ? lower[0] : lower);
}

/** The columns that all privileges are on; undefined where they are on different ones. */
function columnsOf(privileges: readonly string[]): readonly string[] | undefined {
  const parts = privileges.map((privilege) => /^([A-Z ]+?)(?: \((.*)\))?$/s.exec(privilege));
  const byName = new Map<string, string[]>();
  for (const part of parts) {
    if (part === null) return undefined;
    const columns = byName.get(part[1]!) ?? [];
    if (part[2] !== undefined) columns.push(nameOf(tokensOf(part[2])[0] as Token));
    byName.set(part[1]!, columns);
  }
  const lists = [...byName.values()];
  const isSame = lists.every((list) => JSON.stringify(list) === JSON.stringify(lists[0]));
  const isWhole = parts.length === lists.reduce((sum, list) => sum + Math.max(1, list.length), 0);
  return isSame && isWhole ? lists[0] : undefined;
}

/** `TABLE public.orders` → `"orders"`, `FUNCTION shop.total(integer)` → `{ function: "shop.total(integer)" }` */
export const targetSource = (on: string): string => literal(targetWords(on));
