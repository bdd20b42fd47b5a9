import type { DomainCheckModel, DomainModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../../sql/sql.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { addCheckSql, createDomainStatements, domainOptions } from "../../ddl/domain.ts";
import { locate, written } from "../../ddl/locate.ts";
import { legacyDomain, type LegacyDomain } from "../../legacy/domain.ts";
import { domainObjects, domainSource, domainWords, type DomainWords } from "./words.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface CreateDomainOp extends Operation {
  readonly type: "createDomain";
  readonly object: DomainModel;
  readonly checks: readonly DomainCheckModel[];
}

export interface DropDomainOp extends Operation, DropOptions {
  readonly type: "dropDomain";
  readonly object: DomainModel;
  readonly checks: readonly DomainCheckModel[];
}

export interface AlterDomainOp extends Operation {
  readonly type: "alterDomain";
  readonly schema: string;
  readonly name: string;
  readonly changes: DomainChanges;
  readonly former?: DomainChanges;
}

export interface DomainChanges {
  readonly notNull?: boolean;
  /** Null removes the default. */
  readonly serverDefault?: string | null;
}

export interface AddDomainCheckOp extends Operation {
  readonly type: "addDomainCheck";
  readonly object: DomainCheckModel;
}

export interface DropDomainCheckOp extends Operation, DropOptions {
  readonly type: "dropDomainCheck";
  readonly object: DomainCheckModel;
}

export const createDomainOp = (object: DomainModel, checks: readonly DomainCheckModel[]): CreateDomainOp => ({
  type: "createDomain",
  object,
  checks,
});
export const dropDomainOp = (object: DomainModel, checks: readonly DomainCheckModel[]): DropDomainOp => ({
  type: "dropDomain",
  object,
  checks,
});
export const addDomainCheckOp = (object: DomainCheckModel): AddDomainCheckOp => ({ type: "addDomainCheck", object });
export const dropDomainCheckOp = (object: DomainCheckModel): DropDomainCheckOp => ({ type: "dropDomainCheck", object });

/** op.createDomain("email", text(), { check: sql`VALUE ~ '@'` }) */
export const createDomain = defineOperation({
  type: "createDomain",
  build: (...words: DomainWords | LegacyDomain): CreateDomainOp =>
    createDomainOp(...(isLegacy(words) ? legacyDomain(...words) : domainObjects(...words))),
  reverse: (op): readonly Operation[] => [dropDomainOp(op.object, op.checks)],
  statements: ({ object, checks }) => createDomainStatements(object, checks),
  render: ({ object, checks }, source) => {
    const words = domainWords(object, checks);
    if (words !== undefined) return call("op.createDomain", domainSource(words, object, source));
    const options = domainOptions(object, checks, source);
    return call("op.createDomain", [
      literal(written(object.schema, object.name)),
      literal(object.type),
      ...(options.length === 0 ? [] : [block("{", options, "}")]),
    ]);
  },
  describe: (op) => `create domain ${written(op.object.schema, op.object.name)}`,
});

/** Before they took the words of models, revisions wrote the type as text. */
const isLegacy = (words: DomainWords | LegacyDomain): words is LegacyDomain => typeof words[1] === "string";

/** op.dropDomain("email") */
export const dropDomain = droppable(
  defineOperation({
    type: "dropDomain",
    build: (name: string): DropDomainOp => dropDomainOp({ kind: "domain", ...locate(name), type: "text" }, []),
    reverse: (op): readonly Operation[] => [createDomainOp(op.object, op.checks)],
    statements: (op) => [
      { sql: `DROP DOMAIN${ifExists(op)} ${quoteQualified(op.object.schema, op.object.name)}${cascadeClause(op)}` },
    ],
    render: (op) => `op.dropDomain(${literal(written(op.object.schema, op.object.name))})`,
    describe: (op) => `drop domain ${written(op.object.schema, op.object.name)}`,
  }),
);

/** op.alterDomain("email", { notNull: true, serverDefault: "''" }) */
export const alterDomain = defineOperation({
  type: "alterDomain",
  build: (name: string, changes: DomainChanges, former?: DomainChanges): AlterDomainOp => ({
    type: "alterDomain",
    ...locate(name),
    changes,
    former,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined) throw new IrreversibleError(`alterDomain ${op.name}`, "the former state is not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: ({ schema, name, changes }) => {
    const target = `ALTER DOMAIN ${quoteQualified(schema, name)}`;
    const { notNull, serverDefault } = changes;
    return [
      ...(serverDefault === undefined
        ? []
        : [{ sql: serverDefault === null ? `${target} DROP DEFAULT` : `${target} SET DEFAULT ${serverDefault}` }]),
      ...(notNull === undefined ? [] : [{ sql: `${target} ${notNull ? "SET" : "DROP"} NOT NULL` }]),
    ];
  },
  render: (op) => `op.alterDomain(${literal(written(op.schema, op.name))}, ${literal(op.changes)})`,
  describe: (op) => `alter domain ${written(op.schema, op.name)}`,
});

/** op.addDomainCheck("email", "email_format", sql`VALUE ~ '@'`) */
export const addDomainCheck = defineOperation({
  type: "addDomainCheck",
  build: (
    domain: string,
    name: string,
    condition: SqlFragment | string,
    options: { readonly notValid?: boolean; readonly comment?: string } = {},
  ): AddDomainCheckOp => {
    const located = locate(domain);
    const expression = isSqlFragment(condition) ? fragmentText(condition) : condition;
    return addDomainCheckOp({
      kind: "domainCheck",
      schema: located.schema,
      domain: located.name,
      name,
      expression,
      ...options,
    });
  },
  reverse: (op): readonly Operation[] => [dropDomainCheckOp(op.object)],
  statements: ({ object }) => [
    {
      sql: addCheckSql(object),
    },
    ...commentStatements(object),
  ],
  render: ({ object }, source) => {
    source.use("sql");
    const { notValid, comment } = object;
    const options = notValid === undefined && comment === undefined ? [] : [literal({ notValid, comment })];
    return call("op.addDomainCheck", [
      literal(written(object.schema, object.domain)),
      literal(object.name),
      sqlTemplate(object.expression),
      ...options,
    ]);
  },
  describe: (op) => `add check ${op.object.name} to domain ${written(op.object.schema, op.object.domain)}`,
});

/** op.dropDomainCheck("email", "email_format") */
export const dropDomainCheck = defineOperation({
  type: "dropDomainCheck",
  build: (domain: string, name: string): DropDomainCheckOp => {
    const located = locate(domain);
    return dropDomainCheckOp({
      kind: "domainCheck",
      schema: located.schema,
      domain: located.name,
      name,
      expression: "",
    });
  },
  reverse: (op): readonly Operation[] => {
    if (op.object.expression === "")
      throw new IrreversibleError(`dropDomainCheck ${op.object.name}`, "its condition is not known");
    return [addDomainCheckOp(op.object)];
  },
  statements: ({ object }) => [
    {
      sql: `ALTER DOMAIN ${quoteQualified(object.schema, object.domain)} DROP CONSTRAINT ${quoteIdentifier(object.name)}`,
    },
  ],
  render: ({ object }) =>
    `op.dropDomainCheck(${literal(written(object.schema, object.domain))}, ${literal(object.name)})`,
  describe: (op) => `drop check ${op.object.name} of domain ${written(op.object.schema, op.object.domain)}`,
});

/** What `op` has of it. */
export const domainOperations = { createDomain, dropDomain, alterDomain, addDomainCheck, dropDomainCheck };
