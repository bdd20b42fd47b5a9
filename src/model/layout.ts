/** What the accessors and relationships of one model look like, by position; the same for all its instances. */
import type { AnyAssociationProxy, ProxyLayout } from "./association-proxy.ts";
import type { AnyRelationship, RelationshipKind } from "./relationship.ts";

/** A relationship as instances need it: enough to keep both sides in step without a session. */
export interface RelationLayout {
  readonly property: string;
  /** Position in the instance's state. */
  readonly position: number;
  readonly kind: RelationshipKind;
  readonly many: boolean;
  readonly viewonly: boolean;
  /** A collection that is never loaded. */
  readonly writeOnly: boolean;
  /** An object that is let go by this relationship is to be deleted. */
  readonly deleteOrphan: boolean;
  /** An object has at most one owner through it. */
  readonly singleParent: boolean;
  readonly declared: AnyRelationship;
  /** The other side, the class of what it holds and where the key is; known once `dataModel()` has resolved them. */
  inverse: RelationLayout | undefined;
  target: (abstract new (...args: never[]) => object) | undefined;
  direction: "manyToOne" | "oneToMany" | "manyToMany" | undefined;
}

/** Members of a class that extends another one follow those of that class: what both have has one position. */
export interface Layout {
  /** That of the class that is extended. */
  readonly parent: Layout | undefined;
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** Positions of columns in the order of their declaration. */
  readonly columns: readonly number[];
  readonly relations: readonly RelationLayout[];
  /** By position; undefined where a column is. */
  readonly relationAt: readonly (RelationLayout | undefined)[];
  readonly proxies: ReadonlyMap<string, ProxyLayout>;
  /** Positions of columns whose values tell of changes inside; absent where there are none. */
  readonly tracked: ReadonlySet<number> | undefined;
  /** Copied for each instance, so that all of them have arrays of one shape. Holds the discriminator of the class. */
  readonly blank: readonly unknown[];
}

export interface LayoutParts {
  readonly columns: readonly string[];
  /** Those whose values tell of changes inside. */
  readonly tracked?: readonly string[];
  readonly relationships: Readonly<Record<string, AnyRelationship>>;
  readonly proxies: Readonly<Record<string, AnyAssociationProxy>>;
  /** The layout of the class that is extended. */
  readonly parent?: Layout | undefined;
  /** What the class fills in by itself. */
  readonly preset?: { readonly property: string; readonly value: unknown } | undefined;
}

const noProxies: ReadonlyMap<string, ProxyLayout> = new Map();

/** The layout of columns and relationships in the order of their declaration. */
export function layoutOf(parts: LayoutParts): Layout {
  const { parent, preset } = parts;
  // A column that the parent has, too, such as the key of a joined table, is the parent's.
  const columns =
    parent === undefined ? parts.columns : parts.columns.filter((name) => parent.positions.has(name) === false);
  const names = parent === undefined ? [...columns] : [...parent.names, ...columns];
  const first = names.length - columns.length;
  const relations = Object.entries(parts.relationships).map(([property, declared], index) =>
    relationLayout(property, declared, names.length + index),
  );
  for (const { property } of relations) names.push(property);
  const blank: undefined[] = names.map(() => undefined);
  const all = parent === undefined ? relations : [...parent.relations, ...relations];
  const relationAt: (RelationLayout | undefined)[] = all.length === 0 && preset === undefined ? blank : [...blank];
  for (const relation of all) relationAt[relation.position] = relation;
  const positions = new Map(names.map((name, position) => [name, position]));
  if (preset !== undefined) (blank as unknown[])[positions.get(preset.property)!] = preset.value;
  return {
    parent,
    names,
    positions,
    columns: columnPositions(parent, first, columns.length),
    relations: all,
    relationAt,
    proxies: proxyLayouts(parts, all),
    tracked: trackedPositions(parts, positions),
    blank,
  };
}

function trackedPositions({ tracked = [], parent }: LayoutParts, positions: Layout["positions"]): Layout["tracked"] {
  if (tracked.length === 0) return parent?.tracked;
  return new Set([...(parent?.tracked ?? []), ...tracked.map((name) => positions.get(name)!)]);
}

/** Those of the class above, and those that go through a collection that there is. */
function proxyLayouts({ proxies, parent }: LayoutParts, relations: readonly RelationLayout[]): Layout["proxies"] {
  const above = parent?.proxies ?? noProxies;
  const entries = Object.entries(proxies);
  if (entries.length === 0) return above;
  const own = entries.flatMap(([name, { through, property, options }]): [string, ProxyLayout][] => {
    const relation = relations.find((candidate) => candidate.many && candidate.property === through);
    return relation === undefined ? [] : [[name, { name, through: relation, property, creator: options.creator }]];
  });
  return new Map([...above, ...own]);
}

const ranges: (readonly number[])[] = [];

/** Those of the class above, and those that follow its members. */
function columnPositions(parent: Layout | undefined, first: number, count: number): readonly number[] {
  if (parent !== undefined) return [...parent.columns, ...Array.from({ length: count }, (_, index) => first + index)];
  // Thousands of models have as many columns as some other one.
  return (ranges[count] ??= Array.from({ length: count }, (_, index) => index));
}

function relationLayout(property: string, declared: AnyRelationship, position: number): RelationLayout {
  return {
    property,
    position,
    kind: declared.kind,
    many: declared.kind === "oneToMany" || declared.kind === "manyToMany",
    viewonly: declared.options.viewonly === true,
    writeOnly: declared.options.load === "writeOnly",
    singleParent: declared.options.singleParent === true,
    deleteOrphan: declared.options.cascade?.includes("delete-orphan") === true,
    declared,
    inverse: undefined,
    target: undefined,
    direction: undefined,
  };
}
