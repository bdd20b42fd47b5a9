/** `limbeck/orm`: sessions, and what works on instances of models. */
export { createEngine, Engine, type EngineOptions } from "../engine/engine.ts";
export type { Connection, IsolationLevel, QueryEvent, TransactionOptions } from "../engine/connection.ts";
export * from "../driver/errors.ts";
export * from "../engine/errors.ts";
export { engineOn } from "../engine/joined.ts";
export type { PoolOptions } from "../engine/pool.ts";
export { Collection } from "../model/collection.ts";
export type { KeyOf } from "../model/member-types.ts";
export {
  mapperOf,
  type ColumnMapping,
  type ForeignKeyMapping,
  type JoinPair,
  type Mapper,
  type OrderElement,
  type RelationshipMapping,
  type SecondaryMapping,
  type TableMapping,
} from "../model/mapper.ts";
export type { Lifecycle } from "../model/state.ts";
export {
  CheckViolationError,
  ConstraintError,
  ExclusionViolationError,
  ForeignKeyViolationError,
  NotNullViolationError,
  TransactionConflictError,
  UniqueViolationError,
} from "../orm/database-errors.ts";
export * from "../orm/errors.ts";
export { addFilter, type FilterOptions, type FilterSettings } from "../orm/filters.ts";
export * from "../orm/filter-errors.ts";
export * from "../orm/load/errors.ts";
export { addAttributeHooks, addHooks, type BulkChange, type EntityHooks, type SessionHooks } from "../orm/hooks.ts";
export type { AttributeHooks } from "../model/attribute-hooks.ts";
export { kyselyOf } from "../orm/kysely-session.ts";
export type { DatabaseOf, DatabaseOfModel } from "../orm/kysely-types.ts";
export type { BulkValues } from "../orm/query/bulk.ts";
export type { Page, PageOptions } from "../orm/query/keyset.ts";
export type { RelatedQuery } from "../orm/query/related.ts";
export type { ReturningOptions, SelectQuery } from "../orm/query/select.ts";
export { NoObjectError, SourceChangeError, UpsertTargetError } from "../orm/query/errors.ts";
export { nullable, type NullableClass, type RowOfShape, type RowShape } from "../orm/query/rows.ts";
export type { RowSource } from "../orm/query/source.ts";
export type { UpsertOptions } from "../orm/query/upsert.ts";
export type { ColumnsOf, InsertValues, Loaded, Matching, RelationsOf, With } from "../orm/query/types.ts";
export type { Savepoint } from "../orm/savepoint.ts";
export { Session, type AnySession, type EntityClass } from "../orm/session.ts";
export type { GetOptions, LockMode, RefreshOptions, RetryOptions, SessionOptions } from "../orm/session-options.ts";
