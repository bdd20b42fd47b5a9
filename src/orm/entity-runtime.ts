/**
 * A class as sessions use it: columns, keys, statements. A class that extends another one has the columns of both; its
 * rows are in one table or, joined by their keys, in several, each of which is written by the class that declares it.
 */
import { modelSlot } from "../model/entity.ts";
import type { Layout, RelationLayout } from "../model/layout.ts";
import {
  foreignKeysBetween,
  type ColumnMapping,
  type JoinPair,
  type Mapper,
  type RelationshipMapping,
} from "../model/mapper.ts";
import type { AnyModelClass } from "../model/model.ts";
import { quoteLiteral } from "../sql/identifier.ts";
import {
  aliasOf,
  columnRuntime,
  columnSql,
  selected,
  tableSql,
  type ColumnRuntime,
  type TableRuntime,
} from "./column-runtime.ts";
import { computedColumns } from "./computed.ts";
import { DiscriminatorChangeError, UnknownDiscriminatorError } from "./errors.ts";
import { keyAt } from "./key-values.ts";
import type { TableRank } from "./table-order.ts";

export interface RelationRuntime {
  readonly layout: RelationLayout;
  readonly mapping: RelationshipMapping;
  readonly target: EntityRuntime;
  /** Positions of the join's columns on this side and on the other one; empty for many-to-many. */
  readonly local: readonly number[];
  readonly remote: readonly number[];
  /** Own positions in the order of the target's primary key, where the foreign key leads to that. */
  readonly keyOrder: readonly number[] | undefined;
  readonly saves: boolean;
  readonly deletes: boolean;
}

/** Where the values of a class are in a row that was read: pairs of a column and its index. */
export type RowReader = readonly (readonly [column: ColumnRuntime, index: number])[];

export class EntityRuntime implements TableRuntime {
  readonly mapping: Mapper;
  readonly index: number;
  readonly model: AnyModelClass;
  readonly layout: Layout;
  readonly parent: EntityRuntime | undefined;
  /** The topmost class; the class itself where it extends none. */
  readonly root: EntityRuntime;
  /** Classes that extend this one, directly. */
  readonly children: EntityRuntime[] = [];
  /** The classes whose tables a row is in, the topmost one first; the class itself is the last. */
  readonly parts: readonly EntityRuntime[];
  readonly tableNumber: number;
  readonly sql: string;
  /** Columns of its own table. */
  readonly columns: readonly ColumnRuntime[];
  /** With those of the classes above. */
  readonly all: readonly ColumnRuntime[];
  /** What rows are known by: the key of the topmost class. */
  readonly key: readonly ColumnRuntime[];
  readonly keyPositions: readonly number[];
  /** The key of its own table. */
  readonly tableKey: readonly ColumnRuntime[];
  /** Own key column = that of a table above, which it follows. */
  readonly followed: readonly JoinPair[];
  readonly rank: TableRank;
  readonly version: ColumnRuntime | undefined;
  /** The version, where it is in its own table. */
  readonly ownVersion: ColumnRuntime | undefined;
  readonly serverFilled: readonly ColumnRuntime[];
  readonly computed: readonly ColumnRuntime[];
  /** What only the database knows after an update: computed columns, and those that triggers set. */
  readonly fetched: readonly ColumnRuntime[];
  /** What SQL computes from this row and others. */
  readonly expressions: readonly ColumnRuntime[];
  readonly hasDefaults: boolean;
  readonly hasOnUpdate: boolean;
  /** Decoders by position; undefined where no column needs one. */
  readonly decoders: readonly (((value: unknown) => unknown) | undefined)[] | undefined;
  relations: readonly RelationRuntime[] = [];
  /** Those whose key is in one of the class's tables. */
  owning: readonly RelationRuntime[] = [];
  saving: readonly RelationRuntime[] = [];
  /** Those that are loaded along unless told otherwise. */
  loading: readonly RelationRuntime[] = [];
  /** To one object whose table has the key. */
  singles: readonly RelationRuntime[] = [];
  /** Statements by shape. */
  readonly statements = new Map<string, string>();
  readonly #columnAt: (ColumnRuntime | undefined)[] = [];
  readonly #relationAt: RelationRuntime[] = [];
  #reads: readonly ColumnRuntime[] | undefined;
  #deferred: ReadonlySet<ColumnRuntime> | undefined;
  readonly #readers = new Map<EntityRuntime, RowReader>();
  #tables = 0;
  #byIdentity: Map<unknown, EntityRuntime> | undefined;

