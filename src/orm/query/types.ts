/** Types of queries, read off the classes: columns by property, relationships with their targets, what was loaded. */
import type { ComparisonOperatorExpression, Expression, ExpressionBuilder, ExpressionWrapper, SqlBool } from "kysely";
import type { ColumnBuilder } from "../../kinds/column/column-builder.ts";
import type { ColumnValue } from "../../kinds/column/value.ts";
import type { AssociationCollection } from "../../model/association-proxy.ts";
import type { Collection } from "../../model/collection.ts";
import type { ListView } from "../../model/list-view.ts";
import type { TypeError } from "../../util/type-error.ts";
import type { AnyEntity, InsertOfMembers, MembersOfInstance } from "../../model/member-types.ts";
import type { RelatedQuery } from "./related.ts";

/** The columns of an object's class by property: `ColumnsOf<Order>["orderDate"]` is `Date`. */
export type ColumnsOf<T> = ColumnsOfMembers<MembersOfInstance<T>>;

type ColumnsOfMembers<M> = {
  [Name in keyof M as M[Name] extends { readonly memberKind: "column" } ? Name : never]: ColumnValue<M[Name]>;
};

/** What `only()` leaves out: all columns but the chosen ones, keys and foreign keys. */
export type LeftByOnly<T, Chosen> = Exclude<keyof ColumnsOf<T> & string, Chosen | KeptNames<MembersOfInstance<T>>>;

type KeptNames<M> = {
  [Name in keyof M]: M[Name] extends ColumnBuilder<unknown, infer Flags> ? IfKept<Flags, Name> : never;
}[keyof M];

type IfKept<Flags, Name> = [Flags & ("key" | "references")] extends [never] ? never : Name;

/** The names of an object's relationships. */
export type RelationsOf<T> = RelationNames<MembersOfInstance<T>>;

type RelationNames<M> = {
  [Name in keyof M]: M[Name] extends { readonly memberKind: "relationship" } ? Name : never;
}[keyof M] &
  string;

/** The names of what can be loaded along: relationships, and association proxies through them. */
export type LoadableOf<T> = LoadableNames<MembersOfInstance<T>>;

type LoadableNames<M> = {
  [Name in keyof M]: M[Name] extends { readonly memberKind: "relationship" | "proxy" } ? Name : never;
}[keyof M] &
  string;

/** The class at the other end of a relationship: `TargetOf<Order, "customer">` is `Customer`. */
export type TargetOf<T, Name extends keyof T> = RelatedOf<T[Name]>;

type RelatedOf<Value> = [Value] extends [Collection<infer Item>] ? Item : NonNullable<Value>;

/** The one table that conditions of a query speak of. */
export interface QueryTables<T> {
  it: ColumnsOf<T>;
}

/**
 * Kysely's expression builder over the columns of a class. Its first signature says the same of a plain column as
 * Kysely's own, which a compiler needs thousands of types for, for each class.
 */
export interface QueryExpressions<T> extends ExpressionBuilder<QueryTables<T>, "it"> {
  <Name extends keyof ColumnsOf<T> & string>(
    column: Name,
    operator: ComparisonOperatorExpression,
    value: Operand<ColumnsOf<T>[Name]>,
  ): ExpressionWrapper<QueryTables<T>, "it", SqlBool>;
}

/** What objects are ordered by: a column, or one of an object at the other end of a to-one relationship. */
export type OrderName<T> = (keyof ColumnsOf<T> & string) | RelatedNames<T>;

/** `customer.lastName`; what is further away is checked when the query is made. */
type RelatedNames<T> = {
  [Name in RelationsOf<T> & keyof T]: T[Name] extends ListView<unknown> ? never : NamesBehind<Name, T[Name]>;
}[RelationsOf<T> & keyof T];

type NamesBehind<Name extends string, Target> =
  | `${Name}.${keyof ColumnsOf<NonNullable<Target>> & string}`
  | `${Name}.${string}.${string}`;

/** The columns of a row that is to be inserted: those that nothing fills in must be there. */
export type InsertValues<T> = InsertOfMembers<MembersOfInstance<T>>;

/** What a column is compared with: a value, a list of them, or an expression. */
export type Operand<Value> = Value | readonly Value[] | null | Expression<unknown>;

/** Values that columns and to-one relationships must have; a list means any of them. */
export type Matching<T> = {
  readonly [Name in keyof ColumnsOf<T>]?: ColumnsOf<T>[Name] | readonly ColumnsOf<T>[Name][];
} & {
  readonly [Name in LoadableOf<T> & keyof T as T[Name] extends ListView<unknown> ? never : Name]?: T[Name];
};

/**
 * What to load along: `true`, more below it, or a function that filters and orders. `"joined"` takes the same query
 * instead of one more. An association proxy brings its association objects and what they lead to. A column that would be
 * left out is read, too.
 */
export type With<T> = {
  readonly [Name in keyof MembersOfInstance<T> & keyof T]?: true | Along<T[Name]>;
};

type Along<Value> = [Value] extends [AssociationCollection<infer Item>] ? With<Item> : AlongRelated<RelatedOf<Value>>;

// Columns have nothing below them.
type AlongRelated<Target> = Target extends AnyEntity ? AlongEntity<Target> : never;

type AlongEntity<Target> =
  | "joined"
  | With<Target>
  | ((query: RelatedQuery<Target>) => RelatedQuery<Target, unknown, string>);

/** Refuses names that don't exist beside names that do, at every depth, which inference would otherwise let pass. */
export type ExactTree<Tree, T> = {
  readonly [Name in keyof Tree]: Name extends keyof MembersOfInstance<T> & keyof T
    ? ExactBelow<Tree[Name], T, Name>
    : TypeError<`${Name & string} is no relationship of the class that is loaded here`>;
};

type ExactBelow<Below, T, Name extends keyof T> = Below extends true | "joined" | ((query: never) => unknown)
  ? Below
  : ExactTree<Below, FarEnd<T[Name]>>;

type FarEnd<Value> = [Value] extends [AssociationCollection<infer Item>] ? Item : RelatedOf<Value>;

declare const loaded: unique symbol;

/**
 * An object with relationships that are known to be loaded. A function that reads `order.products` says so:
 *
 *     const total = (order: Loaded<Order, { products: true }>) => order.products.length;
 */
export type Loaded<T, W> = Omit<T, keyof W & keyof T> & {
  [Name in keyof W & keyof T]: LoadedValue<T[Name], W[Name]>;
} & { readonly [loaded]: { readonly [Name in keyof W]: true } };

// In brackets, so that "an object or null" is looked at as a whole.
type LoadedValue<Value, W> = [Value] extends [Collection<infer Item>]
  ? Collection<LoadedItem<Item, W>>
  : LoadedOther<Value, W>;

type LoadedOther<Value, W> = [Value] extends [AssociationCollection<infer Item>]
  ? AssociationCollection<LoadedItem<Item, W>>
  : LoadedItem<NonNullable<Value>, W> | Extract<Value, null>;

type LoadedItem<Item, W> = W extends true | "joined"
  ? Item
  : W extends (query: never) => RelatedQuery<infer _, infer Inner, infer Left>
    ? ResultOf<Item, Inner, Left>
    : LoadedIf<Item, W>;

type LoadedIf<Item, W> = keyof W extends never ? Item : Loaded<Item, W>;

/** The result of a query: the objects, with what was loaded along, and without the columns that were left out. */
export type ResultOf<T, W, Left extends string = never> = [Left] extends [never]
  ? LoadedIf<T, W>
  : Omit<LoadedIf<T, W>, Left>;
