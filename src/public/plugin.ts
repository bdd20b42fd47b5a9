/** `limbeck/plugin`: what kinds and operations of your own are made of. */
export { declareObject } from "../kinds/declared-object.ts";
export type { DeclaredObject } from "../kinds/declared-object.ts";
export type { Plugin } from "../config/config.ts";
export { keyOf, type Key } from "../metadata/key.ts";
export {
  definePluginKind as defineKind,
  type AttributeRules,
  type ChangeContext,
  type Kind,
} from "../metadata/kind.ts";
export { MetaData } from "../metadata/metadata.ts";
export type { SchemaObject } from "../metadata/schema-object.ts";
export * from "../operations/errors.ts";
export {
  defineOperation,
  type Operation,
  type OperationDefinition,
  type OperationDefinitions,
  type Statement,
} from "../operations/operation.ts";
export { sql, type SqlFragment } from "../sql/sql.ts";
export {
  isLimbeckError,
  LimbeckError,
  type ErrorCode,
  type ExitCode,
  type LimbeckErrorOptions,
  type OwnErrorCode,
} from "../util/errors.ts";
