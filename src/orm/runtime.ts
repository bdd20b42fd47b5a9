/** What a session needs of each class, worked out once for a data model: columns with their codecs, keys, statements. */
import type { DataModel } from "../model/data-model.ts";
import { modelSlot } from "../model/entity.ts";
import type { Layout, RelationLayout } from "../model/layout.ts";
import type { ColumnMapping, Mapper, RelationshipMapping, TableMapping } from "../model/mapper.ts";
import type { AnyModelClass } from "../model/model.ts";
import type { InstanceState } from "../model/state.ts";
import { quoteIdentifier, quoteQualified } from "../sql/identifier.ts";
import { codecOf, type ColumnCodec } from "./column-codec.ts";
import { NotAnEntityError } from "./errors.ts";
import { rankTables, type TableRank } from "./table-order.ts";

export interface ColumnRuntime extends ColumnCodec {
  readonly mapping: ColumnMapping;
  readonly position: number;
  readonly property: string;
  /** Quoted. */
  readonly sql: string;
  readonly primaryKey: boolean;
  /** Absent from an insert, the database fills it in: default, identity, sequence. */
  readonly serverFilled: boolean;
  /** The identity is ALWAYS: only a value that comes back from the database may be written to it. */
  readonly identityAlways: boolean;
  /** Never written: computed by the database. */
  readonly computed: boolean;
  readonly clientDefault: unknown;
  readonly clientOnUpdate: unknown;
  readonly nextVersion: ((before: unknown) => unknown) | undefined;
}

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

/** A table of the data model as statements need it. */
export interface TableRuntime {
  readonly mapping: TableMapping;
  /** Quoted, with its schema. */
  readonly sql: string;
  readonly columns: readonly ColumnRuntime[];
  readonly key: readonly ColumnRuntime[];
  readonly rank: TableRank;
}

export class EntityRuntime implements TableRuntime {
  readonly mapping: Mapper;
  readonly index: number;
  readonly model: AnyModelClass;
  readonly layout: Layout;
  readonly sql: string;
  readonly columns: readonly ColumnRuntime[];
  readonly key: readonly ColumnRuntime[];
  readonly keyPositions: readonly number[];
  readonly rank: TableRank;
  readonly version: ColumnRuntime | undefined;
  readonly serverFilled: readonly ColumnRuntime[];
  readonly computed: readonly ColumnRuntime[];
  readonly hasDefaults: boolean;
  readonly hasOnUpdate: boolean;
  /** Decoders by position; undefined where no column needs one. */
  readonly decoders: readonly (((value: unknown) => unknown) | undefined)[] | undefined;
  relations: readonly RelationRuntime[] = [];
  /** Those whose key is in this table. */
  owning: readonly RelationRuntime[] = [];
  saving: readonly RelationRuntime[] = [];
  /** Statements by shape. */
  readonly statements = new Map<string, string>();

  constructor(mapping: Mapper, index: number, rank: TableRank) {
    this.mapping = mapping;
    this.index = index;
    this.model = mapping.class;
    this.layout = mapping.class[modelSlot].layout;
    const table = tableRuntime(mapping, rank);
    this.sql = table.sql;
    this.columns = table.columns;
    this.key = table.key;
    this.keyPositions = table.key.map((column) => column.position);
    this.rank = rank;
    this.version = this.columns.find((column) => column.nextVersion !== undefined);
    this.serverFilled = this.columns.filter((column) => column.serverFilled);
    this.computed = this.columns.filter((column) => column.computed);
    this.hasDefaults = this.columns.some((column) => column.clientDefault !== undefined);
    this.hasOnUpdate = this.columns.some((column) => column.clientOnUpdate !== undefined);
    this.decoders = this.columns.some((column) => column.decode !== undefined)
      ? this.columns.map((column) => column.decode)
      : undefined;
  }

  get name(): string {
    return this.model.name;
  }

  /** All columns in the order of positions, for a select. */
  selectList(alias: string): string {
    return this.columns.map((column) => selected(column, alias)).join(", ");
  }

  /** The key of an identity map, from values by position; undefined where a part is missing. */
  identity(values: readonly unknown[]): unknown {
    return keyAt(values, this.keyPositions);
  }

  keyValues(values: readonly unknown[]): unknown[] {
    return this.key.map((column) => values[column.position]);
  }

  relation(layout: RelationLayout): RelationRuntime {
    return this.relations[layout.position - this.layout.columnCount]!;
  }
}

/** A value as a part of a key: comparable by identity, undefined where it is missing. */
export function keyPart(value: unknown): unknown {
  if (typeof value !== "object") return value;
  if (value === null) return undefined;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return JSON.stringify(value);
}

/** Values as one key; undefined where one is missing. */
export function joinedKey(parts: readonly unknown[]): unknown {
  if (parts.length === 1) return keyPart(parts[0]);
  const packed = parts.length === 2 ? packedKey(parts[0], parts[1]) : undefined;
  if (packed !== undefined) return packed;
  let text = "";
  for (const value of parts) {
    const part = keyPart(value);
    if (part === undefined) return undefined;
    text += `${String(part)}${separator}`;
  }
  return text;
}

