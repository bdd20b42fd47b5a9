/** What the accessors and relationships of one model look like, by position; the same for all its instances. */
import type { AnyRelationship, RelationshipKind } from "./relationship.ts";

/** A relationship as instances need it: enough to keep both sides in step without a session. */
export interface RelationLayout {
  readonly property: string;
  /** Position in the instance's state. */
  readonly position: number;
  readonly kind: RelationshipKind;
  readonly many: boolean;
  readonly viewonly: boolean;
  /** An object that is let go by this relationship is to be deleted. */
  readonly deleteOrphan: boolean;
  readonly declared: AnyRelationship;
  /** The other side, the class of what it holds and where the key is; known once `dataModel()` has resolved them. */
  inverse: RelationLayout | undefined;
  target: (abstract new (...args: never[]) => object) | undefined;
  direction: "manyToOne" | "oneToMany" | "manyToMany" | undefined;
}

export interface Layout {
  /** Columns first, then relationships. */
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly columnCount: number;
  /** By position, less the number of columns. */
  readonly relations: readonly RelationLayout[];
  /** Copied for each instance, so that all of them have arrays of one shape. */
  readonly blank: readonly undefined[];
}

/** The layout of columns and relationships in the order of their declaration. */
export function layoutOf(columns: readonly string[], relationships: Readonly<Record<string, AnyRelationship>>): Layout {
  const names = [...columns, ...Object.keys(relationships)];
  const relations = Object.entries(relationships).map(([property, declared], index): RelationLayout => ({
    property,
    position: columns.length + index,
    kind: declared.kind,
    many: declared.kind === "oneToMany" || declared.kind === "manyToMany",
    viewonly: declared.options.viewonly === true,
    deleteOrphan: declared.options.cascade?.includes("delete-orphan") === true,
    declared,
    inverse: undefined,
    target: undefined,
    direction: undefined,
  }));
  const positions = new Map(names.map((name, position) => [name, position]));
  const blank = names.map(() => undefined);
  return { names, positions, columnCount: columns.length, relations, blank };
}
