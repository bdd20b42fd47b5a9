/**
 * Differences that another one brings about. What PostgreSQL does to partitions and children by itself: a column, check or type that changes on the parent changes
 * below it too, so the same difference below needs no statement.
 */
import { checkKey } from "../../kinds/check/model.ts";
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import type { DefaultModel } from "../../kinds/default/model.ts";
import type { InheritanceModel } from "../../kinds/inheritance/model.ts";
import type { PartitionModel } from "../../kinds/partition/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import { typeKeys } from "./type-keys.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** Attributes of a column that a change of the parent carries down. */
const carried: ReadonlySet<string> = new Set(["type", "collation", "notNull", "generated"]);

export function refine(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const replaced = replacedEnums(differences);
  const own =
    replaced.size === 0
      ? differences
      : differences.filter((difference) => !isSetWithEnum(difference, replaced, context));
  const parents = parentsOf(context);
  if (parents.size === 0) return own;
  const byKey = new Map(own.map((difference) => [difference.key, difference]));
  return own.filter((difference) => !isImplied(difference, parents, byKey));
}

/** Enums whose values change in a way that moves their columns to a new type, defaults included. */
function replacedEnums(differences: readonly Difference[]): ReadonlySet<Key> {
  const keys = differences
    .filter(
      (difference) =>
        difference.type === "alter" && difference.target.kind === "enum" && difference.change === "alterAlone",
    )
    .map(({ key }) => key);
  return new Set(keys);
}

function isSetWithEnum(
  difference: Difference,
  replaced: ReadonlySet<Key>,
  { database, target }: ChangeContext,
): boolean {
  const object = difference.type === "drop" ? difference.database : difference.target;
  if (object.kind !== "default" || difference.type === "rename") return false;
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

function isImplied(difference: Difference, parents: Parents, byKey: ReadonlyMap<Key, Difference>): boolean {
  const object = ("target" in difference ? difference.target : difference.database) as SchemaObject & {
    readonly table?: string;
  };
  if (object.table === undefined || (object.kind !== "column" && object.kind !== "check" && object.kind !== "default"))
    return false;
  return (parents.get(`${object.schema}\0${object.table}`) ?? []).some((parent) => {
    const above = byKey.get(sameKeyOn(object, parent));
    return above !== undefined && implies(above, difference, byKey, object);
  });
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