/** The values at some positions as one key; undefined where one is missing. */
export function keyAt(values: readonly unknown[], positions: readonly number[], offset = 0): unknown {
  if (positions.length === 1) return keyPart(values[offset + positions[0]!]);
  if (positions.length === 2) {
    const packed = packedKey(values[offset + positions[0]!], values[offset + positions[1]!]);
    if (packed !== undefined) return packed;
  }
  let text = "";
  for (const position of positions) {
    const part = keyPart(values[offset + position]);
    if (part === undefined) return undefined;
    text += `${part as string}${separator}`;
  }
  return text;
}

/** Two small whole numbers, the most common composite key, fit into one: no text has to be made for them. */
function packedKey(first: unknown, second: unknown): number | undefined {
  if (typeof first !== "number" || typeof second !== "number") return undefined;
  if (!(first >= 0 && first < 2 ** 26 && second >= 0 && second < 2 ** 26)) return undefined;
  if (!Number.isInteger(first) || !Number.isInteger(second)) return undefined;
  return first * 2 ** 26 + second;
}

/** Between the parts of a key; no text in a key holds it. */
const separator = "\u0001";

export function selected(column: ColumnRuntime, alias: string): string {
  const name = alias === "" ? column.sql : `${alias}.${column.sql}`;
  return column.asText ? `${name}::text` : name;
}

function columnRuntime(mapping: ColumnMapping): ColumnRuntime {
  const { declaration } = mapping.builder;
  return {
    ...codecOf(mapping),
    mapping,
    position: mapping.position,
    property: mapping.property,
    sql: quoteIdentifier(mapping.name),
    primaryKey: mapping.primaryKey,
    serverFilled:
      declaration.serverDefault !== undefined || declaration.identity !== undefined || declaration.serial !== undefined,
    identityAlways: declaration.identity?.always === true,
    computed: declaration.generated !== undefined,
    clientDefault: declaration.clientDefault,
    clientOnUpdate: declaration.clientOnUpdate,
    nextVersion: declaration.nextVersion,
  };
}

function tableRuntime(mapping: TableMapping, rank: TableRank): TableRuntime {
  const columns = mapping.columns.map((column) => columnRuntime(column));
  const { schema, name } = mapping.table as { readonly schema: string; readonly name: string };
  return {
    mapping,
    sql: schema === "public" ? quoteIdentifier(name) : quoteQualified(schema, name),
    columns,
    key: mapping.primaryKey.map((column) => columns[column.position]!),
    rank,
  };
}

/** A data model as sessions use it. */
export class ModelRuntime {
  readonly entities: readonly EntityRuntime[];
  readonly tables: ReadonlyMap<TableMapping, TableRuntime>;
  readonly #byClass = new Map<unknown, EntityRuntime>();
  readonly #byMapper = new Map<Mapper, EntityRuntime>();
  readonly #byLayout = new Map<Layout, EntityRuntime>();

  constructor(model: DataModel) {
    const ranks = rankTables([...model.tables.values()]);
    this.entities = [...model.mappers.values()].map(
      (mapper, index) => new EntityRuntime(mapper, index, ranks.get(mapper)!),
    );
    for (const entity of this.entities) {
      this.#byClass.set(entity.model, entity);
      this.#byMapper.set(entity.mapping, entity);
      this.#byLayout.set(entity.layout, entity);
    }
    const tables = new Map<TableMapping, TableRuntime>(this.#byMapper);
    for (const table of model.tables.values()) {
      if (!tables.has(table)) tables.set(table, tableRuntime(table, ranks.get(table)!));
    }
    this.tables = tables;
    for (const entity of this.entities) this.#link(entity);
  }

  /** @throws NotAnEntityError */
  ofClass(model: unknown): EntityRuntime {
    const found = this.#byClass.get(model);
    if (found === undefined) throw new NotAnEntityError(model);
    return found;
  }

  ofMapper(mapper: Mapper): EntityRuntime {
    return this.#byMapper.get(mapper)!;
  }

  /** @throws NotAnEntityError where the object's class is in another data model */
  ofState(state: InstanceState): EntityRuntime {
    const known = state.runtime as EntityRuntime | undefined;
    if (known !== undefined && this.entities[known.index] === known) return known;
    const found = this.#byLayout.get(state.layout);
    if (found === undefined) throw new NotAnEntityError(state.instance);
    state.runtime = found;
    return found;
  }

  #link(entity: EntityRuntime): void {
    entity.relations = entity.layout.relations.map((layout) => {
      const mapping = entity.mapping.relationships.get(layout.property)!;
      const { cascade, pairs } = mapping;
      const target = this.ofMapper(mapping.target);
      const own = target.key.map(
        ({ position }) => pairs.find(({ remote }) => remote.position === position)?.local.position,
      );
      return {
        layout,
        mapping,
        target,
        local: pairs.map(({ local }) => local.position),
        remote: pairs.map(({ remote }) => remote.position),
        keyOrder: own.length === pairs.length && !own.includes(undefined) ? (own as number[]) : undefined,
        saves: cascade.has("save-update") && !layout.viewonly,
        deletes: cascade.has("delete") && !layout.viewonly,
      };
    });
    entity.owning = entity.relations.filter(({ layout }) => layout.direction === "manyToOne" && !layout.viewonly);
    entity.saving = entity.relations.filter(({ saves }) => saves);
  }
}

const runtimes = new WeakMap<object, ModelRuntime>();

/** The runtime of a data model; made when a session first needs it. */
export function runtimeOf(model: object): ModelRuntime {
  let runtime = runtimes.get(model);
  if (runtime === undefined) runtimes.set(model, (runtime = new ModelRuntime(model as DataModel)));
  return runtime;
}
