/** What becomes of each table: a class, an association table between two of them, or a table without a class. */
import { columnNameOf, type ColumnNaming } from "../kinds/column-naming.ts";
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import type { IndexModel } from "../kinds/index/model.ts";
import type { TableModel } from "../kinds/table/model.ts";
import type { UniqueModel } from "../kinds/unique/model.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { exportedName, freeName, propertyName } from "./identifiers.ts";
import { camelCase, pascalCase, singular } from "./words.ts";

/** A table, what it is called in the model, and what relationships need to know of it. */
export interface PulledTableShape {
  readonly table: TableModel;
  /** Of the class or constant. */
  readonly name: string;
  /** Properties by column. */
  readonly properties: ReadonlyMap<string, string>;
  readonly foreignKeys: readonly ForeignKeyModel[];
  /** Sets of columns of which no two rows have the same. */
  readonly uniqueSets: readonly (readonly string[])[];
}

export type PulledClass = PulledTableShape;

export interface Junction {
  readonly table: TableModel;
  readonly written: string;
  readonly keys: readonly [ForeignKeyModel, ForeignKeyModel];
}

export interface Shape {
  readonly classes: readonly PulledClass[];
  /** Tables without a class, junctions among them. */
  readonly tables: readonly PulledTableShape[];
  readonly junctions: readonly Junction[];
  readonly columnNaming: ColumnNaming;
  /** Names of classes and constants that are taken. */
  readonly taken: Set<string>;
  readonly classOf: (schema: string, table: string) => PulledClass | undefined;
  readonly of: (schema: string, table: string) => PulledTableShape | undefined;
}

export interface NamingOptions {
  /** False leaves names of classes as the tables have them. */
  readonly singular?: boolean | undefined;
}

interface Facts {
  readonly table: TableModel;
  readonly parts: readonly SchemaObject[];
}

const place = (schema: string | undefined, name: string | undefined): string => JSON.stringify([schema, name]);

/** Sorts out the tables of a database. */
export function shapeOf(metadata: MetaData, options: NamingOptions = {}): Shape {
  const facts = factsOf(metadata);
  const columnNaming = columnNamingOf(metadata);
  const referenced = new Set(
    [...metadata.objects.values()]
      .filter(({ kind }) => kind === "foreignKey")
      .map((object) =>
        place((object as ForeignKeyModel).referencedSchema, (object as ForeignKeyModel).referencedTable),
      ),
  );
  const junctions: Junction[] = [];
  const withClass: Facts[] = [];
  const without: Facts[] = [];
  for (const each of facts) {
    const keys = junctionKeys(each, referenced);
    const { schema, name } = each.table;
    if (keys !== undefined) junctions.push({ table: each.table, written: writtenName(schema, name), keys });
    (keys === undefined && isClass(each) ? withClass : without).push(each);
  }
  const taken = new Set<string>();
  const classNames = namesOfClasses(withClass, options, taken);
  const build = (each: Facts, name: string): PulledTableShape => tableShape(each, name, columnNaming);
  const classes = withClass.map((each) => build(each, classNames.get(each)!));
  const tables = without.map((each) => build(each, freeName(exportedName(camelCase(each.table.name), "table"), taken)));
  const byPlace = new Map(classes.map((one) => [place(one.table.schema, one.table.name), one]));
  const all = new Map([...classes, ...tables].map((one) => [place(one.table.schema, one.table.name), one]));
  return {
    classes,
    tables,
    junctions,
    columnNaming,
    taken,
    classOf: (schema, table) => byPlace.get(place(schema, table)),
    of: (schema, table) => all.get(place(schema, table)),
  };
}

const writtenName = (schema: string, name: string): string =>
  schema === defaultSchema() ? formatQualifiedName(name) : formatQualifiedName(schema, name);

function factsOf(metadata: MetaData): Facts[] {
  const parts = new Map<string, SchemaObject[]>();
  for (const object of metadata.objects.values()) {
    const { schema, table, name, kind } = object as SchemaObject & { readonly table?: string };
    const holder = place(schema, kind === "partition" || kind === "inheritance" ? name : table);
    const known = parts.get(holder);
    if (known === undefined) parts.set(holder, [object]);
    else known.push(object);
  }
  return [...metadata.objects.values()]
    .filter((object): object is TableModel => object.kind === "table")
    .map((table) => ({ table, parts: parts.get(place(table.schema, table.name)) ?? [] }));
}

const ofKind = <T extends SchemaObject>({ parts }: Facts, kind: string): T[] =>
  parts.filter((part) => part.kind === kind) as T[];

