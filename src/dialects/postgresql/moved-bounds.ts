/** Partitions whose bounds move: what has to leave with them, and where their rows decide whether they may come. */
import type { ForeignKeyModel } from "../../kinds/foreign-key/model.ts";
import { partitionKey, type PartitionModel } from "../../kinds/partition/model.ts";
import { tableKey, type TableModel } from "../../kinds/table/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { written } from "./ddl/locate.ts";
import { allPartitionsOf, partitionsOf } from "./table-parts.ts";
import { isA } from "../../metadata/schema-object.ts";

interface Sides extends Pick<ChangeContext, "remade"> {
  /** What is there before the partition comes. */
  readonly before: MetaData;
  readonly after: MetaData;
}

/** Where rows decide whether a partition can be attached, in words; undefined where none can be in the way. */
export function attachmentNote(partition: PartitionModel, sides: Sides): string | undefined {
  const isFilled = (schema: string, name: string): boolean =>
    // Rows of a table that is made anew come through the one that divides them.
    sides.before.has(tableKey(schema, name)) && sides.remade?.has(tableKey(schema, name)) !== true;
  const former = sides.before.get(partitionKey(partition.schema, partition.name));
  if (former !== undefined && isBoundAlike(former, partition)) return undefined;
  const name = written(partition.schema, partition.name);
  if (isFilled(partition.schema, partition.name)) {
    const rows = partition.bound === "DEFAULT" ? "of another partition" : `outside of its ${former ? "new " : ""}bound`;
    return `fails where ${name} holds rows ${rows}: move them first`;
  }
  const rest = partitionsOf(sides.after, partition.parentSchema, partition.parent)
    .map((key) => sides.after.get(key) as PartitionModel)
    .find(({ bound }) => bound === "DEFAULT");
  if (rest === undefined || partition.bound === "DEFAULT" || !isFilled(rest.schema, rest.name)) return undefined;
  return `fails where ${written(rest.schema, rest.name)} holds rows of ${name}: move them first`;
}

const isBoundAlike = (one: PartitionModel, other: PartitionModel): boolean =>
  one.bound === other.bound && one.parentSchema === other.parentSchema && one.parent === other.parent;

/**
 * Foreign keys that lead to a partitioned table, made anew around partitions that leave it and come back with other bounds: no
 * partition leaves while rows refer to it (manual, ALTER TABLE … DETACH PARTITION).
 */
export function keysIntoMoved(differences: readonly Difference[], { database, target }: ChangeContext): Difference[] {
  const moved = new Set(differences.filter(isMoved).map(({ key }) => key));
  if (moved.size === 0) return [];
  const known = new Set(differences.map(({ key }) => key));
  return [...database.objects].flatMap(([key, object]): Difference[] => {
    if (!isA<ForeignKeyModel>(object, "foreignKey") || known.has(key)) return [];
    const after = target.get(key);
    const { referencedSchema, referencedTable } = object;
    if (
      after === undefined ||
      !allPartitionsOf(database, referencedSchema, referencedTable).some((each) => moved.has(each))
    )
      return [];
    return [{ type: "alter", key, database: object, target: after, attributes: [], change: "recreate" }];
  });
}

const isMoved = (difference: Difference): boolean =>
  difference.type === "alter" && difference.change === "recreate" && difference.target.kind === "partition";

/** Tables that are divided in another way: what each partition holds is another one's. */
export const tablesDividedAnew = (differences: readonly Difference[], { database }: ChangeContext): Key[] =>
  differences.flatMap((difference): Key[] => {
    if (difference.type !== "alter" || !difference.attributes.includes("partitionBy")) return [];
    const [before, after] = [difference.database, difference.target] as [TableModel, TableModel];
    if (before.partitionBy === undefined || after.partitionBy === undefined) return [];
    return partitionsOf(database, before.schema, before.name).length > 0 ? [difference.key] : [];
  });
