/**
 * From a declared table to its schema objects, every name and type filled in. Models and revisions go through here, so
 * that both mean the same by the same words.
 */
import type { Key } from "../../metadata/key.ts";
import { nameFor, type NamedThing, type NamingConvention } from "../../metadata/naming-convention.ts";
import { chooseFreeName } from "../../metadata/automatic-names.ts";
import { SchemaNames } from "../../metadata/schema-names.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { checkName } from "../../sql/qualified-name.ts";
import { LazyMap } from "../../util/lazy-map.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/identifier.ts";
import { fragmentText } from "../../sql/sql.ts";
import { compact, storageParameterTexts } from "../canonical.ts";
import { ElementRef, type ColumnRef } from "../column/column-ref.ts";
import type { ColumnNaming } from "../column-naming.ts";
import {
  columnModelKey,
  columnTarget,
  declareColumnModels,
  defaultModelKey,
  type ReferencedColumnType,
} from "../column/declare.ts";
import type { AnyColumn } from "../column/column-builder.ts";
import { columnKey, type ColumnModel } from "../column/model.ts";
import { withoutParentheses } from "../expression-names.ts";
import type { Declared } from "../declared-object.ts";
import { inheritanceKey } from "../inheritance/model.ts";
import type { PartitionByExtra } from "../partition/declare.ts";
import { boundText } from "../partition/bound.ts";
import { partitionKey } from "../partition/model.ts";
import { qualify } from "../qualify.ts";
import { sequenceKey, sequenceOwnerKey } from "../sequence/model.ts";
import {
  checkDraft,
  exclusionDraft,
  foreignKeyDraft,
  indexDraft,
  indexElement,
  primaryKeyDraft,
  uniqueDraft,
  type Draft,
  type TablePlace,
} from "./constraint-drafts.ts";
import { DuplicateColumnError, DuplicateNameError, ForeignKeyColumnsError, SeveralPrimaryKeysError } from "./errors.ts";
import { membersOf, refsOf, type Member } from "./members.ts";
import { tableKey, type PartitionKey, type TableModel } from "./model.ts";
import type { TableDeclaration, TableExtra } from "./table.ts";

export interface DeclareTableOptions extends TableDeclaration {
  /** Schema of names that give none. */
  readonly schema: string;
  readonly columnNaming: ColumnNaming;
  readonly convention?: NamingConvention | undefined;
  /** Names in use, which chosen names avoid; filled as names are given. A new one where absent. */
  readonly names?: SchemaNames;
  /** Needed for `foreignKey("products.product_id")` as a column. */
  readonly referencedColumnType?: ReferencedColumnType | undefined;
  /** How messages call the table: `Order`; its name where absent. */
  readonly origin?: string;
}

export interface DeclaredTable extends Declared {
  readonly table: TableModel;
  /** Columns by property. */
  readonly columns: ReadonlyMap<string, ColumnModel>;
}

/**
 * The schema objects of a table: sequences of serial columns, the table, its columns, defaults, constraints and
 * indexes, then what attaches it elsewhere.
 *
 *     declareTable({ schema: "public", name: "orders", columns: { order_id: integer().primaryKey() },
 *       columnNaming: "verbatim", options: {} }).objects
 *
 * @throws DuplicateColumnError, DuplicateNameError, SeveralPrimaryKeysError, ColumnConflictError, InvalidTargetError,
 * UnknownColumnTypeError, InvalidNameError
 */
export function declareTable(options: DeclareTableOptions): DeclaredTable {
  const { schema, name } = qualify(options.name, options.schema);
  const state = begin(options, schema, name);
  state.names.addRelation(schema, name);
  const serials = serialObjects(state);
  const columns = columnObjects(state, serials.sequences);
  const extras = state.options.extras?.(refsOf(state.members)) ?? [];
  const drafts = [...columnDrafts(state), ...extras.flatMap((extra) => extraDrafts(state, extra))];
  const constraints = nameDrafts(state, drafts);
  const notNull = new Set(primaryKeyColumns(drafts, state.origin));
  const table = tableModel(state, extras);
  const objects: (readonly [Key, SchemaObject])[] = [...serials.objects, [tableKey(schema, name), table]];
  const byProperty = new Map<string, ColumnModel>();
  for (const { property, key, column } of columns) {
    const finished = notNull.has(column.name) && column.notNull !== true ? withNotNull(column) : column;
    byProperty.set(property, finished);
    objects.push([key, finished]);
  }
  for (const entry of columns) if (entry.default) objects.push([defaultModelKey(entry.default), entry.default]);
  objects.push(...constraints, ...serials.owners, ...attachments(state));
  const { origin, properties, declaring } = state;
  // Keeps what names the places, and lets go of everything else that this needed.
  const origins = new LazyMap(() => originsOf({ origin, properties, declaring }, objects));
  return { table, columns: byProperty, objects, renamedFrom: renames(state), origins };
}

