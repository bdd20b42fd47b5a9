/** Attaching and detaching partitions and their indexes; joining and leaving an inheritance tree. */
import type { InheritanceModel } from "../../../../kinds/inheritance/model.ts";
import type { IndexAttachmentModel, PartitionModel } from "../../../../kinds/partition/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { literal } from "../../../../operations/source.ts";
import { quoteQualified } from "../../../../sql/identifier.ts";
import { locate, written } from "../../ddl/locate.ts";

export interface AttachPartitionOp extends Operation {
  readonly type: "attachPartition";
  readonly object: PartitionModel;
  /** The partition is new too, so that undoing drops it instead of detaching it. */
  readonly isNew?: boolean;
  /** Where its rows decide whether it fits. */
  readonly note?: string;
}

export interface DetachPartitionOp extends Operation {
  readonly type: "detachPartition";
  readonly object: PartitionModel;
  /** The note of the way back. */
  readonly formerNote?: string;
}

interface Attachment {
  readonly isNew?: boolean | undefined;
  readonly note?: string | undefined;
}

interface Detachment {
  readonly implied?: boolean | undefined;
  readonly formerNote?: string | undefined;
}

export const attachPartitionOp = (object: PartitionModel, { isNew, note }: Attachment = {}): AttachPartitionOp => ({
  type: "attachPartition",
  object,
  ...(isNew === true ? { isNew } : {}),
  ...(note === undefined ? {} : { note }),
});
export const detachPartitionOp = (
  object: PartitionModel,
  { implied, formerNote }: Detachment = {},
): DetachPartitionOp => ({
  type: "detachPartition",
  object,
  ...(implied === true ? { implied } : {}),
  ...(formerNote === undefined ? {} : { formerNote }),
});

const partitionModel = (parent: string, partition: string, bound: string): PartitionModel => {
  const above = locate(parent);
  return { kind: "partition", ...locate(partition), parentSchema: above.schema, parent: above.name, bound };
};

/** op.attachPartition("measurements", "measurements_2026", "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')") */
export const attachPartition = defineOperation({
  type: "attachPartition",
  build: (parent: string, partition: string, bound: string): AttachPartitionOp =>
    attachPartitionOp(partitionModel(parent, partition, bound)),
  reverse: (op): readonly Operation[] => [detachPartitionOp(op.object, { implied: op.isNew, formerNote: op.note })],
  statements: ({ object, note }) => [
    {
      sql: `ALTER TABLE ${quoteQualified(object.parentSchema, object.parent)} ATTACH PARTITION ${quoteQualified(object.schema, object.name)} ${object.bound}`,
      ...(note === undefined ? {} : { note }),
    },
  ],
  render: ({ object }) =>
    `op.attachPartition(${literal(written(object.parentSchema, object.parent))}, ${literal(written(object.schema, object.name))}, ${literal(object.bound)})`,
  describe: ({ object }) => `attach partition ${object.name} to ${object.parent}`,
});

/** op.detachPartition("measurements", "measurements_2026"): the partition stays as a table of its own. */
export const detachPartition = defineOperation({
  type: "detachPartition",
  build: (parent: string, partition: string): DetachPartitionOp =>
    detachPartitionOp(partitionModel(parent, partition, "")),
  reverse: (op): readonly Operation[] => {
    if (op.object.bound === "")
      throw new IrreversibleError(`detachPartition ${op.object.name}`, "its bound is not known");
    return [attachPartitionOp(op.object, { isNew: op.implied, note: op.formerNote })];
  },
  statements: ({ object }) => [
    {
      sql: `ALTER TABLE ${quoteQualified(object.parentSchema, object.parent)} DETACH PARTITION ${quoteQualified(object.schema, object.name)}`,
    },
  ],
  render: ({ object }) =>
    `op.detachPartition(${literal(written(object.parentSchema, object.parent))}, ${literal(written(object.schema, object.name))})`,
  describe: ({ object }) => `detach partition ${object.name} from ${object.parent}`,
});

export interface InheritOp extends Operation {
  readonly type: "inherit" | "disinherit";
  readonly object: InheritanceModel;
  readonly note?: string;
}

export const inheritOp = (object: InheritanceModel, note?: string): InheritOp => ({
  type: "inherit",
  object,
  ...(note === undefined ? {} : { note }),
});
export const disinheritOp = (object: InheritanceModel): InheritOp => ({ type: "disinherit", object });

const inheritanceModel = (child: string, parent: string): InheritanceModel => {
  const above = locate(parent);
  return { kind: "inheritance", ...locate(child), parentSchema: above.schema, parent: above.name, position: 1 };
};

const inheritanceSql = ({ object, note }: InheritOp, verb: string) => [
  {
    ...(note === undefined ? {} : { note }),
    sql: `ALTER TABLE ${quoteQualified(object.schema, object.name)} ${verb} ${quoteQualified(object.parentSchema, object.parent)}`,
  },
];

const inheritanceCall = ({ type, object }: InheritOp): string =>
  `op.${type}(${literal(written(object.schema, object.name))}, ${literal(written(object.parentSchema, object.parent))})`;

/** op.inherit("capitals", "cities"): the child has the parent's columns already. */
export const inherit = defineOperation({
  type: "inherit",
  build: (child: string, parent: string): InheritOp => inheritOp(inheritanceModel(child, parent)),
  reverse: (op): readonly Operation[] => [disinheritOp(op.object)],
  statements: (op) => inheritanceSql(op, "INHERIT"),
  render: inheritanceCall,
  describe: ({ object }) => `make ${object.name} inherit from ${object.parent}`,
});

/** op.disinherit("capitals", "cities"): the child keeps its columns. */
export const disinherit = defineOperation({
  type: "disinherit",
  build: (child: string, parent: string): InheritOp => disinheritOp(inheritanceModel(child, parent)),
  reverse: (op): readonly Operation[] => [inheritOp(op.object)],
  statements: (op) => inheritanceSql(op, "NO INHERIT"),
  render: inheritanceCall,
  describe: ({ object }) => `end the inheritance of ${object.name} from ${object.parent}`,
});

export interface AttachIndexOp extends Operation {
  readonly type: "attachIndex";
  readonly object: IndexAttachmentModel;
}

export const attachIndexOp = (object: IndexAttachmentModel, implied: boolean = false): AttachIndexOp => ({
  type: "attachIndex",
  object,
  ...(implied ? { implied } : {}),
});

/** op.attachIndex("ix_measurements_at", "ix_measurements_2026_at"); it is harmless where the two are attached already. */
export const attachIndex = defineOperation({
  type: "attachIndex",
  build: (parent: string, index: string): AttachIndexOp => {
    const above = locate(parent);
    return attachIndexOp({ kind: "indexAttachment", ...locate(index), parentSchema: above.schema, parent: above.name });
  },
  // An attached index cannot be detached; it goes with the index above it.
  reverse: (op): readonly Operation[] => [{ ...op, implied: op.implied !== true }],
  statements: ({ object, implied }) =>
    implied === true
      ? []
      : [
          {
            sql: `ALTER INDEX ${quoteQualified(object.parentSchema, object.parent)} ATTACH PARTITION ${quoteQualified(object.schema, object.name)}`,
          },
        ],
  render: ({ object }) =>
    `op.attachIndex(${literal(written(object.parentSchema, object.parent))}, ${literal(written(object.schema, object.name))})`,
  describe: ({ object }) => `attach index ${object.name} to ${object.parent}`,
});

/** What `op` has of it. */
export const partitionOperations = { attachPartition, detachPartition, inherit, disinherit, attachIndex };
