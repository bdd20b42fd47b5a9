/** Computed properties as sessions use them: columns whose SQL is an expression. */
import type { AnyColumn } from "../kinds/column/column-builder.ts";
import { modelSlot } from "../model/entity.ts";
import type { ComputedExpression, ComputedScope } from "../model/computed.ts";
import type { ColumnMapping } from "../model/mapper.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import { fragmentText, sql, type SqlFragment } from "../sql/sql.ts";
import { columnRuntime, columnSql, tableSql, type ColumnRuntime } from "./column-runtime.ts";
import type { EntityRuntime, RelationRuntime } from "./entity-runtime.ts";
import { UnknownPropertyError } from "./errors.ts";

/** The computed properties that a class declares itself. */
export function computedColumns(entity: EntityRuntime): ColumnRuntime[] {
  const { computed } = entity.model[modelSlot];
  return Object.entries(computed).map(([property, builder]) => {
    const position = entity.layout.positions.get(property)!;
    const column = valueColumn(builder, { owner: entity.name, property, position });
    const expression = builder.declaration.computed as ComputedExpression;
    const { type } = column.mapping.model;
    return {
      ...column,
      computed: true,
      expression: (alias: string) => `(${fragmentText(expression(scopeOf(entity, alias)))})::${type}`,
    };
  });
}

interface ValuePlace {
  readonly owner: string;
  readonly property: string;
  readonly position: number;
}

/** A value of some type that is no column of a table. */
export function valueColumn(builder: AnyColumn, { owner, property, position }: ValuePlace): ColumnRuntime {
  const { type, array, notNull } = builder.declaration;
  const name = type.kind === "named" ? `${type.text}${array === true ? "[]" : ""}` : "text";
  const place = { kind: "column", schema: "", table: "", name: property } as const;
  const model = { ...place, type: name, notNull: notNull === true };
  const mapping: ColumnMapping = { property, name: property, model, builder, primaryKey: false, position };
  return columnRuntime(mapping, { owner, position });
}

/** What an expression finds in a row of an alias. @throws UnknownPropertyError */
function scopeOf(entity: EntityRuntime, alias: string): ComputedScope {
  const column = (property: string) => sql.raw(columnSql(columnNamed(entity, property), alias));
  const over = (what: (far: string) => string, relationship: string): SqlFragment => {
    const far = `${alias}_c`;
    return sql.raw(
      `(SELECT ${what(far)} FROM ${relatedRows(entity, relationNamed(entity, relationship), [alias, far])})`,
    );
  };
  const aggregate = (name: string, relationship: string, property: string) => {
    const { target } = relationNamed(entity, relationship);
    return over((far) => `${name}(${columnSql(columnNamed(target, property), far)})`, relationship);
  };
  return Object.assign(column, {
    count: (relationship: string) => over(() => "count(*)", relationship),
    exists: (relationship: string) => sql`EXISTS ${over(() => "1", relationship)}`,
    sum: (relationship: string, property: string) => sql`coalesce(${aggregate("sum", relationship, property)}, 0)`,
    avg: (relationship: string, property: string) => aggregate("avg", relationship, property),
    min: (relationship: string, property: string) => aggregate("min", relationship, property),
    max: (relationship: string, property: string) => aggregate("max", relationship, property),
  });
}

function columnNamed({ all, name }: EntityRuntime, property: string): ColumnRuntime {
  const column = all.find((each) => each.property === property);
  if (column !== undefined) return column;
  const known = all.map((each) => each.property);
  throw new UnknownPropertyError(name, property, known);
}

function relationNamed({ relations, name }: EntityRuntime, property: string): RelationRuntime {
  const relation = relations.find(({ layout }) => layout.property === property);
  if (relation !== undefined) return relation;
  const known = relations.map(({ layout }) => layout.property);
  throw new UnknownPropertyError(name, property, known);
}

/** The rows at the other end, after FROM. */
function relatedRows(
  entity: EntityRuntime,
  { mapping, target }: RelationRuntime,
  [near, far]: readonly [string, string],
): string {
  const tables = target.fromAll(far);
  const restriction = target.restriction(far);
  const own = restriction === "" ? "" : ` AND ${restriction}`;
  const nearColumn = ({ position }: ColumnMapping) => columnSql(entity.columnAt(position), near);
  if (mapping.secondary === undefined) {
    const pairs = mapping.pairs.map(({ local, remote }) => {
      return `${columnSql(target.columnAt(remote.position), far)} = ${nearColumn(local)}`;
    });
    return `${tables} WHERE ${pairs.join(" AND ")}${own}`;
  }
  const { table, sourcePairs, targetPairs } = mapping.secondary;
  const link = `${far}_link`;
  const linked = (column: ColumnMapping) => `${link}.${quoteIdentifier(column.name)}`;
  const to = targetPairs.map(({ local, remote }) => {
    return `${linked(local)} = ${columnSql(target.columnAt(remote.position), far)}`;
  });
  const from = sourcePairs.map(({ local, remote }) => `${linked(remote)} = ${nearColumn(local)}`);
  return `${tableSql(table)} AS ${link} JOIN ${target.fromJoined(far)} ON ${to.join(" AND ")} WHERE ${from.join(" AND ")}${own}`;
}
