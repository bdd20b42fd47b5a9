/** Constraints of a table that exists: `ALTER TABLE … ADD CONSTRAINT` and its kin, one operation per kind as in Alembic. */
import type { CheckModel } from "../../../../kinds/check/model.ts";
import type { ExclusionElement, ExclusionModel } from "../../../../kinds/exclusion/model.ts";
import type { ForeignKeyModel, ReferentialAction } from "../../../../kinds/foreign-key/model.ts";
import type { PrimaryKeyModel } from "../../../../kinds/primary-key/model.ts";
import type { UniqueModel } from "../../../../kinds/unique/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../../sql/sql.ts";
import { deferrableClause, tableName } from "../../ddl/clauses.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { constraintDefinition, type ConstraintModel } from "../../ddl/constraint.ts";
import { clusterSql } from "../../ddl/index.ts";
import { locate, locateTable, written, writtenTable } from "../../ddl/locate.ts";
import { renderElement } from "../index/operations.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

interface CreateOp<Type extends string, Model> extends Operation {
  readonly type: Type;
  readonly object: Model;
  /** Its index is attached to the parent's afterwards, so that it goes with that one. */
  readonly attached?: boolean;
  /** `ALTER TABLE ONLY`: the partitions' constraints are made and attached one by one. */
  readonly only?: boolean;
  /** A unique index that is there already and becomes the constraint's own. */
  readonly usingIndex?: string;
}

export type CreatePrimaryKeyOp = CreateOp<"createPrimaryKey", PrimaryKeyModel>;
export type CreateUniqueConstraintOp = CreateOp<"createUniqueConstraint", UniqueModel>;
export type CreateForeignKeyOp = CreateOp<"createForeignKey", ForeignKeyModel>;
export type CreateCheckConstraintOp = CreateOp<"createCheckConstraint", CheckModel>;
export type CreateExcludeConstraintOp = CreateOp<"createExcludeConstraint", ExclusionModel>;

export interface DropConstraintOp extends Operation, DropOptions {
  readonly type: "dropConstraint";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** What was dropped, where it is known, so that the drop can be undone. */
  readonly object?: ConstraintModel;
  readonly only?: boolean;
}

const createTypes = {
  primaryKey: "createPrimaryKey",
  unique: "createUniqueConstraint",
  foreignKey: "createForeignKey",
  check: "createCheckConstraint",
  exclusion: "createExcludeConstraint",
} as const;

/** The operation that adds a constraint of any kind. */
export function createConstraintOp(
  object: ConstraintModel,
  attached: boolean = false,
  only: boolean = false,
): Operation {
  const type = createTypes[object.kind];
  return { type, object, ...(attached ? { attached } : {}), ...(only ? { only } : {}) } as Operation;
}

export const dropConstraintOp = (
  object: ConstraintModel,
  implied: boolean = false,
  only: boolean = false,
): DropConstraintOp => ({
  type: "dropConstraint",
  schema: object.schema,
  table: object.table,
  name: object.name,
  object,
  ...(implied ? { implied } : {}),
  ...(only ? { only } : {}),
});

function addStatements(object: ConstraintModel, only: boolean | undefined): Statement[] {
  const clustered = (object as { readonly clustered?: boolean }).clustered === true;
  return [
    { sql: `ALTER TABLE ${only === true ? "ONLY " : ""}${tableName(object)} ADD ${constraintDefinition(object)}` },
    ...(clustered ? [{ sql: clusterSql(object) }] : []),
    ...commentStatements(object),
  ];
}

/** Takes milliseconds, and the index gets the constraint's name (manual, ALTER TABLE). */
function indexStatements({ object, usingIndex }: CreateOp<string, ConstraintModel>): Statement[] {
  const what = object.kind === "primaryKey" ? "PRIMARY KEY" : "UNIQUE";
  const { deferrable } = object as IndexedOptions;
  const index = quoteIdentifier(usingIndex ?? object.name);
  const add = `ADD CONSTRAINT ${quoteIdentifier(object.name)} ${what} USING INDEX ${index}`;
  return [
    { sql: `ALTER TABLE ${tableName(object)} ${add}${deferrableClause(deferrable)}` },
    ...commentStatements(object),
  ];
}

/** What the definitions of all `create…` operations have in common. */
const added = <Op extends CreateOp<string, ConstraintModel>>(what: string) => ({
  reverse: (op: Op): readonly Operation[] => [dropConstraintOp(op.object, op.attached, op.only)],
  statements: (op: Op) => (op.usingIndex === undefined ? addStatements(op.object, op.only) : indexStatements(op)),
  describe: (op: Op) => `add ${what} ${op.object.name} to ${writtenTable(op.object)}`,
});

