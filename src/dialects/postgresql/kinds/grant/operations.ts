import { columnOfPrivilege } from "../../named-object.ts";
import type { GrantModel } from "./model.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal, type SourceWriter } from "../../../../operations/source.ts";
import { routineReference } from "../../ddl/routine-reference.ts";
import { wordsSource } from "../../ddl/words.ts";
import { legacyGrant, type LegacyGrant, type LegacyGrantOptions } from "../../legacy/grant.ts";
import { privilegesOf, privilegeWords, type GrantWords, type Privileges, type RevokeWords } from "./words.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";

export interface GrantOp extends Operation, Privileges {
  readonly type: "grant" | "revoke";
  /** True where the privileges come or go because their object does. */
  readonly withObject?: true;
}

/** Before they took the words of models, revisions named the object as SQL. */
const isLegacy = (words: GrantWords | RevokeWords | LegacyGrant): words is LegacyGrant => typeof words[1] === "string";

/** op.grant("select", { on: "orders", to: "app" }) */
export const grant = defineOperation({
  type: "grant",
  build: (...words: GrantWords | LegacyGrant): GrantOp => {
    if (isLegacy(words)) return { type: "grant", ...legacyGrant(...words) };
    const [privileges, { to, ...options }] = words;
    return { type: "grant", ...privilegesOf(privileges, to, options) };
  },
  reverse: (op): readonly Operation[] => [turned(op)],
  statements: (op) => [
    {
      sql: `${prefix(op)}GRANT ${op.privileges.join(", ")} ON ${target(op)} TO ${rolesSql(op)}${op.grantOption === true ? " WITH GRANT OPTION" : ""}`,
    },
  ],
  render: (op, source) => renderGrant(op, source),
  describe: (op) => `grant ${op.privileges.join(", ").toLowerCase()} on ${op.on} to ${rolesOf(op).join(", ")}`,
});

/** op.revoke("select", { on: "orders", from: "app" }) */
export const revoke = defineOperation({
  type: "revoke",
  build: (...words: RevokeWords | LegacyGrant): GrantOp => {
    if (isLegacy(words)) return { type: "revoke", ...legacyGrant(...words) };
    const [privileges, { from, ...options }] = words;
    return { type: "revoke", ...privilegesOf(privileges, from, options) };
  },
  reverse: (op): readonly Operation[] => [turned(op)],
  statements: (op) => [
    {
      sql: `${prefix(op)}REVOKE ${op.onlyOption === true ? "GRANT OPTION FOR " : ""}${op.privileges.join(", ")} ON ${target(op)} FROM ${rolesSql(op)}`,
    },
  ],
  render: (op, source) => renderGrant(op, source),
  describe: (op) => `revoke ${op.privileges.join(", ").toLowerCase()} on ${op.on} from ${rolesOf(op).join(", ")}`,
});

const turned = ({ implied = false, ...op }: GrantOp): GrantOp => ({
  ...op,
  type: op.type === "grant" ? "revoke" : "grant",
  ...(op.withObject === true && !implied ? { implied: true } : {}),
});

/** Privileges that an object had are gone with it, and have to be said when it comes back. */
export const withObject =
  (direction: "comes" | "goes") =>
  (op: GrantOp): GrantOp => ({ ...op, withObject: true, ...(direction === "goes" ? { implied: true } : {}) });

/** What the privileges are on, as SQL names it. */
function target({ on }: GrantOp): string {
  const [, name, types] = /^PROCEDURE ((?:"(?:[^"]|"")*"|[^("])+)\((.*)\)$/s.exec(on) ?? [];
  return name === undefined ? on : `PROCEDURE ${routineReference("procedure", name, types ?? "")}`;
}

const rolesOf = ({ role, roles }: GrantOp): readonly string[] => roles ?? [role];
const rolesSql = (op: GrantOp): string => rolesOf(op).map(roleSql).join(", ");
const roleSql = (role: string): string => (role === "PUBLIC" ? role : quoteIdentifier(role));

function prefix({ defaults }: GrantOp): string {
  if (defaults === undefined) return "";
  const schema = defaults.inSchema === undefined ? "" : ` IN SCHEMA ${quoteIdentifier(defaults.inSchema)}`;
  return `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(defaults.forRole)}${schema} `;
}

