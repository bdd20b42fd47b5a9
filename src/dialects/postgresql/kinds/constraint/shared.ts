/** What the kinds of constraints have in common. */
import { columnKey } from "../../../../kinds/column/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { AlterRequest, ChangeContext } from "../../../../metadata/kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { Operation } from "../../../../operations/operation.ts";
import type { ConstraintModel } from "../../ddl/constraint.ts";
import { attachedTo, comesAttached, freedBy, goesByItself } from "../../attachments.ts";
import { partitionsOf } from "../../table-parts.ts";
import { commentOp } from "../comment/operations.ts";
import type { AlterIndexOp } from "../index/operations.ts";
import {
  createConstraintOp,
  dropConstraintOp,
  validateConstraint,
  type RenameConstraintOp,
  type ValidateConstraintOp,
} from "./operations.ts";

/** Parent, names and the plain operations of a constraint kind. */
export const constraintBasics = <O extends ConstraintModel>() => ({
  parent: (object: O): Key => tableKey(object.schema, object.table),
  goesWith: (object: O, metadata: MetaData): readonly Key[] => attachedTo(object, metadata),
  freedBy: (object: O, metadata: MetaData): readonly Key[] => freedBy(object, metadata),
  create: (object: O, context: ChangeContext): readonly Operation[] => [
    createConstraintOp(object, comesAttached(object, context), isAbovePartitions(object, context)),
  ],
  drop: (object: O, context: ChangeContext): readonly Operation[] => [
    dropConstraintOp(object, goesByItself(object, context), isAbovePartitions(object, context)),
  ],
  rename: (database: O, target: O): readonly Operation[] => [
    {
      type: "renameConstraint",
      schema: target.schema,
      table: target.table,
      from: database.name,
      to: target.name,
    } satisfies RenameConstraintOp as Operation,
  ],
  renamesByDefinition: true,
});

/** Where partitions stay attached, each has a key of its own to attach; PostgreSQL would make others. */
function isAbovePartitions({ kind, schema, table }: ConstraintModel, { database, target }: ChangeContext): boolean {
  if (kind !== "primaryKey" && kind !== "unique") return false;
  return partitionsOf(target, schema, table).some((key) => database.has(key));
}

export const constraintName = (object: ConstraintModel): string =>
  `constraint ${object.schema}.${object.table}.${object.name}`;

export const tableAndColumns = (object: ConstraintModel, columns: readonly string[]): Key[] => [
  tableKey(object.schema, object.table),
  ...columns.map((column) => columnKey(object.schema, object.table, column)),
];

/** Storage, tablespace and cluster mark of a constraint's index, and its comment. */
export function alterIndexConstraint(request: AlterRequest<never>): readonly Operation[] {
  const { database, target, attributes } = request as unknown as AlterRequest<
    ConstraintModel & Record<string, unknown>
  >;
  const state = (object: Record<string, unknown>) => ({
    ...(attributes.includes("storageParameters") ? { storageParameters: object["storageParameters"] ?? [] } : {}),
    ...(attributes.includes("tablespace") ? { tablespace: object["tablespace"] ?? null } : {}),
    ...(attributes.includes("clustered") ? { clustered: object["clustered"] === true } : {}),
  });
  const changes = state(target);
  const op = {
    type: "alterIndex",
    schema: target.schema,
    name: target.name,
    table: target.table,
    changes,
    former: state(database),
  } as AlterIndexOp;
  return [...(Object.keys(changes).length === 0 ? [] : [op]), ...alterComment(request)];
}

export function alterComment(request: AlterRequest<never>): readonly Operation[] {
  const { database, target, attributes } = request as unknown as AlterRequest<ConstraintModel>;
  return attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : [];
}

export const validateOp = (object: ConstraintModel): ValidateConstraintOp => ({
  type: validateConstraint.type,
  schema: object.schema,
  table: object.table,
  name: object.name,
  object,
});
