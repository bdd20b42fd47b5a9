import { indexKey, type IndexModel } from "../../../../kinds/index/model.ts";
import { sameParameters } from "../../ddl/clauses.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { isReplaceable } from "../../columns-of-type.ts";
import type { Key } from "../../../../metadata/key.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { partitionKey } from "../../../../kinds/partition/model.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { alterIndexConstraint } from "../constraint/shared.ts";
import {
  attachedTo,
  attachmentsTo,
  comesAttached,
  freedBy,
  goesByItself,
  indexNamed,
  isTwin,
} from "../../attachments.ts";
import { columnsAbove, partitionsOf } from "../../table-parts.ts";
import { holdsWholeRow, indexDependencies } from "./dependencies.ts";
import {
  alterIndex,
  createIndex,
  createIndexOp,
  dropIndex,
  dropIndexOp,
  renameIndex,
  type RenameIndexOp,
} from "./operations.ts";

export const indexKind = definePostgresqlKind<IndexModel>({
  name: "index",
  managed: "always",
  rank: 17,
  readers: ["readOperatorClassNames", "readCollationNames", "readIndexSettings", "readIndexes"],
  key: (index) => indexKey(index.schema, index.name),
  parent: (index) => tableKey(index.schema, index.table),
  dependsOn: (index, metadata) => indexDependencies(index, metadata),
  comesAfter: (index, metadata) => [
    ...partitionsOf(metadata, index.schema, index.table),
    ...columnsAbove(indexDependencies(index, metadata), metadata),
    ...(isTwin(index, metadata) ? [partitionKey(index.schema, index.table)] : []),
  ],
  goesBefore: (index, metadata) => columnsAbove(indexDependencies(index, metadata), metadata),
  makesWayFor: (index, metadata) => (isTwin(index, metadata) ? [partitionKey(index.schema, index.table)] : []),
  texts: { sql: ["elements", "where"] },
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
  // A constant of a type would go on meaning the one that was replaced, and a whole row is one of the former columns.
  survives: (index, changed) => !isReplaceable(changed) && !holdsWholeRow(index),
  goesWith: attachedTo,
  freedBy,
  create: (index, context) => [
    {
      ...createIndexOp(
        identifying(index, context.target),
        isOnPartitioned(index, context.target),
        comesAttached(index, context),
      ),
      ...(holdsConstraints(index, context.target) ? { cascade: true } : {}),
    },
  ],
  drop: (index, context) => [
    {
      ...dropIndexOp(
        identifying(index, context.database),
        isOnPartitioned(index, context.database),
        goesByItself(index, context),
      ),
      ...(holdsConstraints(index, context.database, context.remade) ? { cascade: true } : {}),
    },
  ],
  alter: (request) => alterIndexConstraint(request as never),
  renaming: { word: "index" },
  rename: (database, target) => [
    { type: "renameIndex", schema: target.schema, from: database.name, to: target.name } satisfies RenameIndexOp,
  ],
  renamesByDefinition: true,
  operations: { createIndex, dropIndex, alterIndex, renameIndex },
});

/** A constraint of a partition that stays may be attached to a plain index; then it goes with that one only by CASCADE. */
function holdsConstraints(index: IndexModel, metadata: MetaData, remade?: ReadonlySet<Key>): boolean {
  return attachmentsTo(indexKey(index.schema, index.name), metadata).some((key) => {
    const { schema, name } = metadata.get(key) as { readonly schema: string; readonly name: string };
    const below = indexNamed(metadata, schema, name);
    if (below === undefined || below.startsWith("index ")) return false;
    const { table } = metadata.get(below) as unknown as { readonly table: string };
    return remade?.has(partitionKey(schema, table)) !== true;
  });
}

/** A table forgets what identifies its rows when that index goes, so an index that comes back, or comes late, says so. */
function identifying(index: IndexModel, metadata: MetaData): IndexModel {
  const table = metadata.get(tableKey(index.schema, index.table));
  const identity = table?.replicaIdentity;
  return typeof identity === "object" && identity.index === index.name ? { ...index, identifiesRows: true } : index;
}

/** Indexes of partitioned tables are made on the parent alone; each partition's index is an object of its own. */
function isOnPartitioned(index: IndexModel, metadata: MetaData): boolean {
  const table = metadata.get(tableKey(index.schema, index.table));
  return table?.partitionBy !== undefined;
}
