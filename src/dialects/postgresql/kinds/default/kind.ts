import { columnKey, type ColumnModel } from "../../../../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../../../../kinds/default/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { typeKeys } from "../../type-keys.ts";
import type { Change, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { columnsAbove } from "../../table-parts.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { baseType } from "../../types/casts.ts";
import { alone } from "../column/alone.ts";
import { continuationOf, setBehindAgainOp, setBehindOp } from "../../behind-rows.ts";
import { alterDefaultOp } from "../column/operations.ts";
import type { AlterSequenceOp } from "../sequence/operations.ts";
import { isA } from "../../../../metadata/schema-object.ts";

export const defaultKind = definePostgresqlKind<DefaultModel>({
  name: "default",
  managed: "always",
  rank: 12,
  readers: [],
  key: (model) => defaultKey(model.schema, model.table, model.name),
  parent: (model) => columnKey(model.schema, model.table, model.name),
  names: [{ of: "relation", schema: "schema", name: "table", columns: ["name"] }],
  dependsOn: (model, metadata) => [
    columnKey(model.schema, model.table, model.name),
    ...objectsNamed(model.expression, metadata),
    ...columnTypes(model, metadata),
  ],
  texts: { sql: ["expression"] },
  attributes: { expression: { change: expressionChange } },
  // PostgreSQL carries a default along to a type of the same family; to another it would have to cast it.
  survives: (model, changed, { target }) => {
    if (!isA<ColumnModel>(changed, "column")) return true;
    const column = target.get(columnKey(model.schema, model.table, model.name));
    return column !== undefined && family(column.type) === family(changed.type);
  },
  // Tables below have defaults of their own.
  create: (model, context) => [
    { ...alterDefaultOp(undefined, model), ...alone(model, context) },
    ...goesOn(undefined, model, context),
  ],
  drop: (model, context) => [
    ...goesOn(model, undefined, context),
    { ...alterDefaultOp(model, undefined), ...alone(model, context) },
  ],
  alter: ({ database, target, context }) => [
    ...goesOn(database, undefined, context),
    { ...alterDefaultOp(database, target), ...alone(target, context) },
    ...goesOn(undefined, target, context),
  ],
  operations: {},
});

/**
 * A sequence that gives the column its numbers from now on goes on behind those of the rows; the one that gave them before
 * does so when it comes back.
 */
function goesOn(
  before: DefaultModel | undefined,
  after: DefaultModel | undefined,
  context: ChangeContext,
): AlterSequenceOp[] {
  const model = after ?? before;
  const found = model && continuationOf(model, context, after === undefined ? "database" : "target");
  if (found === undefined) return [];
  return after === undefined ? [setBehindAgainOp(found)] : [setBehindOp(found)];
}

const family = (type: string): string => `${baseType(type)}${type.endsWith("[]") ? "[]" : ""}`;

/** Together with another type it is one statement, but not where tables below or above have theirs. */
function expressionChange(
  { schema, table, name }: DefaultModel,
  _target: DefaultModel,
  context: ChangeContext,
): Change {
  const key = columnKey(schema, table, name);
  const [before, after] = [context.database.get(key), context.target.get(key)] as (ColumnModel | undefined)[];
  if (before?.type === after?.type) return "alter";
  const isBelow = columnsAbove([key], context.database).length > 0;
  return isBelow || alone({ schema, table }, context).only === true ? "recreate" : "alter";
}

/** A literal such as `'new'` means a value of the column's type, whether or not it says so. */
function columnTypes(model: DefaultModel, metadata: MetaData): readonly Key[] {
  const column = metadata.get(columnKey(model.schema, model.table, model.name));
  return column === undefined ? [] : typeKeys(column.type, metadata);
}