type Places = Pick<State, "origin" | "properties" | "declaring">;

function originsOf(state: Places, objects: DeclaredTable["objects"]): ReadonlyMap<Key, string> {
  return new Map(
    objects.map(([key, object]) => {
      const isColumn = object.kind === "column" || object.kind === "default";
      const property = isColumn ? state.properties.get(object.name) : state.declaring.get(key);
      return [key, placeOf(state, property)];
    }),
  );
}

/** How messages call what a property declares, or the table. */
const placeOf = ({ origin }: Pick<State, "origin">, property: string | undefined): string =>
  property === undefined ? origin : `${origin}.${property}`;

/** A column added to a table that exists: its objects as `declareTable` would make them. */
export function declareColumn(
  options: Omit<DeclareTableOptions, "columns" | "extras" | "options"> & {
    /** As written in the database or the model, depending on `columnNaming`. */
    readonly column: string;
    readonly builder: AnyColumn;
  },
): Declared & { readonly column: ColumnModel } {
  const columns = { [options.column]: options.builder };
  const declared = declareTable({ ...options, columns, options: {} });
  const own = tableKey(declared.table.schema, declared.table.name);
  const objects = declared.objects.filter(([key]) => key !== own);
  return { ...declared, objects, column: declared.columns.get(options.column)! };
}

interface State extends TablePlace {
  readonly options: DeclareTableOptions;
  readonly origin: string;
  readonly names: SchemaNames;
  /** In order. */
  readonly members: readonly Member[];
  /** Properties that declare constraints and indexes. */
  readonly declaring: Map<Key, string>;
}

function begin(options: DeclareTableOptions, schema: string, table: string): State {
  const origin = options.origin ?? options.name;
  const properties = new Map<string, string>();
  const members = membersOf(options.columns, options.columnNaming);
  for (const { property, column } of members) {
    const other = properties.get(column);
    if (other !== undefined) {
      throw new DuplicateColumnError(table, column, [`${origin}.${other}`, `${origin}.${property}`]);
    }
    properties.set(column, property);
  }
  const names = options.names ?? new SchemaNames();
  return { options, schema, table, origin, names, members, properties, declaring: new Map() };
}

function serialObjects(state: State) {
  const objects: (readonly [Key, SchemaObject])[] = [];
  const owners: (readonly [Key, SchemaObject])[] = [];
  const sequences = new Map<string, string>();
  const { schema, table } = state;
  for (const { column, builder } of state.members) {
    const { serial, identity } = builder.declaration;
    if (serial === undefined && identity === undefined) continue;
    const isTaken = (name: string): boolean => state.names.hasRelation(schema, name);
    const name = identity?.name ?? chooseFreeName({ first: table, second: column, label: "seq" }, isTaken);
    state.names.addRelation(schema, name);
    // The sequence of an identity belongs to its column, but its name is taken all the same.
    if (serial === undefined) continue;
    sequences.set(column, quoteQualified(schema, name));
    const type = serial === "bigint" ? {} : { type: serial };
    objects.push([sequenceKey(schema, name), Object.freeze({ kind: "sequence", schema, name, ...type })]);
    const owner = { kind: "sequenceOwner", schema, name, tableSchema: schema, table, column };
    owners.push([sequenceOwnerKey(schema, name), Object.freeze(owner)]);
  }
  return { objects, owners, sequences };
}

function columnObjects(state: State, sequences: ReadonlyMap<string, string>) {
  const { schema, table } = state;
  return state.members.map(({ property, column, builder }) => {
    const models = declareColumnModels(column, builder, {
      schema,
      table,
      defaultSchema: state.options.schema,
      place: `${state.origin}.${property}`,
      referencedColumnType: state.options.referencedColumnType,
      sequence: sequences.get(column),
    });
    return { property, key: columnModelKey(models.column), column: models.column, default: models.default };
  });
}

const none: readonly never[] = [];

