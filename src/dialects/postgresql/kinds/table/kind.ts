import type { ColumnModel } from "../../../../kinds/column/model.ts";
import { partitionKey } from "../../../../kinds/partition/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { sameParameters } from "../../ddl/clauses.ts";
import { tableKey, type TableModel } from "../../../../kinds/table/model.ts";
import { indexKey } from "../../../../kinds/index/model.ts";
import type { AlterRequest, Change, ChangeContext } from "../../../../metadata/kind.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { isTwin } from "../../attachments.ts";
import { typeKeys } from "../../type-keys.ts";
import { columnsOfTable } from "../../type-parts.ts";
import { commentOp } from "../comment/operations.ts";
import { renameRelationOps } from "../rename/operations.ts";
import {
  alterTable,
  createTable,
  createTableOp,
  dropTable,
  dropTableOp,
  renameTable,
  type AlterTableOp,
} from "./operations.ts";

export const tableKind = definePostgresqlKind<TableModel>({
  name: "table",
  managed: "always",
  rank: 10,
  readers: ["readRelations"],
  key: (table) => tableKey(table.schema, table.name),
  dependsOn: (table, metadata) => [
    schemaKey(table.schema),
    ...(table.ofType === undefined ? [] : typeKeys(table.ofType, metadata)),
    ...parentKeys(table, metadata),
  ],
  texts: { sql: ["partitionBy"] },
  attributes: {
    unlogged: "alter",
    partitionBy: "recreate",
    tablespace: "alter",
    accessMethod: "alter",
    storageParameters: { change: "alter", equal: sameParameters },
    replicaIdentity: "alter",
    ofType: { change: typeChange },
    comment: "alter",
  },
  occupies: (table) => [`relation ${table.schema}.${table.name}`, `type ${table.schema}.${table.name}`],
  absorbs: [
    "column",
    "default",
    "primaryKey",
    "unique",
    "check",
    "exclusion",
    "foreignKey",
    "index",
    "inheritance",
    "sequence",
    "sequenceOwner",
  ],
  // Indexes of a partitioned table come after its partitions are attached.
  leaves: (table, part, metadata) =>
    (part.kind === "index" && table.partitionBy !== undefined) ||
    ((part.kind === "index" || part.kind === "unique" || part.kind === "primaryKey") &&
      isTwin(part as never, metadata)),
  detaches: ["foreignKey", "default", "check", "index", "exclusion"],
  create: (table, _context, parts) => [createTableOp(table, parts)],
  drop: (table, _context, parts) => [dropTableOp(table, parts)],
  alter: (request) => alter(request),
  renaming: { word: "table", moves: true, holdsRows: true },
  resembles: (before, after, { database, declared }) =>
    areSimilar(
      columnsOfTable(database, before.schema, before.name),
      columnsOfTable(declared, after.schema, after.name),
    ),
  rename: renameRelationOps,
  operations: { createTable, dropTable, renameTable, alterTable },
});

/** Half of the columns of either table, by name and type, are in the other. */
function areSimilar(before: readonly ColumnModel[], after: readonly ColumnModel[]): boolean {
  const types = new Map(before.map((column) => [column.name, column.type]));
  const shared = after.filter((column) => types.get(column.name) === column.type).length;
  return shared > 0 && shared * 2 >= Math.max(before.length, after.length);
}

/** `OF` wants columns in the order of the attributes, so it comes neither before a change of them nor after a new order. */
function typeChange(_before: TableModel, after: TableModel, { database, target }: ChangeContext): Change {
  const [former, columns] = ([database, target] as const).map((side) =>
    columnsOfTable(side, after.schema, after.name).map(({ name, type, collation }) => [name, type, collation]),
  );
  return after.ofType === undefined || JSON.stringify(former) === JSON.stringify(columns) ? "alter" : "recreate";
}

/** A partition goes before its parent, which would take it along. */
function parentKeys(table: TableModel, metadata: MetaData): readonly Key[] {
  const partition = metadata.get(partitionKey(table.schema, table.name));
  return partition === undefined ? [] : [tableKey(partition.parentSchema, partition.parent)];
}

const changeable = [
  "unlogged",
  "tablespace",
  "accessMethod",
  "storageParameters",
  "replicaIdentity",
  "ofType",
] as const;

function alter({ database, target, attributes, context }: AlterRequest<TableModel>): readonly Operation[] {
  const changed = changeable.filter(
    (name) => attributes.includes(name) && !(name === "replicaIdentity" && comesWithIndex(target, context)),
  );
  const state = (table: TableModel) => Object.fromEntries(changed.map((name) => [name, table[name] ?? absent[name]]));
  const op: AlterTableOp = {
    type: "alterTable",
    schema: target.schema,
    name: target.name,
    changes: state(target),
    former: { ...state(database), ...withoutIndex(database, changed, context) },
  };
  return [
    ...(changed.length === 0 ? [] : [op]),
    ...formerIdentity(database, target, attributes, context),
    ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
  ];
}

/** Where a new index identifies rows, the way back, which drops it, says how they were identified. */
function formerIdentity(
  database: TableModel,
  target: TableModel,
  attributes: readonly string[],
  context: ChangeContext,
): readonly AlterTableOp[] {
  if (!attributes.includes("replicaIdentity") || !comesWithIndex(target, context)) return [];
  const { schema, name } = target;
  const former = {
    replicaIdentity: database.replicaIdentity ?? null,
    ...withoutIndex(database, attributes, context),
  };
  return [{ type: "alterTable", schema, name, changes: {}, former, implied: true }];
}

/** An index that is new says itself that rows are identified by it. */
function comesWithIndex({ schema, replicaIdentity }: TableModel, { database, target, remade }: ChangeContext): boolean {
  if (typeof replicaIdentity !== "object") return false;
  const key = indexKey(schema, replicaIdentity.index);
  return target.has(key) && (!database.has(key) || remade?.has(key) === true);
}

/** An index that goes says itself, when it comes back, that rows are identified by it. */
function withoutIndex(database: TableModel, changed: readonly string[], { target, remade }: ChangeContext): object {
  const { schema, replicaIdentity } = database;
  if (!changed.includes("replicaIdentity") || typeof replicaIdentity !== "object") return {};
  const key = indexKey(schema, replicaIdentity.index);
  return target.has(key) && remade?.has(key) !== true ? {} : { replicaIdentity: "nothing" };
}

const absent: Readonly<Record<(typeof changeable)[number], unknown>> = {
  unlogged: false,
  tablespace: null,
  accessMethod: null,
  storageParameters: [],
  replicaIdentity: null,
  ofType: null,
};
