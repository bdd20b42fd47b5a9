/** Relationships resolved: target, foreign key, join columns, the other side; every mistake is named here. */
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { qualify } from "../kinds/qualify.ts";
import { parseCascade } from "./cascade.ts";
import {
  AmbiguousForeignKeyError,
  AssociationProxyError,
  BackPopulatesError,
  MissingForeignKeyError,
  UnknownRelationshipColumnError,
  UnknownSecondaryError,
  UnknownTargetError,
} from "./errors.ts";
import { suggest } from "../util/suggest.ts";
import { foreignKeysBetween, tablesOf } from "./mapper.ts";
import type {
  ColumnMapping,
  ForeignKeyMapping,
  JoinPair,
  Mapper,
  OrderElement,
  RelationshipMapping,
  SecondaryMapping,
  TableMapping,
} from "./mapper.ts";
import { modelSlot } from "./entity.ts";
import { RelationshipLoadError } from "./member-errors.ts";
import type { AnyRelationship } from "./relationship.ts";

/** A mapper while the data model is being built. */
export interface MapperUnderConstruction extends Mapper {
  readonly relationships: Map<string, Mutable<RelationshipMapping>>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface ResolveContext {
  /** By registry name and by class name. */
  readonly mappers: ReadonlyMap<string, MapperUnderConstruction>;
  /** By `schema.table`. */
  readonly tables: ReadonlyMap<string, TableMapping>;
  readonly schema: string;
}

/** Resolves all relationships of a mapper but their other sides. */
export function resolveRelationships(mapper: MapperUnderConstruction, context: ResolveContext): void {
  const { layout, relationships } = mapper.class[modelSlot];
  for (const [property, declared] of Object.entries(relationships)) {
    const place = `${mapper.name}.${property}`;
    const target = context.mappers.get(declared.target);
    if (target === undefined) throw new UnknownTargetError(place, declared.target, context.mappers.keys());
    const join = findJoin({ mapper, target, declared, place, context });
    const many = declared.kind === "oneToMany" || declared.kind === "manyToMany";
    checkLoad(declared, place, many);
    mapper.relationships.set(property, {
      property,
      source: mapper,
      target,
      kind: declared.kind,
      many,
      ...join,
      backPopulates: undefined,
      cascade: parseCascade(declared, place, join.direction !== "oneToMany"),
      orderBy: orderElements(declared, place, target),
      options: declared.options,
      position: layout.names.indexOf(property),
    });
  }
}

/** @throws RelationshipLoadError */
function checkLoad({ options: { load } }: AnyRelationship, place: string, many: boolean): void {
  const isKnown = load === undefined || load === "selectin" || load === "joined" || (load === "writeOnly" && many);
  if (!isKnown) throw new RelationshipLoadError(place, String(load));
}

interface JoinRequest {
  readonly mapper: Mapper;
  readonly target: Mapper;
  readonly declared: AnyRelationship;
  readonly place: string;
  readonly context: ResolveContext;
}

type Join = Pick<RelationshipMapping, "direction" | "foreignKey" | "pairs" | "secondary">;

function findJoin(request: JoinRequest): Join {
  const { declared, mapper, target } = request;
  if (declared.kind === "manyToMany") return manyToManyJoin(request);
  if (declared.kind === "manyToOne") return forwardJoin(request, chooseKey(request, mapper, target));
  if (declared.kind === "oneToMany") return reverseJoin(request, chooseKey(request, target, mapper));
  return oneToOneJoin(request);
}

const forwardJoin = (_: JoinRequest, foreignKey: ForeignKeyMapping): Join => ({
  direction: "manyToOne",
  foreignKey,
  pairs: foreignKey.pairs,
});

const turned = (pairs: readonly JoinPair[]): JoinPair[] =>
  pairs.map(({ local, remote }) => ({ local: remote, remote: local }));

const reverseJoin = (_: JoinRequest, foreignKey: ForeignKeyMapping): Join => ({
  direction: "oneToMany",
  foreignKey,
  pairs: turned(foreignKey.pairs),
});

/** Whichever side has the key; where both have one, or the table references itself, options must tell. */
function oneToOneJoin(request: JoinRequest): Join {
  const { mapper, target, place } = request;
  const own = matchingKeys(request, mapper, target);
  const theirs = matchingKeys(request, target, mapper);
  if (mapper === target) return selfOneToOne(request, own);
  if (own.length > 0 && theirs.length > 0) throw new AmbiguousForeignKeyError(place, describeKeys([...own, ...theirs]));
  if (own.length > 0) return forwardJoin(request, chooseKey(request, mapper, target));
  return reverseJoin(request, chooseKey(request, target, mapper));
}

/** `remoteSide` names the far columns: those referenced when this side holds the key, else those of the key. */
function selfOneToOne(request: JoinRequest, keys: readonly ForeignKeyMapping[]): Join {
  const { mapper, declared, place } = request;
  const key = chooseKey(request, mapper, mapper);
  const remote = namesOf(declared.options.remoteSide);
  if (remote.length === 0) throw new AmbiguousForeignKeyError(place, describeKeys(keys), "remoteSide");
  const isForward = key.pairs.every(({ remote: column }) => remote.some((name) => isNamed(column, name)));
  return isForward ? forwardJoin(request, key) : reverseJoin(request, key);
}

/** The one foreign key from a table to another that the relationship means. */
function chooseKey(request: JoinRequest, from: TableMapping, to: TableMapping): ForeignKeyMapping {
  const keys = matchingKeys(request, from, to);
  if (keys.length > 1) throw new AmbiguousForeignKeyError(request.place, describeKeys(keys));
  const [key] = keys;
  if (key === undefined) throw missingKey(request, from, to);
  checkRemoteSide(request, key);
  return key;
}

function missingKey(request: JoinRequest, from: TableMapping, to: TableMapping): MissingForeignKeyError {
  const reversed = foreignKeysBetween(to, from).length > 0;
  const hint =
    reversed && request.declared.kind !== "oneToOne"
      ? `Table "${to.table.name}" has a foreign key to "${from.table.name}": did you mean ${request.declared.kind === "manyToOne" ? "oneToMany" : "manyToOne"}()?`
      : undefined;
  return new MissingForeignKeyError(request.place, from.table.name, to.table.name, hint);
}

/** Keys between two tables, narrowed by `foreignKeys` of this side, else of the other side. */
function matchingKeys(request: JoinRequest, from: TableMapping, to: TableMapping): ForeignKeyMapping[] {
  const keys = foreignKeysBetween(from, to);
  const wanted = wantedColumns(request, from);
  if (wanted.length === 0) return keys;
  return keys.filter(
    (key) =>
      key.pairs.length === wanted.length && key.pairs.every(({ local }) => wanted.some((name) => isNamed(local, name))),
  );
}

function wantedColumns(request: JoinRequest, holder: TableMapping): readonly string[] {
  const { declared, place, target } = request;
  const own = namesOf(declared.options.foreignKeys);
  for (const name of own) {
    if (
      tablesOf(holder).some(({ columns }) => columns.some((column) => isNamed(column, name))) ||
      declared.kind === "oneToOne"
    )
      continue;
    throw new UnknownRelationshipColumnError(place, "foreignKeys", name, holder.name, propertiesOf(holder));
  }
  if (own.length > 0 || declared.options.backPopulates === undefined) return own;
  const other = target.class[modelSlot].relationships[declared.options.backPopulates];
  return namesOf(other?.options.foreignKeys);
}

/** Where `remoteSide` is given though the direction is known, it must at least be true. */
function checkRemoteSide(request: JoinRequest, key: ForeignKeyMapping): void {
  const { declared, place, target } = request;
  if (declared.kind === "oneToOne") return;
  const far = key.pairs.map((pair) => (declared.kind === "manyToOne" ? pair.remote : pair.local));
  for (const name of namesOf(declared.options.remoteSide)) {
    if (far.some((column) => isNamed(column, name))) continue;
    throw new UnknownRelationshipColumnError(
      place,
      "remoteSide",
      name,
      `the far side (${target.name})`,
      far.map((column) => column.property),
    );
  }
}

function manyToManyJoin(request: JoinRequest): Join {
  const { declared, mapper, target, place, context } = request;
  const written = declared.options.secondary ?? "";
  const { schema, name } = qualify(written, context.schema);
  const table = context.tables.get(formatQualifiedName(schema, name));
  if (table === undefined) {
    throw new UnknownSecondaryError(
      place,
      written,
      // As it would be written here.
      [...context.tables.values()].map(({ table: known }) =>
        known.schema === context.schema ? known.name : formatQualifiedName(known.schema, known.name),
      ),
    );
  }
  const [toSource, toTarget] =
    mapper === target ? selfKeys(request, table) : [onlyKey(table, mapper, place), onlyKey(table, target, place)];
  const secondary: SecondaryMapping = { table, sourcePairs: turned(toSource.pairs), targetPairs: toTarget.pairs };
  return { direction: "manyToMany", foreignKey: toSource, pairs: [], secondary };
}

function onlyKey(table: TableMapping, to: TableMapping, place: string): ForeignKeyMapping {
  const keys = foreignKeysBetween(table, to);
  if (keys.length > 1) throw new AmbiguousForeignKeyError(place, describeKeys(keys));
  if (keys[0] === undefined) throw new MissingForeignKeyError(place, table.table.name, to.table.name);
  return keys[0];
}

/** Both keys of an association lead to the same table; `remoteSide` names the columns of the one to the far side. */
function selfKeys(request: JoinRequest, table: TableMapping): [ForeignKeyMapping, ForeignKeyMapping] {
  const { declared, mapper, place } = request;
  const keys = foreignKeysBetween(table, mapper);
  if (keys.length < 2)
    throw new MissingForeignKeyError(
      place,
      table.table.name,
      mapper.table.name,
      "A self-reference needs two foreign keys, one for each end.",
    );
  const remote = namesOf(declared.options.remoteSide);
  for (const name of remote) {
    if (table.columns.some((column) => isNamed(column, name))) continue;
    throw new UnknownRelationshipColumnError(place, "remoteSide", name, table.name, propertiesOf(table));
  }
  const isRemote = (key: ForeignKeyMapping): boolean =>
    key.pairs.every(({ local }) => remote.some((name) => isNamed(local, name)));
  const [far, near] = [keys.filter(isRemote), keys.filter((key) => !isRemote(key))];
  if (far.length !== 1 || near.length !== 1)
    throw new AmbiguousForeignKeyError(place, describeKeys(keys), "remoteSide");
  return [near[0]!, far[0]!];
}

const namesOf = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === "string" ? [names] : names;

const isNamed = (column: ColumnMapping, name: string): boolean => column.property === name || column.name === name;

const propertiesOf = (table: TableMapping): string[] => table.columns.map((column) => column.property);

const describeKeys = (keys: readonly ForeignKeyMapping[]): string[] =>
  keys.map(({ source, target, pairs }) => {
    const side = (end: "local" | "remote"): string => pairs.map((pair) => pair[end].property).join(", ");
    return `${source.name} (${side("local")}) → ${target.name} (${side("remote")})`;
  });

function orderElements(declared: AnyRelationship, place: string, target: Mapper): OrderElement[] {
  return namesOf(declared.options.orderBy).map((written) => {
    const [, name, direction] = /^(\S+)(?:\s+(asc|desc))?$/i.exec(written.trim()) ?? [];
    const all = tablesOf(target).flatMap((table) => table.columns);
    const column = all.find((candidate) => isNamed(candidate, name ?? written));
    if (column === undefined) {
      throw new UnknownRelationshipColumnError(place, "orderBy", written, target.name, propertiesOf(target));
    }
    return { column, descending: direction?.toLowerCase() === "desc" };
  });
}

/** Ties the two sides of each relationship together. @throws BackPopulatesError where they don't fit */
export function linkRelationships(mapper: MapperUnderConstruction): void {
  const own = [...mapper.relationships.values()].filter(({ source }) => source === mapper);
  for (const relationship of own) {
    const { backPopulates } = relationship.options;
    if (backPopulates === undefined) continue;
    const place = `${mapper.name}.${relationship.property}`;
    const other = relationship.target.relationships.get(backPopulates);
    if (other === undefined) throw unknownSide(place, backPopulates, relationship);
    const problem = mismatch(relationship, other);
    if (problem !== undefined) throw new BackPopulatesError(place, ...problem);
    relationship.backPopulates = other;
  }
  for (const relationship of own) layOut(relationship);
  checkProxies(mapper);
}

/** @throws AssociationProxyError where the class that a proxy goes through has no such property */
function checkProxies({ name, class: model, relationships }: MapperUnderConstruction): void {
  for (const { name: property, through, property: far } of model[modelSlot].layout.proxies.values()) {
    const { target } = relationships.get(through.property)!;
    if (far in (target.class as unknown as { readonly prototype: object }).prototype) continue;
    throw new AssociationProxyError(`${name}.${property}`, far, target.class[modelSlot].layout.names, target.name);
  }
}

/** Tells the instances what they need to keep both sides in step. */
function layOut(relationship: RelationshipMapping): void {
  const { source, target, property, direction, backPopulates } = relationship;
  const relationOf = (mapper: Mapper, name: string) =>
    mapper.class[modelSlot].layout.relations.find((candidate) => candidate.property === name)!;
  const layout = relationOf(source, property);
  layout.target = target.class;
  layout.direction = direction;
  layout.inverse = backPopulates && relationOf(target, backPopulates.property);
}

function unknownSide(place: string, written: string, { target }: RelationshipMapping): BackPopulatesError {
  const known = [...target.relationships.keys()];
  const closest = suggest(written, known);
  const hint =
    closest === undefined
      ? `Relationships of ${target.name}: ${known.join(", ") || "none"}.`
      : `Did you mean "${closest}"?`;
  return new BackPopulatesError(place, `backPopulates names ${target.name}.${written}, which is no relationship`, hint);
}

const opposite = { manyToOne: "oneToMany", oneToMany: "manyToOne", manyToMany: "manyToMany" } as const;

function mismatch(one: RelationshipMapping, other: RelationshipMapping): [string, string] | undefined {
  const [here, there] = [`${one.source.name}.${one.property}`, `${other.source.name}.${other.property}`];
  if (other.target !== one.source) {
    return [`${there} leads to ${other.target.name}, not back to ${one.source.name}`, "Each side names the other."];
  }
  if (other.options.backPopulates !== one.property) {
    return [`${there} does not point back to ${here}`, `Write { backPopulates: "${one.property}" } there.`];
  }
  if (other.direction !== opposite[one.direction]) {
    return [
      `${here} is ${one.kind} and ${there} is ${other.kind}, which are no two sides of one relationship`,
      "oneToMany goes with manyToOne, oneToOne with oneToOne or manyToOne, manyToMany with manyToMany.",
    ];
  }
  const sameJoin =
    one.direction === "manyToMany"
      ? one.secondary!.table === other.secondary!.table &&
        one.secondary!.sourcePairs.every((pair, index) => pair.remote === other.secondary!.targetPairs[index]?.local)
      : one.foreignKey === other.foreignKey;
  return sameJoin ? undefined : [`${here} and ${there} are joined by different keys`, "Give both the same columns."];
}
