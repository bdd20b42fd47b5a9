/**
 * Adds the differences that another difference causes, and removes those that PostgreSQL makes by itself: a column, check or
 * type that changes on a parent also changes on its partitions and children, so these need no statement.
 */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import type { DefaultModel } from "../../kinds/default/model.ts";
import { domainKey, type DomainCheckModel } from "./kinds/domain/model.ts";
import { indexAttachmentKey, partitionKey, type IndexAttachmentModel } from "../../kinds/partition/model.ts";
import { tableKey, type TableModel } from "../../kinds/table/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import { indexNamed, withTwinsApart } from "./attachments.ts";
import { belowParents } from "./below-parents.ts";
import { isPartitionedBy, isReplaceable, tablesBelow, tablesHashedBy, tablesPartitionedBy } from "./columns-of-type.ts";
import { withoutDefaults } from "./kinds/grant/default-privileges.ts";
import { keysIntoMoved, tablesDividedAnew } from "./moved-bounds.ts";
import { rowsAside } from "./rows-aside.ts";
import { typeKeys } from "./type-keys.ts";
import { withValuesAside } from "./values-aside.ts";
import { alongTypes } from "./typed-tables.ts";
import { withTypesOver } from "./types-over.ts";
import { schemaOf, isA } from "../../metadata/schema-object.ts";

export function refine(compared: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const differences = withTypesOver(compared, context);
  const replaced = replacedTypes(differences);
  const hashed = new Set([
    ...tablesHashedBy(replaced, context),
    ...tablesHashedAnew(differences, context),
    ...tablesDividedAnew(differences, context),
  ]);
  const found = [
    ...differences.filter((difference) => replaced.size === 0 || !isSetWithType(difference, replaced, context)),
    ...remadeTables(differences, { replaced, hashed }, context),
  ];
  const aside = withValuesAside(found, context);
  const indexed = withIndexesAbove(withTwinsApart(aside.differences, context), context);
  const own = [
    ...indexed,
    ...keysIntoMoved(indexed, context),
    ...rowsAside(indexed, { hashed, stepsAside: aside.stepsAside }, context),
  ];
  return withoutDefaults(alongTypes(belowParents(own, context), context), context);
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
    if (!isA<IndexAttachmentModel>(object, "indexAttachment")) continue;
    const { schema, name, parentSchema, parent } = object;
    const index = indexNamed(context.database, schema, name);
    const above = indexNamed(context.database, parentSchema, parent);
    if (index === undefined || above === undefined || goes(above) || added.has(above)) continue;
    if (!goes(index) && !goes(indexAttachmentKey(schema, name))) continue;
    const { table } = context.database.get(index) as { readonly table?: string };
    const [database, target] = [context.database.get(above), context.target.get(above)];
    if (database === undefined || target === undefined || leaves(partitionKey(schema, table ?? ""))) continue;
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
  { replaced, hashed }: { readonly replaced: ReadonlySet<Key>; readonly hashed: ReadonlySet<Key> },
  context: ChangeContext,
): Difference[] {
  const divided = [
    ...[...replaced].flatMap((type) => [...tablesPartitionedBy(type, context)]),
    ...tablesWithRetypedKey(differences, context),
  ];
  const keys = new Set([...divided, ...tablesBelow(hashed, context)]);
  if (keys.size === 0) return [];
  const known = new Map(differences.map((difference) => [difference.key, difference]));
  return [...keys].flatMap((key): Difference[] => {
    const [database, target] = [context.database.get(key), context.target.get(key)];
    const other = known.get(key);
    if (database === undefined || target === undefined || (other?.type === "alter" && other.change === "recreate"))
      return [];
    return [{ type: "alter", key, database, target, attributes: ["partitionBy"], change: "recreate" }];
  });
}

/** Tables that a column divides which gets another type: PostgreSQL alters no column of a partition key. */
const tablesWithRetypedKey = (differences: readonly Difference[], { database, target }: ChangeContext): Key[] =>
  differences.flatMap((difference): Key[] => {
    if (difference.type !== "alter" || difference.target.kind !== "column") return [];
    if (!difference.attributes.includes("type") && !difference.attributes.includes("collation")) return [];
    const { schema, table, name } = difference.target as ColumnModel;
    const key = tableKey(schema, table);
    return target.has(key) && isPartitionedBy(database, schema, table, name) ? [key] : [];
  });

/** Those of them whose rows are spread by a hash, which is another one of another type. */
const tablesHashedAnew = (differences: readonly Difference[], context: ChangeContext): Key[] =>
  tablesWithRetypedKey(differences, context).filter((key) =>
    [context.database, context.target].every((side) => (side.get(key) as TableModel).partitionBy?.method === "hash"),
  );

function isSetWithType(
  difference: Difference,
  replaced: ReadonlySet<Key>,
  { database, target }: ChangeContext,
): boolean {
  const object = difference.type === "drop" ? difference.database : difference.target;
  if (difference.type === "rename") return false;
  if (isA<DomainCheckModel>(object, "domainCheck")) return replaced.has(domainKey(schemaOf(object), object.domain));
  if (!isA<DefaultModel>(object, "default")) return false;
  const { schema, table, name } = object;
  const before = database.get(columnKey(schema, table, name));
  const after = target.get(columnKey(schema, table, name));
  if (before === undefined || before.type !== after?.type) return false;
  return typeKeys(before.type, database).some((key) => replaced.has(key));
}
