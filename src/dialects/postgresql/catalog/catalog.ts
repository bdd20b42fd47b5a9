/**
 * One reading of the system catalogs: the rows of a fixed number of queries, and the maps from object identifiers to keys
 * that the kinds' readers share. Nothing here asks the server a second time.
 */
import { columnKey } from "../../../kinds/column/model.ts";
import type { Key } from "../../../metadata/key.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";

/** The OID of `default`, the collation of most texts. */
export const defaultCollation = 100;

/** A relation of any sort, by its OID. */
export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly relkind: string;
  readonly isPartition: boolean;
  /** Names of columns by number; absent numbers are dropped columns. */
  readonly columns: string[];
  /** Collations of columns by number, where they are not the default. */
  readonly collations: Map<number, number>;
}

export interface IndexColumnSettings {
  readonly number: number;
  readonly options: readonly string[] | null;
  readonly statistics: number | null;
  /** Name of the operator class, for columns with options. */
  readonly operatorClass: string | null;
}

/** System catalogs whose objects limbeck addresses. */
export type CatalogName = `pg_${string}`;

/** Collects objects while the kinds read their rows. */
export class Catalog {
  readonly serverVersion: number;
  readonly objects = new Map<Key, SchemaObject>();
  /** What each object needs, as `pg_depend` says. */
  readonly dependencies = new Map<Key, readonly Key[]>();
  readonly schemas = new Map<number, string>();
  readonly relations = new Map<number, Relation>();
  readonly domains = new Map<number, { readonly schema: string; readonly name: string }>();
  /** Qualified names of operator classes that are not the default of their type, by OID. */
  readonly operatorClasses = new Map<number, string>();
  /** Qualified names of collations by OID. */
  readonly collations = new Map<number, string>();
  /** Options and statistics targets of index columns, where they have any. */
  readonly indexSettings = new Map<number, IndexColumnSettings[]>();
  /** Keys by catalog and OID: what `pg_depend` rows are translated with. */
  readonly #keys = new Map<string, Map<number, Key>>();
  readonly #texts = new Map<string, string>();
  readonly #vectors = new Map<string, readonly number[]>();
  readonly #comments = new Map<string, Map<number, string>>();
  readonly #extensionMembers = new Map<string, Set<number>>();

  constructor(serverVersion: number) {
    this.serverVersion = serverVersion;
  }

  /** Remembers `COMMENT ON` a catalog row or one of its columns. */
  addComment(catalog: string, oid: number, column: number, text: string): void {
    let comments = this.#comments.get(catalog);
    if (comments === undefined) this.#comments.set(catalog, (comments = new Map()));
    comments.set(withColumn(oid, column), text);
  }

  /** Remembers a catalog row that an extension brought, which is not the user's to declare. */
  addExtensionMember(catalog: string, oid: number): void {
    let members = this.#extensionMembers.get(catalog);
    if (members === undefined) this.#extensionMembers.set(catalog, (members = new Set()));
    members.add(oid);
  }

  /** Keeps an object and remembers which catalog row it came from. */
  add(key: Key, object: SchemaObject, catalog?: CatalogName, oid?: number): void {
    this.objects.set(key, Object.freeze(object));
    if (catalog !== undefined) this.alias(key, catalog, oid as number);
  }

  /** Makes another catalog row stand for an object, such as a table's row type for the table. */
  alias(key: Key, catalog: CatalogName, oid: number): void {
    let keys = this.#keys.get(catalog);
    if (keys === undefined) this.#keys.set(catalog, (keys = new Map()));
    keys.set(oid, key);
  }

  /** The key of a table's column, by the column's number. */
  columnKeyAt(oid: number, column: number): Key | undefined {
    const relation = this.relations.get(oid);
    const name = relation?.columns[column];
    if (relation === undefined || name === undefined || !"rp".includes(relation.relkind)) return undefined;
    return columnKey(relation.schema, relation.name, name);
  }

  /** The one copy of a text that comes again and again, such as the names and types of columns. */
  shared(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }

  /** The numbers of an `int2vector` or `oidvector`; few different ones serve thousands of indexes. */
  vector(text: string): readonly number[] {
    let numbers = this.#vectors.get(text);
    if (numbers === undefined) this.#vectors.set(text, (numbers = text.split(" ").map(Number)));
    return numbers;
  }

  keyAt(catalog: string, oid: number): Key | undefined {
    return this.#keys.get(catalog)?.get(oid);
  }

  comment(catalog: CatalogName, oid: number, column: number = 0): string | undefined {
    const comments = this.#comments.get(catalog);
    return comments === undefined ? undefined : comments.get(withColumn(oid, column));
  }

  belongsToExtension(catalog: CatalogName, oid: number): boolean {
    const members = this.#extensionMembers.get(catalog);
    return members !== undefined && members.has(oid);
  }
}

/** Names of columns by their numbers, as `conkey` and `indkey` hold them. */
export function columnNames(relation: Relation, numbers: readonly number[]): string[] {
  return numbers.map((number) => relation.columns[number] as string);
}

/** One number for an OID and a column number, of which there are less than 2,048 (`MaxHeapAttributeNumber`). */
const withColumn = (oid: number, column: number): number => (column === 0 ? oid : -(oid * 2048 + column));

/** The properties that are there; a copy, because deleting would make every object a slow dictionary. */
export function compact<T extends object>(object: T): T {
  const result: Partial<T> = {};
  for (const name in object) {
    const value = object[name];
    if (value !== undefined && value !== null) result[name] = value;
  }
  return result as T;
}

/** `undefined` for what is at its default, so that it is left out. */
export function unless<T>(value: T | null | undefined, ...defaults: readonly T[]): T | undefined {
  return value === null || value === undefined || defaults.includes(value) ? undefined : value;
}
