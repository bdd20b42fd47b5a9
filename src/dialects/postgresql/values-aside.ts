/**
 * Values that stand in the way of what their type is made of: PostgreSQL alters no table while columns of others hold its
 * rows, no attribute of a composite type and no range type that columns have. Such columns are text meanwhile.
 */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import type { CompositeAttribute, CompositeModel } from "./kinds/composite/model.ts";
import { domainKey, type DomainCheckModel, type DomainModel } from "./kinds/domain/model.ts";
import { defaultKey } from "../../kinds/default/model.ts";
import { tableKey } from "../../kinds/table/model.ts";
import { valuesKey, type ValuesModel } from "./kinds/values/model.ts";
import type { MaterializedViewModel } from "../../kinds/view/model.ts";
import type { Altered, Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { schemaOf, isA, type SchemaObject } from "../../metadata/schema-object.ts";
import { isPartitionedBy, settingsOfType } from "./columns-of-type.ts";
import { PartitionKeyInTheWayError, RowsOfChangingShapeError } from "./errors.ts";
import { pathOf, writtenAs } from "./row-shape.ts";
import { columnsAbove } from "./table-parts.ts";
import { isTypeItself, typeKeys } from "./type-keys.ts";
import { checkTypedTables } from "./typed-tables.ts";
import { columnsOfTable, madeOf, partsOfType } from "./type-parts.ts";

/** The differences with columns whose values step aside, and what else holds values and is made anew. */
export function withValuesAside(differences: readonly Difference[], context: ChangeContext): WithValuesAside {
  const changes = changesOf(differences, context);
  if (changes === undefined) return { differences, stepsAside: () => false };
  const known = new Map(
    differences.filter(({ type }) => type !== "rename").map((difference) => [difference.key, difference]),
  );
  const added: Difference[] = [];
  for (const [key, object] of context.database.objects) {
    const target = context.target.get(key);
    if (target === undefined || !holdsChanged(object, target, changes, context)) continue;
    const own = known.get(key);
    if (own !== undefined && (own.type !== "alter" || isMadeAnew(own))) continue;
    if (!isA<ColumnModel>(object, "column") || object.generated !== undefined)
      added.push({ type: "alter", key, database: object, target, attributes: [], change: "recreate" });
    else added.push(...asideDifferences(own, object, target, known, context));
  }
  const replaced = new Set(added.map(({ key }) => key));
  return {
    differences:
      added.length === 0
        ? differences
        : [...differences.filter(({ type, key }) => type === "rename" || !replaced.has(key)), ...added],
    stepsAside: (type) =>
      isChanged(type, changes, context.database) ||
      typeKeys(type, context.database).some((key) => changes.moved.has(key)),
  };
}

interface WithValuesAside {
  readonly differences: readonly Difference[];
  /** True for a type whose values cannot stay as they are. */
  readonly stepsAside: (type: string) => boolean;
}

/** True where PostgreSQL keeps values whose type is made of something that changes. */
function holdsChanged(object: SchemaObject, target: SchemaObject, changes: Changes, context: ChangeContext): boolean {
  const { database } = context;
  if (isA<MaterializedViewModel>(object, "materializedView"))
    return (object.columns ?? []).some(({ type }) => isChanged(type, changes, database));
  if (!isA<ColumnModel>(object, "column") || !isSameType(object, target as ColumnModel, context)) return false;
  const { type } = object;
  const moves = [...changes.moved].some((key) => isTypeItself(type, key, database));
  return !moves && isChanged(type, changes, database);
}

/** True also for a multirange type that has another name with its range type made anew. */
function isSameType({ type }: ColumnModel, after: ColumnModel, { database, target }: ChangeContext): boolean {
  if (type === after.type) return true;
  const [key] = typeKeys(type, database);
  const isMultirange = (text: string, side: MetaData): boolean =>
    key !== undefined && !text.endsWith("[]") && typeKeys(text, side)[0] === key && !isTypeItself(text, key, side);
  return key?.startsWith("range ") === true && isMultirange(type, database) && isMultirange(after.type, target);
}

function asideDifferences(
  own: Altered | undefined,
  column: ColumnModel,
  target: SchemaObject,
  known: ReadonlyMap<Key, Difference>,
  context: ChangeContext,
): Difference[] {
  const { schema, table, name, type } = column;
  const holder = known.get(tableKey(schema, table));
  const written = writtenAs(column, context, (each) => isMadeAnew(known.get(each)));
  // The rows of a table that is made anew step aside themselves, as text in the order of its columns.
  if (isMadeAnew(holder)) {
    if (written !== undefined) throw new RowsOfChangingShapeError(pathOf(column), type);
    return [];
  }
  const key = columnKey(schema, table, name);
  if (isPartitionedBy(context.database, schema, table, name)) throw new PartitionKeyInTheWayError(pathOf(column), type);
  // Read as the new type, the column has it.
  const attributes = (own?.attributes ?? []).filter((name) => name !== "type");
  const altered: Altered = { type: "alter", key, database: column, target, attributes, change: "alterBare" };
  // What a parent does is done below it, too.
  if ([context.database, context.target].every((side) => columnsAbove([key], side).length > 0)) return [altered];
  const values: ValuesModel = { kind: "values", schema, table, name, type };
  const after = (target as ColumnModel).type;
  const back: ValuesModel = { ...values, type: after, settings: settingsOfType(target as ColumnModel) };
  const aside: ValuesModel = written === undefined ? values : { ...values, written };
  return [
    altered,
    { type: "drop", key: valuesKey(schema, table, name), database: aside },
    { type: "create", key: valuesKey(schema, table, name), target: back },
  ];
}

const isMadeAnew = (difference: Difference | undefined): boolean =>
  difference?.type === "alter" && difference.change === "recreate";

interface Changes {
  /** Types that make place for another of their name, columns of them included. */
  readonly moved: ReadonlySet<Key>;
  /** Other types that are dropped and made again. */
  readonly gone: ReadonlySet<Key>;
  /** Tables and composite types that change in a way that values of them forbid. */
  readonly altered: ReadonlySet<Key>;
  /** Domains with a new check or NOT NULL, which PostgreSQL proves for columns of them, but not inside of other values. */
  readonly narrowed: ReadonlySet<Key>;
}

const replaceable: ReadonlySet<string> = new Set(["enum", "domain", "range", "composite"]);

function changesOf(differences: readonly Difference[], context: ChangeContext): Changes | undefined {
  const moved = new Set<Key>();
  const gone = new Set<Key>();
  const altered = new Set<Key>();
  const narrowed = new Set<Key>();
  for (const difference of differences) {
    const { key } = difference;
    const domain = narrowedDomain(difference, context);
    if (domain !== undefined) narrowed.add(domain);
    const table = rewrittenTable(difference, context);
    if (table !== undefined) altered.add(table);
    if (difference.type !== "alter" || !replaceable.has(difference.target.kind)) continue;
    checkTypedTables(difference, context);
    if (difference.change === "alterAlone") moved.add(key);
    else if (difference.change === "recreate") gone.add(key);
    else if (difference.target.kind === "composite" && retypes(difference)) altered.add(key);
  }
  for (const key of typesAbove([...moved, ...gone], context.database)) if (!moved.has(key)) gone.add(key);
  for (const key of moved) narrowed.delete(key);
  return moved.size + gone.size + altered.size + narrowed.size === 0 ? undefined : { moved, gone, altered, narrowed };
}

/** The domain that takes fewer values from now on, as PostgreSQL makes sure of at once. */
function narrowedDomain(difference: Difference, { database }: ChangeContext): Key | undefined {
  if (difference.type === "drop" || difference.type === "rename") return undefined;
  const { target } = difference;
  if (isA<DomainCheckModel>(target, "domainCheck")) {
    const { schema, domain, notValid } = target;
    const key = domainKey(schema, domain);
    return notValid !== true && database.has(key) ? key : undefined;
  }
  const isNotNull = difference.type === "alter" && difference.attributes.includes("notNull");
  return isA<DomainModel>(target, "domain") && isNotNull && target.notNull === true ? difference.key : undefined;
}

/** The table whose rows are written anew by a difference, or that is made anew itself. */
function rewrittenTable(difference: Difference, { target }: ChangeContext): Key | undefined {
  if (difference.type === "create") {
    if (difference.target.kind !== "column") return undefined;
    const { schema, table, name, identity, generated, type } = difference.target as ColumnModel;
    const isFilled =
      identity !== undefined ||
      (generated !== undefined && generated.virtual !== true) ||
      target.has(defaultKey(schema, table, name)) ||
      typeKeys(type, target).some((key) => key.startsWith("domain "));
    return isFilled ? tableKey(schema, table) : undefined;
  }
  if (difference.type !== "alter") return undefined;
  const { attributes, change } = difference;
  const has = (...names: readonly string[]): boolean => names.some((name) => attributes.includes(name));
  if (difference.target.kind === "table")
    return change === "recreate" || has("unlogged", "accessMethod") ? difference.key : undefined;
  if (difference.target.kind !== "column") return undefined;
  const { schema, table } = difference.target as ColumnModel;
  return change === "recreate" || has("type", "collation", "generated") ? tableKey(schema, table) : undefined;
}

/** True where an attribute that stays gets another type. */
function retypes({ database, target }: Altered): boolean {
  const before = new Map((database as CompositeModel).attributes.map((each) => [each.name, each]));
  const isOther = ({ name, type, collation }: CompositeAttribute): boolean => {
    const former = before.get(name);
    return former !== undefined && (former.type !== type || former.collation !== collation);
  };
  return (target as CompositeModel).attributes.some(isOther);
}

/** Types that are made of others; what a table is made of is altered with it. */
function typesAbove(types: readonly Key[], database: MetaData): ReadonlySet<Key> {
  if (types.length === 0) return new Set();
  const above = new Map<Key, Key[]>();
  for (const [key, object] of database.objects) {
    if (!replaceable.has(object.kind)) continue;
    for (const text of partsOfType(key, database))
      for (const part of typeKeys(text, database)) above.set(part, [...(above.get(part) ?? []), key]);
  }
  const found = new Set<Key>();
  const queue = [...types];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const each of above.get(key) ?? []) {
      if (found.has(each)) continue;
      found.add(each);
      queue.push(each);
    }
  }
  return found;
}

