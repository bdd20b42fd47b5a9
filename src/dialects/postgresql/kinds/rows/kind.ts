import { columnKey } from "../../../../kinds/column/model.ts";
import { rowsKey, type RowsModel } from "./model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { allPartitionsOf } from "../../table-parts.ts";
import { typeKeys } from "../../type-keys.ts";
import { restoreRows, restoreRowsOp, setRowsAside, setRowsAsideOp } from "./operations.ts";

/** Rows go before their table and its partitions do, and come back when all of them are there. */
export const rowsKind = definePostgresqlKind<RowsModel>({
  name: "rows",
  managed: "always",
  rank: 21,
  readers: [],
  key: (rows) => rowsKey(rows.schema, rows.name),
  dependsOn: (rows, metadata) => [
    tableKey(rows.schema, rows.name),
    ...rows.columns.map((column) => columnKey(rows.schema, rows.name, column)),
    ...Object.values(rows.asText ?? {}).flatMap((type) => typeKeys(type, metadata)),
    ...allPartitionsOf(metadata, rows.schema, rows.name),
  ],
  attributes: {},
  create: (rows) => [restoreRowsOp(rows)],
  drop: (rows) => [setRowsAsideOp(rows)],
  operations: { setRowsAside, restoreRows },
});
