import { compositeKey, type CompositeModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import type { Change, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { typeKeys } from "../../type-keys.ts";
import { typedTables } from "../../typed-tables.ts";
import { remadeWith } from "../../types-over.ts";
import { commentOp } from "../comment/operations.ts";
import { renameTypeOps } from "../rename/operations.ts";
import {
  alterCompositeType,
  createCompositeType,
  createCompositeTypeOp,
  dropCompositeType,
  dropCompositeTypeOp,
  type AlterCompositeTypeOp,
} from "./operations.ts";

export const compositeKind = definePostgresqlKind<CompositeModel>({
  name: "composite",
  managed: "always",
  rank: 4,
  readers: ["readComposites"],
  key: (model) => compositeKey(model.schema, model.name),
  dependsOn: (model, metadata) => [
    schemaKey(model.schema),
    ...model.attributes.flatMap((attribute) => typeKeys(attribute.type, metadata)),
  ],
  attributes: { attributes: { change: attributesChange }, comment: "alter" },
  occupies: (model) => [`type ${model.schema}.${model.name}`, `relation ${model.schema}.${model.name}`],
  survives: (model, _changed, context) => remadeWith(model, context) !== undefined,
  alteredWith: remadeWith,
  create: (model) => [createCompositeTypeOp(model)],
  drop: (model) => [dropCompositeTypeOp(model)],
  alter: ({ database, target, attributes, context }) => [
    ...(attributes.includes("attributes")
      ? [
          {
            type: "alterCompositeType",
            schema: target.schema,
            name: target.name,
            attributes: target.attributes,
            former: database.attributes,
            ...(hasTables(target, context) ? { cascade: true, replan: true } : {}),
            ...(isInPlace(target, database) ? {} : { replan: true }),
          } satisfies AlterCompositeTypeOp as AlterCompositeTypeOp,
        ]
      : []),
    ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
  ],
  renaming: { word: "composite type", moves: true },
  rename: renameTypeOps,
  operations: { createCompositeType, dropCompositeType, alterCompositeType },
});

function attributesChange(database: CompositeModel, target: CompositeModel): Change {
  return isInPlace(database, target) ? "alter" : "recreate";
}

const hasTables = ({ schema, name }: CompositeModel, context: ChangeContext): boolean =>
  typedTables(compositeKey(schema, name), context).length > 0;

/** What stays keeps its place and what is new comes last (manual, ALTER TYPE), and rows go by the order. */
function isInPlace(database: CompositeModel, target: CompositeModel): boolean {
  const [before, after] = [database, target].map(({ attributes }) => attributes.map(({ name }) => name)) as [
    string[],
    string[],
  ];
  const stays = before.filter((name) => after.includes(name));
  return stays.every((name, at) => after[at] === name);
}