/** True where values hold values of one of some domains, other than by being one. */
function isInside(text: string, key: Key, domains: ReadonlySet<Key>, database: MetaData): boolean {
  const object = database.get(key);
  if (isA<DomainModel>(object, "domain") && !text.endsWith("[]")) {
    const base = object.type;
    return typeKeys(base, database).some((each) => isInside(base, each, domains, database));
  }
  return madeOf(text, database).some((each) => domains.has(each));
}

/** True for a type that PostgreSQL would find changed under the values of it. */
function isChanged(text: string, changes: Changes, database: MetaData): boolean {
  return typeKeys(text, database).some((key) => {
    const object = database.get(key);
    if (changes.gone.has(key) || changes.altered.has(key)) return true;
    if (changes.narrowed.size > 0 && isInside(text, key, changes.narrowed, database)) return true;
    // Its columns moved already, so what is left of it holds the one that goes.
    if (changes.moved.has(key) && !isTypeItself(text, key, database)) return true;
    if (object?.kind !== "table") return partsOfType(key, database).some((part) => isChanged(part, changes, database));
    return columnsOfTable(database, schemaOf(object), object.name).some(
      ({ type }) =>
        [...changes.moved].some((each) => isTypeItself(type, each, database)) || isChanged(type, changes, database),
    );
  });
}
