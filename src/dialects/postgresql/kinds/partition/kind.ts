import type { ColumnModel } from "../../../../kinds/column/model.ts";
import { inheritanceKey, type InheritanceModel } from "../../../../kinds/inheritance/model.ts";
import { indexKey } from "../../../../kinds/index/model.ts";
import {
  indexAttachmentKey,
  partitionKey,
  type IndexAttachmentModel,
  type PartitionModel,
} from "../../../../kinds/partition/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { identitiesAttached, setBehindAgainOp, setBehindOp } from "../../behind-rows.ts";
import { attachmentsTo, indexNamed, isTwin } from "../../attachments.ts";
import { attachmentNote } from "../../moved-bounds.ts";
import { staysOwnNote } from "../column/levels.ts";
import { isReferenced, partsOfTable } from "../../table-parts.ts";
import {
  attachIndex,
  attachIndexOp,
  attachPartition,
  attachPartitionOp,
  detachPartition,
  detachPartitionOp,
  disinherit,
  disinheritOp,
  inherit,
  inheritOp,
} from "./operations.ts";
import { isA } from "../../../../metadata/schema-object.ts";

export const partitionKind = definePostgresqlKind<PartitionModel>({
  name: "partition",
  managed: "always",
  rank: 21,
  readers: ["readInheritance"],
  key: (partition) => partitionKey(partition.schema, partition.name),
  parent: (partition) => tableKey(partition.schema, partition.name),
  // A partition is attached when its own columns, constraints and indexes are there: PostgreSQL then finds and adopts them.
  comesAfter: (partition, metadata) => attachedBefore(partition, metadata),
  names: [
    { of: "relation", schema: "schema", name: "name" },
    { of: "relation", schema: "parentSchema", name: "parent" },
  ],
  dependsOn: (partition) => [
    tableKey(partition.schema, partition.name),
    tableKey(partition.parentSchema, partition.parent),
  ],
  // Indexes that belong to those of the parent are the partition's own again before the parent loses its.
  goesBefore: (partition, metadata) => [
    ...keysOf(metadata, partition.parentSchema, partition.parent, indexed),
    ...ofBoth(partition, metadata),
  ],
  // What changes of either is not the other's business any more.
  makesWayFor: (partition, metadata) => ofBoth(partition, metadata),
  texts: { sql: ["bound"] },
  attributes: { parentSchema: "recreate", parent: "recreate", bound: "recreate" },
  survives: () => true,
  // Bounds must not overlap: what frees a bound goes before what could take it comes.
  foundBy: ({ parentSchema, parent }) => [`bound of ${parentSchema}.${parent}`],
  create: (partition, { database, target, remade }) => [
    {
      ...attachPartitionOp(partition, {
        isNew: leavesByItself(partition, target, database),
        note: attachmentNote(partition, { before: database, after: target, remade }),
      }),
      // On the way back, too, it leaves before the parent's indexes go.
      ...(remade?.has(partitionKey(partition.schema, partition.name)) === true ? { replan: true } : {}),
    },
    ...identitiesAttached(partition, { side: target, other: database, remade }).map(setBehindOp),
  ],
  // A partition that is dropped leaves its parent by itself.
  drop: (partition, { database, target, remade }) => [
    ...identitiesAttached(partition, { side: database, other: target, remade }).map(setBehindAgainOp),
    detachPartitionOp(partition, {
      implied: leavesByItself(partition, database, target),
      formerNote: attachmentNote(partition, { before: target, after: database, remade }),
    }),
  ],
  operations: { attachPartition, detachPartition },
});

/** A partition that is dropped leaves by itself, unless foreign keys lead to its parent: they hold every partition. */
function leavesByItself(
  { schema, name, parentSchema, parent }: PartitionModel,
  attached: MetaData,
  other: MetaData,
): boolean {
  return !other.has(tableKey(schema, name)) && !isReferenced(attached, parentSchema, parent);
}

const own: ReadonlySet<string> = new Set(["column", "primaryKey", "unique", "check", "index"]);
const indexed: ReadonlySet<string> = new Set(["primaryKey", "unique", "index"]);
const parents: ReadonlySet<string> = new Set(["column", "primaryKey", "unique", "check"]);

