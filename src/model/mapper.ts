/** What a session needs to know of a class in a data model: columns and properties, the key, relationships with joins. */
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import type { ColumnModel } from "../kinds/column/model.ts";
import type { Deferrable } from "../kinds/primary-key/model.ts";
import type { TableModel } from "../kinds/table/model.ts";
import { buildDeferred } from "./deferred.ts";
import { modelSlot } from "./entity.ts";
import { MapperMissingError } from "./errors.ts";
import type { AnyModelClass } from "./model.ts";
import type { CascadeName, RelationshipKind, RelationshipOptions } from "./relationship.ts";

/** A column of a mapped class or table. */
export interface ColumnMapping {
  readonly property: string;
  /** Name in the database. */
  readonly name: string;
  readonly model: ColumnModel;
  readonly builder: AnyColumn;
  readonly primaryKey: boolean;
  /**
   * Position in the state of instances of the class that declares it, or in the table's declaration; -1 for a column
   * that a parent table declares.
   */
  readonly position: number;
}

/** A table of the data model, with a class or without. */
export interface TableMapping {
  /** How messages call it: its name in the registry. */
  readonly name: string;
  readonly table: TableModel;
  /** False where nobody has written a schema: then it is the one that a connection looks in first. */
  readonly namesSchema: boolean;
  readonly columns: readonly ColumnMapping[];
  readonly columnOf: ReadonlyMap<string, ColumnMapping>;
  readonly primaryKey: readonly ColumnMapping[];
  readonly foreignKeys: readonly ForeignKeyMapping[];
  /** Sets of columns that identify a row, by their names, sorted and joined by NUL. */
  readonly uniqueSets: ReadonlyMap<string, UniqueSet>;
}

/** What makes a set of columns unique: a constraint or an index. */
export interface UniqueSet {
  readonly name: string;
  readonly deferrable: Deferrable | undefined;
  readonly nullsNotDistinct: boolean;
}

/** A foreign key of a table with both ends found. */
export interface ForeignKeyMapping {
  readonly name: string;
  readonly source: TableMapping;
  readonly target: TableMapping;
  readonly pairs: readonly JoinPair[];
  /** What the database does to the rows that refer; absent means nothing. */
  readonly onDelete: ForeignKeyModel["onDelete"];
  /** Names of the columns that it sets; absent means all. */
  readonly onDeleteColumns: ForeignKeyModel["onDeleteColumns"];
  readonly onUpdate: ForeignKeyModel["onUpdate"];
  /** The constraint may be checked as late as the commit. */
  readonly deferrable: boolean;
}

/** Columns that are equal across a join: `local` on the side of the class or association row at hand. */
export interface JoinPair {
  readonly local: ColumnMapping;
  readonly remote: ColumnMapping;
}

/** A column by which rows of a collection are ordered, and in which direction. */
export interface OrderElement {
  readonly column: ColumnMapping;
  readonly descending: boolean;
}

/** A relationship with everything resolved. */
export interface RelationshipMapping {
  readonly property: string;
  readonly source: Mapper;
  readonly target: Mapper;
  readonly kind: RelationshipKind;
  /** Which way the foreign key points; a one-to-one goes either way. */
  readonly direction: "manyToOne" | "oneToMany" | "manyToMany";
  readonly many: boolean;
  /** The foreign key of the join; for many-to-many the association's key to this side. */
  readonly foreignKey: ForeignKeyMapping;
  /** Own column = target's column; empty for many-to-many. */
  readonly pairs: readonly JoinPair[];
  readonly secondary?: SecondaryMapping;
  readonly backPopulates: RelationshipMapping | undefined;
  readonly cascade: ReadonlySet<Exclude<CascadeName, "all" | "none">>;
  readonly orderBy: readonly OrderElement[];
  readonly options: RelationshipOptions;
  /** Position in the instance's state. */
  readonly position: number;
}

/** The table between the two sides of a many-to-many relationship. */
export interface SecondaryMapping {
  readonly table: TableMapping;
  /** Own column = association's column. */
  readonly sourcePairs: readonly JoinPair[];
  /** Association's column = target's column. */
  readonly targetPairs: readonly JoinPair[];
}

/** A class in a data model. */
export interface Mapper extends TableMapping {
  readonly class: AnyModelClass;
  /** With those of the classes above. */
  readonly relationships: ReadonlyMap<string, RelationshipMapping>;
  readonly hierarchy: HierarchyMapping | undefined;
}

/** Where a class stands among classes that extend one another. */
export interface HierarchyMapping {
  /** The class above; undefined for the topmost one. */
  readonly parent: Mapper | undefined;
  /** The column of the topmost class that says of which class a row is. */
  readonly discriminator: ColumnMapping;
  /** What it holds for this class; undefined where no row is of the class itself. */
  readonly identity: unknown;
  /** The foreign key to the parent's table, where the class has a table of its own. */
  readonly key: ForeignKeyMapping | undefined;
  /** The tables that a row of the class is in, the topmost one first. */
  readonly tables: readonly TableMapping[];
}

const aloneIn = new WeakMap<TableMapping, readonly TableMapping[]>();

/** The tables that a row of a class is in, the topmost one first; for most classes just its own. */
export function tablesOf(mapping: TableMapping | Mapper): readonly TableMapping[] {
  const { hierarchy } = mapping as Partial<Mapper>;
  if (hierarchy !== undefined) return hierarchy.tables;
  let alone = aloneIn.get(mapping);
  if (alone === undefined) aloneIn.set(mapping, (alone = [mapping]));
  return alone;
}

/** Foreign keys from the tables of one class to those of another; that of a joined table to its parent's is no link. */
export function foreignKeysBetween(from: TableMapping | Mapper, to: TableMapping | Mapper): ForeignKeyMapping[] {
  const targets = tablesOf(to);
  return tablesOf(from).flatMap((table) =>
    table.foreignKeys.filter(
      (key) => targets.includes(key.target) && key !== (table as Partial<Mapper>).hierarchy?.key,
    ),
  );
}

/**
 * The mapper of a class; `dataModel.mapperOf(Class)` where the class is in several data models.
 *
 *     mapperOf(Order).primaryKey.map((column) => column.name) // ["order_id"]
 *
 * @throws MapperMissingError when the class is in no data model, or in several
 */
export function mapperOf(model: AnyModelClass): Mapper {
  buildDeferred();
  const { mappers } = model[modelSlot];
  const [mapper] = mappers;
  if (mapper === undefined || mappers.size > 1) throw new MapperMissingError(model.name, mappers.size);
  return mapper;
}