/** Rows of a class have an identity; partitions are parts of another table. */
function isClass(facts: Facts): boolean {
  const [key] = ofKind<UniqueModel>(facts, "primaryKey");
  if (key === undefined || ofKind(facts, "partition").length > 0) return false;
  const own = new Set(
    ofKind<SchemaObject & { inherited?: boolean }>(facts, "column")
      .filter(({ inherited }) => inherited !== true)
      .map(({ name }) => name),
  );
  return key.columns.every((column) => own.has(column));
}

/** Exactly two foreign keys that are all columns and together the key, and nothing else that means anything. */
function junctionKeys(facts: Facts, referenced: ReadonlySet<string>): Junction["keys"] | undefined {
  const { table, parts } = facts;
  const keys = ofKind<ForeignKeyModel>(facts, "foreignKey");
  const [first, second] = keys;
  if (first === undefined || second === undefined || keys.length > 2 || referenced.has(place(table.schema, table.name)))
    return undefined;
  const columns = ofKind(facts, "column").map(({ name }) => name);
  const own = [...first.columns, ...second.columns];
  const isWhole =
    new Set(own).size === own.length && columns.length === own.length && columns.every((name) => own.includes(name));
  const together = uniqueSetsOf(facts).some(
    (set) => set.length === own.length && own.every((name) => set.includes(name)),
  );
  const isPlain = !parts.some(({ kind }) =>
    ["check", "trigger", "partition", "inheritance", "exclusion", "default", "policy"].includes(kind),
  );
  const isSimple = keys.every(({ deferrable }) => deferrable === undefined) && table.partitionBy === undefined;
  return isWhole && together && isPlain && isSimple ? [first, second] : undefined;
}

function uniqueSetsOf(facts: Facts): (readonly string[])[] {
  const constraints = [...ofKind<UniqueModel>(facts, "primaryKey"), ...ofKind<UniqueModel>(facts, "unique")];
  const indexes = ofKind<IndexModel>(facts, "index").filter(
    ({ unique, where }) => unique === true && where === undefined,
  );
  return [
    ...constraints.map(({ columns }) => columns),
    ...indexes
      .filter(({ elements }) => elements.every(({ column }) => column !== undefined))
      .map(({ elements }) => elements.map(({ column }) => column!)),
  ];
}

/** Classes of one name in several schemas all have their schema in front. */
function namesOfClasses(all: readonly Facts[], options: NamingOptions, taken: Set<string>): Map<Facts, string> {
  const plain = ({ table }: Facts): string =>
    pascalCase(options.singular === false ? table.name : singular(table.name));
  const count = new Map<string, number>();
  for (const each of all) count.set(plain(each), (count.get(plain(each)) ?? 0) + 1);
  const isShared = (each: Facts): boolean =>
    (count.get(plain(each)) ?? 0) > 1 &&
    new Set(all.filter((other) => plain(other) === plain(each)).map(({ table }) => table.schema)).size > 1;
  return new Map(
    all.map((each) => {
      const name = isShared(each) ? pascalCase(each.table.schema) + plain(each) : plain(each);
      return [each, freeName(exportedName(name, "Table"), taken)];
    }),
  );
}

function tableShape(facts: Facts, name: string, naming: ColumnNaming): PulledTableShape {
  const taken = new Set<string>();
  const columns = ofKind(facts, "column").map((column) => column.name);
  const wanted = columns.map((column) => propertyName(naming === "verbatim" ? column : camelCase(column), "column"));
  // A column whose name its property says exactly has the first claim on that property.
  const exact = new Set(columns.filter((column, at) => columnNameOf(wanted[at]!, naming) === column));
  const properties = new Map<string, string>();
  columns.forEach((column, at) => {
    if (exact.has(column)) properties.set(column, freeName(wanted[at]!, taken));
  });
  columns.forEach((column, at) => {
    if (!exact.has(column)) properties.set(column, freeName(wanted[at]!, taken));
  });
  return {
    table: facts.table,
    name,
    properties,
    foreignKeys: ofKind<ForeignKeyModel>(facts, "foreignKey"),
    uniqueSets: uniqueSetsOf(facts),
  };
}

/** Columns in camelCase, as Prisma and TypeORM make them, are written as they are; the fewer exceptions decide. */
function columnNamingOf(metadata: MetaData): ColumnNaming {
  let [snake, verbatim] = [0, 0];
  for (const { kind, name } of metadata.objects.values()) {
    if (kind !== "column") continue;
    const property = camelCase(name);
    if (columnNameOf(property, "snake") !== name) snake += 1;
    if (property !== name) verbatim += 1;
  }
  return verbatim < snake ? "verbatim" : "snake";
}
