/** From declarations to tables and mappers: what a data model works out of what it was given. */
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import { remembered, type ColumnNaming } from "../kinds/column-naming.ts";
import type { Declared } from "../kinds/declared-object.ts";
import type { PrimaryKeyModel } from "../kinds/primary-key/model.ts";
import { qualify } from "../kinds/qualify.ts";
import { declareTable, type DeclaredTable } from "../kinds/table/declare.ts";
import type { Key } from "../metadata/key.ts";
import { checkConvention, type NamingConvention } from "../metadata/naming-convention.ts";
import { SchemaNames } from "../metadata/schema-names.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { checkClaimedNames } from "./claimed-names.ts";
import type { Steps } from "./deferred.ts";
import { modelSlot } from "./entity.ts";
import { CircularInheritanceError, DuplicateDeclarationError, UnknownTableError } from "./errors.ts";
import { resolveForeignKeys, uniqueSets, type TableUnderConstruction } from "./foreign-keys.ts";
import { withInherited } from "./inherit.ts";
import { buildMappers } from "./hierarchy.ts";
import { withJoined } from "./joined-declarations.ts";
import type { ColumnMapping, Mapper, TableMapping } from "./mapper.ts";
import { checkRenameHints } from "./rename-hints.ts";
import { Registry, type Registrable, type TableEntry } from "./registry.ts";

/** Options of `dataModel()`. */
export interface DataModelOptions {
  /** Schema of names that give none; the default schema of the connection where absent, most often `public`. */
  readonly schema?: string;
  /** How properties become columns: `snake` (customerId → customer_id) where absent. */
  readonly columnNaming?: ColumnNaming;
  /** Names of constraints and indexes without one; PostgreSQL's own where absent. */
  readonly namingConvention?: NamingConvention;
  /** Tables that foreign keys may lead to though they are no part of the data model: `["auth.users"]`. */
  readonly externalTables?: readonly string[];
}

/** What `dataModel()` takes: models, tables and other objects, by name. */
export type Declarations = Readonly<Record<string, Registrable>>;

export interface NamedDeclaration {
  /** Name in the registry. */
  readonly name: string;
  readonly declared: Declared;
}

export interface BuiltParts {
  readonly tables: ReadonlyMap<string, TableMapping>;
  readonly mappers: ReadonlyMap<string, Mapper>;
  readonly named: readonly NamedDeclaration[];
}

/**
 * Works out the tables and mappers of declarations, a table at a step.
 *
 * @throws errors of code `model.…`, `relationship.…`, `table.…`, `naming.…` and `name.…`, each naming class and property
 */
export function* buildDataModel(declarations: Declarations, options: DataModelOptions): Steps<BuiltParts> {
  if (options.namingConvention !== undefined) checkConvention(options.namingConvention);
  const registry = registryOf(declarations, options);
  const names = new SchemaNames();
  const declaredObjects = declareObjects(registry, names, options.namingConvention);
  for (const entry of registry.tables.values()) names.addRelation(entry.schema, entry.table);
  const own = yield* declareTables(registry, names, options.namingConvention);
  const tables = mapTables(registry, own, { names, isOwnSchema: options.schema !== undefined });
  for (const table of tables.values()) resolveForeignKeys(table, tables, registry);
  const mappers = buildMappers(registry, tables);
  const others = declaredObjects.sort((a, b) => order(a.declared) - order(b.declared));
  const named = [...withJoined(others), ...tables.values()];
  checkDuplicates(named);
  checkClaimedNames(named);
  checkRenameHints(
    named.flatMap(({ declared }) => declared.renamedFrom),
    (key) => collectOrigins(named).get(key) ?? key,
  );
  return { tables, mappers, named };
}

/** The declarations sorted. @throws InvalidDeclarationError, DuplicateDeclarationError, ModelInheritanceError */
export function registryOf(declarations: Declarations, options: DataModelOptions): Registry {
  const schema = schemaOf(options);
  const columnNaming = remembered(options.columnNaming ?? "snake");
  const externalTables = new Set(
    (options.externalTables ?? []).map((written) => {
      const { schema: of, name } = qualify(written, schema);
      return formatQualifiedName(of, name);
    }),
  );
  return new Registry(declarations, { schema, columnNaming, externalTables });
}

/** Schema of names that give none. */
export const schemaOf = (options: DataModelOptions): string => options.schema ?? defaultSchema();

/** Everything that is no table. */
export function declareObjects(
  registry: Registry,
  names: SchemaNames,
  convention: NamingConvention | undefined,
): NamedDeclaration[] {
  const context = { schema: registry.options.schema, convention, names };
  return [...registry.objects].map(([name, object]) => ({ name, declared: object.declare(context) }));
}

// Schemas and extensions first, then other objects, then tables: a readable order; dependencies decide the real one.
const ranks: Readonly<Record<string, number>> = { schema: 0, extension: 1 };
const order = (declared: Declared): number =>
  Math.max(0, ...declared.objects.map(([, object]) => ranks[object.kind] ?? 2));

