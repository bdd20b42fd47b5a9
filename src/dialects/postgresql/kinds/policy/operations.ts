import type { PolicyModel, RowSecurityModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";
import type { SqlFragment } from "../../../../sql/sql.ts";
import { tableName } from "../../ddl/clauses.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locateTable, writtenTable } from "../../ddl/locate.ts";
import { objectOf, oneOrAll, rawText, wordsSource } from "../../ddl/words.ts";
import { legacyPolicy, policyTexts, type LegacyPolicy, type LegacyPolicyAlteration } from "../../legacy/policy.ts";
import { policy } from "./declare.ts";
import { policyWords, type PolicyWords } from "./words.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface PolicyOp extends Operation, DropOptions {
  readonly type: "createPolicy" | "dropPolicy";
  readonly object: PolicyModel;
}

export interface PolicyChanges {
  /** An empty list is `PUBLIC`. */
  readonly roles?: readonly string[];
  readonly using?: string;
  readonly check?: string;
}

export interface AlterPolicyOp extends Operation {
  readonly type: "alterPolicy";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly changes: PolicyChanges;
  readonly former?: PolicyChanges;
}

/** What a revision says of a policy that stays. */
export interface PolicyAlteration {
  readonly on: string;
  /** `"public"` for everybody. */
  readonly to?: string | readonly string[];
  readonly using?: SqlFragment;
  readonly check?: SqlFragment;
}

export const createPolicyOp = (object: PolicyModel): PolicyOp => ({ type: "createPolicy", object });
export const dropPolicyOp = (object: PolicyModel): PolicyOp => ({ type: "dropPolicy", object });

/** op.createPolicy("own_rows", { on: "orders", command: "select", to: "app", using: sql`owner = current_user` }) */
export const createPolicy = defineOperation({
  type: "createPolicy",
  build: (...words: PolicyWords | LegacyPolicy): PolicyOp =>
    createPolicyOp(isLegacy(words) ? legacyPolicy(...words) : objectOf<PolicyModel>(policy(...words))),
  reverse: (op): readonly Operation[] => [dropPolicyOp(op.object)],
  statements: ({ object }) => [{ sql: createPolicySql(object) }, ...commentStatements(object)],
  render: ({ object }, source) => call("op.createPolicy", wordsSource(policyWords(object), source)),
  describe: ({ object }) => `create policy ${object.name} on ${writtenTable(object)}`,
});

/** op.dropPolicy("own_rows", "orders") */
export const dropPolicy = droppable(
  defineOperation({
    type: "dropPolicy",
    build: (name: string, table: string): PolicyOp => dropPolicyOp({ kind: "policy", ...locateTable(table), name }),
    reverse: (op): readonly Operation[] => [createPolicyOp(op.object)],
    statements: (op) => [
      {
        sql: `DROP POLICY${ifExists(op)} ${quoteIdentifier(op.object.name)} ON ${tableName(op.object)}${cascadeClause(op)}`,
      },
    ],
    render: ({ object }) => `op.dropPolicy(${literal(object.name)}, ${literal(writtenTable(object))})`,
    describe: ({ object }) => `drop policy ${object.name} on ${writtenTable(object)}`,
  }),
);