/** Indexes of the parent come after the attachment: one that is there before would be copied to the partition. */
function attachedBefore({ schema, name, parentSchema, parent }: PartitionModel, metadata: MetaData): Key[] {
  return [
    ...keysOf(metadata, schema, name, own).filter((key) => !isTwin(metadata.get(key) as never, metadata)),
    ...keysOf(metadata, parentSchema, parent, parents),
    // An index above partitions of its own is valid, and adopted, when theirs are attached to it.
    ...keysOf(metadata, schema, name, indexed).flatMap((index) => attachmentsTo(index, metadata)),
  ];
}

const inherited: ReadonlySet<string> = new Set(["column", "check"]);

/** Columns and checks of a table and of its parent. */
const ofBoth = (
  { schema, name, parentSchema, parent }: PartitionModel | InheritanceModel,
  metadata: MetaData,
): Key[] => [...keysOf(metadata, schema, name, inherited), ...keysOf(metadata, parentSchema, parent, inherited)];

const keysOf = (metadata: MetaData, schema: string, table: string, kinds: ReadonlySet<string>): Key[] =>
  partsOfTable(metadata, schema, table)
    .filter(([, part]) => kinds.has(part.kind))
    .map(([key]) => key);

const columnsOf = ({ schema, name }: InheritanceModel, metadata: MetaData): ColumnModel[] =>
  partsOfTable(metadata, schema, name).flatMap(([, part]) => (isA<ColumnModel>(part, "column") ? [part] : []));

export const inheritanceKind = definePostgresqlKind<InheritanceModel>({
  name: "inheritance",
  managed: "always",
  rank: 21,
  readers: ["readInheritance"],
  key: (model) => inheritanceKey(model.schema, model.name, model.parentSchema, model.parent),
  parent: (model) => tableKey(model.schema, model.name),
  names: [
    { of: "relation", schema: "schema", name: "name" },
    { of: "relation", schema: "parentSchema", name: "parent" },
  ],
  dependsOn: (model) => [tableKey(model.schema, model.name), tableKey(model.parentSchema, model.parent)],
  comesAfter: (model, metadata) => ofBoth(model, metadata),
  goesBefore: (model, metadata) => ofBoth(model, metadata),
  makesWayFor: (model, metadata) => ofBoth(model, metadata),
  attributes: { position: "ignore", parentSchema: "ignore", parent: "ignore" },
  survives: () => true,
  create: (model, context) => [inheritOp(model, staysOwnNote(columnsOf(model, context.target), context))],
  drop: (model) => [disinheritOp(model)],
  operations: { inherit, disinherit },
});

export const indexAttachmentKind = definePostgresqlKind<IndexAttachmentModel>({
  name: "indexAttachment",
  managed: "always",
  rank: 22,
  readers: ["readInheritance"],
  key: (model) => indexAttachmentKey(model.schema, model.name),
  parent: (model) => indexKey(model.schema, model.name),
  names: [
    { of: "relation", schema: "schema", name: "name" },
    { of: "relation", schema: "parentSchema", name: "parent" },
  ],
  dependsOn: (model, metadata) => [
    ...indexEnds(model.schema, model.name, metadata),
    ...indexEnds(model.parentSchema, model.parent, metadata),
  ],
  comesAfter: (model, metadata) => attachedTable(model, metadata),
  attributes: { parentSchema: "recreate", parent: "recreate" },
  survives: () => true,
  create: (model, context) => [
    { ...attachIndexOp(model), ...(isBetweenStaying(model, context) ? { replan: true } : {}) },
  ],
  // It cannot be undone and need not be: it goes with either index.
  drop: (model) => [attachIndexOp(model, true)],
  operations: { attachIndex },
});

/** Over a partition that stays, the way back takes more than the reverse: the index above goes, and the others with it. */
function isBetweenStaying(
  { schema, name }: IndexAttachmentModel,
  { database, target, remade }: ChangeContext,
): boolean {
  const [index] = indexEnds(schema, name, target);
  const { table } = (index === undefined ? {} : target.get(index)) as { readonly table?: string };
  const partition = partitionKey(schema, table ?? "");
  return database.has(partition) && remade?.has(partition) !== true;
}

function indexEnds(schema: string, name: string, metadata: MetaData): Key[] {
  const key = indexNamed(metadata, schema, name);
  return key === undefined ? [] : [key];
}

function attachedTable(model: IndexAttachmentModel, metadata: MetaData): Key[] {
  const index = metadata.get(indexEnds(model.schema, model.name, metadata)[0] as Key);
  return index?.table === undefined ? [] : [partitionKey(model.schema, index.table)];
}
