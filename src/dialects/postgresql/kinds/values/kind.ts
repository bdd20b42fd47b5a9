import { columnKey } from "../../../../kinds/column/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { valuesKey, type ValuesModel } from "./model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { writtenTable } from "../../ddl/locate.ts";
import { madeOf } from "../../type-parts.ts";
import type { AlterColumnOp } from "../column/operations.ts";

/** Values become text before what their type is made of changes, and are read again when it has. */
export const valuesKind = definePostgresqlKind<ValuesModel>({
  name: "values",
  managed: "always",
  rank: 13,
  readers: [],
  key: (values) => valuesKey(values.schema, values.table, values.name),
  parent: (values) => columnKey(values.schema, values.table, values.name),
  dependsOn: (values, metadata) => [tableKey(values.schema, values.table), ...madeOf(values.type, metadata)],
  makesWayFor: (values, metadata) => madeOf(values.type, metadata),
  attributes: {},
  create: ({ schema, table, name, type, settings }) => [
    {
      type: "alterColumn",
      schema,
      table,
      name,
      changes: { type, ...settings },
      former: { type: "text" },
      using: `${quoteIdentifier(name)}::${type}`,
      formerUsing: `${quoteIdentifier(name)}::text`,
      note: `fails where a value of ${writtenTable({ schema, table })}.${formatQualifiedName(name)} does not read as ${type}`,
    } satisfies AlterColumnOp as AlterColumnOp,
  ],
  drop: ({ schema, table, name, type, written }) => [
    {
      type: "alterColumn",
      schema,
      table,
      name,
      changes: { type: "text" },
      former: { type },
      using: written ?? `${quoteIdentifier(name)}::text`,
      formerUsing: `${quoteIdentifier(name)}::${type}`,
      replan: true,
    } satisfies AlterColumnOp as AlterColumnOp,
  ],
  operations: {},
});
