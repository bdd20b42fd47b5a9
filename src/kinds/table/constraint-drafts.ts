/**
 * Constraints and indexes before they have names. Names come last, because chosen ones must stay clear of those that
 * were given.
 */
import type { Key } from "../../metadata/key.ts";
import type { NamedThing } from "../../metadata/naming-convention.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { fragmentText, type SqlFragment } from "../../sql/sql.ts";
import { collationText, compact, operatorClassText, orAbsent, storageParameterTexts } from "../canonical.ts";
import { checkKey, type CheckModel } from "../check/model.ts";
import type { ColumnRef, ElementRef } from "../column/column-ref.ts";
import type {
  CheckOptions,
  ColumnIndexOptions,
  ForeignKeyOptions,
  IndexedConstraintOptions,
} from "../column/declaration.ts";
import type { ExclusionExtra } from "../exclusion/declare.ts";
import { exclusionKey, type ExclusionModel } from "../exclusion/model.ts";
import { columnsIn, expressionName } from "../expression-names.ts";
import { foreignKeyKey, type ForeignKeyModel } from "../foreign-key/model.ts";
import { indexKey, type IndexElement, type IndexModel } from "../index/model.ts";
import { primaryKeyKey, type PrimaryKeyModel } from "../primary-key/model.ts";
import type { PrimaryKeyOptions } from "../primary-key/declare.ts";
import type { TableUniqueOptions } from "../unique/declare.ts";
import { uniqueKey, type UniqueModel } from "../unique/model.ts";
import type { QualifiedName } from "../qualify.ts";

export interface TablePlace {
  readonly schema: string;
  readonly table: string;
  /** Properties by column. */
  readonly properties: ReadonlyMap<string, string>;
}

export interface Draft {
  readonly named: NamedThing;
  /** The property that declares it; undefined where the table does. */
  readonly property: string | undefined;
  readonly build: (name: string) => readonly [Key, SchemaObject];
}

type Naming = Pick<NamedThing, "kind" | "columns" | "include" | "referredTable" | "referredColumns" | "name">;

function draft(at: TablePlace, property: string | undefined, naming: Naming, build: Draft["build"]): Draft {
  return { named: { schema: at.schema, table: at.table, ...naming }, property, build };
}

const names = (refs: readonly ColumnRef[] | undefined): readonly string[] | undefined =>
  orAbsent(refs?.map((ref) => ref.column!));

const sharedAttributes = (options: IndexedConstraintOptions & { withoutOverlaps?: boolean }) => ({
  deferrable: options.deferrable,
  storageParameters: storageParameterTexts(options.storageParameters),
  tablespace: options.tablespace,
  withoutOverlaps: options.withoutOverlaps,
  comment: options.comment,
});

export function primaryKeyDraft(
  at: TablePlace,
  property: string | undefined,
  columns: readonly string[],
  options: PrimaryKeyOptions,
): Draft {
  const include = names(options.include);
  return draft(at, property, { kind: "primaryKey", columns, name: options.name }, (name) => [
    primaryKeyKey(at.schema, at.table, name),
    compact<PrimaryKeyModel>({
      kind: "primaryKey",
      schema: at.schema,
      table: at.table,
      name,
      columns,
      include,
      ...sharedAttributes(options),
    }),
  ]);
}

export function uniqueDraft(
  at: TablePlace,
  property: string | undefined,
  columns: readonly string[],
  options: TableUniqueOptions,
): Draft {
  const include = names(options.include);
  return draft(at, property, { kind: "unique", columns, include, name: options.name }, (name) => [
    uniqueKey(at.schema, at.table, name),
    compact<UniqueModel>({
      kind: "unique",
      schema: at.schema,
      table: at.table,
      name,
      columns,
      include,
      nullsNotDistinct: options.nullsNotDistinct,
      ...sharedAttributes(options),
    }),
  ]);
}

export function checkDraft(
  at: TablePlace,
  property: string | undefined,
  expression: SqlFragment,
  options: CheckOptions,
): Draft {
  const text = fragmentText(expression);
  const columns = columnsIn(text, at.properties);
  return draft(at, property, { kind: "check", columns, name: options.name }, (name) => [
    checkKey(at.schema, at.table, name),
    compact<CheckModel>({
      kind: "check",
      schema: at.schema,
      table: at.table,
      name,
      expression: text,
      noInherit: options.noInherit,
      notValid: options.notValid,
      notEnforced: options.notEnforced,
      comment: options.comment,
    }),
  ]);
}

