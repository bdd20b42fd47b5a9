/** Indexes of partitions that belong to an index of the partitioned table: they come and go with it. */
import { indexKey } from "../../kinds/index/model.ts";
import { indexAttachmentKey, partitionKey, type IndexAttachmentModel } from "../../kinds/partition/model.ts";
import { primaryKeyKey } from "../../kinds/primary-key/model.ts";
import { uniqueKey } from "../../kinds/unique/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";

interface Indexed {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

const byIndex = new WeakMap<MetaData, ReadonlyMap<string, Key>>();

/** The key of the index or constraint that an index is attached to. */
export function attachedTo(index: Indexed, metadata: MetaData): readonly Key[] {
  const attachment = metadata.get(indexAttachmentKey(index.schema, index.name)) as IndexAttachmentModel | undefined;
  if (attachment === undefined) return [];
  const key = indexNamed(metadata, attachment.parentSchema, attachment.parent);
  return key === undefined ? [] : [key];
}

/** An attached index of a partition that stays attached, or whose parent goes too, has no statement of its own for going. */
export function goesByItself(index: Indexed, { database, target }: ChangeContext): boolean {
  return isCarried(index, database, target);
}

/** The same for the way back: what an upgrade attaches, its downgrade need not drop. */
export function comesAttached(index: Indexed, { database, target }: ChangeContext): boolean {
  return isCarried(index, target, database);
}

/** True where the index is attached on one side, by way of a partition that both sides have or a parent that the other lacks. */
function isCarried(index: Indexed, attached: MetaData, other: MetaData): boolean {
  const [parent] = attachedTo(index, attached);
  if (parent === undefined) return false;
  const partition = partitionKey(index.schema, index.table);
  return (attached.has(partition) && other.has(partition)) || !other.has(parent);
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
