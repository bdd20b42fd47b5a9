/** Column types for models and revisions alike; those of the first dialect. */
export { now, type } from "../dialects/postgresql/types/any-type.ts";
export {
  pgLsn,
  pgSnapshot,
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
  xid8,
} from "../dialects/postgresql/types/catalog-types.ts";
export { box, circle, line, lseg, path, point, polygon } from "../dialects/postgresql/types/geometry.ts";
export { cidr, inet, macaddr, macaddr8 } from "../dialects/postgresql/types/network.ts";
export {
  bigint,
  bigserial,
  doublePrecision,
  integer,
  money,
  numeric,
  oid,
  real,
  serial,
  smallint,
  smallserial,
} from "../dialects/postgresql/types/numbers.ts";
export {
  datemultirange,
  daterange,
  int4multirange,
  int4range,
  int8multirange,
  int8range,
  nummultirange,
  numrange,
  tsmultirange,
  tsrange,
  tstzmultirange,
  tstzrange,
} from "../dialects/postgresql/types/ranges.ts";
export {
  bit,
  boolean,
  bpchar,
  bytea,
  char,
  internalChar,
  json,
  jsonb,
  jsonpath,
  name,
  text,
  tsquery,
  tsvector,
  uuid,
  varbit,
  varchar,
  xml,
} from "../dialects/postgresql/types/text.ts";
export { date, interval, time, timestamp, timestamptz, timetz } from "../dialects/postgresql/types/times.ts";
