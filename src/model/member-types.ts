/** Types read off the members of a model: what properties hold, what a constructor takes, rows and inserts. */
import type { ColumnBuilder } from "../kinds/column/column-builder.ts";
import type { ColumnValue } from "../kinds/column/value.ts";
import type { TypeError } from "../util/type-error.ts";
import type { AssociationCollection, AssociationProxy } from "./association-proxy.ts";
import type { LoadOptions } from "./entity.ts";
import type { Relationship, RelationshipValue } from "./relationship.ts";

/** The type of a property: `text()` → `string | null`, `oneToMany<Order>(…)` → `Collection<Order>`. */
export type MemberValue<M> = M extends { readonly memberKind: "column" } ? ColumnValue<M> : OtherValue<M>;

type OtherValue<M> = M extends AssociationProxy<infer Item> ? AssociationCollection<Item> : RelationshipValue<M>;

/** A model's relationships, and association proxies through them, by name. */
export type LoadableMembers<M> = {
  [Name in keyof M as M[Name] extends { readonly memberKind: "relationship" | "proxy" } ? Name : never]: M[Name];
};

/** Stands in the type of instances for the members that they were declared with. */
declare const entityMembers: unique symbol;

/** What every object of a model has beside its members. */
export interface EntityMethods<M> {
  readonly [entityMembers]: M;
  /**
   * Loads relationships that were not loaded, association proxies with what they go through, and columns that were left
   * out. Needs a session.
   *
   *     await order.load("customer", "products");
   *     await order.load("products", { signal: AbortSignal.timeout(1_000) });
   */
  load(...namesAndOptions: readonly ((keyof M & string) | LoadOptions)[]): Promise<this>;
  /** The columns that have a value, by property. */
  toJSON(): Record<string, unknown>;
}

/** Any object of a model. */
export interface AnyEntity {
  readonly [entityMembers]: unknown;
}

/** An instance of a model: a property per member. */
export type ModelInstance<M> = MemberProperties<M> & EntityMethods<M>;

export type MemberProperties<M> = { -readonly [Name in keyof M]: MemberValue<M[Name]> };

/** The members that an instance's class was declared with: `MembersOfInstance<Order>`. */
export type MembersOfInstance<T> = T extends { readonly [entityMembers]: infer M } ? M : never;

/** What a constructor takes for a member: any list of objects where the property is a collection. */
type InitialValue<M, Name> =
  M extends ColumnBuilder<unknown, infer Flags>
    ? "generated" extends Flags
      ? TypeError<`${Name & string} is written by the database alone`>
      : ColumnValue<M>
    : InitialRelated<M>;

type InitialRelated<M> =
  M extends Relationship<infer Target, "oneToMany" | "manyToMany"> ? Iterable<Target> : InitialOther<M>;

type InitialOther<M> = M extends AssociationProxy<infer Item> ? Iterable<Item> : RelationshipValue<M>;

/**
 * What a constructor takes. Columns that are never NULL and have no default must be there; those of a foreign key need
 * not, since a related object fills them in, on whichever side it is set.
 */
export type InitialValues<M, Preset = never> = {
  readonly [Name in NeededNames<M, Preset>]: InitialValue<M[Name], Name>;
} & { readonly [Name in Exclude<keyof M, NeededNames<M, Preset>>]?: InitialValue<M[Name], Name> };

type NeededNames<M, Preset> = Exclude<UnfilledNames<M, "default" | "generated" | "references">, Preset>;

/** The values of a constructor, which may be left out where none is needed. */
export type ConstructorArguments<M, Preset = never> = [NeededNames<M, Preset>] extends [never]
  ? [values?: InitialValues<M, Preset>]
  : [values: InitialValues<M, Preset>];

/** Columns that are never NULL and that nothing fills in. */
type UnfilledNames<M, Filling> = {
  [Name in keyof M]: M[Name] extends { readonly memberKind: "column" } ? UnlessFilled<M[Name], Filling, Name> : never;
}[keyof M];

type UnlessFilled<C, Filling, Name> =
  C extends ColumnBuilder<unknown, infer Flags>
    ? "notNull" extends Flags
      ? IfNone<Flags & Filling, Name>
      : never
    : never;

type IfNone<Found, Name> = [Found] extends [never] ? Name : never;

type ColumnNames<M> = {
  [Name in keyof M]: M[Name] extends { readonly memberKind: "column" } ? Name : never;
}[keyof M];

type WrittenNames<M> = {
  [Name in keyof M]: M[Name] extends ColumnBuilder<unknown, infer Flags>
    ? "generated" extends Flags
      ? never
      : Name
    : never;
}[keyof M];

/** A row of a model, by property. */
export type RowOfMembers<M> = { readonly [Name in ColumnNames<M>]: ColumnValue<M[Name]> };

/** What an insert takes: not-null columns without a default must be there, generated ones must not. */
export type InsertOfMembers<M> = {
  readonly [Name in UnfilledNames<M, "default" | "generated">]: ColumnValue<M[Name]>;
} & {
  readonly [Name in Exclude<WrittenNames<M>, UnfilledNames<M, "default" | "generated">>]?: ColumnValue<M[Name]>;
};

/** Members that are marked `.primaryKey()`. */
type KeyNames<M> = {
  [Name in keyof M]: M[Name] extends ColumnBuilder<unknown, infer Flags> ? ("key" extends Flags ? Name : never) : never;
}[keyof M];

type KeyOfMembers<M> = [KeyNames<M>] extends [never]
  ? unknown
  : ColumnValue<M[KeyNames<M>]> | { readonly [Name in KeyNames<M>]?: ColumnValue<M[Name]> } | readonly unknown[];

/**
 * What names a row of a class: `number`, or `{ orderId: 7, productId: 3 }`. A class that inherits its table's key from another
 * has the columns of both, so that which of them are needed is known only when it is looked up. A key that is declared
 * beside the columns says nothing of their types.
 */
export type KeyOf<T> = KeyOfMembers<MembersOfInstance<T>>;
