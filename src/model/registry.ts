/** What was passed to `dataModel()`, sorted: tables with and without classes, and other objects; names checked. */
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
  /** Builders by column name, with the property; asked for where a column takes its type from another. */
  readonly columns: ReadonlyMap<string, { readonly property: string; readonly builder: AnyColumn }>;
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
    for (const [name, value] of Object.entries(declarations)) {
      if (isModelClass(value)) this.#addTable(name, value[modelSlot], value);
      else if (isTable(value)) this.#addTable(name, value, undefined);
      else if (isDeclaredObject(value)) this.#addObject(name, value);
      else throw new InvalidDeclarationError(name);
    }
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
    this.tables.set(key, { name, schema, table, declaration, class: model, columns });
  }

  #addObject(name: string, object: DeclaredObject): void {
    this.objects.set(name, object);
    this.#declared.add(object);
  }
}

function columnsOf({ columns }: TableDeclaration, naming: ColumnNaming): TableEntry["columns"] {
  return new Map(
    Object.entries(columns).map(([property, builder]) => [
      builder.declaration.name ?? columnNameOf(property, naming),
      { property, builder },
    ]),
  );
}
