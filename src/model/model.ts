/** `model()`: a base class whose instances are rows of a table, with accessors for columns and relationships. */
import { isColumn, type AnyColumn } from "../kinds/column/column-builder.ts";
import {
  tableParts,
  type Columns,
  type Extras,
  type TableDeclaration,
  type TableOptions,
} from "../kinds/table/table.ts";
import { isAssociationProxy, type AnyAssociationProxy } from "./association-proxy.ts";
import { defineAccessors, Entity, modelSlot, stateOf } from "./entity.ts";
import { AssociationProxyError, InvalidMemberError, ModelInheritanceError } from "./errors.ts";
import { layoutOf, type Layout } from "./layout.ts";
import type { Mapper } from "./mapper.ts";
import type {
  ConstructorArguments,
  EntityMethods,
  InsertOfMembers,
  MemberProperties,
  ModelInstance,
  RowOfMembers,
} from "./member-types.ts";
import { isRelationship, type AnyRelationship } from "./relationship.ts";

/** Columns, relationships and association proxies of a model, by property. */
export type Members = Readonly<Record<string, AnyColumn | AnyRelationship | AnyAssociationProxy>>;

/** What tells the classes of a hierarchy apart. */
export interface Polymorphism {
  /** The property of the topmost class that says which class a row is of. */
  readonly on: string;
  /** What it holds for this class; undefined where no row is of the class itself. */
  readonly identity: unknown;
  /** The class that this one extends. */
  readonly parent: AnyModelClass | undefined;
}

/** What `model()` was given, and what `dataModel()` made of it. */
export interface ModelDeclaration<M = Members, Preset = unknown, Own = M> extends TableDeclaration {
  readonly members: Own;
  readonly relationships: Readonly<Record<string, AnyRelationship>>;
  /** Properties that SQL computes; no columns of the table. */
  readonly computed: Readonly<Record<string, AnyColumn>>;
  readonly polymorphism: Polymorphism | undefined;
  readonly layout: Layout;
  /** The mapper of the data model that the class is in; two where it is in several. */
  readonly mappers: Set<Mapper>;
  /** In types alone: the members with those of the classes above, and the properties that classes fill in. */
  readonly all?: M;
  readonly preset?: Preset;
}

/** A class made by `model()` or one that extends it. */
export interface ModelClass<M = never, Preset = never> {
  new (...values: ConstructorArguments<M, Preset>): ModelInstance<M>;
  readonly [modelSlot]: ModelDeclaration<M, Preset>;
}

/** A class made by `model()` that extends another one: what both declare, and what the class above adds. */
export interface ChildModelClass<Parent extends AnyModelClass, M> {
  new (
    ...values: ConstructorArguments<WithMembers<Parent, M>, PresetOf<Parent>>
  ): InstanceType<Parent> & MemberProperties<Omit<M, keyof MembersOf<Parent>>> & EntityMethods<WithMembers<Parent, M>>;
  readonly [modelSlot]: ModelDeclaration<WithMembers<Parent, M>, PresetOf<Parent>, M>;
}

/** What both declare, such as the key of a joined table, is the parent's. */
type WithMembers<Parent, M> = MembersOf<Parent> & Omit<M, keyof MembersOf<Parent>>;

type PresetOf<C> = C extends { readonly [modelSlot]: { readonly preset?: infer Preset } }
  ? Exclude<Preset, undefined>
  : never;

/** Any model class, whatever its members. */
export interface AnyModelClass {
  new (...args: never[]): object;
  readonly name: string;
  readonly [modelSlot]: ModelDeclaration<unknown>;
}

/** The members of a model class, with those of the classes it extends: `MembersOf<typeof Order>`. */
export type MembersOf<C> = C extends { readonly [modelSlot]: { readonly all?: infer M } } ? NonNullable<M> : never;

/** The members that a model class declares itself. */
export type OwnMembersOf<C> = C extends { readonly [modelSlot]: { readonly members: infer M } } ? M : never;

/** A row of a model, by property: `RowOf<typeof Order>`. */
export type RowOf<C> = RowOfMembers<MembersOf<C>>;

