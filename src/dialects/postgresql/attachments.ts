/** Indexes of partitions that belong to an index of the partitioned table: they come and go with it. */
import { indexKey, type IndexModel } from "../../kinds/index/model.ts";
import {
  indexAttachmentKey,
  partitionKey,
  type IndexAttachmentModel,
  type PartitionModel,
} from "../../kinds/partition/model.ts";
import { primaryKeyKey } from "../../kinds/primary-key/model.ts";
import { uniqueKey } from "../../kinds/unique/model.ts";
import type { Altered, Created, Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../metadata/schema-object.ts";
import { partsOfTable } from "./table-parts.ts";

interface Indexed {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

const byIndex = new WeakMap<MetaData, ReadonlyMap<string, Key>>();

/** The key of the index or constraint that an index is attached to. */
export function attachedTo(index: Indexed, metadata: MetaData): readonly Key[] {
  const attachment = metadata.get(indexAttachmentKey(index.schema, index.name));
  if (attachment === undefined) return [];
  const key = indexNamed(metadata, attachment.parentSchema, attachment.parent);
  return key === undefined ? [] : [key];
}

const below = new WeakMap<MetaData, ReadonlyMap<Key, Key[]>>();

/** The attachments of indexes to an index or constraint of a partitioned table. */
export function attachmentsTo(parent: Key, metadata: MetaData): readonly Key[] {
  let found = below.get(metadata);
  if (found === undefined) {
    const map = new Map<Key, Key[]>();
    for (const [key, object] of metadata.objects) {
      if (!isA<IndexAttachmentModel>(object, "indexAttachment")) continue;
      const { parentSchema, parent: name } = object;
      const above = indexNamed(metadata, parentSchema, name);
      if (above !== undefined) map.set(above, [...(map.get(above) ?? []), key]);
    }
    below.set(metadata, (found = map));
  }
  return found.get(parent) ?? [];
}

/** The attachment of the partition: where it ends first, the index stays. */
export const freedBy = (index: Indexed, metadata: MetaData): readonly Key[] =>
  attachedTo(index, metadata).length === 0 ? [] : [partitionKey(index.schema, index.table)];

/** An attached index has no statement of its own for going while its partition is attached: the index above takes it along. */
export function goesByItself(index: Indexed, context: ChangeContext): boolean {
  return attachedTo(index, context.database).length > 0 && staysAttached(index, context);
}

/** The same for the way back: what an upgrade attaches, its downgrade need not drop. */
export function comesAttached(index: Indexed, context: ChangeContext): boolean {
  const { database, target, remade } = context;
  const [parent] = attachedTo(index, target);
  if (parent === undefined) return false;
  // An index of the parent that is new comes after the partition is attached, so that the way back drops it first.
  return (
    staysAttached(index, context) ||
    (parent.startsWith("index ") && (!database.has(parent) || remade?.has(parent) === true))
  );
}

function staysAttached({ schema, table }: Indexed, { database, target, remade }: ChangeContext): boolean {
  const partition = partitionKey(schema, table);
  return database.has(partition) && target.has(partition) && remade?.has(partition) !== true;
}

/** The plain index or constraint of a name, which share one namespace. */
export function indexNamed(metadata: MetaData, schema: string, name: string): Key | undefined {
  const plain = indexKey(schema, name);
  if (metadata.has(plain)) return plain;
  let found = byIndex.get(metadata);
  if (found === undefined) byIndex.set(metadata, (found = constraintsByName(metadata)));
  return found.get(`${schema}\0${name}`);
}

function constraintsByName(metadata: MetaData): ReadonlyMap<string, Key> {
  const found = new Map<string, Key>();
  for (const object of metadata.objects.values()) {
    if (object.kind !== "primaryKey" && object.kind !== "unique") continue;
    const { schema, table, name } = object as unknown as Indexed;
    found.set(
      `${schema}\0${name}`,
      object.kind === "unique" ? uniqueKey(schema, table, name) : primaryKeyKey(schema, table, name),
    );
  }
  return found;
}

/**
 * True for an index of a partition that is its own although one like it belongs to the parent. PostgreSQL takes the first that
 * fits when the partition is attached, so this one comes after that.
 */
export function isTwin(index: Indexed, metadata: MetaData): boolean {
  if (!metadata.has(partitionKey(index.schema, index.table)) || attachedTo(index, metadata).length > 0) return false;
  const shape = columnsOf(index);
  return partsOfTable(metadata, index.schema, index.table).some(([, part]) => {
    const other = part as SchemaObject & Indexed;
    return indexed.has(other.kind) && columnsOf(other) === shape && attachedTo(other, metadata).length > 0;
  });
}

const indexed: ReadonlySet<string> = new Set(["primaryKey", "unique", "index"]);

function columnsOf(index: object): string {
  const { columns, elements = [] } = index as { columns?: readonly string[]; elements?: IndexModel["elements"] };
  return (columns ?? elements.map(({ column, expression }) => column ?? `(${expression})`)).join("\0");
}

/**
 * The differences with indexes made anew that PostgreSQL would adopt for the parent's when a table becomes a partition, although
 * the target attaches others like them.
 */
export function withTwinsApart(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const known = new Set(differences.map(({ key }) => key));
  const added = differences.flatMap((difference): Difference[] => {
    if (!attaches(difference)) return [];
    const { schema, name } = difference.target as PartitionModel;
    const indexes = partsOfTable(context.target, schema, name).filter(([, part]) => part.kind === "index");
    return indexes.flatMap(([key, target]): Difference[] => {
      const database = context.database.get(key);
      if (database === undefined || known.has(key) || attachedTo(target as IndexModel, context.target).length > 0)
        return [];
      const isTaken = indexes.some(
        ([, other]) =>
          attachedTo(other as IndexModel, context.target).length > 0 &&
          isAlike(target as IndexModel, other as IndexModel),
      );
      return isTaken ? [{ type: "alter", key, database, target, attributes: ["partitions"], change: "recreate" }] : [];
    });
  });
  return added.length === 0 ? differences : [...differences, ...added];
}

const attaches = (difference: Difference): difference is Created | Altered =>
  (difference.type === "create" || (difference.type === "alter" && difference.change === "recreate")) &&
  difference.target.kind === "partition";

/** As PostgreSQL compares indexes when it looks for one to adopt: by method, uniqueness, keys and condition. */
function isAlike(index: IndexModel, other: IndexModel): boolean {
  const traits = ({ method, unique, elements, include, where, nullsNotDistinct }: IndexModel): string =>
    JSON.stringify([
      method,
      unique,
      elements.map(({ column, expression, collation, operatorClass }) => [
        column,
        expression,
        collation,
        operatorClass,
      ]),
      include,
      where,
      nullsNotDistinct,
    ]);
  return traits(index) === traits(other);
}
