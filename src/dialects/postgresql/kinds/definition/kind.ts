import { schemaKey } from "../../../../kinds/schema/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { viewKey } from "../../../../kinds/view/model.ts";
import { defineKind, type Kind } from "../../../../metadata/kind.ts";
import type { OperationDefinitions } from "../../../../operations/operation.ts";
import { bodyKeys } from "../../body-keys.ts";
import { commentOp } from "../comment/operations.ts";
import { definitionKey, type DefinitionModel } from "../../../../kinds/definition/model.ts";
import { createDefinitionOp, dropDefinitionOp } from "./operations.ts";

/** A kind whose objects are known by their whole definition. */
export function definitionKind(name: string, rank: number, operations: OperationDefinitions): Kind<DefinitionModel> {
  return defineKind<DefinitionModel>({
    name,
    rank,
    key: definitionKey,
    ...(name === "rule"
      ? { parent: (object: DefinitionModel) => tableKey(object.schema as string, object.table as string) }
      : {}),
    dependsOn: (object) => [
      ...(object.schema === undefined ? [] : [schemaKey(object.schema)]),
      ...(object.table === undefined
        ? []
        : [tableKey(object.schema as string, object.table), viewKey(object.schema as string, object.table)]),
    ],
    isProgram: true,
    prefers: (object, metadata) => object.definition.flatMap((text) => bodyKeys(text, metadata)),
    attributes: { definition: "recreate", comment: "alter", identity: "ignore" },
    create: (object) => [createDefinitionOp(object)],
    drop: (object) => [dropDefinitionOp(object)],
    alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
    operations,
  });
}
