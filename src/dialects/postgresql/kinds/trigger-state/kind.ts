import { partitionKey } from "../../../../kinds/partition/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { triggerKey, type Enabled } from "../trigger/model.ts";
import { triggerStateKey, type TriggerStateModel } from "./model.ts";
import type { Key } from "../../../../metadata/key.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { tablesAbove } from "../../table-parts.ts";
import type { AlterTriggerOp } from "../trigger/operations.ts";

export const triggerStateKind = definePostgresqlKind<TriggerStateModel>({
  name: "triggerState",
  rank: 28,
  readers: [],
  key: (state) => triggerStateKey(state.schema, state.table, state.name),
  parent: (state) => tableKey(state.schema, state.table),
  // What is said of a table reaches its partitions, so it is said first.
  dependsOn: (state, metadata) => [
    tableKey(state.schema, state.table),
    partitionKey(state.schema, state.table),
    ...statesAbove(state, metadata),
  ],
  attributes: { enabled: "recreate", above: "recreate" },
  create: (state) => [alterOp(state, state.enabled, state.above)],
  drop: (state, { target }) => [
    {
      ...alterOp(state, state.above, state.enabled),
      ...(target.has(partitionKey(state.schema, state.table)) ? {} : { implied: true }),
    },
  ],
  operations: {},
});

function statesAbove(
  { schema, table, name }: Pick<TriggerStateModel, "schema" | "table" | "name">,
  metadata: MetaData,
): Key[] {
  return tablesAbove(metadata, schema, table).flatMap((above) => [
    triggerKey(above.schema, above.name, name),
    triggerStateKey(above.schema, above.name, name),
    ...statesAbove({ schema: above.schema, table: above.name, name }, metadata),
  ]);
}

function alterOp(state: TriggerStateModel, enabled: Enabled | undefined, former: Enabled | undefined): Operation {
  const { schema, table, name } = state;
  return {
    type: "alterTrigger",
    schema,
    table,
    name,
    changes: { enabled: enabled ?? null },
    former: { enabled: former ?? null },
  } satisfies AlterTriggerOp as Operation;
}