/** What an insert takes: not-null columns without a default must be there, generated ones must not. */
export type InsertOf<C> = InsertOfMembers<MembersOf<C>>;

/** Options of a table, and of classes that extend one another. */
export interface ModelOptions<On extends string = string> extends TableOptions {
  /** The property that says of which class a row is; makes the class the topmost one of a hierarchy. */
  readonly polymorphicOn?: On;
  /** What that property holds in rows of this class; absent where only classes below it have rows. */
  readonly polymorphicIdentity?: string | number | boolean;
}

/** Options of a class that extends another one. */
export interface ChildModelOptions<Parent extends AnyModelClass = AnyModelClass> extends TableOptions {
  /** The class above. With its table's name the class shares the table; with another name it has a table of its own. */
  readonly extends: Parent;
  readonly polymorphicIdentity?: string | number | boolean;
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
 *     class Manager extends model("managers", {
 *       employeeId: integer().references("employees.employee_id", { onDelete: "cascade" }).primaryKey(),
 *       level: integer().notNull(),
 *     }, { extends: Employee, polymorphicIdentity: "manager" }) {}
 *
 * @param name the table's name, with its schema where that isn't the default: `shop.customers`
 * @param members columns and relationships by property; mixins are objects to spread
 * @param extras what belongs to no single column, as a function of the columns; or options
 * @param options options, after a function
 * @throws InvalidMemberError for a member that is neither a column nor a relationship, or a name that classes need
 */
export function model<M extends Members, const Parent extends AnyModelClass>(
  name: string,
  members: M,
  options: ChildModelOptions<Parent>,
): ChildModelClass<Parent, M>;
export function model<M extends Members, const Parent extends AnyModelClass>(
  name: string,
  members: M,
  extras: Extras<M>,
  options: ChildModelOptions<Parent>,
): ChildModelClass<Parent, M>;
export function model<M extends Members, const On extends keyof M & string = never>(
  name: string,
  members: M,
  extras?: Extras<M> | ModelOptions<On>,
  options?: ModelOptions<On>,
): ModelClass<M, On>;
export function model(
  name: string,
  members: Members,
  extras?: Extras<Members> | ModelOptions,
  options?: ModelOptions,
): AnyModelClass {
  const sorted = sortMembers(name, members);
  const table = tableParts(name, extras, options);
  const polymorphism = polymorphismOf(name, table.options, sorted.columns);
  const parent = polymorphism?.parent;
  if (parent !== undefined) checkRelationships(name, sorted.relationships, parent);
  const layout = layoutOf({
    columns: [...Object.keys(sorted.columns), ...Object.keys(sorted.computed)],
    tracked: Object.keys(sorted.columns).filter((property) => sorted.columns[property]!.declaration.tracked === true),
    relationships: sorted.relationships,
    proxies: sorted.proxies,
    parent: parent?.[modelSlot].layout,
    preset: presetOf(polymorphism),
  });
  checkProxies(name, sorted.proxies, layout);
  const declaration: ModelDeclaration = Object.freeze({
    ...table,
    columns: sorted.columns,
    members,
    relationships: sorted.relationships,
    computed: sorted.computed,
    polymorphism,
    layout,
    mappers: new Set<Mapper>(),
  });
  const base = parent === undefined ? rootClass(declaration) : childClass(parent, declaration);
  defineAccessors(base.prototype, layout, parent?.[modelSlot].layout);
  return base as unknown as AnyModelClass;
}

function rootClass(declaration: ModelDeclaration) {
  return class extends Entity {
    static readonly [modelSlot] = declaration;

    constructor(values?: Readonly<Record<string, unknown>>) {
      super();
      if (values !== undefined) assign(this, values);
    }
  };
}

/** The class above constructs its instances, through its own constructor. */
function childClass(parent: AnyModelClass, declaration: ModelDeclaration) {
  return class extends (parent as unknown as new (...args: unknown[]) => object) {
    static readonly [modelSlot] = declaration;
  };
}

/** True for classes made by `model()` and their subclasses. */
export function isModelClass(value: unknown): value is AnyModelClass {
  return typeof value === "function" && modelSlot in value;
}

/** @throws ModelInheritanceError */
function polymorphismOf(name: string, options: TableOptions, columns: Columns): Polymorphism | undefined {
  const {
    polymorphicOn,
    polymorphicIdentity: identity,
    extends: parent,
  } = options as ModelOptions & Partial<ChildModelOptions>;
  if (parent === undefined) {
    if (polymorphicOn === undefined) return undefined;
    if (columns[polymorphicOn] === undefined) throw new ModelInheritanceError(name, "discriminator", polymorphicOn);
    return { on: polymorphicOn, identity, parent };
  }
  const above = isModelClass(parent) ? parent[modelSlot].polymorphism : undefined;
  if (above === undefined) throw new ModelInheritanceError(name, "parent", (parent as { name?: string }).name ?? "");
  return { on: above.on, identity, parent };
}

const presetOf = (polymorphism: Polymorphism | undefined) =>
  polymorphism?.identity === undefined ? undefined : { property: polymorphism.on, value: polymorphism.identity };

function sortMembers(table: string, members: Members) {
  const columns: Record<string, AnyColumn> = {};
  const relationships: Record<string, AnyRelationship> = {};
  const proxies: Record<string, AnyAssociationProxy> = {};
  const computed: Record<string, AnyColumn> = {};
  for (const [property, member] of Object.entries(members)) {
    if (property in Entity.prototype) throw new InvalidMemberError(table, property, "name");
    if (isColumn(member)) (member.declaration.computed === undefined ? columns : computed)[property] = member;
    else if (isRelationship(member)) relationships[property] = member;
    else if (isAssociationProxy(member)) proxies[property] = member;
    else throw new InvalidMemberError(table, property, "value");
  }
  return { columns: Object.freeze(columns), relationships: Object.freeze(relationships), proxies, computed };
}

/** @throws ModelInheritanceError where the class above has a property of that name */
function checkRelationships(
  name: string,
  relationships: ModelDeclaration["relationships"],
  { [modelSlot]: { layout } }: AnyModelClass,
): void {
  const known = Object.keys(relationships).find((property) => layout.positions.has(property));
  if (known !== undefined) throw new ModelInheritanceError(name, "member", known);
}

/** @throws AssociationProxyError where what it goes through is no collection of the class */
function checkProxies(table: string, proxies: Readonly<Record<string, AnyAssociationProxy>>, layout: Layout): void {
  for (const property of Object.keys(proxies)) {
    if (layout.proxies.has(property)) continue;
    const known = layout.relations.filter(({ many }) => many).map((relation) => relation.property);
    throw new AssociationProxyError(`${table}.${property}`, proxies[property]!.through, known);
  }
}

/** Sets what the constructor was given; a name that is no member would be lost silently otherwise. */
function assign(instance: Entity, values: Readonly<Record<string, unknown>>): void {
  const state = stateOf(instance)!;
  const { positions, relationAt } = state.layout;
  const own = ownAccessors(instance);
  for (const property of Object.keys(values)) {
    const value = values[property];
    if (value === undefined) continue;
    const position = positions.get(property);
    if (position === undefined || own.has(property)) setOther(instance, property, value);
    else {
      const relation = relationAt[position];
      if (relation === undefined) state.writeColumn(position, value);
      else state.writeRelated(relation, value);
    }
  }
}

/** Through the user's own accessors, or those of a proxy. */
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
    for (let level = prototype; level !== Entity.prototype; level = Object.getPrototypeOf(level) as object) {
      if (isMadeByModel(level)) continue;
      for (const name of names) if (Object.hasOwn(level, name)) found.add(name);
    }
    overridden.set(prototype, (known = found));
  }
  return known;
}

/** True for the prototypes that `model()` made, between those of the user's classes. */
function isMadeByModel(prototype: object): boolean {
  return Object.hasOwn(prototype.constructor, modelSlot);
}