function renderGrant(op: GrantOp, source: SourceWriter): string {
  const words = privilegeWords(op);
  if (words !== undefined) {
    const [privileges, roles, { on, ...options }] = words;
    const who = op.type === "grant" ? { to: roles } : { from: roles };
    return call(`op.${op.type}`, wordsSource([privileges, { on, ...who, ...options }], source));
  }
  const { type, privileges, on, role, grantOption, onlyOption, defaults } = op;
  const isPlain = grantOption === undefined && onlyOption === undefined && defaults === undefined;
  const options = isPlain ? [] : [literal({ grantOption, onlyOption, defaults })];
  return call(`op.${type}`, [literal(privileges), literal(on), literal(role), ...options]);
}

/** What takes a role's privileges from one state to another. */
export function grantOps(database: GrantModel | undefined, target: GrantModel | undefined): GrantOp[] {
  const model = target ?? database;
  if (model === undefined) return [];
  const { on, name: role, defaults } = model;
  const base = { on, role, ...(defaults === undefined ? {} : { defaults }) };
  const make = (type: GrantOp["type"], privileges: readonly string[], options: LegacyGrantOptions = {}): GrantOp[] =>
    privileges.length === 0 ? [] : [{ type, privileges, ...base, ...options }];
  const before = stateOf(database);
  const after = stateOf(target);
  const gone = missing(before.all, after.all);
  const less = common(before.grantable, after.plain);
  const left = leftBy(before, { gone, less });
  const ops = [
    ...make("revoke", missing(before.plain, after.all)),
    ...make("revoke", missing(before.grantable, after.all), withOption),
    ...make("revoke", less, onlyOption),
    ...make("revoke", missing(after.revoked, before.revoked)),
    ...make("grant", missing(before.revoked, after.revoked)),
    ...make("grant", missing(after.plain, left.all)),
    ...make("grant", missing(after.grantable, left.all), withOption),
    ...make("grant", common(left.plain, after.grantable), onlyOption),
  ];
  return takesColumnsAlong(before, after) ? ops.map((op) => ({ ...op, replan: true })) : ops;
}

const withOption = { grantOption: true };
const onlyOption = { grantOption: true, onlyOption: true };

/**
 * What is left after what goes: a privilege or grant option that a table loses, its columns lose with it (manual, REVOKE).
 */
function leftBy(before: State, { gone, less }: { readonly gone: readonly string[]; readonly less: readonly string[] }) {
  const isTaken = (privileges: readonly string[]) => (privilege: string) =>
    privileges.includes(privilege) || privileges.includes(wholeOf(privilege) ?? "");
  const all = before.all.filter((privilege) => !isTaken(gone)(privilege));
  const grantable = common(before.grantable, all).filter((privilege) => !isTaken(less)(privilege));
  return { all, grantable, plain: missing(all, grantable) };
}

/** True where the way back is more than the same statements turned around: a privilege on the table covers one on a column. */
const takesColumnsAlong = (before: State, after: State): boolean =>
  [before, after].some(({ all }) => all.some((privilege) => all.includes(wholeOf(privilege) ?? "")));

/** `SELECT` of `SELECT (price)`; undefined for a privilege on the whole. */
const wholeOf = (privilege: string): string | undefined =>
  columnOfPrivilege(privilege) === undefined ? undefined : privilege.slice(0, privilege.indexOf(" ("));

const common = (some: readonly string[], others: readonly string[]): string[] =>
  some.filter((each) => others.includes(each));
const missing = (some: readonly string[], others: readonly string[]): string[] =>
  some.filter((each) => !others.includes(each));

interface State {
  readonly all: readonly string[];
  readonly grantable: readonly string[];
  readonly plain: readonly string[];
  readonly revoked: readonly string[];
}

function stateOf(grant: GrantModel | undefined): State {
  const all = grant?.privileges ?? [];
  const grantable = grant?.grantable ?? [];
  return { all, grantable, plain: missing(all, grantable), revoked: grant?.revoked ?? [] };
}

/** What `op` has of it. */
export const grantOperations = { grant, revoke };