export interface IndexedOptions {
  readonly include?: readonly string[];
  readonly deferrable?: "immediate" | "deferred";
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  readonly withoutOverlaps?: boolean;
  readonly clustered?: boolean;
  readonly comment?: string;
  /** `ALTER TABLE ONLY`: the partitions' keys are made and attached one by one. */
  readonly only?: boolean;
  /** A unique index on the same columns that is there already, and becomes the constraint's own under its name. */
  readonly usingIndex?: string;
}

/** op.createPrimaryKey("orders_pkey", "orders", ["order_id"]) */
export const createPrimaryKey = defineOperation({
  type: "createPrimaryKey",
  build: (
    name: string,
    table: string,
    columns: readonly string[],
    { only, usingIndex, ...options }: IndexedOptions = {},
  ): CreatePrimaryKeyOp => ({
    type: "createPrimaryKey",
    object: { kind: "primaryKey", ...locateTable(table), name, columns, ...options },
    ...(only === true ? { only } : {}),
    ...(usingIndex === undefined ? {} : { usingIndex }),
  }),
  ...added<CreatePrimaryKeyOp>("primary key"),
  render: (op) => renderKeyed("op.createPrimaryKey", op),
});

/** op.createUniqueConstraint("tags_name_key", "tags", ["name"]) */
export const createUniqueConstraint = defineOperation({
  type: "createUniqueConstraint",
  build: (
    name: string,
    table: string,
    columns: readonly string[],
    { only, usingIndex, ...options }: IndexedOptions & { readonly nullsNotDistinct?: boolean } = {},
  ): CreateUniqueConstraintOp => ({
    type: "createUniqueConstraint",
    object: { kind: "unique", ...locateTable(table), name, columns, ...options },
    ...(only === true ? { only } : {}),
    ...(usingIndex === undefined ? {} : { usingIndex }),
  }),
  ...added<CreateUniqueConstraintOp>("unique constraint"),
  render: (op) => renderKeyed("op.createUniqueConstraint", op),
});

export interface ForeignKeyOptions {
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** Columns of `SET NULL (…)` or `SET DEFAULT (…)`. */
  readonly onDeleteColumns?: readonly string[];
  readonly match?: "full";
  readonly deferrable?: "immediate" | "deferred";
  /** Rows that exist are not checked until `op.validateConstraint`. */
  readonly notValid?: boolean;
  readonly notEnforced?: boolean;
  readonly period?: boolean;
  readonly comment?: string;
}

/** op.createForeignKey("orders_customer_id_fkey", "orders", ["customer_id"], "customers", ["customer_id"], { onDelete: "cascade" }) */
export const createForeignKey = defineOperation({
  type: "createForeignKey",
  build: (
    name: string,
    table: string,
    columns: readonly string[],
    referencedTable: string,
    referencedColumns: readonly string[],
    options: ForeignKeyOptions = {},
  ): CreateForeignKeyOp => {
    const { onDelete, onUpdate, ...rest } = options;
    const referenced = locate(referencedTable);
    return {
      type: "createForeignKey",
      object: {
        kind: "foreignKey",
        ...locateTable(table),
        name,
        columns,
        referencedSchema: referenced.schema,
        referencedTable: referenced.name,
        referencedColumns,
        ...(onDelete === undefined || onDelete === "no action" ? {} : { onDelete }),
        ...(onUpdate === undefined || onUpdate === "no action" ? {} : { onUpdate }),
        ...rest,
      },
    };
  },
  ...added<CreateForeignKeyOp>("foreign key"),
  render: ({ object }) => {
    const {
      kind: _k,
      schema: _s,
      table: _t,
      name,
      columns,
      referencedSchema,
      referencedTable,
      referencedColumns,
      ...rest
    } = object;
    return call("op.createForeignKey", [
      literal(name),
      literal(writtenTable(object)),
      literal(columns),
      literal(written(referencedSchema, referencedTable)),
      literal(referencedColumns),
      ...optionArguments(rest),
    ]);
  },
});

export interface CheckOptions {
  readonly noInherit?: boolean;
  /** Rows that exist are not checked until `op.validateConstraint`. */
  readonly notValid?: boolean;
  readonly notEnforced?: boolean;
  readonly comment?: string;
}

