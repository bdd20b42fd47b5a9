/** `CREATE TABLE` with everything that can stand inside, and the statements that complete it. */
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { DefaultModel } from "../../../kinds/default/model.ts";
import type { IndexModel } from "../../../kinds/index/model.ts";
import type { InheritanceModel } from "../../../kinds/inheritance/model.ts";
import type { TableModel } from "../../../kinds/table/model.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import { objectName, tablespaceClause, withClause } from "./clauses.ts";
import { columnDefinition, columnSettings } from "./column.ts";
import { commentStatements } from "./comment.ts";
import { constraintDefinition, type ConstraintModel } from "./constraint.ts";
import { clusterSql, createIndexSql, indexSettings } from "./index.ts";

/** A table and its parts, as an operation carries them. */
export interface TableDefinition {
  readonly table: TableModel;
  readonly parts: readonly SchemaObject[];
}

const constraintKinds: readonly string[] = ["primaryKey", "unique", "exclusion", "check", "foreignKey"];

/** In one order, wherever they come from: keys first, then by name. */
function constraintsOf(parts: readonly SchemaObject[]): ConstraintModel[] {
  const found = parts.filter((part) => constraintKinds.includes(part.kind)) as ConstraintModel[];
  const place = (constraint: ConstraintModel): number => constraintKinds.indexOf(constraint.kind);
  return found.sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

/** Sorts the parts of a definition by what they are. */
export function splitParts(parts: readonly SchemaObject[]) {
  const of = <T extends SchemaObject>(kind: string) => parts.filter((part) => part.kind === kind) as T[];
  const defaults = of<DefaultModel>("default");
  return {
    columns: of<ColumnModel>("column"),
    defaults: new Map(defaults.map((entry) => [entry.name, entry.expression])),
    constraints: constraintsOf(parts),
    indexes: of<IndexModel>("index"),
    parents: of<InheritanceModel>("inheritance").sort((a, b) => a.position - b.position),
  };
}

/** The statements that make a table with its parts. */
export function createTableStatements({ table, parts }: TableDefinition): { readonly sql: string }[] {
  const { columns, constraints, indexes } = splitParts(parts);
  const settings = columns.flatMap(columnSettings);
  const clustered = constraints.filter((key) => (key as { clustered?: boolean }).clustered === true);
  return [
    { sql: createTableSql({ table, parts }) },
    ...inheritedDefaults(table, parts),
    ...(table.ofType === undefined ? [] : [{ sql: `ALTER TABLE ONLY ${objectName(table)} OF ${table.ofType}` }]),
    ...constraints
      .filter((each) => isSeparate(each, constraints) && !isInherited(each))
      .map((each) => ({ sql: `ALTER TABLE ${objectName(table)} ADD ${constraintDefinition(each)}` })),
    ...(settings.length === 0 ? [] : [{ sql: `ALTER TABLE ${objectName(table)} ${settings.join(", ")}` }]),
    // Nobody is kept waiting for a table that is new.
    ...indexes.flatMap((index) => [
      { sql: createIndexSql({ ...index, concurrently: false }) },
      ...indexSettings(index).map((sql) => ({ sql })),
    ]),
    ...clustered.map((key) => ({ sql: clusterSql(key) })),
    ...replicaIdentitySql(table).map((sql) => ({ sql })),
    ...commentStatements(table, ...columns, ...constraints, ...indexes),
  ];
}

function createTableSql({ table, parts }: TableDefinition): string {
  const { columns, defaults, constraints, parents } = splitParts(parts);
  const lines = [
    ...columns
      .filter((column) => column.inherited !== true)
      .map((column) => columnDefinition(column, defaults.get(column.name))),
    ...constraints.filter((each) => !isSeparate(each, constraints)).map(constraintDefinition),
  ];
  const body = lines.length === 0 ? "()" : `(\n${lines.map((line) => `  ${line}`).join(",\n")}\n)`;
  const inherits = parents.map((parent) => quoteQualified(parent.parentSchema, parent.parent)).join(", ");
  return [
    `CREATE ${table.unlogged === true ? "UNLOGGED " : ""}TABLE ${objectName(table)} ${body}`,
    inherits === "" ? "" : ` INHERITS (${inherits})`,
    table.partitionBy === undefined
      ? ""
      : ` PARTITION BY ${table.partitionBy.method.toUpperCase()} (${table.partitionBy.key})`,
    table.accessMethod === undefined ? "" : ` USING ${quoteIdentifier(table.accessMethod)}`,
    withClause(table.storageParameters),
    tablespaceClause(table.tablespace),
  ].join("");
}

const isInherited = (constraint: ConstraintModel): boolean =>
  (constraint as { inherited?: boolean }).inherited === true;

/**
 * `CREATE TABLE` takes `NOT VALID` for valid, since there are no rows, and makes one index of two equal keys: such
 * constraints are added afterwards.
 */
function isSeparate(constraint: ConstraintModel, all: readonly ConstraintModel[]): boolean {
  if (isInherited(constraint) || (constraint as { notValid?: boolean }).notValid === true) return true;
  if (constraint.kind !== "unique") return false;
  const columns = constraint.columns.join("\0");
  const same = all.filter(
    (each) => (each.kind === "unique" || each.kind === "primaryKey") && each.columns.join("\0") === columns,
  );
  return same.some((each) => each.kind === "primaryKey") || same[0] !== constraint;
}

/** Defaults of columns that come from a parent are set afterwards; the parent's own default is already there. */
function inheritedDefaults(table: TableModel, parts: readonly SchemaObject[]): { readonly sql: string }[] {
  const { columns, defaults } = splitParts(parts);
  return columns
    .filter((column) => column.inherited === true && defaults.has(column.name))
    .map((column) => ({
      sql: `ALTER TABLE ONLY ${objectName(table)} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${defaults.get(column.name)}`,
    }));
}

export function replicaIdentitySql(table: TableModel): string[] {
  const identity = table.replicaIdentity;
  if (identity === undefined) return [];
  const what = typeof identity === "string" ? identity.toUpperCase() : `USING INDEX ${quoteIdentifier(identity.index)}`;
  return [`ALTER TABLE ONLY ${objectName(table)} REPLICA IDENTITY ${what}`];
}
