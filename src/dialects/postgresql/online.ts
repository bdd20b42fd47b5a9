/**
 * Rewrites operations that would keep readers or writers of a table waiting as the steps of a careful person: what can be
 * done in milliseconds takes the lock, what takes long runs beside everybody in a step of its own, which a rerun goes on
 * with. The result is the same schema.
 */
import type { Operation } from "../../operations/operation.ts";
import { quoteIdentifier } from "../../sql/identifier.ts";
import type { OnlineRequest, OnlineResult } from "../dialect.ts";
import { makeObjectName } from "../../metadata/automatic-names.ts";
import type { AlterColumnOp } from "./kinds/column/operations.ts";
import {
  createConstraintOp,
  dropConstraintOp,
  validateConstraint,
  type CreateCheckConstraintOp,
  type CreateForeignKeyOp,
  type CreateUniqueConstraintOp,
} from "./kinds/constraint/operations.ts";
import { createIndexOp, type CreateIndexOp, type DropIndexOp } from "./kinds/index/operations.ts";
import type { CreateTableOp } from "./kinds/table/operations.ts";

type Place = { readonly schema: string; readonly table: string };
type Recipe = (operation: never, isOpen: (place: Place) => boolean) => readonly Operation[] | undefined;

/** What each type of operation becomes; undefined leaves it as it is. */
const recipes: Readonly<Record<string, Recipe>> = {
  createIndex: (op: CreateIndexOp, isOpen) =>
    isOpen(op.index) && op.only !== true && op.index.concurrently !== true
      ? [{ ...createIndexOp({ ...op.index, concurrently: true }), because: becauseOfBuild }]
      : undefined,
  dropIndex: (op: DropIndexOp, isOpen) =>
    op.index !== undefined && isOpen(op.index) && op.only !== true
      ? [{ ...op, concurrently: true, because: becauseOfDrop } as Operation]
      : undefined,
  createUniqueConstraint: (op: CreateUniqueConstraintOp, isOpen) => {
    const { object } = op;
    if (!isOpen(object) || op.only === true || object.withoutOverlaps === true) return undefined;
    const { schema, table, name, columns, include, nullsNotDistinct, storageParameters, tablespace } = object;
    const options = defined({ include, nullsNotDistinct, storageParameters, tablespace });
    const elements = columns.map((column) => ({ column }));
    const index = {
      kind: "index" as const,
      schema,
      table,
      name,
      elements,
      unique: true,
      concurrently: true,
      ...options,
    };
    return [
      { ...createIndexOp(index as CreateIndexOp["index"]), because: becauseOfBuild },
      { ...op, usingIndex: name } as Operation,
    ];
  },
  createForeignKey: (op: CreateForeignKeyOp, isOpen) => (isOpen(op.object) ? addedInSteps(op.object) : undefined),
  createCheckConstraint: (op: CreateCheckConstraintOp, isOpen) =>
    isOpen(op.object) ? addedInSteps(op.object) : undefined,
  alterColumn: (op: AlterColumnOp, isOpen) => {
    const { schema, table, name, changes } = op;
    if (changes.notNull !== true || changes.type !== undefined || !isOpen(op) || op.only === true) return undefined;
    const check = {
      kind: "check" as const,
      schema,
      table,
      name: makeObjectName(table, name, "not_null"),
      expression: `${quoteIdentifier(name)} IS NOT NULL`,
    };
    return [...(addedInSteps(check, becauseOfProof) ?? []), op, dropConstraintOp(check)];
  },
};

const becauseOfBuild = "Built beside writers, in a step of its own";
const becauseOfDrop = "Dropped beside readers and writers, in a step of its own";
const becauseOfCheck =
  "Holds for new rows at once; those that are there are checked beside writers, in a step of its own";
const becauseOfProof = "The proof that no row holds NULL is found beside writers, so that NOT NULL has nothing to read";

/** Valid for new rows at once, and for the old ones once they are checked. */
function addedInSteps(
  object: CreateForeignKeyOp["object"] | CreateCheckConstraintOp["object"],
  because: string = becauseOfCheck,
): readonly Operation[] | undefined {
  if (object.notValid === true || object.notEnforced === true) return undefined;
  const { schema, table, name } = object;
  const validating = { ...validateConstraint.build(name, table, { alone: true }), schema, table };
  return [{ ...createConstraintOp({ ...object, notValid: true }), because }, validating];
}

const defined = (options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

export function onlineOperations({ operations, isPartitioned }: OnlineRequest): OnlineResult {
  const made = new Set(
    operations.flatMap((operation) => {
      if (operation.type !== "createTable") return [];
      const { table } = operation as CreateTableOp;
      return [`${table.schema}.${table.name}`];
    }),
  );
  const isOpen = ({ schema, table }: Place): boolean =>
    !made.has(`${schema}.${table}`) && !isPartitioned({ schema, name: table });
  const left = new Set<string>();
  const rewritten = operations.flatMap((operation) => {
    if (operation.implied === true) return [operation];
    const steps = recipes[operation.type]?.(operation as never, isOpen);
    if (steps === undefined && operation.type === "alterColumn") {
      const { changes, table, name, schema } = operation as AlterColumnOp;
      if (changes.type !== undefined && isOpen({ schema, table })) left.add(`${table}.${name}`);
    }
    return steps ?? [operation];
  });
  return { operations: rewritten, directTypeChanges: [...left].sort() };
}
