/** The parts of each table, found once for a `MetaData`. */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import type { ForeignKeyModel } from "../../kinds/foreign-key/model.ts";
import { inheritanceKey, type InheritanceModel } from "../../kinds/inheritance/model.ts";
import { partitionKey, type PartitionModel } from "../../kinds/partition/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { schemaOf, isA, type SchemaObject } from "../../metadata/schema-object.ts";

type Parts = readonly (readonly [Key, SchemaObject])[];
const cache = new WeakMap<MetaData, ReadonlyMap<string, [Key, SchemaObject][]>>();

/** Columns, defaults, constraints and indexes of a table. */
export function partsOfTable(metadata: MetaData, schema: string, table: string): Parts {
  let parts = cache.get(metadata);
  if (parts === undefined) cache.set(metadata, (parts = collect(metadata)));
  return parts.get(`${schema}\0${table}`) ?? [];
}

function collect(metadata: MetaData): ReadonlyMap<string, [Key, SchemaObject][]> {
  const parts = new Map<string, [Key, SchemaObject][]>();
  for (const [key, object] of metadata.objects) {
    const { table } = object;
    if (table === undefined || object.kind === "sequenceOwner") continue;
    const name = `${object.schema}\0${table}`;
    const list = parts.get(name);
    if (list === undefined) parts.set(name, [[key, object]]);
    else list.push([key, object]);
  }
  return parts;
}

const partitions = new WeakMap<MetaData, ReadonlyMap<string, Key[]>>();

/** The attachments of partitions to a table. */
export function partitionsOf(metadata: MetaData, schema: string, table: string): readonly Key[] {
  let found = partitions.get(metadata);
  if (found === undefined) {
    const map = new Map<string, Key[]>();
    for (const [key, object] of metadata.objects) {
      if (!isA<PartitionModel>(object, "partition")) continue;
      const { parentSchema, parent } = object;
      const name = `${parentSchema}\0${parent}`;
      map.set(name, [...(map.get(name) ?? []), key]);
    }
    partitions.set(metadata, (found = map));
  }
  return found.get(`${schema}\0${table}`) ?? [];
}

/** The attachments of partitions to a table, and of partitions to those. */
export function allPartitionsOf(metadata: MetaData, schema: string, table: string): readonly Key[] {
  return partitionsOf(metadata, schema, table).flatMap((key) => {
    const partition = metadata.get(key) as PartitionModel;
    return [key, ...allPartitionsOf(metadata, partition.schema, partition.name)];
  });
}

/** Columns of parents that columns of a partition or child come and go with. */
export function columnsAbove(keys: readonly Key[], metadata: MetaData): Key[] {
  return keys.flatMap((key) => {
    const column = metadata.get(key) as ColumnModel | undefined;
    if (column?.kind !== "column") return [];
    const above = tablesAbove(metadata, column.schema, column.table).map((parent) =>
      columnKey(parent.schema, parent.name, column.name),
    );
    return [...above, ...columnsAbove(above, metadata)];
  });
}

interface Parent {
  readonly schema: string;
  readonly name: string;
}

const above = new WeakMap<MetaData, ReadonlyMap<string, Parent[]>>();

/** The tables that a partition or child has its columns from. */
export function tablesAbove(metadata: MetaData, schema: string, table: string): readonly Parent[] {
  let found = above.get(metadata);
  if (found === undefined) {
    const map = new Map<string, Parent[]>();
    for (const object of metadata.objects.values()) {
      if (object.kind !== "partition" && object.kind !== "inheritance") continue;
      const { parentSchema, parent } = object as PartitionModel | InheritanceModel;
      const name = `${object.schema}\0${object.name}`;
      map.set(name, [...(map.get(name) ?? []), { schema: parentSchema, name: parent }]);
    }
    above.set(metadata, (found = map));
  }
  return found.get(`${schema}\0${table}`) ?? [];
}

const below = new WeakMap<MetaData, ReadonlySet<string>>();

/** True for a table that has partitions or children. */
export const hasTablesBelow = (metadata: MetaData, schema: string, table: string): boolean =>
  tablesWithBelow(metadata).has(`${schema}\0${table}`);

function tablesWithBelow(metadata: MetaData): ReadonlySet<string> {
  let found = below.get(metadata);
  if (found === undefined) {
    const tables = [...metadata.objects.values()].flatMap((object) => {
      if (object.kind !== "partition" && object.kind !== "inheritance") return [];
      const { parentSchema, parent } = object as PartitionModel | InheritanceModel;
      return [`${parentSchema}\0${parent}`];
    });
    below.set(metadata, (found = new Set(tables)));
  }
  return found;
}

/** The tables below a table, partitions and children. */
export function tablesDirectlyBelow(metadata: MetaData, schema: string, table: string): readonly Parent[] {
  if (!hasTablesBelow(metadata, schema, table)) return [];
  return [...metadata.objects.values()].flatMap((object): Parent[] => {
    if (object.kind !== "partition" && object.kind !== "inheritance") return [];
    const { parentSchema, parent } = object as PartitionModel | InheritanceModel;
    return parentSchema === schema && parent === table ? [{ schema: schemaOf(object), name: object.name }] : [];
  });
}

/** Attachments of a table to those above it and of those below to itself. */
export const attachmentsOf = (metadata: MetaData, schema: string, table: string): Key[] => [
  partitionKey(schema, table),
  ...partitionsOf(metadata, schema, table),
  ...tablesAbove(metadata, schema, table).map((above) => inheritanceKey(schema, table, above.schema, above.name)),
  ...tablesDirectlyBelow(metadata, schema, table).map((child) =>
    inheritanceKey(child.schema, child.name, schema, table),
  ),
];

const referenced = new WeakMap<MetaData, ReadonlySet<string>>();

/** True for a table that foreign keys lead to. */
export function isReferenced(metadata: MetaData, schema: string, table: string): boolean {
  let found = referenced.get(metadata);
  if (found === undefined) {
    const keys = metadata.all<ForeignKeyModel>("foreignKey");
    referenced.set(metadata, (found = new Set(keys.map((key) => `${key.referencedSchema}\0${key.referencedTable}`))));
  }
  return found.has(`${schema}\0${table}`);
}
