import { primaryKeyKey, type PrimaryKeyModel } from "../../../../kinds/primary-key/model.ts";
import { sameParameters } from "../../ddl/clauses.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { isTwin } from "../../attachments.ts";
import { partitionKey } from "../../../../kinds/partition/model.ts";
import { columnsAbove } from "../../table-parts.ts";
import { createPrimaryKey } from "../constraint/operations.ts";
import { uniqueAnswer } from "../foreign-key/unique-columns.ts";
import { alterIndexConstraint, constraintBasics, constraintName, tableAndColumns } from "../constraint/shared.ts";

export const primaryKeyKind = definePostgresqlKind<PrimaryKeyModel>({
  name: "primaryKey",
  managed: "always",
  rank: 13,
  readers: ["readConstraints"],
  key: (key) => primaryKeyKey(key.schema, key.table, key.name),
  ...constraintBasics<PrimaryKeyModel>(),
  dependsOn: (key) => tableAndColumns(key, [...key.columns, ...(key.include ?? [])]),
  comesAfter: (key, metadata) => [
    ...columnsAbove(tableAndColumns(key, key.columns), metadata),
    ...(isTwin(key, metadata) ? [partitionKey(key.schema, key.table)] : []),
  ],
  goesBefore: (key, metadata) => columnsAbove(tableAndColumns(key, key.columns), metadata),
  // A column of another type takes its constraints along (manual, ALTER TABLE).
  survives: () => true,
  attributes: {
    columns: "recreate",
    include: "recreate",
    deferrable: "recreate",
    withoutOverlaps: "recreate",
    storageParameters: { change: "alter", equal: sameParameters },
    tablespace: "alter",
    clustered: "alter",
    comment: "alter",
  },
  // A table has one primary key, whatever it is called.
  foundBy: (key) => [uniqueAnswer(key.schema, key.table, key.columns)],
  occupies: (key) => [
    constraintName(key),
    `relation ${key.schema}.${key.name}`,
    `primary key ${key.schema}.${key.table}`,
  ],
  alter: (request) => alterIndexConstraint(request as never),
  operations: { createPrimaryKey },
});
