import { rowsKey } from "../rows/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { triggerKey, type TriggerModel } from "./model.ts";
import { viewKey } from "../../../../kinds/view/model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { columnsNamed, objectsNamed } from "../../expression-keys.ts";
import { commentOp } from "../comment/operations.ts";
import {
  alterTrigger,
  createTrigger,
  createTriggerOp,
  dropTrigger,
  dropTriggerOp,
  type AlterTriggerOp,
} from "./operations.ts";

export const triggerKind = definePostgresqlKind<TriggerModel>({
  name: "trigger",
  rank: 26,
  readers: ["readTriggers"],
  key: (trigger) => triggerKey(trigger.schema, trigger.table, trigger.name),
  parent: (trigger) => tableKey(trigger.schema, trigger.table),
  dependsOn: (trigger, metadata) => [
    tableKey(trigger.schema, trigger.table),
    viewKey(trigger.schema, trigger.table),
    ...columnsNamed(trigger.events, trigger.schema, trigger.table, metadata),
    ...objectsNamed(trigger.action, metadata),
  ],
  // Rows that come back were there before.
  comesAfter: (trigger) => [rowsKey(trigger.schema, trigger.table)],
  goesBefore: (trigger) => [rowsKey(trigger.schema, trigger.table)],
  // A trigger of a partitioned table stands on each partition under the same name.
  occupies: (trigger) => [`trigger ${trigger.name}`],
  isProgram: true,
  texts: { sql: ["events", "action"] },
  attributes: {
    events: "recreate",
    action: "recreate",
    constraint: "recreate",
    enabled: "alter",
    comment: "alter",
  },
  create: (trigger) => [createTriggerOp(trigger)],
  drop: (trigger) => [dropTriggerOp(trigger)],
  alter: ({ database, target, attributes }) => {
    const { schema, table, name } = target;
    const op: AlterTriggerOp = {
      type: "alterTrigger",
      schema,
      table,
      name,
      changes: { enabled: target.enabled ?? null },
      former: { enabled: database.enabled ?? null },
    };
    return [
      ...(attributes.includes("enabled") ? [op] : []),
      ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
    ];
  },
  operations: { createTrigger, alterTrigger, dropTrigger },
});
