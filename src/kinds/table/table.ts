/** `table()`: a table declared by its columns alone, for association tables and whatever needs no class. */
import type { CheckExtra } from "../check/declare.ts";
import type { AnyColumn } from "../column/column-builder.ts";
import type { ColumnRef } from "../column/column-ref.ts";
import type { StorageParameters } from "../column/declaration.ts";
import type { ExclusionExtra } from "../exclusion/declare.ts";
import type { ForeignKeyExtra } from "../foreign-key/declare.ts";
import type { IndexExtra } from "../index/declare.ts";
import type { PartitionByExtra, PartitionOf } from "../partition/declare.ts";
import type { PrimaryKeyExtra } from "../primary-key/declare.ts";
import type { UniqueExtra } from "../unique/declare.ts";
import type { ReplicaIdentity } from "./model.ts";
import { withSchema } from "../qualify.ts";

/** What belongs to the table and to no single column. */
export type TableExtra =
  | CheckExtra
  | PrimaryKeyExtra
  | UniqueExtra
  | ForeignKeyExtra
  | IndexExtra
  | ExclusionExtra
  | PartitionByExtra;

/** Options of `table()`. */
export interface TableOptions {
  /** The namespace; also written in front of the name: `shop.orders`. */
  readonly schema?: string;
  readonly comment?: string;
  readonly unlogged?: boolean;
  readonly tablespace?: string;
  /** A composite type that the table is typed of; its columns are written all the same. */
  readonly ofType?: string;
  /** Table access method; `heap` where absent. */
  readonly accessMethod?: string;
  readonly storageParameters?: StorageParameters;
  /** Which columns identify a row for logical replication; the primary key where absent. */
  readonly replicaIdentity?: ReplicaIdentity;
  /** Parents of `INHERITS`, in order. */
  readonly inherits?: string | readonly string[];
  readonly partitionOf?: PartitionOf;
  /** The name the table had before: autogenerate renames instead of dropping and creating. */
  readonly renamedFrom?: string;
}

/** The columns of a table, by property. */
export type Columns = Readonly<Record<string, AnyColumn>>;

/** The columns of a table as its third argument sees them. */
export type ColumnRefs<Members> = {
  readonly [Name in keyof Members as Members[Name] extends { readonly memberKind: "column" } ? Name : never]: ColumnRef;
};

/** Constraints, indexes and the like of a table: the function that gets its columns and returns them. */
export type Extras<Members> = (t: ColumnRefs<Members>) => readonly TableExtra[];

/** What a table is, before names are filled in. */
export interface TableDeclaration {
  /** As written: `orders`, `shop.orders`. */
  readonly name: string;
  readonly columns: Columns;
  readonly extras?: Extras<Columns> | undefined;
  readonly options: TableOptions;
  /** Made where it was declared, for its stack: messages point there. */
  readonly calledAt?: Error;
}

/** A table that no class stands for, declared by `table()`; its columns are its properties. */
export interface Table<C extends Columns = Columns> extends TableDeclaration {
  readonly memberKind: "table";
  readonly columns: C;
}

/**
 * A table without a class. The third argument is a function for constraints and indexes, or options; with both, options
 * come fourth.
 *
 *     table("product_tags", {
 *       productId: foreignKey("products.product_id", { onDelete: "cascade" }).primaryKey(),
 *       tagId: foreignKey("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
 *     }, { comment: "which product carries which tag" })
 */
export function table<const C extends Columns>(
  name: string,
  columns: C,
  extras?: Extras<C> | TableOptions,
  options?: TableOptions,
): Table<C> {
  return Object.freeze({ memberKind: "table" as const, columns, ...tableParts(name, extras, options) });
}

/** Sorts out the optional arguments that `table()` and `model()` share. */
export function tableParts(
  name: string,
  extras: Extras<never> | TableOptions | undefined,
  options: TableOptions | undefined,
): Omit<TableDeclaration, "columns"> {
  const isFunction = typeof extras === "function";
  const chosen = options ?? (isFunction ? undefined : extras) ?? {};
  return {
    name: withSchema(name, chosen.schema),
    extras: isFunction ? (extras as Extras<Columns>) : undefined,
    options: chosen,
    calledAt: new Error("declared here"),
  };
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && (value as { memberKind?: unknown }).memberKind === "table";
}
