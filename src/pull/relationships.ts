/**
 * The relationships that foreign keys mean, with both sides. A name depends on its own foreign key alone, so that a second key
 * between two tables adds names and changes none.
 */
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import { freeName, propertyName } from "./identifiers.ts";
import type { PulledClass, Shape } from "./shape.ts";
import { camelCase, pascalCase, plural, singular } from "./words.ts";

export type RelationshipKind = "oneToMany" | "manyToOne" | "oneToOne" | "manyToMany";

export interface PulledRelationship {
  readonly property: string;
  readonly kind: RelationshipKind;
  readonly target: PulledClass;
  readonly backPopulates: string;
  /** Properties of the foreign key, where several lead to the target. */
  readonly foreignKeys?: readonly string[] | undefined;
  readonly remoteSide?: readonly string[] | undefined;
  readonly secondary?: string | undefined;
  /** By what a later pull finds it again: `forward public.orders(customer_id)`. */
  readonly identity: string;
}

export interface Relationships {
  readonly of: ReadonlyMap<PulledClass, readonly PulledRelationship[]>;
  /** Foreign keys between classes that no relationship can tell apart. */
  readonly untold: readonly ForeignKeyModel[];
}

const suffix = /(?:_(?:id|uuid|guid|fk|no|key)|(?<=[a-z0-9])(?:Id|ID|Uuid|UUID|Fk))$/;
const prefix = /^(?:id_|fk_|id(?=[A-Z]))/;

/** The column without what says that it is a key: `customer_id` → `customer`; undefined where nothing says so. */
function stripped(column: string): string | undefined {
  const short = column.replace(suffix, "");
  if (short !== column && short !== "" && short !== "_") return short;
  const behind = column.replace(prefix, "");
  return behind !== column && behind !== "" ? behind : undefined;
}

/** What the side that holds the key calls the other. */
function forwardName(key: ForeignKeyModel, target: PulledClass, others: readonly ForeignKeyModel[]): string {
  const shared = new Set(others.filter((other) => other !== key).flatMap(({ columns }) => columns));
  const own = key.columns.length === 1 ? key.columns : key.columns.filter((column) => !shared.has(column));
  const targetName = camelCase(singular(target.table.name));
  if (own.length === 0) return targetName;
  if (own.length > 1) return camelCase(own.map((column) => stripped(column) ?? column).join("_"));
  const [column] = own as [string];
  if (column === "id" || column === "uuid") return targetName;
  const short = stripped(column);
  return short === undefined ? camelCase(column) + target.name : camelCase(short);
}

/** Works out all relationships between the classes of a shape. */
export function relationshipsOf(shape: Shape): Relationships {
  const of = new Map<PulledClass, PulledRelationship[]>(shape.classes.map((one) => [one, []]));
  const taken = new Map(shape.classes.map((one) => [one, new Set(one.properties.values())]));
  const untold: ForeignKeyModel[] = [];
  const pairs: Pair[] = [];
  for (const source of shape.classes) {
    for (const key of source.foreignKeys) {
      const target = shape.classOf(key.referencedSchema, key.referencedTable);
      if (target === undefined) continue;
      const alike = source.foreignKeys.filter((other) => leadsTo(other, key));
      if (alike.some((other) => other !== key && sameColumns(other.columns, key.columns))) untold.push(key);
      else pairs.push(pairOf({ source, target, key, isAmbiguous: alike.length > 1 }));
    }
  }
  pairs.push(...shape.junctions.flatMap((junction) => junctionPair(junction, shape)));
  // Every forward name is given before any backward one, so that what a key's own column says comes first.
  const named = pairs.map((pair) => ({ pair, near: claim(taken.get(pair.near.on)!, pair.near) }));
  for (const { pair, near } of named) {
    const far = claim(taken.get(pair.far.on)!, pair.far);
    of.get(pair.near.on)!.push({ ...pair.near.rest, property: near, target: pair.far.on, backPopulates: far });
    of.get(pair.far.on)!.push({ ...pair.far.rest, property: far, target: pair.near.on, backPopulates: near });
  }
  for (const list of of.values()) list.sort((a, b) => placeOf(a) - placeOf(b));
  return { of, untold };
}

const sides = ["forward", "backward", "through"];

/** What the class's own keys say comes first, then what others say, then what goes through a third table. */
const placeOf = ({ identity }: PulledRelationship): number => sides.indexOf(identity.slice(0, identity.indexOf(" ")));

