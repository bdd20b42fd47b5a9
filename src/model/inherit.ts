/**
 * What a table has from its parents, in the shape reflection gives it. A partition owns copies of its parent's columns,
 * checks and indexes, with its own indexes attached to the parent's; a table that inherits marks what came from above.
 */
import type { CheckModel } from "../kinds/check/model.ts";
import type { ColumnModel } from "../kinds/column/model.ts";
import { checkKey } from "../kinds/check/model.ts";
import { columnKey } from "../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../kinds/default/model.ts";
import { expressionName } from "../kinds/expression-names.ts";
import { indexKey, type IndexElement, type IndexModel } from "../kinds/index/model.ts";
import { indexAttachmentKey } from "../kinds/partition/model.ts";
import { primaryKeyKey, type PrimaryKeyModel } from "../kinds/primary-key/model.ts";
import type { DeclaredTable } from "../kinds/table/declare.ts";
import { uniqueKey, type UniqueModel } from "../kinds/unique/model.ts";
import type { Key } from "../metadata/key.ts";
import { automaticName } from "../metadata/naming-convention.ts";
import type { SchemaNames } from "../metadata/schema-names.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";

type Entry = readonly [Key, SchemaObject];

export interface Inheriting {
  readonly child: DeclaredTable;
  readonly parent: DeclaredTable;
  readonly partition: boolean;
  readonly names: SchemaNames;
}

/** The child with what it has from a parent; what it declares itself stays as it is. */
export function withInherited(request: Inheriting): DeclaredTable {
  const { child, parent } = request;
  const own = new Map<Key, SchemaObject>(child.objects);
  const inherited = parent.objects.flatMap(([, object]) => inheritedEntries(object, request, own));
  const added = inherited.filter(([key]) => !own.has(key));
  const columns = new Map(child.columns);
  for (const [property, { name }] of parent.columns) {
    const entry = added.find(([, object]) => object.kind === "column" && object.name === name);
    if (entry !== undefined) columns.set(property, entry[1] as ColumnModel);
  }
  // Right after the table, before its own columns, as CREATE TABLE orders them.
  const at = child.objects.findIndex(([, object]) => object.kind === "table") + 1;
  return { ...child, columns, objects: [...child.objects.slice(0, at), ...added, ...child.objects.slice(at)] };
}

function inheritedEntries(object: SchemaObject, request: Inheriting, own: ReadonlyMap<Key, SchemaObject>): Entry[] {
  const { child, partition } = request;
  const at = { schema: child.table.schema, table: child.table.name };
  switch (object.kind) {
    case "column":
      return [inheritedColumn(object as ColumnModel, at, partition)];
    case "default": {
      // A column of the child's own has a default of its own or none.
      if (own.has(columnKey(at.schema, at.table, object.name))) return [];
      return [[defaultKey(at.schema, at.table, object.name), Object.freeze({ ...(object as DefaultModel), ...at })]];
    }
    case "check":
      return inheritedCheck(object as CheckModel, at, partition);
    case "primaryKey":
    case "unique":
    case "index":
      return partition ? inheritedIndex(object as Indexed, request) : [];
    default:
      return [];
  }
}

interface Place {
  readonly schema: string;
  readonly table: string;
}

const marked = (partition: boolean): { readonly inherited?: true } => (partition ? {} : { inherited: true });

function inheritedColumn(column: ColumnModel, at: Place, partition: boolean): Entry {
  // Neither comments nor statistics targets are handed down, and an identity stays with the parent.
  const { comment: _comment, statistics: _statistics, identity: _identity, ...kept } = column;
  return [columnKey(at.schema, at.table, column.name), Object.freeze({ ...kept, ...at, ...marked(partition) })];
}

function inheritedCheck(check: CheckModel, at: Place, partition: boolean): Entry[] {
  if (check.noInherit === true) return [];
  const { comment: _, ...kept } = check;
  return [[checkKey(at.schema, at.table, check.name), Object.freeze({ ...kept, ...at, ...marked(partition) })]];
}

type Indexed = PrimaryKeyModel | UniqueModel | IndexModel;

const keyOfIndexed = { primaryKey: primaryKeyKey, unique: uniqueKey } as const;

/** The partition's own index, with the name PostgreSQL gives it, and its attachment to the parent's. */
function inheritedIndex(parent: Indexed, { child, names }: Inheriting): Entry[] {
  const { schema, name: table } = child.table;
  const same = child.objects.find(([, object]) => isSameIndex(object, parent));
  const name = same?.[1].name ?? automaticIndexName(parent, schema, table, names);
  const above = { parentSchema: parent.schema, parent: parent.name };
  const attachment = Object.freeze({ kind: "indexAttachment", schema, name, ...above });
  const attached: Entry = [indexAttachmentKey(schema, name), attachment];
  if (same !== undefined) return [attached];
  names.addRelation(schema, name);
  const { comment: _, ...kept } = parent;
  const object = Object.freeze({ ...kept, schema, table, name });
  const key = parent.kind === "index" ? indexKey(schema, name) : keyOfIndexed[parent.kind](schema, table, name);
  return [[key, object], attached];
}

function automaticIndexName(parent: Indexed, schema: string, table: string, names: SchemaNames): string {
  const columns = parent.kind === "index" ? parent.elements.map(elementName) : parent.columns;
  const include = parent.include === undefined ? {} : { include: parent.include };
  return automaticName({ kind: parent.kind, schema, table, columns, ...include }, names);
}

const elementName = (element: IndexElement): string => element.column ?? expressionName(element.expression ?? "");

function isSameIndex(object: SchemaObject, parent: Indexed): boolean {
  if (object.kind !== parent.kind) return false;
  const content = (index: Indexed): string =>
    JSON.stringify(index.kind === "index" ? [index.elements, index.where, index.unique] : index.columns);
  return content(object as Indexed) === content(parent);
}
