/** Privileges from the access control lists of objects, without those of the owners. */
import { grantKey, type GrantModel } from "./model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader, type Scope } from "../../catalog/reader.ts";

type Row = [
  on: string,
  role: string,
  privileges: string[] | null,
  grantable: string[] | null,
  revoked: string[] | null,
];

interface Source {
  /** What `GRANT … ON` calls the object. */
  readonly on: string;
  readonly acl: string;
  readonly owner: string;
  readonly from: string;
  /** What everybody has while nobody changed anything. */
  readonly publicDefault?: string;
  readonly column?: string;
}

const name = (namespace: string, own: string): string =>
  `pg_catalog.quote_ident(${namespace}.nspname) || '.' || pg_catalog.quote_ident(${own})`;

const notOfExtension = (catalog: string, oid: string): string => `NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend e
  WHERE e.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

const sources = (scope: Scope): readonly Source[] => [
  {
    on: `CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || ${name("n", "c.relname")}`,
    acl: "c.relacl",
    owner: "c.relowner",
    from: `pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${scope("n")} AND ${notOfExtension("pg_class", "c.oid")}`,
  },
  {
    on: `'TABLE ' || ${name("n", "c.relname")}`,
    acl: "a.attacl",
    owner: "c.relowner",
    column: "a.attname",
    from: `pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND ${scope("n")}`,
  },
  {
    on: "'SCHEMA ' || pg_catalog.quote_ident(n.nspname)",
    acl: "n.nspacl",
    owner: "n.nspowner",
    from: `pg_catalog.pg_namespace n WHERE n.nspacl IS NOT NULL AND n.nspname <> 'public' AND ${scope("n")}`,
  },
  {
    on: `CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || ${name("n", "p.proname")} || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')'`,
    acl: "p.proacl",
    owner: "p.proowner",
    publicDefault: "EXECUTE",
    from: `pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.proacl IS NOT NULL AND ${scope("n")} AND ${notOfExtension("pg_proc", "p.oid")}`,
  },
  {
    on: `CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || ${name("n", "t.typname")}`,
    acl: "t.typacl",
    owner: "t.typowner",
    publicDefault: "USAGE",
    from: `pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typacl IS NOT NULL AND ${scope("n")} AND ${notOfExtension("pg_type", "t.oid")}`,
  },
  {
    on: "'FOREIGN SERVER ' || pg_catalog.quote_ident(s.srvname)",
    acl: "s.srvacl",
    owner: "s.srvowner",
    from: "pg_catalog.pg_foreign_server s WHERE s.srvacl IS NOT NULL",
  },
  {
    on: "'FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname)",
    acl: "w.fdwacl",
    owner: "w.fdwowner",
    from: `pg_catalog.pg_foreign_data_wrapper w WHERE w.fdwacl IS NOT NULL AND ${notOfExtension("pg_foreign_data_wrapper", "w.oid")}`,
  },
];

/** One row a privilege and grantor, and one where a default of everybody is missing. */
function branch({ on, acl, owner, from, publicDefault, column }: Source): string {
  const privilege =
    column === undefined ? "x.privilege_type" : `x.privilege_type || ' (' || pg_catalog.quote_ident(${column}) || ')'`;
  const [tables, condition] = from.split("WHERE", 2) as [string, string];
  const rows = `SELECT ${on} AS target, x.grantee, ${privilege} AS privilege, x.is_grantable, false AS is_revoked
    FROM ${tables} CROSS JOIN LATERAL pg_catalog.aclexplode(${acl}) x
    WHERE x.grantee <> ${owner} AND ${from.slice(tables.length + "WHERE".length)}
    ${publicDefault === undefined ? "" : `AND NOT (x.grantee = 0 AND x.privilege_type = '${publicDefault}')`}`;
  if (publicDefault === undefined || condition === undefined) return rows;
  return `${rows} UNION ALL SELECT ${on}, 0, '${publicDefault}', false, true FROM ${tables}
    WHERE NOT EXISTS (SELECT FROM pg_catalog.aclexplode(${acl}) y WHERE y.grantee = 0 AND y.privilege_type = '${publicDefault}')
      AND ${from.slice(tables.length + "WHERE".length)}`;
}

export const readGrants = defineReader<Row>({
  optional: ["grant"],
  sql: (_version, scope) => `
SELECT g.target, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE r.rolname::text END,
       pg_catalog.array_agg(DISTINCT g.privilege COLLATE "C") FILTER (WHERE NOT g.is_revoked),
       pg_catalog.array_agg(DISTINCT g.privilege COLLATE "C") FILTER (WHERE g.is_grantable),
       pg_catalog.array_agg(g.privilege) FILTER (WHERE g.is_revoked)
FROM (${sources(scope).map(branch).join("\n  UNION ALL ")}) g
LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
GROUP BY 1, 2
ORDER BY 1, 2`,
  read: (rows, catalog) => {
    for (const [on, role, privileges, grantable, revoked] of rows) {
      const model: GrantModel = compact({
        kind: "grant",
        name: role,
        on,
        privileges: privileges ?? [],
        grantable: grantable ?? undefined,
        revoked: revoked ?? undefined,
      });
      catalog.add(grantKey(model), model);
    }
  },
});

type DefaultRow = [
  on: string,
  forRole: string,
  schema: string | null,
  role: string,
  privileges: string[],
  grantable: string[] | null,
];

export const readDefaultPrivileges = defineReader<DefaultRow>({
  optional: ["grant"],
  sql: () => `
SELECT CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
       o.rolname::text, n.nspname::text, CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE r.rolname::text END,
       pg_catalog.array_agg(x.privilege_type ORDER BY x.privilege_type COLLATE "C"),
       pg_catalog.array_agg(x.privilege_type ORDER BY x.privilege_type COLLATE "C") FILTER (WHERE x.is_grantable)
FROM pg_catalog.pg_default_acl d
CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) x
JOIN pg_catalog.pg_roles o ON o.oid = d.defaclrole
LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
WHERE x.grantee <> d.defaclrole AND NOT (x.grantee = 0 AND d.defaclobjtype IN ('f', 'T') AND d.defaclnamespace = 0)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4`,
  read: (rows, catalog) => {
    for (const [on, forRole, inSchema, name, privileges, grantable] of rows) {
      const defaults = inSchema === null ? { forRole } : { forRole, inSchema };
      const model: GrantModel = compact({
        kind: "grant",
        name,
        on,
        privileges,
        grantable: grantable ?? undefined,
        defaults,
      });
      catalog.add(grantKey(model), model);
    }
  },
});
