/**
 * Differences that another one brings about. What PostgreSQL does to partitions and children by itself: a column, check or type that changes on the parent changes
 * below it too, so the same difference below needs no statement.
 */
import { checkKey, type CheckModel } from "../../kinds/check/model.ts";
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import type { DefaultModel } from "../../kinds/default/model.ts";
import { domainKey, type DomainCheckModel } from "../../kinds/domain/model.ts";
import type { InheritanceModel } from "../../kinds/inheritance/model.ts";
import {
  indexAttachmentKey,
  partitionKey,
  type IndexAttachmentModel,
  type PartitionModel,
} from "../../kinds/partition/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import { indexNamed, withTwinsApart } from "./attachments.ts";
import { isReplaceable, tablesBelow, tablesHashedBy, tablesPartitionedBy } from "./columns-of-type.ts";
import { rowsAside } from "./rows-aside.ts";
import { typeKeys } from "./type-keys.ts";
import { withValuesAside } from "./values-aside.ts";
import { withTypesOver } from "./types-over.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** Attributes of a column that a change of the parent carries down. */
const carried: ReadonlySet<string> = new Set(["type", "collation", "notNull", "generated"]);

export function refine(compared: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const differences = withTypesOver(compared, context);
  const replaced = replacedTypes(differences);
  const found =
    replaced.size === 0
      ? differences
      : [
          ...differences.filter((difference) => !isSetWithType(difference, replaced, context)),
          ...remadeTables(differences, replaced, context),
        ];
  const aside = withValuesAside(found, context);
  const indexed = withIndexesAbove(withTwinsApart(aside.differences, context), context);
  const own = [...indexed, ...rowsAside(indexed, { replaced, stepsAside: aside.stepsAside }, context)];
  const parents = parentsOf(context);
  if (parents.size === 0) return own;
  const byKey = new Map(own.map((difference) => [difference.key, difference]));
  return own.flatMap((difference) => remaining(difference, parents, byKey));
}

/**
 * An index that is attached to one above it neither goes nor leaves while that one stays, so that one is made anew; over a
 * partition that leaves itself, it stays.
 */
function withIndexesAbove(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const known = new Map(differences.map((difference) => [difference.key, difference]));
  const goes = (key: Key): boolean => {
    const difference = known.get(key);
    return difference?.type === "drop" || (difference?.type === "alter" && difference.change === "recreate");
  };
  const added = new Map<Key, Difference>();
  for (const object of context.database.objects.values()) {
    if (object.kind !== "indexAttachment") continue;
    const { schema, name, parentSchema, parent } = object as IndexAttachmentModel;
    const index = indexNamed(context.database, schema as string, name);
    const above = indexNamed(context.database, parentSchema, parent);
    if (index === undefined || above === undefined || goes(above) || added.has(above)) continue;
    if (!goes(index) && !goes(indexAttachmentKey(schema as string, name))) continue;
    const { table } = context.database.get(index) as { readonly table?: string };
    const [database, target] = [context.database.get(above), context.target.get(above)];
    if (database === undefined || target === undefined || leaves(partitionKey(schema as string, table ?? ""))) continue;
    added.set(above, { type: "alter", key: above, database, target, attributes: ["partitions"], change: "recreate" });
  }
  return added.size === 0 ? differences : [...differences.filter(({ key }) => !added.has(key)), ...added.values()];

  function leaves(partition: Key): boolean {
    return goes(partition) || !context.target.has(partition);
  }
}

/** Types that change in a way that moves their columns to a new type, defaults included. */
function replacedTypes(differences: readonly Difference[]): ReadonlySet<Key> {
  const keys = differences
    .filter(
      (difference) =>
        difference.type === "alter" && isReplaceable(difference.target) && difference.change === "alterAlone",
    )
    .map(({ key }) => key);
  return new Set(keys);
}

/** Partitioned tables that stand in the way of a type, and partitions that lose their rows by it, unless they change anyway. */
function remadeTables(
  differences: readonly Difference[],
  replaced: ReadonlySet<Key>,
  context: ChangeContext,
): Difference[] {
  const known = new Map(differences.map((difference) => [difference.key, difference]));
  const divided = [...replaced].flatMap((type) => [...tablesPartitionedBy(type, context)]);
  const keys = new Set([...divided, ...tablesBelow(tablesHashedBy(replaced, context), context)]);
  return [...keys].flatMap((key): Difference[] => {
    const [database, target] = [context.database.get(key), context.target.get(key)];
    const other = known.get(key);
    if (database === undefined || target === undefined || (other?.type === "alter" && other.change === "recreate"))
      return [];
    return [{ type: "alter", key, database, target, attributes: ["partitionBy"], change: "recreate" }];
  });
}