/** op.createCheckConstraint("positive_price", "products", sql`price >= 0`) */
export const createCheckConstraint = defineOperation({
  type: "createCheckConstraint",
  build: (
    name: string,
    table: string,
    condition: SqlFragment | string,
    options: CheckOptions = {},
  ): CreateCheckConstraintOp => ({
    type: "createCheckConstraint",
    object: {
      kind: "check",
      ...locateTable(table),
      name,
      expression: isSqlFragment(condition) ? fragmentText(condition) : condition,
      ...options,
    },
  }),
  ...added<CreateCheckConstraintOp>("check"),
  render: ({ object }, source) => {
    source.use("sql");
    const { kind: _k, schema: _s, table: _t, name, expression, inherited: _i, ...rest } = object;
    return call("op.createCheckConstraint", [
      literal(name),
      literal(writtenTable(object)),
      sqlTemplate(expression),
      ...optionArguments(rest),
    ]);
  },
});

export interface ExcludeOptions {
  readonly using?: string;
  readonly where?: SqlFragment;
  readonly include?: readonly string[];
  readonly deferrable?: "immediate" | "deferred";
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  readonly comment?: string;
}

/** op.createExcludeConstraint("no_double_booking", "bookings", [["room", "="], ["during", "&&"]]) */
export const createExcludeConstraint = defineOperation({
  type: "createExcludeConstraint",
  build: (
    name: string,
    table: string,
    elements: readonly (readonly [string | SqlFragment, string] | ExclusionElement)[],
    options: ExcludeOptions = {},
  ): CreateExcludeConstraintOp => {
    const { using, where, ...rest } = options;
    return {
      type: "createExcludeConstraint",
      object: {
        kind: "exclusion",
        ...locateTable(table),
        name,
        method: using ?? "gist",
        elements: elements.map((element) => ("operator" in element ? element : pairModel(element))),
        ...(where === undefined ? {} : { where: fragmentText(where) }),
        ...rest,
      },
    };
  },
  ...added<CreateExcludeConstraintOp>("exclusion constraint"),
  render: ({ object }, source) => {
    const { kind: _k, schema: _s, table: _t, name, method, elements, where, ...rest } = object;
    const options = Object.entries({ using: method === "gist" ? undefined : method, ...rest })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}: ${literal(value)}`);
    if (where !== undefined) {
      source.use("sql");
      options.push(`where: ${sqlTemplate(where)}`);
    }
    return call("op.createExcludeConstraint", [
      literal(name),
      literal(writtenTable(object)),
      block(
        "[",
        elements.map((element) => renderExclusionElement(element, source)),
        "]",
      ),
      ...(options.length === 0 ? [] : [block("{", options, "}")]),
    ]);
  },
});

function pairModel([key, operator]: readonly [string | SqlFragment, string]): ExclusionElement {
  return typeof key === "string" ? { column: key, operator } : { expression: fragmentText(key), operator };
}

export function renderExclusionElement(element: ExclusionElement, source: SourceWriter): string {
  const { operator, ...rest } = element;
  const { column, expression, ...settings } = rest;
  if (Object.values(settings).some((value) => value !== undefined)) return literal(element);
  return `[${renderElement({ column, expression }, source)}, ${literal(operator)}]`;
}

/** op.dropConstraint("positive_price", "products") */
export const dropConstraint = droppable(
  defineOperation({
    type: "dropConstraint",
    build: (name: string, table: string): DropConstraintOp => ({ type: "dropConstraint", ...locateTable(table), name }),
    reverse: (op): readonly Operation[] => {
      if (op.object === undefined)
        throw new IrreversibleError(`dropConstraint ${op.name}`, "its definition is not known");
      return [createConstraintOp(op.object, op.implied, op.only)];
    },
    statements: (op) => [
      {
        sql: `ALTER TABLE ${tableName(op)} DROP CONSTRAINT${ifExists(op)} ${quoteIdentifier(op.name)}${cascadeClause(op)}`,
      },
    ],
    render: (op) => `op.dropConstraint(${literal(op.name)}, ${literal(writtenTable(op))})`,
    describe: (op) => `drop constraint ${op.name} from ${writtenTable(op)}`,
  }),
);

export interface AlterConstraintOp extends Operation {
  readonly type: "alterConstraint";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly changes: ConstraintChanges;
  readonly former?: ConstraintChanges;
}

export interface ConstraintChanges {
  /** Null makes it not deferrable. Only foreign keys can change this. */
  readonly deferrable?: "immediate" | "deferred" | null;
  /** PostgreSQL 18. */
  readonly enforced?: boolean;
}

/** op.alterConstraint("orders_customer_id_fkey", "orders", { deferrable: "deferred" }) */
export const alterConstraint = defineOperation({
  type: "alterConstraint",
  build: (name: string, table: string, changes: ConstraintChanges, former?: ConstraintChanges): AlterConstraintOp => ({
    type: "alterConstraint",
    ...locateTable(table),
    name,
    changes,
    former,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterConstraint ${op.name}`, "the former options are not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: (op) => {
    const { deferrable, enforced } = op.changes;
    const timing =
      deferrable === undefined
        ? ""
        : deferrable === null
          ? " NOT DEFERRABLE"
          : deferrable === "immediate"
            ? " DEFERRABLE INITIALLY IMMEDIATE"
            : deferrableClause(deferrable);
    const enforcement = enforced === undefined ? "" : enforced ? " ENFORCED" : " NOT ENFORCED";
    return [
      { sql: `ALTER TABLE ${tableName(op)} ALTER CONSTRAINT ${quoteIdentifier(op.name)}${timing}${enforcement}` },
    ];
  },
  render: (op) => `op.alterConstraint(${literal(op.name)}, ${literal(writtenTable(op))}, ${literal(op.changes)})`,
  describe: (op) => `alter constraint ${op.name} of ${writtenTable(op)}`,
});