interface Side {
  readonly on: PulledClass;
  readonly wanted: string;
  /** What it is called where the first choice is taken. */
  readonly otherwise: string;
  readonly rest: Omit<PulledRelationship, "property" | "target" | "backPopulates">;
}

interface Pair {
  readonly near: Side;
  readonly far: Side;
}

function claim(taken: Set<string>, { wanted, otherwise }: Side): string {
  const first = propertyName(wanted, "related");
  return freeName(taken.has(first) ? propertyName(otherwise, "related") : first, taken);
}

const leadsTo = (one: ForeignKeyModel, other: ForeignKeyModel): boolean =>
  one.referencedSchema === other.referencedSchema && one.referencedTable === other.referencedTable;

const sameColumns = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((column) => other.includes(column));

const identityOf = (side: string, key: ForeignKeyModel): string =>
  `${side} ${JSON.stringify([key.schema, key.table, ...[...key.columns].sort()])}`;

function pairOf(request: {
  readonly source: PulledClass;
  readonly target: PulledClass;
  readonly key: ForeignKeyModel;
  readonly isAmbiguous: boolean;
}): Pair {
  const { source, target, key, isAmbiguous } = request;
  const isOne = source.uniqueSets.some((set) => sameColumns(set, key.columns));
  const forward = forwardName(key, target, source.foreignKeys);
  const own = camelCase(singular(source.table.name));
  const many = isOne ? own : plural(own);
  const isPlain = forward === camelCase(singular(target.table.name));
  const backward = isPlain ? many : `${many}As${pascalCase(forward)}`;
  const properties = key.columns.map((column) => source.properties.get(column)!);
  const isSelf = source === target;
  const hasBoth = isOne && target.foreignKeys.some((other) => leadsTo(other, { ...key, ...referenceTo(source) }));
  const foreignKeys = isAmbiguous || (hasBoth && !isSelf) ? properties : undefined;
  const referenced = key.referencedColumns.map((column) => target.properties.get(column)!);
  return {
    near: {
      on: source,
      wanted: forward,
      otherwise: `${forward}${target.name}`,
      rest: {
        kind: isOne ? "oneToOne" : "manyToOne",
        foreignKeys,
        remoteSide: isOne && isSelf ? referenced : undefined,
        identity: identityOf("forward", key),
      },
    },
    far: {
      on: target,
      wanted: backward,
      otherwise: `${many}As${pascalCase(forward)}`,
      rest: {
        kind: isOne ? "oneToOne" : "oneToMany",
        remoteSide: isOne && isSelf ? properties : undefined,
        identity: identityOf("backward", key),
      },
    },
  };
}

const referenceTo = ({ table }: PulledClass): Pick<ForeignKeyModel, "referencedSchema" | "referencedTable"> => ({
  referencedSchema: table.schema,
  referencedTable: table.name,
});

/** Both sides of a many-to-many relationship through a table that holds two foreign keys and nothing else. */
function junctionPair(junction: Shape["junctions"][number], shape: Shape): Pair[] {
  const { table, keys, written } = junction;
  const [first, second] = keys.map((key) => shape.classOf(key.referencedSchema, key.referencedTable));
  if (first === undefined || second === undefined) return [];
  const isSelf = first === second;
  const isOnlyOne =
    shape.junctions.filter(({ keys: others }) => keys.every((key) => others.some((other) => leadsTo(other, key))))
      .length === 1;
  const via = isOnlyOne ? "" : `Via${pascalCase(table.name)}`;
  const nameOf = (key: ForeignKeyModel, target: PulledClass): string =>
    isSelf
      ? plural(camelCase(stripped(key.columns[0]!) ?? key.columns[0]!)) + via
      : plural(camelCase(singular(target.table.name))) + via;
  const side = (on: PulledClass, to: PulledClass, far: ForeignKeyModel): Side => {
    const wanted = nameOf(far, to);
    return {
      on,
      wanted,
      otherwise: `${plural(camelCase(singular(to.table.name)))}Via${pascalCase(table.name)}`,
      rest: {
        kind: "manyToMany",
        secondary: written,
        remoteSide: isSelf ? far.columns : undefined,
        identity: identityOf("through", far),
      },
    };
  };
  return [{ near: side(first, second, keys[1]), far: side(second, first, keys[0]) }];
}
