/** `model()`: a base class whose instances are rows of a table, with accessors for columns and relationships. */
import { isColumn, type AnyColumn, type ColumnBuilder } from "../kinds/column/column-builder.ts";
import type { ColumnValue } from "../kinds/column/value.ts";
import {
  tableParts,
  type Columns,
  type Extras,
  type TableDeclaration,
  type TableOptions,
} from "../kinds/table/table.ts";
import type { TypeError } from "../util/type-error.ts";
import { defineAccessors, Entity, modelSlot, stateOf } from "./entity.ts";
import { InvalidMemberError } from "./errors.ts";
import { layoutOf, type Layout } from "./layout.ts";
import type { Mapper } from "./mapper.ts";
import { isRelationship, type AnyRelationship, type Relationship, type RelationshipValue } from "./relationship.ts";

export type Members = Readonly<Record<string, AnyColumn | AnyRelationship>>;

/** The type of a property: `text()` → `string | null`, `oneToMany<Order>(…)` → `Collection<Order>`. */
export type MemberValue<M> = M extends { readonly memberKind: "column" } ? ColumnValue<M> : RelationshipValue<M>;

/** Stands in the type of instances for the members that they were declared with. */
declare const entityMembers: unique symbol;

/** The names of a model's relationships. */
export type RelationshipNames<M> = {
  [Name in keyof M]: M[Name] extends { readonly memberKind: "relationship" } ? Name & string : never;
}[keyof M];

/** What every object of a model has beside its members. */
export interface EntityMethods<M> {
  readonly [entityMembers]: M;
  /** Loads relationships that were not loaded: `await order.load("products")`. Needs a session. */
  load(...names: readonly RelationshipNames<M>[]): Promise<this>;
  /** The columns that have a value, by property. */
  toJSON(): Record<string, unknown>;
}

/** Any object of a model. */
export interface AnyEntity {
  readonly [entityMembers]: unknown;
}

/** An instance of a model: a property per member. */
export type ModelInstance<M> = { -readonly [Name in keyof M]: MemberValue<M[Name]> } & EntityMethods<M>;

/** The members that an instance's class was declared with: `MembersOfInstance<Order>`. */
export type MembersOfInstance<T> = T extends { readonly [entityMembers]: infer M } ? M : never;

/** What a constructor takes for a member: any list of objects where the property is a collection. */
type InitialValue<M, Name> =
  M extends ColumnBuilder<unknown, infer Flags>
    ? "generated" extends Flags
      ? TypeError<`${Name & string} is written by the database alone`>
      : ColumnValue<M>
    : M extends Relationship<infer Target, "oneToMany" | "manyToMany">
      ? Iterable<Target>
      : RelationshipValue<M>;

/** What a constructor takes; whatever is missing may be set later. */
export type InitialValues<M> = { readonly [Name in keyof M]?: InitialValue<M[Name], Name> };

/** The members of a model class: `MembersOf<typeof Order>`. */
export type MembersOf<C> = C extends { readonly [modelSlot]: ModelDeclaration<infer M> } ? M : never;

type ColumnNames<M> = {
  [Name in keyof M]: M[Name] extends { readonly memberKind: "column" } ? Name : never;
}[keyof M];

type UnlessFilled<Flags, Name> = Extract<Flags, "default" | "generated"> extends never ? Name : never;

type RequiredNames<M> = {
  [Name in keyof M]: M[Name] extends ColumnBuilder<unknown, infer Flags>
    ? "notNull" extends Flags
      ? UnlessFilled<Flags, Name>
      : never
    : never;
}[keyof M];

type WrittenNames<M> = {
  [Name in keyof M]: M[Name] extends ColumnBuilder<unknown, infer Flags>
    ? "generated" extends Flags
      ? never
      : Name
    : never;
}[keyof M];

/** A row of a model, by property: `RowOf<typeof Order>`. */
export type RowOf<C, M = MembersOf<C>> = { readonly [Name in ColumnNames<M>]: ColumnValue<M[Name]> };

/** What an insert takes: not-null columns without a default must be there, generated ones must not. */
export type InsertOf<C, M = MembersOf<C>> = { readonly [Name in RequiredNames<M>]: ColumnValue<M[Name]> } & {
  readonly [Name in Exclude<WrittenNames<M>, RequiredNames<M>>]?: ColumnValue<M[Name]>;
};

/** What `model()` was given, and what `dataModel()` made of it. */
export interface ModelDeclaration<M = Members> extends TableDeclaration {
  readonly members: M;
  readonly relationships: Readonly<Record<string, AnyRelationship>>;
  readonly layout: Layout;
  /** The mapper of the data model that the class is in; two where it is in several. */
  readonly mappers: Set<Mapper>;
}

