import { uniqueKey, type UniqueModel } from "../../../../kinds/unique/model.ts";
import { sameParameters } from "../../ddl/clauses.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { isTwin } from "../../attachments.ts";
import { partitionKey } from "../../../../kinds/partition/model.ts";
import { columnsAbove } from "../../table-parts.ts";
import { createUniqueConstraint } from "../constraint/operations.ts";
import { uniqueAnswer } from "../foreign-key/unique-columns.ts";
import { alterIndexConstraint, constraintBasics, constraintName, tableAndColumns } from "../constraint/shared.ts";

export const uniqueKind = definePostgresqlKind<UniqueModel>({
  name: "unique",
  managed: "always",
  rank: 14,
  readers: ["readConstraints"],
  key: (unique) => uniqueKey(unique.schema, unique.table, unique.name),
  ...constraintBasics<UniqueModel>(),
  dependsOn: (unique) => tableAndColumns(unique, [...unique.columns, ...(unique.include ?? [])]),
  comesAfter: (unique, metadata) => [
    ...columnsAbove(tableAndColumns(unique, unique.columns), metadata),
    ...(isTwin(unique, metadata) ? [partitionKey(unique.schema, unique.table)] : []),
  ],
  goesBefore: (unique, metadata) => columnsAbove(tableAndColumns(unique, unique.columns), metadata),
  // A column of another type takes its constraints along (manual, ALTER TABLE).
  survives: () => true,
  attributes: {
    columns: "recreate",
    include: "recreate",
    nullsNotDistinct: "recreate",
    deferrable: "recreate",
    withoutOverlaps: "recreate",
    storageParameters: { change: "alter", equal: sameParameters },
    tablespace: "alter",
    clustered: "alter",
    comment: "alter",
  },
  foundBy: (unique) => [uniqueAnswer(unique.schema, unique.table, unique.columns)],
  occupies: (unique) => [constraintName(unique), `relation ${unique.schema}.${unique.name}`],
  alter: (request) => alterIndexConstraint(request as never),
  operations: { createUniqueConstraint },
});
