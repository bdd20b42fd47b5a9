/**
 * One reading of the system catalogs: the rows of a fixed number of queries, and the maps from object identifiers to keys
 * that the kinds' readers share. Nothing here asks the server a second time.
 */
import { columnKey } from "../../../kinds/column/model.ts";
import type { Key } from "../../../metadata/key.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";

/** A relation of any sort, by its OID. */
export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly relkind: string;
  readonly isPartition: boolean;
}

export interface IndexColumnSettings {
  readonly number: number;
  readonly options: readonly string[] | null;
  readonly statistics: number | null;
}

/** System catalogs whose objects limbeck addresses. */
export type CatalogName =
  | "pg_class"
  | "pg_type"
  | "pg_constraint"
  | "pg_attrdef"
  | "pg_namespace"
  | "pg_extension"
  | "pg_proc"
  | "pg_rewrite"
  | "pg_trigger"
  | "pg_policy"
  | "pg_statistic_ext"
  | "pg_collation"
  | "pg_operator"
  | "pg_opclass"
  | "pg_opfamily"
  | "pg_conversion"
  | "pg_cast"
  | "pg_am"
  | "pg_event_trigger"
  | "pg_publication"
  | "pg_publication_rel"
  | "pg_foreign_server"
  | "pg_foreign_data_wrapper"
  | "pg_ts_config"
  | "pg_ts_dict"
  | "pg_language"
  | "pg_amop"
  | "pg_amproc"
  | "pg_publication_namespace"
  | "pg_transform"
  | "pg_ts_parser"
  | "pg_ts_template"
  | "pg_user_mapping";

/** Collects objects while the kinds read their rows. */
export class Catalog {
  readonly serverVersion: number;
  readonly objects = new Map<Key, SchemaObject>();
  readonly schemas = new Map<number, string>();
  readonly relations = new Map<number, Relation>();
  readonly domains = new Map<number, { readonly schema: string; readonly name: string }>();
  /** Qualified names of operator classes that are not the default of their type, by OID. */
  readonly operatorClasses = new Map<number, string>();
  /** Qualified names of collations by OID. */
  readonly collations = new Map<number, string>();
  /** Collations of columns by relation and column number. */
  readonly columnCollations = new Map<number, number[]>();
  /** Options and statistics targets of index columns, where they have any. */
  readonly indexSettings = new Map<number, IndexColumnSettings[]>();
  /** Column names of relations by number; absent numbers are dropped columns. */
  readonly columns = new Map<number, string[]>();
  /** Keys by catalog and OID (and column number): what `pg_depend` rows are translated with. */
  readonly #keys = new Map<string, Key>();
  readonly #comments: ReadonlyMap<string, string>;
  readonly #extensionMembers: ReadonlySet<string>;

  constructor(serverVersion: number, comments: ReadonlyMap<string, string>, extensionMembers: ReadonlySet<string>) {
    this.serverVersion = serverVersion;
    this.#comments = comments;
    this.#extensionMembers = extensionMembers;
  }

  /** Keeps an object and remembers which catalog row it came from. */
  add(key: Key, object: SchemaObject, catalog?: CatalogName, oid?: number, column: number = 0): void {
    this.objects.set(key, Object.freeze(object));
    if (catalog !== undefined) this.alias(key, catalog, oid as number, column);
  }

  /** Makes another catalog row stand for an object, such as a table's row type for the table. */
  alias(key: Key, catalog: CatalogName, oid: number, column: number = 0): void {
    this.#keys.set(`${catalog} ${oid} ${column}`, key);
  }

  /** The key of a table's column, by the column's number. */
  columnKeyAt(oid: number, column: number): Key | undefined {
    const relation = this.relations.get(oid);
    const name = this.columns.get(oid)?.[column];
    if (relation === undefined || name === undefined || !"rp".includes(relation.relkind)) return undefined;
    return columnKey(relation.schema, relation.name, name);
  }

  /** Names of columns by their numbers, as `conkey` and `indkey` hold them. */
  columnNames(oid: number, numbers: readonly number[]): string[] {
    const names = this.columns.get(oid) ?? [];
    return numbers.map((number) => names[number] as string);
  }

  keyAt(catalog: string, oid: number, column: number = 0): Key | undefined {
    return this.#keys.get(`${catalog} ${oid} ${column}`);
  }

  comment(catalog: CatalogName, oid: number, column: number = 0): string | undefined {
    return this.#comments.get(`${catalog} ${oid} ${column}`);
  }

  belongsToExtension(catalog: CatalogName, oid: number): boolean {
    return this.#extensionMembers.has(`${catalog} ${oid}`);
  }
}

/** Drops absent properties, so that equal objects have equal shapes. */
export function compact<T extends object>(object: T): T {
  for (const name in object) if (object[name] === undefined || object[name] === null) delete object[name];
  return object;
}

/** `undefined` for what is at its default, so that it is left out. */
export function unless<T>(value: T | null | undefined, ...defaults: readonly T[]): T | undefined {
  return value === null || value === undefined || defaults.includes(value) ? undefined : value;
}
