/** The mappers of a data model: a class each, those that extend others after the ones they extend. */
import { checkDeferredColumns } from "./deferred-columns.ts";
import { modelSlot } from "./entity.ts";
import { MissingPrimaryKeyError, ModelInheritanceError } from "./errors.ts";
import type { TableUnderConstruction } from "./foreign-keys.ts";
import { tablesOf, type ForeignKeyMapping, type HierarchyMapping, type Mapper, type TableMapping } from "./mapper.ts";
import type { AnyModelClass } from "./model.ts";
import type { Registry, TableEntry } from "./registry.ts";
import { linkRelationships, resolveRelationships, type MapperUnderConstruction } from "./relationships.ts";

export function buildMappers(
  registry: Registry,
  tables: ReadonlyMap<string, TableUnderConstruction>,
): ReadonlyMap<string, Mapper> {
  const mappers = classMappers(registry, tables);
  const byName = new Map<string, MapperUnderConstruction>();
  for (const mapper of mappers.values()) byName.set(mapper.class.name, mapper);
  for (const [name, mapper] of mappers) byName.set(name, mapper);
  const all = new Map<string, TableMapping>(tables);
  const context = { mappers: byName, tables: all, schema: registry.options.schema };
  for (const mapper of mappers.values()) resolveRelationships(mapper, context);
  for (const mapper of mappers.values()) inheritRelationships(mapper);
  for (const mapper of mappers.values()) linkRelationships(mapper);
  for (const mapper of mappers.values()) checkDeferredColumns(mapper);
  for (const mapper of mappers.values()) mapper.class[modelSlot].mappers.add(mapper);
  return mappers;
}

function classMappers(registry: Registry, tables: ReadonlyMap<string, TableUnderConstruction>) {
  const mappers = new Map<string, MapperUnderConstruction>();
  const extending: MapperUnderConstruction[] = [];
  for (const [key, entry] of registry.tables) {
    if (entry.class === undefined) continue;
    const table = tables.get(key)!;
    checkPrimaryKey(entry, table);
    // The mapper is the table itself with more to it, so that foreign keys lead to mappers.
    const more = { class: entry.class, relationships: new Map(), hierarchy: undefined };
    const mapper: MapperUnderConstruction = Object.assign(table, more);
    mappers.set(entry.name, mapper);
    if (entry.class[modelSlot].polymorphism !== undefined) extending.push(mapper);
    for (const { name, class: model } of entry.sharing) {
      const shared = { ...mapper, name, class: model, relationships: new Map() };
      mappers.set(name, shared);
      extending.push(shared);
    }
  }
  if (extending.length > 0) placeInHierarchies(extending);
  return mappers;
}

function checkPrimaryKey({ name, declaration }: TableEntry, table: TableUnderConstruction): void {
  const { inherits, partitionOf } = declaration.options;
  if (table.primaryKey.length > 0 || inherits !== undefined || partitionOf !== undefined) return;
  throw new MissingPrimaryKeyError(name);
}

function placeInHierarchies(mappers: readonly MapperUnderConstruction[]): void {
  const byClass = new Map(mappers.map((mapper) => [mapper.class, mapper]));
  const placed = new Set<MapperUnderConstruction>();
  const identities = new Map<Mapper, Map<unknown, string>>();
  const place = (mapper: MapperUnderConstruction): void => {
    if (placed.has(mapper)) return;
    placed.add(mapper);
    const { parent: above, identity } = mapper.class[modelSlot].polymorphism!;
    const parent = above === undefined ? undefined : byClass.get(classInModel(byClass, above));
    if (above !== undefined && parent === undefined) {
      throw new ModelInheritanceError(mapper.name, "undeclared", above.name);
    }
    if (parent !== undefined) place(parent);
    Object.assign(mapper, { hierarchy: hierarchyOf(mapper, parent) });
    const root = tablesOf(mapper)[0] as Mapper;
    const known = identities.get(root) ?? new Map<unknown, string>();
    identities.set(root, known);
    const other = identity === undefined ? undefined : known.get(identity);
    if (other !== undefined) throw new ModelInheritanceError(mapper.name, "identity", other);
    known.set(identity, mapper.name);
  };
  for (const mapper of mappers) place(mapper);
}

/** The class itself, or the one that extends it without adding a table: `class Boss extends Manager`. */
function classInModel(byClass: ReadonlyMap<AnyModelClass, unknown>, above: AnyModelClass): AnyModelClass {
  if (byClass.has(above)) return above;
  const slot = above[modelSlot];
  return [...byClass.keys()].find((candidate) => candidate[modelSlot] === slot) ?? above;
}

/** @throws ModelInheritanceError */
function hierarchyOf(mapper: MapperUnderConstruction, parent: Mapper | undefined): HierarchyMapping {
  const { on, identity } = mapper.class[modelSlot].polymorphism!;
  if (parent === undefined) {
    const discriminator = mapper.columns.find(({ property }) => property === on)!;
    return { parent, discriminator, identity, key: undefined, tables: [mapper] };
  }
  const { discriminator, tables } = parent.hierarchy!;
  if (tables.some(({ table }) => table === mapper.table)) {
    return { parent, discriminator, identity, key: undefined, tables };
  }
  checkMembers(mapper, parent);
  const key = mapper.foreignKeys.find((candidate) => leadsAbove(candidate, mapper, tables));
  if (key === undefined) throw new ModelInheritanceError(mapper.name, "key", parent.name);
  return { parent, discriminator, identity, key, tables: [...tables, mapper] };
}

/** True for a foreign key of the whole primary key to that of a table above. */
function leadsAbove({ target, pairs }: ForeignKeyMapping, { primaryKey }: Mapper, above: readonly TableMapping[]) {
  return (
    above.includes(target) &&
    pairs.length === primaryKey.length &&
    pairs.every(({ local, remote }) => local.primaryKey && remote.primaryKey)
  );
}

/** What a class above declares stands for both only where it is the key. */
function checkMembers(mapper: Mapper, parent: Mapper): void {
  const { layout } = parent.class[modelSlot];
  for (const { property, primaryKey } of mapper.columns) {
    if (layout.positions.has(property) && !primaryKey) {
      throw new ModelInheritanceError(mapper.name, "member", property);
    }
  }
}

/** Relationships of the classes above come first, as in the layout. */
function inheritRelationships(mapper: MapperUnderConstruction): void {
  const parent = mapper.hierarchy?.parent;
  if (parent === undefined) return;
  inheritRelationships(parent as MapperUnderConstruction);
  for (const [name, relationship] of parent.relationships) {
    if (!mapper.relationships.has(name)) mapper.relationships.set(name, relationship as never);
  }
}