export interface ValidateConstraintOp extends Operation {
  readonly type: "validateConstraint";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly object?: ConstraintModel;
  /** In a step of its own, so that no earlier statement keeps others out meanwhile. */
  readonly alone?: boolean;
}

export interface ValidateOptions {
  /** True checks rows outside of the revision's transaction: readers and writers go on, and a rerun does not check twice. */
  readonly alone?: boolean;
}

/** op.validateConstraint("orders_customer_id_fkey", "orders", { alone: true }): checks the rows that were there before it. */
export const validateConstraint = defineOperation({
  type: "validateConstraint",
  build: (name: string, table: string, { alone }: ValidateOptions = {}): ValidateConstraintOp => ({
    type: "validateConstraint",
    ...locateTable(table),
    name,
    ...(alone === true ? { alone } : {}),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.object === undefined)
      throw new IrreversibleError(`validateConstraint ${op.name}`, "its definition is not known");
    return [dropConstraintOp(op.object), createConstraintOp({ ...op.object, notValid: true } as ConstraintModel)];
  },
  statements: (op) => {
    const sql = `ALTER TABLE ${tableName(op)} VALIDATE CONSTRAINT ${quoteIdentifier(op.name)}`;
    return [op.alone === true ? { sql, transactional: false, done: isValidSql(op) } : { sql }];
  },
  render: ({ alone, ...op }) =>
    call("op.validateConstraint", [literal(op.name), literal(writtenTable(op)), ...optionArguments({ alone })]),
  describe: (op) => `validate constraint ${op.name} of ${writtenTable(op)}`,
});

const isValidSql = ({ schema, table, name }: ValidateConstraintOp): string =>
  `SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE convalidated AND conname = ${quoteLiteral(name)} AND conrelid = pg_catalog.to_regclass(${quoteLiteral(quoteQualified(schema, table))}))`;

export interface RenameConstraintOp extends Operation {
  readonly type: "renameConstraint";
  readonly schema: string;
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** op.renameConstraint("orders", "fk_old", "fk_new") */
export const renameConstraint = defineOperation({
  type: "renameConstraint",
  build: (table: string, from: string, to: string): RenameConstraintOp => ({
    type: "renameConstraint",
    ...locateTable(table),
    from,
    to,
  }),
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    {
      sql: `ALTER TABLE ${quoteQualified(op.schema, op.table)} RENAME CONSTRAINT ${quoteIdentifier(op.from)} TO ${quoteIdentifier(op.to)}`,
    },
  ],
  render: (op) => `op.renameConstraint(${literal(writtenTable(op))}, ${literal(op.from)}, ${literal(op.to)})`,
  describe: (op) => `rename constraint ${op.from} of ${writtenTable(op)} to ${op.to}`,
});

function renderKeyed(
  name: string,
  { object, only, usingIndex }: CreatePrimaryKeyOp | CreateUniqueConstraintOp,
): string {
  const { kind: _k, schema: _s, table: _t, name: own, columns, ...rest } = object;
  return call(name, [
    literal(own),
    literal(writtenTable(object)),
    literal(columns),
    ...optionArguments(usingIndex === undefined ? { ...rest, only } : { deferrable: rest.deferrable, usingIndex }),
  ]);
}

function optionArguments(options: Readonly<Record<string, unknown>>): string[] {
  return Object.values(options).some((value) => value !== undefined) ? [literal(options)] : [];
}

/** What `op` has of it. */
export const constraintOperations = {
  createPrimaryKey,
  createUniqueConstraint,
  createForeignKey,
  createCheckConstraint,
  createExcludeConstraint,
  dropConstraint,
  alterConstraint,
  validateConstraint,
  renameConstraint,
};
