import { schemaKey } from "../../../../kinds/schema/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { viewKey } from "../../../../kinds/view/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import { definePostgresqlKind, type PostgresqlKind } from "../../define-kind.ts";
import { bodyKeys } from "../../body-keys.ts";
import { commentOp } from "../comment/operations.ts";
import { definitionKey, type DefinitionModel } from "./model.ts";
import type { InPlace } from "./in-place.ts";
import { alterDefinitionOp, createDefinitionOp, dropDefinitionOp } from "./operations.ts";
import { schemaOf } from "../../../../metadata/schema-object.ts";

/** Text searches name one another, and kinds of words (`url`, `email`) that are no tables. */
const isNamedBy = (kind: string, key: Key): boolean => !kind.startsWith("textSearch") || key.startsWith("textSearch");

export interface DefinitionKind extends Pick<PostgresqlKind, "name" | "rank" | "readers" | "operations"> {
  /** How it changes where it need not be made anew; always made anew where absent. */
  readonly inPlace?: InPlace;
  readonly foundBy?: (object: DefinitionModel) => readonly string[];
}

/** A kind whose objects are known by their whole definition. */
export function definitionKind(definition: DefinitionKind): PostgresqlKind<DefinitionModel> {
  const { name, rank, readers, operations, inPlace = () => undefined, foundBy } = definition;
  return definePostgresqlKind<DefinitionModel>({
    name,
    rank,
    readers,
    key: definitionKey,
    ...(name === "rule"
      ? { parent: (object: DefinitionModel) => tableKey(schemaOf(object), object.table as string) }
      : {}),
    dependsOn: (object) => [
      ...(object.schema === undefined ? [] : [schemaKey(object.schema)]),
      ...(object.table === undefined
        ? []
        : [tableKey(schemaOf(object), object.table), viewKey(schemaOf(object), object.table)]),
    ],
    ...(foundBy === undefined ? {} : { foundBy }),
    isProgram: true,
    prefers: (object, metadata) =>
      object.definition.flatMap((text) => bodyKeys(text, metadata)).filter((key) => isNamedBy(name, key)),
    texts: { sql: ["definition"] },
    attributes: {
      definition: {
        change: (database, target) =>
          inPlace(database, target) === undefined || inPlace(target, database) === undefined ? "recreate" : "alter",
      },
      comment: "alter",
      identity: "ignore",
    },
    create: (object) => [createDefinitionOp(object)],
    drop: (object) => [dropDefinitionOp(object)],
    alter: ({ database, target, attributes, context }) => {
      // A declared object is in anybody's words until the server has said it.
      const settled = (context.target.get(definitionKey(target)) as DefinitionModel | undefined) ?? target;
      const [statements = [], former = []] = [inPlace(database, settled), inPlace(settled, database)];
      return [
        ...(attributes.includes("definition") ? [alterDefinitionOp(target, statements, former)] : []),
        ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
      ];
    },
    operations,
  });
}