  constructor(mapping: Mapper, index: number, rank: TableRank, parent: EntityRuntime | undefined) {
    this.mapping = mapping;
    this.index = index;
    this.model = mapping.class;
    this.layout = mapping.class[modelSlot].layout;
    this.parent = parent;
    this.root = parent?.root ?? this;
    this.rank = rank;
    this.sql = tableSql(mapping);
    const joined = mapping.hierarchy?.key;
    this.followed = joined?.pairs ?? [];
    this.tableNumber = joined === undefined ? (parent?.tableNumber ?? 0) : this.root.#nextTable();
    const { positions } = this.layout;
    const stored = mapping.columns
      .filter(({ property, position }) => position >= 0 && positions.has(property))
      // A column that classes beside one another declare alike has a position of its own in each.
      .map((column) =>
        columnRuntime(column, {
          owner: mapping.class.name,
          tableNumber: this.tableNumber,
          position: positions.get(column.property),
        }),
      );
    this.columns = [...stored, ...computedColumns(this)];
    this.tableKey = this.columns.filter((column) => column.primaryKey);
    this.all = this.#allColumns();
    this.key = parent?.key ?? orderedKey(mapping, this.columns);
    this.keyPositions = this.key.map((column) => column.position);
    if (parent === undefined) this.parts = [this];
    else this.parts = joined === undefined ? [...parent.parts.slice(0, -1), this] : [...parent.parts, this];
    parent?.children.push(this);
    this.version = this.all.find((column) => column.nextVersion !== undefined);
    this.ownVersion = this.columns.find((column) => column.nextVersion !== undefined);
    this.serverFilled = this.columns.filter((column) => column.serverFilled);
    this.computed = this.columns.filter((column) => column.computed && column.expression === undefined);
    this.fetched = [...this.computed, ...this.columns.filter((column) => column.fetchedOnUpdate)];
    this.expressions = this.all.filter((column) => column.expression !== undefined);
    this.hasDefaults = this.columns.some((column) => column.clientDefault !== undefined);
    this.hasOnUpdate = this.all.some((column) => column.clientOnUpdate !== undefined);
    this.decoders = this.columns.some((column) => column.decode !== undefined)
      ? this.columns.map((column) => column.decode)
      : undefined;
    for (const column of this.all) this.#columnAt[column.position] = column;
  }