function isSetWithType(
  difference: Difference,
  replaced: ReadonlySet<Key>,
  { database, target }: ChangeContext,
): boolean {
  const object = difference.type === "drop" ? difference.database : difference.target;
  if (difference.type === "rename") return false;
  if (object.kind === "domainCheck")
    return replaced.has(domainKey(object.schema as string, (object as DomainCheckModel).domain));
  if (object.kind !== "default") return false;
  const { schema, table, name } = object as DefaultModel;
  const before = database.get(columnKey(schema, table, name)) as ColumnModel | undefined;
  const after = target.get(columnKey(schema, table, name)) as ColumnModel | undefined;
  if (before === undefined || before.type !== after?.type) return false;
  return typeKeys(before.type, database).some((key) => replaced.has(key));
}

type Parents = ReadonlyMap<string, readonly { readonly schema: string; readonly name: string }[]>;

/** Parents of tables that are attached on both sides. */
function parentsOf({ database, target }: ChangeContext): Parents {
  const parents = new Map<string, { schema: string; name: string }[]>();
  for (const [key, object] of target.objects) {
    if ((object.kind !== "partition" && object.kind !== "inheritance") || !database.has(key)) continue;
    const { schema, name, parentSchema, parent } = object as PartitionModel | InheritanceModel;
    const list = parents.get(`${schema}\0${name}`) ?? [];
    list.push({ schema: parentSchema, name: parent });
    parents.set(`${schema}\0${name}`, list);
  }
  return parents;
}

/** What is left of a difference when its parents have theirs. */
function remaining(
  difference: Difference,
  parents: Parents,
  byKey: ReadonlyMap<Key, Difference>,
): readonly Difference[] {
  const object = ("target" in difference ? difference.target : difference.database) as SchemaObject & {
    readonly table?: string;
  };
  if (object.table === undefined || (object.kind !== "column" && object.kind !== "check" && object.kind !== "default"))
    return [difference];
  let left = difference;
  for (const parent of parents.get(`${object.schema}\0${object.table}`) ?? []) {
    const above = byKey.get(sameKeyOn(object, parent));
    if (above === undefined) continue;
    if (implies(above, left, byKey, object)) return validated(above, left);
    if (object.kind === "column") left = beyond(left, above);
  }
  return [left];
}

/** A check that comes from a parent without being valid there may be valid below. */
function validated(above: Difference, { type, key, ...sides }: Difference): readonly Difference[] {
  const isOpen = (difference: object): boolean =>
    (difference as { readonly target?: Partial<CheckModel> }).target?.notValid === true;
  if (type === "drop" || !("target" in sides) || sides.target.kind !== "check") return [];
  if (!isOpen(above) || isOpen(sides)) return [];
  const database = { ...sides.target, notValid: true } as SchemaObject;
  return [{ type: "alter", key, database, target: sides.target, attributes: ["notValid"], change: "alter" }];
}

/** A column's change without what the parent's change carries down. */
function beyond(difference: Difference, above: Difference): Difference {
  if (difference.type !== "alter" || above.type !== "alter") return difference;
  const attributes = difference.attributes.filter((name) => !carried.has(name) || !above.attributes.includes(name));
  const isPlain =
    difference.change === "alterAlone" && !attributes.some((name) => name === "type" || name === "collation");
  return { ...difference, attributes, ...(isPlain ? { change: "alter" } : {}) };
}

function sameKeyOn(object: SchemaObject, parent: { readonly schema: string; readonly name: string }): Key {
  if (object.kind === "check") return checkKey(parent.schema, parent.name, object.name);
  return columnKey(parent.schema, parent.name, object.name);
}

function implies(
  above: Difference,
  difference: Difference,
  byKey: ReadonlyMap<Key, Difference>,
  object: SchemaObject,
): boolean {
  // A default comes and goes with a column that comes and goes.
  if (object.kind === "default")
    return above.type === difference.type && (above.type === "create" || above.type === "drop");
  if (above.type !== difference.type) return false;
  if (above.type !== "alter" || difference.type !== "alter") return true;
  if (object.kind === "check") return byKey.has(above.key);
  return difference.attributes.every((attribute) => carried.has(attribute) && above.attributes.includes(attribute));
}
