/** What `limbeck` exports, which no declaration of a pulled model may be called. A test compares it with the entry file. */
export const builderNames: ReadonlySet<string> = new Set(
  (
    "Collection ColumnBuilder LimbeckError MetaData associationProxy bigint bigserial bit boolean box bpchar " +
    "bytea char check cidr circle compositeType computed dataModel date datemultirange daterange defaultPrivileges domain " +
    "doublePrecision enumType exclude expression extension foreignKey grant index inet int4multirange int4range " +
    "int8multirange int8range integer internalChar interval isLimbeckError json jsonb jsonpath line lseg macaddr " +
    "macaddr8 manyToMany manyToOne materializedView model money name now numeric nummultirange numrange oid " +
    "oneToMany oneToOne owner partitionBy path pgLsn pgSnapshot point policy polygon primaryKey rangeType real " +
    "regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole " +
    "regtype revokeDefault rowSecurity schema securityLabel sequence serial smallint smallserial sql sqlFile " +
    "sqlFunction sqlObject subscription table text time timestamp timestamptz timetz trigger tsmultirange tsquery " +
    "tsrange tstzmultirange tstzrange tsvector type unique uuid varbit varchar view xid8 xml "
  )
    .trim()
    .split(" "),
);
