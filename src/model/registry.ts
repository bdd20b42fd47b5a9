/** What was passed to `dataModel()`, sorted: tables with and without classes, and other objects; names checked. */
import { isDeepStrictEqual } from "node:util";
import { columnNameOf, type ColumnNaming } from "../kinds/column-naming.ts";
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import { columnType, type ReferencedColumnType } from "../kinds/column/declare.ts";
import { isDeclaredObject, type DeclaredObject } from "../kinds/declared-object.ts";
import { qualify } from "../kinds/qualify.ts";
import { isTable, type Table, type TableDeclaration } from "../kinds/table/table.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { LazyMap } from "../util/lazy-map.ts";
import { modelSlot } from "./entity.ts";
import {
  CircularTypeError,
  DuplicateDeclarationError,
  InvalidDeclarationError,
  ModelInheritanceError,
  UndeclaredTypeError,
} from "./errors.ts";
import { isModelClass, type AnyModelClass } from "./model.ts";

export type Registrable = AnyModelClass | Table | DeclaredObject;

export interface TableEntry {
  /** Name in the registry. */
  readonly name: string;
  readonly schema: string;
  readonly table: string;
  readonly declaration: TableDeclaration;
  readonly class: AnyModelClass | undefined;
  /** Classes below that share the table. */
  readonly sharing: readonly SharingClass[];
  /** Builders by column name, with the property; asked for where a column takes its type from another. */
  readonly columns: ReadonlyMap<string, { readonly property: string; readonly builder: AnyColumn }>;
}

/** A class whose rows are in the table of a class above it. */
export interface SharingClass {
  /** Name in the registry. */
  readonly name: string;
  readonly class: AnyModelClass;
}

export interface RegistryOptions {
  readonly schema: string;
  readonly columnNaming: ColumnNaming;
  readonly externalTables: ReadonlySet<string>;
}

export class Registry {
  /** By `schema.table`. */
  readonly tables = new Map<string, TableEntry>();
  readonly objects = new Map<string, DeclaredObject>();
  readonly options: RegistryOptions;
  readonly #declared = new Set<DeclaredObject>();

  /** @throws InvalidDeclarationError, DuplicateDeclarationError */
  constructor(declarations: Readonly<Record<string, unknown>>, options: RegistryOptions) {
    this.options = options;
    const sharing: SharingClass[] = [];
    for (const [name, value] of Object.entries(declarations)) {
      if (isModelClass(value) && sharesTable(value)) sharing.push({ name, class: value });
      else if (isModelClass(value)) this.#addTable(name, value[modelSlot], value);
      else if (isTable(value)) this.#addTable(name, value, undefined);
      else if (isDeclaredObject(value)) this.#addObject(name, value);
      else throw new InvalidDeclarationError(name);
    }
    for (const one of sharing) this.#share(one);
  }

  find(schema: string, table: string): TableEntry | undefined {
    return this.tables.get(formatQualifiedName(schema, table));
  }

  isExternal(schema: string, table: string): boolean {
    return this.options.externalTables.has(formatQualifiedName(schema, table));
  }

  /** Names of all tables as users write them. */
  tableNames(): string[] {
    return [...this.tables.values()].map((entry) => this.writtenName(entry.schema, entry.table));
  }

  /** `orders`, or `shop.orders` outside the default schema. */
  writtenName(schema: string, table: string): string {
    return schema === this.options.schema ? formatQualifiedName(table) : formatQualifiedName(schema, table);
  }

  /** @throws UndeclaredTypeError where a column's type wasn't passed to `dataModel()` too */
  checkTypes(entry: TableEntry): void {
    const { columns } = entry.declaration;
    for (const property in columns) {
      const { type } = columns[property]!.declaration;
      if (type.kind !== "declared" || this.#declared.has(type.object)) continue;
      throw new UndeclaredTypeError(`${entry.name}.${property}`, type.object.word, type.object.name);
    }
  }

  /** The type of a column by name, through foreign keys that take theirs from it in turn. */
  readonly columnType: ReferencedColumnType = (target) => this.#typeOf(target, []);

  #typeOf(target: Parameters<ReferencedColumnType>[0], on: readonly string[]): string | undefined {
    const entry = this.find(target.schema, target.name);
    const column = entry?.columns.get(target.column);
    if (entry === undefined || column === undefined) return undefined;
    const place = `${entry.name}.${column.property}`;
    if (on.includes(place)) throw new CircularTypeError(place);
    return columnType(column.builder.declaration, {
      defaultSchema: this.options.schema,
      place,
      referencedColumnType: (next) => this.#typeOf(next, [...on, place]),
    });
  }

