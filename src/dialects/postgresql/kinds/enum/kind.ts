import { enumLabelKey } from "./declare.ts";
import { enumKey, type EnumModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import type { AlterRequest, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { columnsOfType } from "../../columns-of-type.ts";
import { additions } from "../../enum-additions.ts";
import { formerTypesOver, targetTypesOver } from "../../types-over.ts";
import { commentOp } from "../comment/operations.ts";
import { renameTypeOps } from "../rename/operations.ts";
import {
  addEnumValue,
  createEnum,
  createEnumOp,
  dropEnum,
  dropEnumOp,
  renameEnumValue,
  replaceEnum,
  type AddEnumValueOp,
  type RenameEnumValueOp,
  type ReplaceEnumOp,
} from "./operations.ts";

export const enumKind = definePostgresqlKind<EnumModel>({
  name: "enum",
  rank: 2,
  readers: ["readEnums"],
  managed: "always",
  key: (model) => enumKey(model.schema, model.name),
  dependsOn: (model) => [schemaKey(model.schema)],
  attributes: {
    values: {
      change: (database, target) => (additions(database.values, target.values) === undefined ? "alterAlone" : "alter"),
    },
    comment: "alter",
  },
  occupies: (model) => [`type ${model.schema}.${model.name}`],
  create: (model) => [createEnumOp(model)],
  drop: (model) => [dropEnumOp(model)],
  alter: (request) => alter(request),
  renaming: { word: "enum", moves: true },
  rename: renameTypeOps,
  operations: { createEnum, dropEnum, addEnumValue, renameEnumValue, replaceEnum },
});

function alter({ database, target, attributes, context }: AlterRequest<EnumModel>): readonly Operation[] {
  const comments = attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : [];
  if (!attributes.includes("values")) return comments;
  const added = additions(database.values, target.values);
  const replace = replacement(database, target, context);
  if (added === undefined) return [replace, ...comments];
  const undo = replaceEnum.reverse(replace)[0] as ReplaceEnumOp;
  const ops = added.map((addition, at): AddEnumValueOp => ({
    type: addEnumValue.type,
    schema: target.schema,
    name: target.name,
    replan: true,
    ...addition,
    // The whole former list comes back at once, when the first addition is undone.
    undo: at === 0 ? undo : nothing(undo),
  }));
  return [...ops, ...comments];
}

const nothing = (undo: ReplaceEnumOp): ReplaceEnumOp => ({ ...undo, implied: true });

function replacement(database: EnumModel, target: EnumModel, context: ChangeContext): ReplaceEnumOp {
  const key = enumKey(target.schema, target.name);
  const over = targetTypesOver(key, context);
  return {
    type: "replaceEnum",
    schema: target.schema,
    name: target.name,
    values: target.values,
    former: database.values,
    columns: columnsOfType(key, context),
    ...(over.length === 0 ? {} : { over, formerOver: formerTypesOver(key, context) }),
    ...(target.comment === undefined ? {} : { comment: target.comment }),
  };
}

/** A value of an enum on its own exists only while it is renamed; values as such are an attribute of their type. */
export interface EnumLabelModel extends SchemaObject {
  readonly kind: "enumLabel";
  readonly schema: string;
  readonly enum: string;
}

export const enumLabelKind = definePostgresqlKind<EnumLabelModel>({
  name: "enumLabel",
  rank: 2,
  readers: [],
  managed: "always",
  key: (label) => enumLabelKey(label.schema, label.enum, label.name),
  parent: (label) => enumKey(label.schema, label.enum),
  dependsOn: () => [],
  attributes: { enum: "ignore" },
  renaming: { word: "enum value", partOf: "enum" },
  create: () => [],
  drop: () => [],
  rename: (database, target) => [
    {
      type: renameEnumValue.type,
      schema: target.schema,
      name: target.enum,
      from: database.name,
      to: target.name,
    } satisfies RenameEnumValueOp,
  ],
  operations: {},
});