  #nextTable(): number {
    this.#tables += 1;
    return this.#tables;
  }

  #allColumns(): readonly ColumnRuntime[] {
    const { parent } = this;
    if (parent === undefined) return this.columns;
    const known = new Set(parent.all.map(({ position }) => position));
    return [...parent.all, ...this.columns.filter(({ position }) => !known.has(position))];
  }

  get name(): string {
    return this.model.name;
  }

  /** True where rows may be of classes below this one, or their columns lie in several places. */
  get isPolymorphic(): boolean {
    return this.parent !== undefined || this.children.length > 0;
  }

  /** True for the class itself and those below it. */
  isA(other: EntityRuntime): boolean {
    return this === other || (this.parent?.isA(other) ?? false);
  }

  /** The class and all below it. */
  get family(): EntityRuntime[] {
    return [this as EntityRuntime, ...this.children.flatMap((child) => child.family)];
  }

  columnAt(position: number): ColumnRuntime {
    return this.#columnAt[position]!;
  }

  columnOf(mapping: ColumnMapping): ColumnRuntime {
    return this.all.find((column) => column.mapping === mapping)!;
  }

  /** The columns of a select, those of classes below among them. */
  get reads(): readonly ColumnRuntime[] {
    if (this.children.length === 0) return this.all;
    this.#reads ??= [...new Set(this.family.flatMap((entity) => entity.#missingFrom(this)))];
    return this.#reads;
  }

  /** Own and inherited columns; for a class below another one, those that the other one does not have. */
  #missingFrom(above: EntityRuntime): readonly ColumnRuntime[] {
    if (above === this) return this.all;
    const known = new Set(this.parent!.all.map(({ position }) => position));
    return this.columns.filter(({ position }) => !known.has(position));
  }

  /** What a select leaves out unless it is asked for. */
  get deferred(): ReadonlySet<ColumnRuntime> {
    this.#deferred ??= new Set(this.reads.filter((column) => column.deferred));
    return this.#deferred;
  }

  /** All columns that a select of the class reads; those that it leaves out have their place all the same. */
  selectList(alias: string, left: ReadonlySet<ColumnRuntime> = this.deferred): string {
    return this.reads.map((column) => (left.has(column) ? "NULL" : selected(column, alias))).join(", ");
  }

  /** The tables of a row, joined. */
  from(alias: string, rows: string = this.parts[0]!.sql): string {
    return `${rows} AS ${alias}${this.#joins(alias)}`;
  }

  /** With the tables of classes below, whose rows need not be there; `rows` instead of the topmost table. */
  fromAll(alias: string, rows?: string): string {
    const below = this.family.filter((entity) => entity !== this && entity.followed.length > 0);
    return `${this.from(alias, rows)}${below.map((entity) => ` LEFT${entity.#join(alias)}`).join("")}`;
  }

  /** The same as one side of a join: in parentheses where they are several tables, as PostgreSQL takes none around one. */
  fromJoined(alias: string, rows?: string): string {
    const isSeveral = this.family.some((entity) => entity.parts.length > 1);
    const tables = this.fromAll(alias, rows);
    return isSeveral ? `(${tables})` : tables;
  }

  #joins(alias: string): string {
    return this.parts.length === 1
      ? ""
      : this.parts
          .slice(1)
          .map((part) => part.#join(alias))
          .join("");
  }

  #join(alias: string): string {
    const on = this.joinedOn.map(({ local, remote }) => `${columnSql(local, alias)} = ${columnSql(remote, alias)}`);
    return ` JOIN ${this.sql} AS ${aliasOf(alias, this.tableNumber)} ON ${on.join(" AND ")}`;
  }

  /** The key of its own table = that of a table above. */
  get joinedOn(): readonly { readonly local: ColumnRuntime; readonly remote: ColumnRuntime }[] {
    const above = this.parts.slice(0, -1).find((part) => part.mapping === this.mapping.hierarchy?.key?.target);
    const columnOf = (entity: EntityRuntime, name: string) =>
      entity.columns.find(({ mapping }) => mapping.name === name)!;
    return this.followed.map(({ local, remote }) => ({
      local: columnOf(this, local.name),
      remote: columnOf(above ?? this.root, remote.name),
    }));
  }

  /** What holds for rows of the class where others share its table; empty where none do. */
  restriction(alias: string): string {
    const { hierarchy } = this.mapping;
    if (hierarchy === undefined || this.followed.length > 0 || this.parent === undefined) return "";
    return this.isOfClass(alias);
  }

  /** True for rows of the class and of those below it, in a hierarchy. */
  isOfClass(alias: string): string {
    const values = this.family.flatMap(({ mapping }) => mapping.hierarchy!.identity ?? []);
    if (values.length === 0) return "FALSE";
    const list = values.map((value) => (typeof value === "string" ? quoteLiteral(value) : String(value))).join(", ");
    return `${columnSql(this.discriminator!, alias)} IN (${list})`;
  }

  /** Says of which class a row is. */
  get discriminator(): ColumnRuntime | undefined {
    const { hierarchy } = this.mapping;
    return hierarchy === undefined ? undefined : this.columnAt(hierarchy.discriminator.position);
  }

  /** @throws DiscriminatorChangeError where an object says to be of another class */
  checkDiscriminator(values: readonly unknown[]): void {
    const { discriminator, mapping } = this;
    if (discriminator === undefined) return;
    const given = values[discriminator.position];
    const own = mapping.hierarchy!.identity;
    if (given === undefined || given === own) return;
    throw new DiscriminatorChangeError(this.name, discriminator.property, given, own);
  }

  /** The class of a row. @throws UnknownDiscriminatorError */
  classOf(row: readonly unknown[], offset: number): EntityRuntime {
    const { position, decode } = this.discriminator!;
    // Columns of the topmost class come first in every row, at their own positions.
    const raw = row[offset + position];
    const value = decode === undefined || raw === null ? raw : decode(raw);
    this.#byIdentity ??= new Map(this.family.map((entity) => [entity.mapping.hierarchy!.identity, entity]));
    const found = value === null ? undefined : this.#byIdentity.get(value);
    if (found === undefined) throw new UnknownDiscriminatorError(this.name, value);
    return found;
  }

  /** Where a row that was read as this class holds the values of a class below it. */
  readerOf(entity: EntityRuntime): RowReader {
    let reader = this.#readers.get(entity);
    if (reader === undefined) {
      reader = entity.all.map((column) => [column, this.reads.indexOf(column)] as const);
      this.#readers.set(entity, reader);
    }
    return reader;
  }

  /** The key of an identity map, from values by position; undefined where a part is missing. */
  identity(values: readonly unknown[]): unknown {
    return keyAt(values, this.keyPositions);
  }

  keyValues(values: readonly unknown[]): unknown[] {
    return this.key.map((column) => values[column.position]);
  }

  relation(layout: RelationLayout): RelationRuntime {
    return this.#relationAt[layout.position]!;
  }

  /** Relationships whose key is in one of the class's tables. */
  owningIn({ mapping: { table } }: EntityRuntime): readonly RelationRuntime[] {
    if (this.parts.length === 1) return this.owning;
    return this.owning.filter(({ mapping }) => mapping.foreignKey.source.table === table);
  }

  /** Foreign keys of the class's tables that lead to those of another class. */
  foreignKeysTo(other: EntityRuntime) {
    return foreignKeysBetween(this.mapping, other.mapping);
  }

  /** Its relationships, and those that the classes above hand down. */
  link(relations: readonly RelationRuntime[]): void {
    this.relations = relations;
    for (const relation of relations) this.#relationAt[relation.layout.position] = relation;
    this.owning = relations.filter(({ layout }) => layout.direction === "manyToOne" && !layout.viewonly);
    this.saving = relations.filter(({ saves }) => saves);
    this.loading = relations.filter(
      ({ mapping: { options } }) => options.load === "selectin" || options.load === "joined",
    );
    this.singles = relations.filter(
      ({ layout }) => layout.direction === "oneToMany" && !layout.many && !layout.viewonly,
    );
  }
}

/** The key in the order of its declaration. */
function orderedKey(mapping: Mapper, columns: readonly ColumnRuntime[]): readonly ColumnRuntime[] {
  return mapping.primaryKey.map((key) => columns.find((column) => column.mapping === key)!);
}