function* declareTables(
  registry: Registry,
  names: SchemaNames,
  convention: NamingConvention | undefined,
): Steps<Map<string, DeclaredTable>> {
  const { schema, columnNaming } = registry.options;
  const own = new Map<string, DeclaredTable>();
  for (const [key, entry] of registry.tables) {
    registry.checkTypes(entry);
    const declared = declareTable({
      name: entry.declaration.name,
      columns: entry.declaration.columns,
      extras: entry.declaration.extras,
      options: entry.declaration.options,
      schema,
      columnNaming,
      convention,
      names,
      referencedColumnType: registry.columnType,
      origin: entry.name,
    });
    own.set(key, declared);
    yield;
  }
  return own;
}

/** Adds what tables have from their parents, parents first. */
function mapTables(
  registry: Registry,
  own: ReadonlyMap<string, DeclaredTable>,
  { names, isOwnSchema }: { names: SchemaNames; isOwnSchema: boolean },
): Map<string, TableUnderConstruction> {
  const finished = new Map<string, TableUnderConstruction>();
  const finish = (key: string, below: readonly string[]): TableUnderConstruction => {
    const known = finished.get(key);
    if (known !== undefined) return known;
    const entry = registry.tables.get(key)!;
    let declared = own.get(key)!;
    const builders: Record<string, AnyColumn> = {};
    for (const { schema, name, partition } of parentsOf(entry, registry.options.schema)) {
      const above = formatQualifiedName(schema, name);
      if (below.includes(above)) throw new CircularInheritanceError(entry.name);
      if (!registry.tables.has(above)) {
        if (registry.isExternal(schema, name)) continue;
        throw new UnknownTableError(entry.name, registry.writtenName(schema, name), registry.tableNames());
      }
      const parent = finish(above, [...below, key]);
      for (const { property, builder } of parent.columns) builders[property] ??= builder;
      declared = withInherited({ child: declared, parent: parent.declared, partition, names });
    }
    const table = tableMapping(entry, declared, { inherited: builders, isOwnSchema });
    finished.set(key, table);
    return table;
  };
  // In the order of the declarations, whatever the order in which parents are needed.
  return new Map([...registry.tables.keys()].map((key) => [key, finish(key, [key])]));
}

function parentsOf(entry: TableEntry, schema: string) {
  const { inherits, partitionOf } = entry.declaration.options;
  const parents = typeof inherits === "string" ? [inherits] : (inherits ?? []);
  return [
    ...(partitionOf === undefined ? [] : [{ ...qualify(partitionOf.parent, schema), partition: true }]),
    ...parents.map((written) => ({ ...qualify(written, schema), partition: false })),
  ];
}

/** Builders of columns that only a parent declares come beside the table's own. */
function tableMapping(
  entry: TableEntry,
  declared: DeclaredTable,
  { inherited, isOwnSchema }: { inherited: Readonly<Record<string, AnyColumn>>; isOwnSchema: boolean },
): TableUnderConstruction {
  const { columns: own } = entry.declaration;
  const place = placesOf(entry);
  const keyColumns = primaryKeyColumns(declared);
  const columns: ColumnMapping[] = [];
  const columnOf = new Map<string, ColumnMapping>();
  declared.columns.forEach((model, property) => {
    const { name } = model;
    const builder = own[property];
    const column: ColumnMapping = Object.freeze({
      property,
      name,
      model,
      builder: builder ?? inherited[property]!,
      primaryKey: keyColumns.includes(name),
      // What only the parent declares has no accessor on this class.
      position: builder === undefined ? -1 : (place?.(property) ?? columns.length),
    });
    columns.push(column);
    columnOf.set(name, column);
  });
  const primaryKey = keyColumns.map((name) => columnOf.get(name)!);
  const { table } = declared;
  return {
    name: entry.name,
    table,
    namesSchema: isOwnSchema || parseQualifiedName(entry.declaration.name).length > 1,
    columns,
    columnOf,
    primaryKey,
    foreignKeys: [],
    declared,
    uniqueSets: uniqueSets(declared),
  };
}

function primaryKeyColumns(declared: DeclaredTable): readonly string[] {
  for (const entry of declared.objects) {
    if (entry[1].kind === "primaryKey") return (entry[1] as PrimaryKeyModel).columns;
  }
  return [];
}

/** Positions of a table's columns where several classes share it, or a class has more columns than its table. */
function placesOf({ class: owner, sharing }: TableEntry): ((property: string) => number | undefined) | undefined {
  if (owner?.[modelSlot].polymorphism === undefined) return undefined;
  const layouts = [owner, ...sharing.map((one) => one.class)].map((model) => model[modelSlot].layout);
  return (property) => layouts.find((layout) => layout.positions.has(property))?.positions.get(property);
}

/** @throws DuplicateDeclarationError where two declarations are the same object */
function checkDuplicates(named: readonly NamedDeclaration[]): void {
  const keys = new Set<Key>();
  let count = 0;
  for (const { declared } of named) {
    for (const entry of declared.objects) keys.add(entry[0]);
    count += declared.objects.length;
  }
  if (keys.size < count) collectOrigins(named);
}

/** Where each object was declared. @throws DuplicateDeclarationError where two declarations are the same object */
export function collectOrigins(named: readonly NamedDeclaration[]): Map<Key, string> {
  const origins = new Map<Key, string>();
  for (const { name, declared } of named) {
    for (const [key] of declared.objects) {
      const origin = declared.origins.get(key) ?? name;
      const other = origins.get(key);
      if (other !== undefined) throw new DuplicateDeclarationError(key, [other, origin]);
      origins.set(key, origin);
    }
  }
  return origins;
}
