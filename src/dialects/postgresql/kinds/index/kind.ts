import { indexKey, type IndexModel } from "../../../../kinds/index/model.ts";
import { sameParameters } from "../../ddl/clauses.ts";
import { tableKey, type TableModel } from "../../../../kinds/table/model.ts";
import { defineKind } from "../../../../metadata/kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { alterIndexConstraint } from "../constraint/shared.ts";
import { attachedTo, comesAttached, goesByItself } from "../../attachments.ts";
import { partitionsOf } from "../../table-parts.ts";
import { indexDependencies } from "./dependencies.ts";
import {
  alterIndex,
  createIndex,
  createIndexOp,
  dropIndex,
  dropIndexOp,
  renameIndex,
  type RenameIndexOp,
} from "./operations.ts";

export const indexKind = defineKind<IndexModel>({
  name: "index",
  managed: "always",
  rank: 17,
  key: (index) => indexKey(index.schema, index.name),
  parent: (index) => tableKey(index.schema, index.table),
  dependsOn: (index, metadata) => indexDependencies(index, metadata),
  comesAfter: (index, metadata) => partitionsOf(metadata, index.schema, index.table),
  attributes: {
    table: "recreate",
    method: "recreate",
    unique: "recreate",
    elements: "recreate",
    include: "recreate",
    where: "recreate",
    nullsNotDistinct: "recreate",
    storageParameters: { change: "alter", equal: sameParameters },
    tablespace: "alter",
    clustered: "alter",
    statistics: "recreate",
    invalid: "recreate",
    comment: "alter",
    concurrently: "ignore",
  } as never,
  occupies: (index) => [`relation ${index.schema}.${index.name}`],
  // A constant of an enum would go on meaning the type that was replaced.
  survives: (_object, changed) => changed.kind !== "enum",
  goesWith: attachedTo,
  create: (index, context) => [createIndexOp(index, isOnPartitioned(index, context.target), comesAttached(index, context))],
  drop: (index, context) => [dropIndexOp(index, isOnPartitioned(index, context.database), goesByItself(index, context))],
  alter: (request) => alterIndexConstraint(request as never),
  rename: (database, target) => [
    { type: "renameIndex", schema: target.schema, from: database.name, to: target.name } satisfies RenameIndexOp,
  ],
  renamesByDefinition: true,
  operations: { createIndex, dropIndex, alterIndex, renameIndex },
});

/** Indexes of partitioned tables are made on the parent alone; each partition's index is an object of its own. */
function isOnPartitioned(index: IndexModel, metadata: MetaData): boolean {
  const table = metadata.get(tableKey(index.schema, index.table)) as TableModel | undefined;
  return table?.partitionBy !== undefined;
}

