import { indexCommentKey, type IndexCommentModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { indexNamed } from "../../attachments.ts";
import { commentOp, type CommentOp } from "../comment/operations.ts";

export const indexCommentKind = definePostgresqlKind<IndexCommentModel>({
  name: "indexComment",
  rank: 27,
  readers: [],
  key: (model) => indexCommentKey(model.schema, model.name),
  dependsOn: (model, metadata) => [schemaKey(model.schema), ...constraintOf(model, metadata)],
  attributes: { text: "alter" } as never,
  survives: () => true,
  create: (model) => [commentOn(model, model.text, undefined)],
  drop: (model, { database, target }) => {
    const isGone = constraintOf(model, database).every((key) => !target.has(key));
    return [{ ...commentOn(model, undefined, model.text), ...(isGone ? { implied: true } : {}) }];
  },
  alter: ({ database, target }) => [commentOn(target, target.text, database.text)],
  operations: {},
});

function constraintOf({ schema, name }: IndexCommentModel, metadata: MetaData): Key[] {
  const key = indexNamed(metadata, schema, name);
  return key === undefined ? [] : [key];
}

const commentOn = (
  { schema, name }: IndexCommentModel,
  text: string | undefined,
  former: string | undefined,
): CommentOp => commentOp({ kind: "index", schema, name } as SchemaObject, text, former);
