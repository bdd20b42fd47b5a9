/** `dataModel()`: the explicit registry of models and objects, checked as a whole, and its metadata and mappers. */
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import { remembered, type ColumnNaming } from "../kinds/column-naming.ts";
import type { Declared } from "../kinds/declared-object.ts";
import type { PrimaryKeyModel } from "../kinds/primary-key/model.ts";
import { qualify } from "../kinds/qualify.ts";
import { schemaKey } from "../kinds/schema/model.ts";
import { declareTable, type DeclaredTable } from "../kinds/table/declare.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import { checkConvention, type NamingConvention } from "../metadata/naming-convention.ts";
import { SchemaNames } from "../metadata/schema-names.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { LazyMap } from "../util/lazy-map.ts";
import { rememberDeclarations, tellModelPlace } from "./declared-place.ts";
import { modelSlot } from "./entity.ts";
import {
  CircularInheritanceError,
  DuplicateDeclarationError,
  MapperMissingError,
  UnknownTableError,
} from "./errors.ts";
import { resolveForeignKeys, uniqueSets, type TableUnderConstruction } from "./foreign-keys.ts";
import { withInherited } from "./inherit.ts";
import { buildMappers } from "./hierarchy.ts";
import type { ColumnMapping, Mapper, TableMapping } from "./mapper.ts";
import type { AnyModelClass } from "./model.ts";
import { checkRenameHints } from "./rename-hints.ts";
import { Registry, type Registrable, type TableEntry } from "./registry.ts";

export interface DataModelOptions {
  /** Schema of names that give none; `public` where absent. */
  readonly schema?: string;
  /** How properties become columns: `snake` (customerId → customer_id) where absent. */
  readonly columnNaming?: ColumnNaming;
  /** Names of constraints and indexes without one; PostgreSQL's own where absent. */
  readonly namingConvention?: NamingConvention;
  /** Tables that foreign keys may lead to though they are no part of the data model: `["auth.users"]`. */
  readonly externalTables?: readonly string[];
}

export type Declarations = Readonly<Record<string, Registrable>>;

/** All models and objects that are under version control together. */
export class DataModel<D extends Declarations = Declarations> {
  /** What was passed to `dataModel()`, by name. */
  readonly declarations: D;
  /** Schema of names that give none. */
  readonly schema: string;
  /** Tables with and without classes, by `schema.table`. */
  readonly tables: ReadonlyMap<string, TableMapping>;
  /** Mapped classes by name. */
  readonly mappers: ReadonlyMap<string, Mapper>;
  readonly #byClass: ReadonlyMap<unknown, Mapper>;
  readonly #named: readonly NamedDeclaration[];
  #metadata: MetaData | undefined;

  constructor(declarations: D, parts: BuiltParts) {
    this.declarations = declarations;
    this.schema = parts.schema;
    this.tables = parts.tables;
    this.mappers = parts.mappers;
    this.#byClass = new Map([...parts.mappers.values()].map((mapper) => [mapper.class, mapper]));
    this.#named = parts.named;
  }

