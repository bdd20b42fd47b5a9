/**
 * Relationships between models. A target is named by text with its type beside it, because an arrow function inside a
 * class's own base expression doesn't type-check (TS2506). Names resolve in `dataModel()`.
 */
import type { TypeError } from "../util/type-error.ts";
import type { Collection } from "./collection.ts";
import { RelationshipTargetKindError } from "./errors.ts";

export type CascadeName =
  | "save-update"
  | "merge"
  | "refresh-expire"
  | "expunge"
  | "delete"
  | "delete-orphan"
  | "all"
  | "none";

/** `"all, delete-orphan"`: one to three names with commas between them. */
export type Cascade = CascadeName | `${CascadeName}, ${CascadeName}` | `${CascadeName}, ${CascadeName}, ${CascadeName}`;

/**
 * How a relationship is loaded where a query says nothing of it: `selectin` by one query more for all objects, `joined` by
 * the same query. A `writeOnly` collection is never loaded: it takes objects in and lets them go.
 */
export type RelationshipLoad = "selectin" | "joined" | "writeOnly";

/** Options of `oneToMany()`, `manyToOne()` and `oneToOne()`. */
export interface RelationshipOptions {
  /** The property of the target that is the other side. */
  readonly backPopulates?: string;
  /** What a session does to the related objects along with this one; `save-update, merge` where absent. */
  readonly cascade?: Cascade;
  /** Properties (or columns) of the foreign key, where several lead to the target. On the side that holds the key. */
  readonly foreignKeys?: string | readonly string[];
  /** Properties (or columns) on the far side of the join; tells the two ends of a self-reference apart. */
  readonly remoteSide?: string | readonly string[];
  /** Properties of the target: `"orderDate"`, `"orderDate desc"`. */
  readonly orderBy?: string | readonly string[];
  /** Loaded along with each object unless told otherwise; where absent, only what a query or `load()` names is loaded. */
  readonly load?: RelationshipLoad;
  /** Read only: changes are never written. */
  readonly viewonly?: boolean;
  /** An object has at most one parent through this relationship; needed for delete-orphan on the many side. */
  readonly singleParent?: boolean;
  /** The database deletes (`ON DELETE CASCADE`); `all` also leaves loaded children alone. */
  readonly passiveDeletes?: boolean | "all";
  /** The database updates keys (`ON UPDATE CASCADE`). */
  readonly passiveUpdates?: boolean;
  /** Writes the key by an UPDATE of its own, which opens cycles between rows. */
  readonly postUpdate?: boolean;
}

/** Options of `manyToMany()`. */
export interface ManyToManyOptions extends RelationshipOptions {
  /** The association table's name: `product_tags`, `shop.product_tags`. */
  readonly secondary: string;
}

export type RelationshipKind = "oneToMany" | "manyToOne" | "oneToOne" | "manyToMany";

declare const targetType: unique symbol;

/** A relationship of a model, declared by `oneToMany()` and its kin. */
export interface Relationship<out Target, out Kind extends RelationshipKind = RelationshipKind> {
  readonly memberKind: "relationship";
  readonly [targetType]?: Target;
  readonly kind: Kind;
  readonly target: string;
  readonly options: RelationshipOptions & { readonly secondary?: string };
}

export type AnyRelationship = Relationship<unknown>;

const relationship = <Target, Kind extends RelationshipKind>(
  kind: Kind,
  target: string | object,
  options: AnyRelationship["options"],
): Relationship<Target, Kind> => {
  if (typeof target !== "string") throw new RelationshipTargetKindError(kind, target);
  return Object.freeze({ memberKind: "relationship" as const, kind, target, options });
};

type IsAny<T> = 0 extends 1 & T ? true : false;

/** No type was given: `never` by default, or the `unknown` that a surrounding `model()` asks for. */
type IsMissing<Target> = [Target] extends [never] ? true : unknown extends Target ? IsMissingUnlessAny<Target> : false;
type IsMissingUnlessAny<Target> = IsAny<Target> extends true ? false : true;

/** The name of the target, whose type stands beside it: without one, the property would be of no type. */
type NameOf<Target> =
  IsMissing<Target> extends true
    ? TypeError<'a relationship needs the type of its target: manyToOne<Customer>("Customer")'>
    : string;

/** Many objects of the target hold a foreign key to this one: `oneToMany<Order>("Order", { backPopulates: "customer" })`. */
export function oneToMany<Target = never>(
  target: NameOf<Target>,
  options: RelationshipOptions = {},
): Relationship<Target, "oneToMany"> {
  return relationship("oneToMany", target, options);
}

/** This object holds a foreign key to one of the target: `manyToOne<Customer>("Customer", { backPopulates: "orders" })`. */
export function manyToOne<Target = never>(
  target: NameOf<Target>,
  options: RelationshipOptions = {},
): Relationship<Target, "manyToOne"> {
  return relationship("manyToOne", target, options);
}

/** One object on each side; whichever table has the foreign key. */
export function oneToOne<Target = never>(
  target: NameOf<Target>,
  options: RelationshipOptions = {},
): Relationship<Target, "oneToOne"> {
  return relationship("oneToOne", target, options);
}

/** Many on both sides through an association table: `manyToMany<Tag>("Tag", { secondary: "product_tags" })`. */
export function manyToMany<Target = never>(
  target: NameOf<Target>,
  options: ManyToManyOptions,
): Relationship<Target, "manyToMany"> {
  return relationship("manyToMany", target, options);
}

/** What a property holds: a collection, or one object or null. */
export type RelationshipValue<R> =
  R extends Relationship<infer Target, infer Kind>
    ? Kind extends "oneToMany" | "manyToMany"
      ? Collection<Target>
      : Target | null
    : never;

export function isRelationship(value: unknown): value is AnyRelationship {
  return (
    typeof value === "object" && value !== null && (value as { memberKind?: unknown }).memberKind === "relationship"
  );
}