  #addTable(name: string, declaration: TableDeclaration, model: AnyModelClass | undefined): void {
    const { schema, name: table } = qualify(declaration.name, this.options.schema);
    const key = formatQualifiedName(schema, table);
    const other = this.tables.get(key);
    if (other !== undefined) throw new DuplicateDeclarationError(`table ${key}`, [other.name, name]);
    const columns = new LazyMap(() => columnsOf(declaration, this.options.columnNaming));
    this.tables.set(key, { name, schema, table, declaration, class: model, sharing: [], columns });
  }

  /** The columns of a class that has no table of its own land in that of the class above, where they may be NULL. */
  #share(one: SharingClass): void {
    const { schema, name } = qualify(one.class[modelSlot].name, this.options.schema);
    const key = formatQualifiedName(schema, name);
    const entry = this.tables.get(key);
    const { polymorphism } = one.class[modelSlot];
    if (entry === undefined) throw new ModelInheritanceError(one.name, "undeclared", polymorphism!.parent!.name);
    const declaration = withSharing(entry.declaration, one);
    const columns = new LazyMap(() => columnsOf(declaration, this.options.columnNaming));
    this.tables.set(key, { ...entry, declaration, columns, sharing: [...entry.sharing, one] });
  }

  #addObject(name: string, object: DeclaredObject): void {
    this.objects.set(name, object);
    this.#declared.add(object);
  }
}

/** True where a class has the table of the one above it. */
function sharesTable(model: AnyModelClass): boolean {
  const { polymorphism, name } = model[modelSlot];
  return polymorphism?.parent?.[modelSlot].name === name;
}

/** @throws ModelInheritanceError */
function withSharing(table: TableDeclaration, one: SharingClass): TableDeclaration {
  const { columns, extras } = one.class[modelSlot];
  const all: Record<string, AnyColumn> = { ...table.columns };
  for (const [property, column] of Object.entries(columns)) {
    const other = all[property];
    if (other !== undefined) {
      // What a class beside this one declares alike is one column, unless it leads elsewhere.
      const isShared = other.declaration.references === undefined && !isAbove(one.class, property);
      if (isShared && sameDeclaration(other, column.nullable())) continue;
      throw new ModelInheritanceError(one.name, "member", property);
    }
    if (column.declaration.primaryKey) throw new ModelInheritanceError(one.name, "primary-key", property);
    all[property] = column.nullable();
  }
  const both = [table.extras, extras].filter((each) => each !== undefined);
  const together = both.length > 1 ? (t: never) => both.flatMap((each) => each(t)) : both[0];
  return { ...table, columns: all, extras: together as TableDeclaration["extras"] };
}

/** True where a class above has the property. */
const isAbove = (model: AnyModelClass, property: string): boolean =>
  model[modelSlot].polymorphism?.parent?.[modelSlot].layout.positions.has(property) === true;

/** True for columns that say the same; functions are the same only where they are one and the same. */
function sameDeclaration({ declaration: one }: AnyColumn, { declaration: other }: AnyColumn): boolean {
  if (one.type.kind === "declared" && one.type !== other.type) {
    if (other.type.kind !== "declared" || one.type.object !== other.type.object) return false;
  }
  return isDeepStrictEqual(one, other);
}

function columnsOf({ columns }: TableDeclaration, naming: ColumnNaming): TableEntry["columns"] {
  return new Map(
    Object.entries(columns).map(([property, builder]) => [
      builder.declaration.name ?? columnNameOf(property, naming),
      { property, builder },
    ]),
  );
}