  /** The declared side of every comparison; frozen and always the same object. */
  get metadata(): MetaData {
    return (this.#metadata ??= this.#assemble());
  }

  /** The mapper of a class in this data model. @throws MapperMissingError */
  mapperOf(model: AnyModelClass): Mapper {
    const mapper = this.#byClass.get(model);
    if (mapper === undefined) throw new MapperMissingError(model.name, 0);
    return mapper;
  }

  #assemble(): MetaData {
    const renamedFrom = new Map(this.#named.flatMap(({ declared }) => declared.renamedFrom));
    const origins = new LazyMap(() => collectOrigins(this.#named));
    const metadata = new MetaData({ objects: this.#objects(), renamedFrom, origins });
    rememberDeclarations(metadata, this.declarations);
    return metadata;
  }

  #objects(): Map<Key, SchemaObject> {
    const objects = new Map<Key, SchemaObject>(implicitSchemas(this.#named));
    for (const { declared } of this.#named) for (const entry of declared.objects) objects.set(entry[0], entry[1]);
    return objects;
  }
}

interface NamedDeclaration {
  /** Name in the registry. */
  readonly name: string;
  readonly declared: Declared;
}

/** A namespace that is used exists, also where nobody declared it; `public` always does. */
function implicitSchemas(named: readonly NamedDeclaration[]): (readonly [Key, SchemaObject])[] {
  const used = new Set<string>();
  for (const { declared } of named) {
    for (const entry of declared.objects) {
      const { schema } = entry[1];
      if (schema !== undefined && schema !== "public") used.add(schema);
    }
  }
  return [...used].map((name) => [schemaKey(name), Object.freeze({ kind: "schema", name })]);
}

interface BuiltParts {
  readonly schema: string;
  readonly tables: ReadonlyMap<string, TableMapping>;
  readonly mappers: ReadonlyMap<string, Mapper>;
  readonly named: readonly NamedDeclaration[];
}

/**
 * The data model of these classes, tables and objects. There is no global state: what isn't passed is no part of it.
 *
 *     export const commerce = dataModel({ Customer, Order, productTags, orderStatus });
 *     commerce.metadata; // tables, columns, constraints… as plain data
 *
 * @throws errors of code `model.…`, `relationship.…`, `table.…`, `naming.…` and `name.…`, each naming class and property
 */
export function dataModel<D extends Declarations>(declarations: D, options: DataModelOptions = {}): DataModel<D> {
  try {
    return buildDataModel(declarations, options);
  } catch (error) {
    tellModelPlace(error, declarations);
    throw error;
  }
}

function buildDataModel<D extends Declarations>(declarations: D, options: DataModelOptions): DataModel<D> {
  const schema = options.schema ?? "public";
  if (options.namingConvention !== undefined) checkConvention(options.namingConvention);
  const columnNaming = remembered(options.columnNaming ?? "snake");
  const externalTables = new Set(
    (options.externalTables ?? []).map((written) => {
      const { schema: of, name } = qualify(written, schema);
      return formatQualifiedName(of, name);
    }),
  );
  const registry = new Registry(declarations, { schema, columnNaming, externalTables });
  const names = new SchemaNames();
  const context = { schema, convention: options.namingConvention, names };
  const declaredObjects = [...registry.objects].map(([name, object]) => ({ name, declared: object.declare(context) }));
  for (const entry of registry.tables.values()) names.addRelation(entry.schema, entry.table);
  const tables = declareTables(registry, names, options.namingConvention);
  for (const table of tables.values()) resolveForeignKeys(table, tables, registry);
  const mappers = buildMappers(registry, tables);
  const others = declaredObjects.sort((a, b) => order(a.declared) - order(b.declared));
  const named = [...others, ...tables.values()];
  checkDuplicates(named);
  checkRenameHints(
    named.flatMap(({ declared }) => declared.renamedFrom),
    (key) => collectOrigins(named).get(key) ?? key,
  );
  return new DataModel(declarations, { schema, tables, mappers, named });
}

// Schemas and extensions first, then other objects, then tables: a readable order; dependencies decide the real one.
const ranks: Readonly<Record<string, number>> = { schema: 0, extension: 1 };
const order = (declared: Declared): number =>
  Math.max(0, ...declared.objects.map(([, object]) => ranks[object.kind] ?? 2));

function declareTables(
  registry: Registry,
  names: SchemaNames,
  convention: NamingConvention | undefined,
): Map<string, TableUnderConstruction> {
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
  }
  return mapTables(registry, own, names);
}

/** Adds what tables have from their parents, parents first. */
function mapTables(
  registry: Registry,
  own: ReadonlyMap<string, DeclaredTable>,
  names: SchemaNames,
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
    const table = tableMapping(entry, declared, builders);
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
  inherited: Readonly<Record<string, AnyColumn>>,
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
function collectOrigins(named: readonly NamedDeclaration[]): Map<Key, string> {
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