export interface ForeignKeyParts {
  readonly columns: readonly string[];
  readonly referenced: QualifiedName;
  readonly referencedColumns: readonly string[];
  readonly options: ForeignKeyOptions & { readonly period?: boolean };
  readonly onDeleteColumns?: readonly string[] | undefined;
}

export function foreignKeyDraft(at: TablePlace, property: string | undefined, parts: ForeignKeyParts): Draft {
  const { columns, referenced, referencedColumns, options } = parts;
  const { onDelete, onUpdate } = options;
  const naming: Naming = {
    kind: "foreignKey",
    columns,
    referredTable: referenced.name,
    referredColumns: referencedColumns,
    name: options.name,
  };
  return draft(at, property, naming, (name) => [
    foreignKeyKey(at.schema, at.table, name),
    compact<ForeignKeyModel>({
      kind: "foreignKey",
      schema: at.schema,
      table: at.table,
      name,
      columns,
      referencedSchema: referenced.schema,
      referencedTable: referenced.name,
      referencedColumns,
      onDelete: onDelete === "no action" ? undefined : onDelete,
      onUpdate: onUpdate === "no action" ? undefined : onUpdate,
      onDeleteColumns: parts.onDeleteColumns,
      match: options.match === "full" ? "full" : undefined,
      deferrable: options.deferrable,
      notValid: options.notValid,
      notEnforced: options.notEnforced,
      period: options.period,
      comment: options.comment,
    }),
  ]);
}

export function indexDraft(
  at: TablePlace,
  property: string | undefined,
  elements: readonly ElementRef[],
  options: ColumnIndexOptions & { readonly include?: readonly ColumnRef[] },
): Draft {
  const include = names(options.include);
  const columns = elements.map(elementName);
  return draft(at, property, { kind: "index", columns, include, name: options.name }, (name) => [
    indexKey(at.schema, name),
    compact<IndexModel>({
      kind: "index",
      schema: at.schema,
      table: at.table,
      name,
      method: options.using === "btree" ? undefined : options.using,
      unique: options.unique,
      elements: elements.map(indexElement),
      include,
      where: options.where && fragmentText(options.where),
      nullsNotDistinct: options.nullsNotDistinct,
      storageParameters: storageParameterTexts(options.with),
      tablespace: options.tablespace,
      concurrently: options.concurrently,
      comment: options.comment,
    }),
  ]);
}

export function exclusionDraft(at: TablePlace, property: string | undefined, extra: ExclusionExtra): Draft {
  const include = names(extra.include);
  const columns = extra.elements.map(({ element }) => elementName(element));
  return draft(at, property, { kind: "exclusion", columns, include, name: extra.name }, (name) => [
    exclusionKey(at.schema, at.table, name),
    compact<ExclusionModel>({
      kind: "exclusion",
      schema: at.schema,
      table: at.table,
      name,
      method: extra.using ?? "gist",
      elements: extra.elements.map(({ element, operator }) => Object.freeze({ ...indexElement(element), operator })),
      include,
      where: extra.where && fragmentText(extra.where),
      deferrable: extra.deferrable,
      storageParameters: storageParameterTexts(extra.storageParameters),
      tablespace: extra.tablespace,
      comment: extra.comment,
    }),
  ]);
}

const elementName = (element: ElementRef): string =>
  element.column ?? expressionName(fragmentText(element.expression!));

/** An element of an index in canonical form. */
export function indexElement(element: ElementRef): IndexElement {
  const { descending, nulls, operatorClass, collation } = element.options;
  return compact<IndexElement>({
    column: element.column,
    expression: element.expression && fragmentText(element.expression),
    collation: collationText(collation),
    operatorClass: operatorClass && operatorClassText(operatorClass.name, operatorClass.parameters !== undefined),
    operatorClassParameters: storageParameterTexts(operatorClass?.parameters),
    descending,
    // Ascending means NULLs last, descending means NULLs first (manual 11.4).
    nulls: nulls === (descending === true ? "first" : "last") ? undefined : nulls,
  });
}
