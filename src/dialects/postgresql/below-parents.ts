/**
 * What PostgreSQL does to partitions and children by itself: a column, check or type that changes on the parent changes below it
 * too, so the same difference below needs no statement; and what it would do to them that they do not want.
 */
import { checkKey, type CheckModel } from "../../kinds/check/model.ts";
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../../kinds/default/model.ts";
import type { InheritanceModel } from "../../kinds/inheritance/model.ts";
import { partitionKey, type PartitionModel } from "../../kinds/partition/model.ts";
import { tableKey } from "../../kinds/table/model.ts";
import type { Altered, Created, Difference, Renamed } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import { isA, type SchemaObject } from "../../metadata/schema-object.ts";

/** Attributes of a column that a change of the parent carries down. */
const carried: ReadonlySet<string> = new Set(["type", "collation", "notNull", "generated"]);

type ByKey = ReadonlyMap<Key, Difference>;
type Pairs = ReadonlyMap<string, readonly Table[]>;

interface Table {
  readonly schema: string;
  readonly name: string;
}

/** The differences without those that a parent's brings about, and with those that undo what it does besides. */
export function belowParents(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const byKey = new Map(differences.map((difference) => [difference.key, difference]));
  const { parents, children } = pairsOf(byKey, context);
  if (parents.size === 0) return differences;
  const left = differences.flatMap((difference) => remaining(difference, { parents, byKey, context }));
  return withOwn(
    left,
    differences.flatMap((difference) => lostBelow(difference, children, context)),
  );
}

const nameOf = ({ schema, name }: Table): string => `${schema}\0${name}`;

/** Tables that are attached on both sides and stay so meanwhile, by either end. */
function pairsOf(byKey: ByKey, { database, target }: ChangeContext): { parents: Pairs; children: Pairs } {
  const parents = new Map<string, Table[]>();
  const children = new Map<string, Table[]>();
  const add = (pairs: Map<string, Table[]>, from: Table, to: Table): void => {
    const list = pairs.get(nameOf(from));
    if (list === undefined) pairs.set(nameOf(from), [to]);
    else list.push(to);
  };
  for (const [key, object] of target.objects) {
    if ((object.kind !== "partition" && object.kind !== "inheritance") || !database.has(key)) continue;
    const { schema, name, parentSchema, parent } = object as PartitionModel | InheritanceModel;
    if ([key, tableKey(schema, name), tableKey(parentSchema, parent)].some((each) => isMadeAnew(byKey.get(each))))
      continue;
    add(parents, { schema, name }, { schema: parentSchema, name: parent });
    add(children, { schema: parentSchema, name: parent }, { schema, name });
  }
  return { parents, children };
}

const isMadeAnew = (difference: Difference | undefined): boolean =>
  difference?.type === "alter" && difference.change === "recreate";

/** Differences of what is there already are added to those that it has. */
function withOwn(differences: readonly Difference[], own: readonly Difference[]): readonly Difference[] {
  if (own.length === 0) return differences;
  const result = new Map(differences.map((difference) => [difference.key, difference]));
  for (const difference of own) {
    const other = result.get(difference.key);
    if (other === undefined) result.set(difference.key, difference);
    else if (other.type === "alter" && difference.type === "alter") {
      const attributes = [...new Set([...other.attributes, ...difference.attributes])];
      result.set(difference.key, { ...other, database: difference.database, attributes });
    }
  }
  return [...result.values()];
}

interface Walk {
  readonly parents: Pairs;
  readonly byKey: ByKey;
  readonly context: ChangeContext;
}

/** What is left of a difference when its parents have theirs. */
function remaining(difference: Difference, { parents, byKey, context }: Walk): readonly Difference[] {
  const object = ("target" in difference ? difference.target : difference.database) as Part;
  if (object.table === undefined || (object.kind !== "column" && object.kind !== "check" && object.kind !== "default"))
    return [difference];
  let left = difference;
  for (const parent of parents.get(nameOf({ schema: object.schema, name: object.table })) ?? []) {
    const above = byKey.get(sameKeyOn(object, parent));
    if (above === undefined) continue;
    if (implies(above, left, byKey, object))
      return [...asFarAsOwn(above, left, parent, context), ...validated(above, left)];
    if (object.kind === "column") left = beyond(left, above);
  }
  return [left];
}

type Part = SchemaObject & { readonly schema: string; readonly table?: string };

/** What the table has otherwise than its parent gives it; nothing where it takes all from there. */
function asFarAsOwn(above: Difference, left: Difference, parent: Table, context: ChangeContext): Difference[] {
  if (left.type !== "drop" && left.target.kind === "check") return ownComment(above, left);
  if (left.type === "alter") {
    // What needs the column is in the way below as it is above.
    return left.target.kind === "column" && left.change !== "alter" ? [withOwnSettings(left, parent, context)] : [];
  }
  if (left.type !== "create" || above.type !== "create") return [];
  if (left.target.kind === "column") return ownColumn(above, left);
  if (left.target.kind !== "default") return [];
  const { name, expression } = left.target as DefaultModel;
  const given = context.target.get(defaultKey(parent.schema, parent.name, name));
  if (given === undefined) return [left];
  if (given.expression === expression) return [];
  return [altered(left, { expression: given.expression }, ["expression"])];
}

/** With another type the parent's storage comes along, and no compression. */
function withOwnSettings(left: Altered, { schema, name }: Table, { target }: ChangeContext): Altered {
  const own = left.target as ColumnModel;
  const above = target.get(columnKey(schema, name, own.name)) as ColumnModel;
  const attributes = [
    ...(own.storage === above.storage ? [] : ["storage"]),
    ...(own.compression === undefined ? [] : ["compression"]),
  ];
  if (attributes.length === 0 || left.change === "recreate") return { ...left, attributes: [] };
  const database = { ...left.database, storage: above.storage, compression: undefined } as SchemaObject;
  return { ...left, database, attributes };
}

