/** Owners other than the role that is connected: of relations, routines, types and schemas. */
import { ownerKey, type OwnerModel } from "./model.ts";
import { defineReader, type Scope } from "../../catalog/reader.ts";

const qualified = (name: string): string =>
  `pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(${name})`;

const notOf = (catalog: string, oid: string, types: string): string => `NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend e
  WHERE e.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND e.objid = ${oid} AND e.deptype IN (${types}))`;

const branches = (scope: Scope): readonly string[] => [
  // Sequences of columns belong to whoever has the table.
  `SELECT CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'S' THEN 'SEQUENCE '
       WHEN 'f' THEN 'FOREIGN TABLE ' ELSE 'TABLE ' END || ${qualified("c.relname")}, c.relowner
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' AND c.relowner <> me.oid AND ${scope("n")}
       AND ${notOf("pg_class", "c.oid", "'e', 'a', 'i'")}`,
  `SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' WHEN 'a' THEN 'AGGREGATE ' ELSE 'FUNCTION ' END || ${qualified("p.proname")}
       || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')', p.proowner
     FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     WHERE p.proowner <> me.oid AND ${scope("n")} AND ${notOf("pg_proc", "p.oid", "'e', 'i'")}`,
  `SELECT CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || ${qualified("t.typname")}, t.typowner
     FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     LEFT JOIN pg_catalog.pg_class r ON r.oid = t.typrelid
     WHERE t.typowner <> me.oid AND t.typtype IN ('c', 'd', 'e', 'r', 'b') AND t.typelem = 0 AND (r.oid IS NULL OR r.relkind = 'c')
       AND ${scope("n")} AND ${notOf("pg_type", "t.oid", "'e', 'i'")}`,
  `SELECT 'SCHEMA ' || pg_catalog.quote_ident(n.nspname), n.nspowner
     FROM pg_catalog.pg_namespace n
     WHERE n.nspowner <> me.oid AND n.nspname <> 'public' AND ${scope("n")} AND ${notOf("pg_namespace", "n.oid", "'e'")}`,
];

export const readOwners = defineReader<[on: string, role: string]>({
  optional: ["owner"],
  sql: (_version, scope) => `
SELECT o.target, r.rolname::text
FROM pg_catalog.pg_roles me
CROSS JOIN LATERAL (${branches(scope).join("\n  UNION ALL ")}) o(target, owner)
JOIN pg_catalog.pg_roles r ON r.oid = o.owner
WHERE me.rolname = current_user
ORDER BY 1`,
  read: (rows, catalog) => {
    for (const [on, name] of rows) {
      const model: OwnerModel = { kind: "owner", name, on };
      catalog.add(ownerKey(model), model);
    }
  },
});
