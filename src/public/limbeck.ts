/** The vocabulary of data models: `import { dataModel, integer, model } from "limbeck"`. */
export { check } from "../kinds/check/declare.ts";
export { ColumnBuilder, type AnyColumn, type ColumnFlag } from "../kinds/column/column-builder.ts";
export { expression, type ColumnRef, type ElementRef } from "../kinds/column/column-ref.ts";
export type {
  CheckOptions,
  ColumnIndexOptions,
  ForeignKeyOptions,
  IdentityOptions,
  ServerDefault,
  StorageParameters,
  UniqueOptions,
} from "../kinds/column/declaration.ts";
export type { ColumnValue, ReferencedValue, ValueOf } from "../kinds/column/value.ts";
export type { ColumnNaming } from "../kinds/column-naming.ts";
export {
  compositeType,
  type CompositeOptions,
  type CompositeValue,
} from "../dialects/postgresql/kinds/composite/declare.ts";
export type { DeclaredObject } from "../kinds/declared-object.ts";
export type { DeclaredTypeObject } from "../kinds/declared-type.ts";
export { domain, type DomainOptions } from "../dialects/postgresql/kinds/domain/declare.ts";
export { enumType, type EnumOptions, type EnumType } from "../dialects/postgresql/kinds/enum/declare.ts";
export { exclude, type ExclusionOptions } from "../kinds/exclusion/declare.ts";
export { extension, type ExtensionOptions } from "../dialects/postgresql/kinds/extension/declare.ts";
export { foreignKey, type TableForeignKeyOptions } from "../kinds/foreign-key/declare.ts";
export {
  defaultPrivileges,
  grant,
  revokeDefault,
  type DefaultPrivilegesOptions,
  type GrantOptions,
  type GrantTarget,
} from "../dialects/postgresql/kinds/grant/declare.ts";
export { index, type IndexOptions } from "../kinds/index/declare.ts";
export { owner, type OwnedTarget } from "../dialects/postgresql/kinds/owner/declare.ts";
export { partitionBy, type BoundValue, type PartitionBound, type PartitionOf } from "../kinds/partition/declare.ts";
export { policy, rowSecurity, type PolicyDeclarationOptions } from "../dialects/postgresql/kinds/policy/declare.ts";
export { primaryKey, type PrimaryKeyOptions } from "../kinds/primary-key/declare.ts";
export { rangeType, type RangeOptions } from "../kinds/range/declare.ts";
export { sqlFunction, type RoutineDeclarationOptions } from "../dialects/postgresql/kinds/routine/declare.ts";
export { sqlObject } from "../dialects/postgresql/kinds/definition/declare.ts";
export { securityLabel, type LabelTarget } from "../dialects/postgresql/kinds/security-label/declare.ts";
export { sqlFile } from "../dialects/postgresql/kinds/sql-file/declare.ts";
export { schema, type SchemaOptions } from "../kinds/schema/declare.ts";
export { sequence, type SequenceDeclarationOptions } from "../kinds/sequence/declare.ts";
export {
  subscription,
  type SubscriptionDeclarationOptions,
} from "../dialects/postgresql/kinds/subscription/declare.ts";
export {
  table,
  type ColumnRefs,
  type Columns,
  type Extras,
  type Table,
  type TableExtra,
  type TableOptions,
} from "../kinds/table/table.ts";
export {
  trigger,
  type TriggerDeclarationOptions,
  type TriggerEvent,
} from "../dialects/postgresql/kinds/trigger/declare.ts";
export { unique, type TableUniqueOptions } from "../kinds/unique/declare.ts";
export {
  materializedView,
  view,
  type MaterializedViewDeclarationOptions,
  type MaterializedViewIndex,
  type ViewDeclarationOptions,
} from "../kinds/view/declare.ts";
export { MetaData } from "../metadata/metadata.ts";
export type { NamedThing, NameTemplate, NamingConvention } from "../metadata/naming-convention.ts";
export type { SchemaObject } from "../metadata/schema-object.ts";
export {
  associationProxy,
  type AssociationCollection,
  type AssociationProxy,
  type AssociationProxyOptions,
} from "../model/association-proxy.ts";
export { Collection } from "../model/collection.ts";
export { dataModel, type DataModel, type DataModelOptions, type Declarations } from "../model/data-model.ts";
export {
  model,
  type AnyModelClass,
  type ChildModelClass,
  type ChildModelOptions,
  type InsertOf,
  type Members,
  type MembersOf,
  type ModelClass,
  type ModelOptions,
  type RowOf,
} from "../model/model.ts";
export type { InitialValues, ModelInstance } from "../model/member-types.ts";
export {
  manyToMany,
  manyToOne,
  oneToMany,
  oneToOne,
  type Cascade,
  type ManyToManyOptions,
  type Relationship,
  type RelationshipLoad,
  type RelationshipOptions,
} from "../model/relationship.ts";
export { sql, type SqlFragment } from "../sql/sql.ts";
export * from "../dialects/postgresql/kinds/definition/errors.ts";
export * from "../dialects/postgresql/kinds/routine/errors.ts";
export * from "../dialects/postgresql/kinds/sql-file/errors.ts";
export * from "../kinds/column/errors.ts";
export * from "../kinds/table/errors.ts";
export * from "../metadata/errors.ts";
export * from "../model/errors.ts";
export * from "../model/instance-errors.ts";
export * from "../model/member-errors.ts";
export * from "../model/name-errors.ts";
export * from "../sql/errors.ts";
export { isLimbeckError, LimbeckError, type ErrorCode, type ExitCode } from "../util/errors.ts";
export type { TypeError } from "../util/type-error.ts";
export {
  bigint,
  bigserial,
  bit,
  boolean,
  box,
  bpchar,
  bytea,
  char,
  cidr,
  circle,
  date,
  datemultirange,
  daterange,
  doublePrecision,
  inet,
  int4multirange,
  int4range,
  int8multirange,
  int8range,
  integer,
  internalChar,
  interval,
  json,
  jsonb,
  jsonpath,
  line,
  lseg,
  macaddr,
  macaddr8,
  money,
  name,
  now,
  numeric,
  nummultirange,
  numrange,
  oid,
  path,
  pgLsn,
  pgSnapshot,
  point,
  polygon,
  real,
  regclass,
  regcollation,
  regconfig,
  regdictionary,
  regnamespace,
  regoper,
  regoperator,
  regproc,
  regprocedure,
  regrole,
  regtype,
  serial,
  smallint,
  smallserial,
  text,
  time,
  timestamp,
  timestamptz,
  timetz,
  tsmultirange,
  tsquery,
  tsrange,
  tstzmultirange,
  tstzrange,
  tsvector,
  type,
  uuid,
  varbit,
  varchar,
  xid8,
  xml,
} from "./column-types.ts";
export { computed, type ComputedExpression, type ComputedScope } from "../model/computed.ts";
