/**
 * Servers of a major version that came after this release. Their catalogs are read as those of the newest known version;
 * what stands in catalogs that nobody knew then is named, so that nothing is passed over in silence.
 */
import type { Queryable } from "../../dialect.ts";

/** What a release of limbeck knows of PostgreSQL. */
export interface KnownServer {
  /** The newest major version whose catalogs it knows. */
  readonly major: number;
  /** Catalogs whose objects it reads, or leaves out on purpose. */
  readonly catalogs: readonly string[];
  /** Sorts of relations (`pg_class.relkind`). */
  readonly relationKinds: readonly string[];
}

export const knownServer: KnownServer = {
  major: 18,
  catalogs: [
    "pg_am",
    "pg_amop",
    "pg_amproc",
    "pg_attrdef",
    "pg_cast",
    "pg_class",
    "pg_collation",
    "pg_constraint",
    "pg_conversion",
    "pg_default_acl",
    "pg_event_trigger",
    "pg_extension",
    "pg_foreign_data_wrapper",
    "pg_foreign_server",
    "pg_language",
    "pg_largeobject",
    "pg_namespace",
    "pg_opclass",
    "pg_operator",
    "pg_opfamily",
    "pg_policy",
    "pg_proc",
    "pg_publication",
    "pg_publication_namespace",
    "pg_publication_rel",
    "pg_rewrite",
    "pg_statistic_ext",
    "pg_subscription",
    "pg_transform",
    "pg_trigger",
    "pg_ts_config",
    "pg_ts_dict",
    "pg_ts_parser",
    "pg_ts_template",
    "pg_type",
    "pg_user_mapping",
  ],
  relationKinds: ["r", "p", "i", "I", "S", "t", "v", "m", "c", "f"],
};

/**
 * Objects of an unknown catalog or sort, without members of extensions and without parts of one another. What needs
 * nothing still has an owner (`pg_shdepend`) or is needed.
 */
const unknownObjects = `WITH unknown AS (
  SELECT DISTINCT d.classid, d.objid
  FROM (
    SELECT classid, objid FROM pg_catalog.pg_depend
    UNION SELECT refclassid, refobjid FROM pg_catalog.pg_depend
    UNION SELECT classid, objid FROM pg_catalog.pg_shdepend
      WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  ) d
  JOIN pg_catalog.pg_class catalog ON catalog.oid = d.classid
  WHERE d.objid >= 16384 AND (catalog.relname <> ALL ($1::text[])
    OR catalog.relname = 'pg_class' AND EXISTS (
      SELECT FROM pg_catalog.pg_class c WHERE c.oid = d.objid AND c.relkind::text <> ALL ($2::text[])))
)
SELECT pg_catalog.format('%s %s', o.type, o.identity) AS object
FROM unknown u CROSS JOIN LATERAL pg_catalog.pg_identify_object(u.classid, u.objid, 0) o
WHERE o.identity IS NOT NULL AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend p
  LEFT JOIN unknown whole ON whole.classid = p.refclassid AND whole.objid = p.refobjid
  WHERE p.classid = u.classid AND p.objid = u.objid
    AND (p.deptype = 'e' OR p.deptype IN ('i', 'a') AND whole.objid IS NOT NULL))
ORDER BY 1`;

/**
 * What a person should know where the server is newer than this release; nothing, and no query, where it is known.
 *
 * @param serverVersion `server_version_num`: 190000 for PostgreSQL 19.0.
 * @throws DatabaseError where the connection fails.
 */
export async function newerServerNotes(
  connection: Queryable,
  serverVersion: number,
  known: KnownServer = knownServer,
): Promise<readonly string[]> {
  const major = Math.floor(serverVersion / 10_000);
  if (major <= known.major) return [];
  const { rows } = await connection.query<{ object: string }>(unknownObjects, [known.catalogs, known.relationKinds]);
  return [
    `PostgreSQL ${major} is newer than this release of limbeck, which knows versions up to ${known.major}: it is read as ${known.major}`,
    ...rows.map(({ object }) => `not compared: ${object}, because this release of limbeck does not know its kind`),
  ];
}