/** A class made by `model()` or one that extends it. */
export interface ModelClass<M = never, Instance = ModelInstance<M>> {
  new (values?: InitialValues<M>): Instance;
  readonly [modelSlot]: ModelDeclaration<M>;
}

/** Any model class, whatever its members. */
export interface AnyModelClass {
  new (...args: never[]): object;
  readonly name: string;
  readonly [modelSlot]: ModelDeclaration<unknown>;
}

/**
 * A base class for rows of a table.
 *
 *     class Customer extends model("customers", {
 *       customerId: integer().identity({ always: true }).primaryKey(),
 *       emailAddress: varchar().notNull(),
 *       orders: oneToMany<Order>("Order", { backPopulates: "customer" }),
 *     }, (t) => [unique([t.emailAddress])]) {}
 *
 * @param name the table's name, with its schema where that isn't the default: `shop.customers`
 * @param members columns and relationships by property; mixins are objects to spread
 * @param extras what belongs to no single column, as a function of the columns; or options
 * @param options options, after a function
 * @throws InvalidMemberError for a member that is neither a column nor a relationship, or a name that classes need
 */
export function model<M extends Members>(
  name: string,
  members: M,
  extras?: Extras<M> | TableOptions,
  options?: TableOptions,
): ModelClass<M> {
  const { columns, relationships } = sortMembers(name, members);
  const layout = layoutOf(Object.keys(columns), relationships);
  const declaration: ModelDeclaration = Object.freeze({
    ...tableParts(name, extras, options),
    columns,
    members,
    relationships,
    layout,
    mappers: new Set<Mapper>(),
  });
  const base = class extends Entity {
    static readonly [modelSlot] = declaration;

    constructor(values?: Readonly<Record<string, unknown>>) {
      super();
      if (values !== undefined) assign(this, values);
    }
  };
  defineAccessors(base.prototype, layout);
  return base as unknown as ModelClass<M>;
}

/** True for classes made by `model()` and their subclasses. */
export function isModelClass(value: unknown): value is AnyModelClass {
  return typeof value === "function" && modelSlot in value;
}

function sortMembers(table: string, members: Members) {
  const columns: Record<string, AnyColumn> = {};
  const relationships: Record<string, AnyRelationship> = {};
  for (const [property, member] of Object.entries(members)) {
    if (property in Entity.prototype) throw new InvalidMemberError(table, property, "name");
    if (isColumn(member)) columns[property] = member;
    else if (isRelationship(member)) relationships[property] = member;
    else throw new InvalidMemberError(table, property, "value");
  }
  return { columns: Object.freeze(columns) as Columns, relationships: Object.freeze(relationships) };
}

/** Sets what the constructor was given; a name that is no member would be lost silently otherwise. */
function assign(instance: Entity, values: Readonly<Record<string, unknown>>): void {
  const state = stateOf(instance)!;
  const { positions, columnCount, relations } = state.layout;
  const own = ownAccessors(instance);
  for (const property of Object.keys(values)) {
    const value = values[property];
    if (value === undefined) continue;
    const position = positions.get(property);
    if (position === undefined || own.has(property)) setOther(instance, property, value);
    else if (position < columnCount) state.values[position] = value;
    else state.writeRelated(relations[position - columnCount]!, value);
  }
}

/** Through the user's own accessors. */
function setOther(instance: Entity, property: string, value: unknown): void {
  if (!(property in instance)) {
    throw new InvalidMemberError(instance.constructor.name, property, "unknown", stateOf(instance)!.layout.names);
  }
  (instance as unknown as Record<string, unknown>)[property] = value;
}

const overridden = new WeakMap<object, ReadonlySet<string>>();

/** Members whose accessors a class has replaced by its own. */
function ownAccessors(instance: Entity): ReadonlySet<string> {
  const { prototype } = instance.constructor as unknown as { readonly prototype: object };
  let known = overridden.get(prototype);
  if (known === undefined) {
    const found = new Set<string>();
    const { names } = stateOf(instance)!.layout;
    for (let level = prototype; isAbove(level); level = Object.getPrototypeOf(level) as object) {
      for (const name of names) if (Object.hasOwn(level, name)) found.add(name);
    }
    overridden.set(prototype, (known = found));
  }
  return known;
}

/** True for the prototypes of the user's classes, above the one that `model()` made. */
function isAbove(prototype: object): boolean {
  const maker = (prototype as { readonly constructor: object }).constructor;
  return !Object.hasOwn(maker, modelSlot) && prototype !== Entity.prototype;
}
