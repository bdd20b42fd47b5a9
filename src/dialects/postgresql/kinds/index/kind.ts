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
    identifiesRows: "ignore",
  } as never,
  occupies: (index) => [`relation ${index.schema}.${index.name}`],
  // A constant of an enum would go on meaning the type that was replaced.
  survives: (_object, changed) => changed.kind !== "enum",
  goesWith: attachedTo,
  create: (index, context) => [
    createIndexOp(
      identifying(index, context.target, context.database),
      isOnPartitioned(index, context.target),
      comesAttached(index, context),
    ),
  ],
  drop: (index, context) => [
    dropIndexOp(
      identifying(index, context.database, context.target),
      isOnPartitioned(index, context.database),
      goesByItself(index, context),
    ),
  ],
  alter: (request) => alterIndexConstraint(request as never),
  rename: (database, target) => [
    { type: "renameIndex", schema: target.schema, from: database.name, to: target.name } satisfies RenameIndexOp,
  ],
  renamesByDefinition: true,
  operations: { createIndex, dropIndex, alterIndex, renameIndex },
});

/** A table forgets what identifies its rows when that index goes, so an index that comes back, or comes late, says so. */
function identifying(index: IndexModel, metadata: MetaData, other: MetaData): IndexModel {
  const identity = (on: MetaData): string | undefined => {
    const table = on.get(tableKey(index.schema, index.table)) as TableModel | undefined;
    return typeof table?.replicaIdentity === "object" ? table.replicaIdentity.index : undefined;
  };
  const stays = identity(other) === index.name || !other.has(indexKey(index.schema, index.name));
  return identity(metadata) === index.name && stays ? { ...index, identifiesRows: true } : index;
}

/** Indexes of partitioned tables are made on the parent alone; each partition's index is an object of its own. */
function isOnPartitioned(index: IndexModel, metadata: MetaData): boolean {
  const table = metadata.get(tableKey(index.schema, index.table)) as TableModel | undefined;
  return table?.partitionBy !== undefined;
}