/** Constraints that columns carry, checks first and keys in order. */
function columnDrafts(state: State): Draft[] {
  const drafts: Draft[] = [];
  const key = state.members.filter(({ builder }) => builder.declaration.primaryKey !== undefined);
  if (key.length > 0) {
    const columns = key.map(({ column }) => column);
    const options = Object.assign({}, ...key.map(({ builder }) => builder.declaration.primaryKey));
    drafts.push(primaryKeyDraft(state, undefined, columns, options));
  }
  for (const { property, column, builder } of state.members) {
    const { unique, checks, references, indexes } = builder.declaration;
    if (unique) drafts.push(uniqueDraft(state, property, [column], unique));
    for (const check of checks ?? none) drafts.push(checkDraft(state, property, check.expression, check));
    for (const options of indexes ?? none) drafts.push(indexDraft(state, property, [new ElementRef(column)], options));
    if (!references) continue;
    const target = columnTarget(references.target, state.options.schema, `${state.origin}.${property}`);
    const referenced = { schema: target.schema, name: target.name };
    const parts = { columns: [column], referenced, referencedColumns: [target.column], options: references };
    drafts.push(foreignKeyDraft(state, property, parts));
  }
  return drafts;
}

const columnNames = (refs: readonly ColumnRef[]): string[] => refs.map((ref) => ref.column!);

function extraDrafts(state: State, extra: TableExtra): Draft[] {
  const { origin } = state;
  switch (extra.extra) {
    case "primaryKey":
      return [primaryKeyDraft(state, undefined, columnNames(extra.columns), extra)];
    case "unique":
      return [uniqueDraft(state, undefined, columnNames(extra.columns), extra)];
    case "check":
      return [checkDraft(state, undefined, extra.expression, extra)];
    case "index":
      return [indexDraft(state, undefined, extra.elements, extra)];
    case "exclusion":
      return [exclusionDraft(state, undefined, extra)];
    case "foreignKey": {
      const { columns, referencedColumns } = extra;
      if (columns.length !== referencedColumns.length) {
        throw new ForeignKeyColumnsError(origin, columns.length, referencedColumns.length);
      }
      const referenced = qualify(extra.table, state.options.schema);
      const onDeleteColumns = extra.onDeleteColumns && columnNames(extra.onDeleteColumns);
      const parts = { columns: columnNames(columns), referenced, referencedColumns, options: extra, onDeleteColumns };
      return [foreignKeyDraft(state, undefined, parts)];
    }
    case "partitionBy":
      return [];
    default:
      return extra satisfies never;
  }
}

// PostgreSQL names checks first, then the primary key, other constraints with an index, foreign keys, at last indexes.
const namingOrder = { check: 0, primaryKey: 1, unique: 2, exclusion: 2, foreignKey: 3, index: 4 } as const;
const withRelation: ReadonlySet<string> = new Set(["primaryKey", "unique", "exclusion", "index"]);

/** Gives names, declared ones before chosen ones, and returns the objects in naming order. */
function nameDrafts(state: State, drafts: readonly Draft[]): (readonly [Key, SchemaObject])[] {
  const ordered = [...drafts].sort((a, b) => namingOrder[a.named.kind] - namingOrder[b.named.kind]);
  const places = new Map<string, Draft>();
  const given = ordered.map((draft) => (draft.named.name === undefined ? undefined : chooseName(state, draft, places)));
  return ordered.map((draft, at) => {
    const built = draft.build(given[at] ?? chooseName(state, draft, places));
    if (draft.property !== undefined) state.declaring.set(built[0], draft.property);
    return built;
  });
}

function chooseName(state: State, draft: Draft, places: Map<string, Draft>): string {
  const { convention } = state.options;
  const named = convention === undefined ? draft.named : withProperties(draft, state);
  const chosen = nameFor(named, convention, state.names);
  const name = checkName(chosen, chosen, placeOf(state, draft.property));
  reserve(state, draft, name, places);
  return name;
}

/** Only a convention can ask for the properties behind columns. */
function withProperties({ named }: Draft, { properties }: State): NamedThing {
  return { ...named, properties: named.columns.map((column) => properties.get(column) ?? column) };
}

