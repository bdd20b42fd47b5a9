import { columnKey, type ColumnModel } from "../../../../kinds/column/model.ts";
import { foreignKeyKey, type ForeignKeyModel } from "../../../../kinds/foreign-key/model.ts";
import { rowsKey } from "../rows/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { AlterRequest, Change, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { attachmentsTo } from "../../attachments.ts";
import { allPartitionsOf, columnsAbove } from "../../table-parts.ts";
import { typeKeys } from "../../type-keys.ts";
import { baseType, castFor } from "../../types/casts.ts";
import {
  alterConstraint,
  createForeignKey,
  type AlterConstraintOp,
  type ConstraintChanges,
} from "../constraint/operations.ts";
import { alterComment, constraintBasics, constraintName, tableAndColumns, validateOp } from "../constraint/shared.ts";
import { uniqueAnswer, uniqueColumnSets } from "./unique-columns.ts";
import { isA } from "../../../../metadata/schema-object.ts";

export const foreignKeyKind = definePostgresqlKind<ForeignKeyModel>({
  name: "foreignKey",
  managed: "always",
  rank: 18,
  readers: ["readConstraints"],
  key: (key) => foreignKeyKey(key.schema, key.table, key.name),
  ...constraintBasics<ForeignKeyModel>(),
  names: [{ of: "relation", schema: "referencedSchema", name: "referencedTable", columns: ["referencedColumns"] }],
  dependsOn: (key, metadata) => [
    ...tableAndColumns(key, key.columns),
    tableKey(key.referencedSchema, key.referencedTable),
    ...key.referencedColumns.map((column) => columnKey(key.referencedSchema, key.referencedTable, column)),
    ...referencedKeys(key, metadata),
  ],
  // A partition cannot leave while rows refer to it, and takes a copy of its parent's keys along where it leaves before them; a
  // key that comes finds its partitions, and their indexes, in place.
  goesBefore: (key, metadata) => [
    rowsKey(key.schema, key.table),
    rowsKey(key.referencedSchema, key.referencedTable),
    ...allPartitionsOf(metadata, key.referencedSchema, key.referencedTable),
    ...allPartitionsOf(metadata, key.schema, key.table),
    ...columnsAbove(tableAndColumns(key, key.columns), metadata),
  ],
  comesAfter: (key, metadata) => [
    rowsKey(key.schema, key.table),
    rowsKey(key.referencedSchema, key.referencedTable),
    ...allPartitionsOf(metadata, key.referencedSchema, key.referencedTable),
    ...allPartitionsOf(metadata, key.schema, key.table),
    ...columnsAbove(tableAndColumns(key, key.columns), metadata),
    ...referencedKeys(key, metadata).flatMap((unique) => attachmentsTo(unique, metadata)),
    ...typesCompared(key, metadata),
  ],
  makesWayFor: typesCompared,
  attributes: {
    columns: "recreate",
    referencedSchema: "recreate",
    referencedTable: "recreate",
    referencedColumns: "recreate",
    onDelete: "recreate",
    onUpdate: "recreate",
    onDeleteColumns: "recreate",
    match: "recreate",
    deferrable: "alter",
    // Validation only goes one way.
    notValid: { change: (_database, target): Change => (target.notValid === true ? "recreate" : "alter") },
    notEnforced: { change: (_d, _t, { serverVersion }): Change => (serverVersion >= 180000 ? "alter" : "recreate") },
    period: "recreate",
    comment: "alter",
  },
  occupies: (key) => [constraintName(key)],
  foundBy: (key) => [uniqueAnswer(key.referencedSchema, key.referencedTable, key.referencedColumns)],
  survives: (key, changed, context) => !isA<ColumnModel>(changed, "column") || staysComparable(key, changed, context),
  alter: (request) => alter(request),
  operations: { createForeignKey },
});

/** Types of both sides: where one makes place for another of its name, the columns move one by one. */
function typesCompared(key: ForeignKeyModel, metadata: MetaData): Key[] {
  const columns = [
    ...key.columns.map((column) => columnKey(key.schema, key.table, column)),
    ...key.referencedColumns.map((column) => columnKey(key.referencedSchema, key.referencedTable, column)),
  ];
  return columns.flatMap((column) => {
    const { type } = metadata.get(column) ?? {};
    return type === undefined ? [] : typeKeys(type, metadata);
  });
}

/** The unique constraint or index that the referenced columns need. */
function referencedKeys(key: ForeignKeyModel, metadata: MetaData): Key[] {
  const wanted = [...key.referencedColumns].sort().join("\0");
  return uniqueColumnSets(metadata, key.referencedSchema, key.referencedTable)
    .filter((set) => set.columns === wanted)
    .map((set) => set.key);
}

/** Types that compare with one another whichever is on which side (their operator families). */
const families: readonly (readonly string[])[] = [
  ["smallint", "integer", "bigint"],
  ["text", "character varying"],
  ["real", "double precision"],
  ["date", "timestamp without time zone", "timestamp with time zone"],
];

/** While one side of a key changes type, the other may not be comparable with it: then the key goes meanwhile. */
function staysComparable(key: ForeignKeyModel, changed: ColumnModel, context: ChangeContext): boolean {
  const after = context.target.get(columnKey(changed.schema, changed.table, changed.name));
  // A type that stays while its column moves makes place for another of its name.
  if (after === undefined || after.type === changed.type) return false;
  const [before, now] = [baseType(changed.type), baseType(after.type)];
  const isComparable = before === now || families.some((family) => family.includes(before) && family.includes(now));
  return isComparable && castFor(changed, after, context).isImplicit;
}

function alter(request: AlterRequest<ForeignKeyModel>): readonly Operation[] {
  const { database, target, attributes } = request;
  const state = (key: ForeignKeyModel): ConstraintChanges => ({
    ...(attributes.includes("deferrable") ? { deferrable: key.deferrable ?? null } : {}),
    ...(attributes.includes("notEnforced") ? { enforced: key.notEnforced !== true } : {}),
  });
  const op: AlterConstraintOp = {
    type: alterConstraint.type,
    schema: target.schema,
    table: target.table,
    name: target.name,
    changes: state(target),
    former: state(database),
  };
  return [
    ...(Object.keys(op.changes).length === 0 ? [] : [op]),
    ...(attributes.includes("notValid") ? [validateOp(target)] : []),
    ...alterComment(request as never),
  ];
}
