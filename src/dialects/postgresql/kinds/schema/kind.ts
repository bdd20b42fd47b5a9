import { schemaKey, type SchemaModel } from "../../../../kinds/schema/model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { commentOp } from "../comment/operations.ts";
import { createSchema, createSchemaOp, dropSchema, dropSchemaOp, renameSchema } from "./operations.ts";

export const schemaKind = definePostgresqlKind<SchemaModel>({
  name: "schema",
  managed: "whenNamed",
  rank: 0,
  readers: ["readSchemas"],
  key: (schema) => schemaKey(schema.name),
  dependsOn: () => [],
  attributes: { comment: "alter" },
  create: (schema) => [createSchemaOp(schema)],
  drop: (schema) => [dropSchemaOp(schema)],
  alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
  renaming: { word: "schema" },
  rename: (database, target) => [renameSchema.build(database.name, target.name)],
  operations: { createSchema, dropSchema, renameSchema },
});