/** op.alterPolicy("own_rows", { on: "orders", using: sql`owner = session_user` }) */
export const alterPolicy = defineOperation({
  type: "alterPolicy",
  build: (...words: [name: string, changes: PolicyAlteration] | LegacyPolicyAlteration): AlterPolicyOp => {
    const [name, { on, to, using, check }] = isLegacy(words) ? modern(words) : words;
    const roles = to === undefined ? undefined : Array.isArray(to) ? (to as readonly string[]) : [to as string];
    return {
      type: "alterPolicy",
      ...locateTable(on),
      name,
      changes: { ...(roles === undefined ? {} : { roles: roles.filter(isRole) }), ...policyTexts({ using, check }) },
    };
  },
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterPolicy ${op.name}`, "the former definition is not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: (op) => [
    {
      sql: `ALTER POLICY ${quoteIdentifier(op.name)} ON ${tableName(op)}${rolesClause(op.changes.roles)}${expressions(op.changes)}`,
    },
  ],
  render: ({ changes: { roles, using, check }, ...op }, source) => {
    const to = roles === undefined ? undefined : roles.length === 0 ? "public" : oneOrAll(roles);
    const words = { on: writtenTable(op), to, using: rawText(using), check: rawText(check) };
    return call("op.alterPolicy", wordsSource([op.name, words], source));
  },
  describe: (op) => `alter policy ${op.name} on ${writtenTable(op)}`,
});

/** Everybody is no role. */
const isRole = (role: string): boolean => role.toLowerCase() !== "public";

/** Before they took the words of models, revisions named the table apart. */
const isLegacy = <Legacy extends [name: string, table: string, ...rest: readonly unknown[]]>(
  words: Legacy | [name: string, options: object],
): words is Legacy => typeof words[1] === "string";

const modern = ([name, on, { roles, using, check }]: LegacyPolicyAlteration): [string, PolicyAlteration] => [
  name,
  { on, to: roles, using, check },
];

function createPolicySql(policy: PolicyModel): string {
  return [
    `CREATE POLICY ${quoteIdentifier(policy.name)} ON ${tableName(policy)}`,
    policy.restrictive === true ? " AS RESTRICTIVE" : "",
    policy.command === undefined ? "" : ` FOR ${policy.command.toUpperCase()}`,
    rolesClause(policy.roles),
    expressions(policy),
  ].join("");
}

const keyWords: ReadonlySet<string> = new Set(["PUBLIC", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"]);

function rolesClause(roles: readonly string[] | undefined): string {
  if (roles === undefined) return "";
  const names = roles.map((role) => (keyWords.has(role) ? role : quoteIdentifier(role)));
  return ` TO ${names.length === 0 ? "PUBLIC" : names.join(", ")}`;
}

function expressions({ using, check }: PolicyChanges): string {
  return (using === undefined ? "" : ` USING (${using})`) + (check === undefined ? "" : ` WITH CHECK (${check})`);
}

export interface RowSecurityState {
  readonly enabled: boolean;
  readonly forced: boolean;
}

export interface SetRowSecurityOp extends Operation {
  readonly type: "setRowSecurity";
  readonly schema: string;
  readonly table: string;
  readonly state: Partial<RowSecurityState>;
  readonly former?: Partial<RowSecurityState>;
}

export const rowSecurityState = (model: RowSecurityModel | undefined): RowSecurityState => ({
  enabled: model?.enabled === true,
  forced: model?.forced === true,
});

/** op.setRowSecurity("orders", { enabled: true, forced: true }) */
export const setRowSecurity = defineOperation({
  type: "setRowSecurity",
  build: (table: string, state: Partial<RowSecurityState>): SetRowSecurityOp => ({
    type: "setRowSecurity",
    ...locateTable(table),
    state,
  }),
  reverse: ({ former, ...op }): readonly Operation[] => {
    const before = former ?? Object.fromEntries(Object.entries(op.state).map(([name, value]) => [name, !value]));
    return [{ ...op, state: before, former: op.state } as Operation];
  },
  statements: (op) => {
    const target = `ALTER TABLE ${tableName(op)}`;
    const { enabled, forced } = op.state;
    return [
      ...(enabled === undefined ? [] : [{ sql: `${target} ${enabled ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY` }]),
      ...(forced === undefined ? [] : [{ sql: `${target} ${forced ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY` }]),
    ];
  },
  render: (op) => `op.setRowSecurity(${literal(writtenTable(op))}, ${literal(op.state)})`,
  describe: (op) => `set row security of ${writtenTable(op)}`,
});

/** What `op` has of it. */
export const policyOperations = { alterPolicy, createPolicy, dropPolicy, setRowSecurity };