/** Settings come along with a column, comments and planner options do not. */
function ownColumn(above: Created, left: Created): Difference[] {
  const [given, own] = [above.target as ColumnModel, left.target as ColumnModel];
  const former = {
    notNull: given.notNull,
    storage: given.storage,
    statistics: given.statistics,
    compression: given.compression,
    attributeOptions: undefined,
    comment: undefined,
  };
  const names = (Object.keys(former) as (keyof typeof former)[]).filter(
    (name) => JSON.stringify(former[name]) !== JSON.stringify(own[name]),
  );
  return names.length === 0 ? [] : [altered(left, former, names)];
}

/** A comment stays with the check that has it, and goes with one that is made anew. */
function ownComment(above: Difference, left: Created | Altered | Renamed): Difference[] {
  const former = left.type === "create" || isMadeAnew(above) ? undefined : left.database.comment;
  return former === left.target.comment ? [] : [altered(left, { comment: former }, ["comment"])];
}

const altered = (
  { key, target }: Pick<Created, "key" | "target">,
  former: object,
  attributes: readonly string[],
): Altered => ({
  type: "alter",
  key,
  database: { ...target, ...former },
  target,
  attributes,
  change: "alter",
});

/** What a change of a parent takes from tables below it, or gives them, although they have it otherwise. */
function lostBelow(difference: Difference, children: Pairs, context: ChangeContext): Difference[] {
  const object = ("target" in difference ? difference.target : difference.database) as Part;
  if (object.table === undefined) return [];
  const below = children.get(nameOf({ schema: object.schema, name: object.table })) ?? [];
  return below.flatMap((child) => {
    if (isA<CheckModel>(object, "check")) return lostCheck(difference, object, child, context);
    if (isA<DefaultModel>(object, "default")) return givenDefault(difference, object, child, context);
    return isA<ColumnModel>(object, "column") ? lostNotNull(difference, object, child, context) : [];
  });
}

/** A check that a table has from its parent goes with that one, also where the table is to have it itself. */
function lostCheck(
  difference: Difference,
  { name }: CheckModel,
  child: Table,
  { database, target }: ChangeContext,
): Difference[] {
  const key = checkKey(child.schema, child.name, name);
  const [before, after] = [database.get(key), target.get(key)] as (CheckModel | undefined)[];
  // What becomes the parent's alone is not to stay the child's besides.
  if (difference.type === "create" && before?.inherited === undefined && after?.inherited === true)
    return before === undefined ? [] : [{ type: "drop", key, database: before }];
  if (
    difference.type !== "drop" ||
    before === undefined ||
    after === undefined ||
    !isFromParent(before, child, { database })
  )
    return [];
  return [{ type: "create", key, target: after }];
}

/** PostgreSQL makes checks of a partition all its parent's; a child may have one of its own besides. */
const isFromParent = (
  { inherited }: CheckModel,
  { schema, name }: Table,
  { database }: Pick<ChangeContext, "database">,
) => inherited === true || database.has(partitionKey(schema, name));

/** A new column comes with its default, also where the table has none for it. */
function givenDefault(
  difference: Difference,
  given: DefaultModel,
  child: Table,
  { database, target }: ChangeContext,
): Difference[] {
  const { schema, name: table } = child;
  const [column, key] = [columnKey(schema, table, given.name), defaultKey(schema, table, given.name)];
  if (difference.type !== "create" || database.has(column) || !target.has(column) || target.has(key)) return [];
  return [{ type: "drop", key, database: { ...given, schema, table } as SchemaObject }];
}

/**
 * Before PostgreSQL 18 NULL is allowed below where it is allowed again above (release notes of 18), and since then where a table
 * has both the column and its constraint from there.
 */
function lostNotNull(
  difference: Difference,
  { name }: ColumnModel,
  child: Table,
  context: ChangeContext,
): Difference[] {
  if (difference.type !== "alter" || !difference.attributes.includes("notNull")) return [];
  if ((difference.target as ColumnModel).notNull === true) return [];
  const key = columnKey(child.schema, child.name, name);
  const [database, target] = [context.database.get(key), context.target.get(key)] as (ColumnModel | undefined)[];
  if (database?.notNull !== true || target?.notNull !== true) return [];
  if (context.serverVersion >= 180_000 && database.inherited !== true) return [];
  const nullable: ColumnModel = { ...database, notNull: false };
  return [{ type: "alter", key, database: nullable, target, attributes: ["notNull"], change: "alter" }];
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

function implies(above: Difference, difference: Difference, byKey: ByKey, object: SchemaObject): boolean {
  // A default comes and goes with a column that comes and goes.
  if (object.kind === "default")
    return above.type === difference.type && (above.type === "create" || above.type === "drop");
  if (object.kind === "check" && above.type === "alter" && difference.type !== "alter") {
    // It comes or goes below where the parent's one is passed on from now on, or no longer.
    const isPassedOn = (above.target as CheckModel).noInherit !== true;
    return isMadeAnew(above) && above.attributes.includes("noInherit") && isPassedOn === (difference.type === "create");
  }
  if (above.type !== difference.type) return false;
  if (above.type !== "alter" || difference.type !== "alter") return true;
  if (object.kind === "check") return byKey.has(above.key);
  return difference.attributes.every((attribute) => carried.has(attribute) && above.attributes.includes(attribute));
}
