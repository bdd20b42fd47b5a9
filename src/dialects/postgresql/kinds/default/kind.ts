import { columnKey, type ColumnModel } from "../../../../kinds/column/model.ts";
import { defaultKey, type DefaultModel } from "../../../../kinds/default/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { typeKeys } from "../../type-keys.ts";
import { defineKind } from "../../../../metadata/kind.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { baseType } from "../../types/casts.ts";
import { alterDefaultOp } from "../column/operations.ts";

export const defaultKind = defineKind<DefaultModel>({
  name: "default",
  managed: "always",
  rank: 12,
  key: (model) => defaultKey(model.schema, model.table, model.name),
  parent: (model) => columnKey(model.schema, model.table, model.name),
  dependsOn: (model, metadata) => [
    columnKey(model.schema, model.table, model.name),
    ...objectsNamed(model.expression, metadata),
    ...columnTypes(model, metadata),
  ],
  attributes: { expression: "alter" },
  // PostgreSQL carries a default along to a type of the same family; to another it would have to cast it.
  survives: (model, changed, { target }) => {
    if (changed.kind !== "column") return true;
    const column = target.get(columnKey(model.schema, model.table, model.name)) as ColumnModel | undefined;
    return column !== undefined && family(column.type) === family((changed as ColumnModel).type);
  },
  create: (model) => [alterDefaultOp(undefined, model)],
  drop: (model) => [alterDefaultOp(model, undefined)],
  alter: ({ database, target }) => [alterDefaultOp(database, target)],
  operations: {},
});

const family = (type: string): string => `${baseType(type)}${type.endsWith("[]") ? "[]" : ""}`;

/** A literal such as `'new'` means a value of the column's type, whether or not it says so. */
function columnTypes(model: DefaultModel, metadata: MetaData): readonly Key[] {
  const column = metadata.get(columnKey(model.schema, model.table, model.name)) as ColumnModel | undefined;
  return column === undefined ? [] : typeKeys(column.type, metadata);
}