function reserve(state: State, draft: Draft, name: string, places: Map<string, Draft>): void {
  const { schema, names } = state;
  const isConstraint = draft.named.kind !== "index";
  const isRelation = withRelation.has(draft.named.kind);
  const other = isConstraint ? places.get(name) : undefined;
  if (other !== undefined || (isRelation && names.hasRelation(schema, name))) {
    const first = other ?? places.get(name);
    throw new DuplicateNameError(name, [
      first === undefined ? `another table, index or sequence of schema "${schema}"` : placeOf(state, first.property),
      placeOf(state, draft.property),
    ]);
  }
  if (isConstraint) {
    places.set(name, draft);
    names.addConstraint(schema, name);
  }
  if (isRelation) names.addRelation(schema, name);
}

function primaryKeyColumns(drafts: readonly Draft[], origin: string): readonly string[] {
  const keys = drafts.filter((draft) => draft.named.kind === "primaryKey");
  if (keys.length > 1) throw new SeveralPrimaryKeysError(origin);
  return keys[0]?.named.columns ?? [];
}

/** A column of the primary key is never NULL, wherever the key was declared. */
function withNotNull(column: ColumnModel): ColumnModel {
  const { kind, schema, table, name, type, ...rest } = column;
  return Object.freeze({ kind, schema, table, name, type, notNull: true, ...rest });
}

function tableModel(state: State, extras: readonly TableExtra[]): TableModel {
  const { options } = state.options;
  const routing = extras.find((extra) => extra.extra === "partitionBy");
  return compact<TableModel>({
    kind: "table",
    schema: state.schema,
    name: state.table,
    unlogged: options.unlogged,
    partitionBy: routing && partitionKeyText(routing),
    tablespace: options.tablespace,
    accessMethod: options.accessMethod === "heap" ? undefined : options.accessMethod,
    storageParameters: storageParameterTexts(options.storageParameters),
    replicaIdentity: options.replicaIdentity,
    ofType: options.ofType === undefined ? undefined : typeName(options.ofType, state.options.schema),
    comment: options.comment,
  });
}

function typeName(written: string, defaultSchema: string): string {
  const { schema, name } = qualify(written, defaultSchema);
  return quoteQualified(schema, name);
}

function partitionKeyText(routing: PartitionByExtra): PartitionKey {
  const key = routing.elements.map(routingElement).join(", ");
  return Object.freeze({ method: routing.method, key });
}

function routingElement(element: ElementRef): string {
  const { collation, operatorClass } = indexElement(element);
  const column = element.column === undefined ? expressionText(fragmentText(element.expression!)) : undefined;
  return [column ?? quoteIdentifier(element.column!), collation && `COLLATE ${collation}`, operatorClass]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** Columns and function calls stand alone, other expressions in parentheses, as PostgreSQL prints them. */
const expressionText = (text: string): string =>
  /^([a-z_][\w$]*|"[^"]+")$/.test(text) ||
  (/^[\w".]+\s*\(/.test(text) && withoutParentheses(text.slice(text.indexOf("("))) !== text.slice(text.indexOf("(")))
    ? text
    : `(${withoutParentheses(text)})`;

function attachments(state: State): (readonly [Key, SchemaObject])[] {
  const { options } = state.options;
  const { schema, table: name } = state;
  const found: (readonly [Key, SchemaObject])[] = [];
  if (options.partitionOf) {
    const parent = qualify(options.partitionOf.parent, state.options.schema);
    const bound = boundText(options.partitionOf.bound);
    const model = { kind: "partition", schema, name, parentSchema: parent.schema, parent: parent.name, bound };
    found.push([partitionKey(schema, name), Object.freeze(model)]);
  }
  const parents = typeof options.inherits === "string" ? [options.inherits] : (options.inherits ?? []);
  parents.forEach((written, index) => {
    const parent = qualify(written, state.options.schema);
    const model = {
      kind: "inheritance",
      schema,
      name,
      parentSchema: parent.schema,
      parent: parent.name,
      position: index + 1,
    };
    found.push([inheritanceKey(schema, name, parent.schema, parent.name), Object.freeze(model)]);
  });
  return found;
}

function renames(state: State): [Key, Key][] {
  const { schema, table } = state;
  const former = state.options.options.renamedFrom;
  const before = former === undefined ? { schema, name: table } : qualify(former, schema);
  const found: [Key, Key][] = [];
  if (former !== undefined) found.push([tableKey(schema, table), tableKey(before.schema, before.name)]);
  for (const { column, builder } of state.members) {
    const old = builder.declaration.renamedFrom;
    if (old === undefined) continue;
    found.push([columnKey(schema, table, column), columnKey(before.schema, before.name, old)]);
  }
  return found;
}
