/** Policies, and for which tables row security is on. */
import { policyKey, rowSecurityKey, type PolicyCommand, type PolicyModel, type RowSecurityModel } from "./model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { stripParentheses } from "../constraint/reflect.ts";

type Row = [
  oid: number,
  relation: number,
  name: string,
  command: string,
  isPermissive: boolean,
  roles: string[] | null,
  using: string | null,
  check: string | null,
];

const commands: Readonly<Record<string, PolicyCommand>> = { r: "select", a: "insert", w: "update", d: "delete" };

export const readPolicies = defineReader<Row>({
  optional: ["policy"],
  sql: (_version, scope) => `
SELECT p.oid::int8::float8, p.polrelid::int8::float8, p.polname::text, p.polcmd::text, p.polpermissive,
       CASE WHEN p.polroles <> '{0}' THEN ARRAY(
         SELECT r.rolname::text FROM pg_catalog.pg_roles r WHERE r.oid = ANY (p.polroles) ORDER BY 1) END,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_catalog.pg_policy p
JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope("n")}
ORDER BY n.nspname, c.relname, p.polname`,
  read: (rows, catalog) => {
    for (const [oid, relation, name, command, isPermissive, roles, using, check] of rows) {
      const on = catalog.relations.get(relation);
      if (on === undefined || catalog.belongsToExtension("pg_policy", oid)) continue;
      const model: PolicyModel = compact({
        kind: "policy",
        schema: on.schema,
        table: on.name,
        name,
        command: commands[command],
        restrictive: isPermissive ? undefined : true,
        roles: roles ?? undefined,
        using: using === null ? undefined : stripParentheses(using),
        check: check === null ? undefined : stripParentheses(check),
        comment: catalog.comment("pg_policy", oid),
      });
      catalog.add(policyKey(on.schema, on.name, name), model, "pg_policy", oid);
    }
  },
});

export const readRowSecurity = defineReader<[relation: number, enabled: boolean, forced: boolean]>({
  sql: (_version, scope) => `
SELECT c.oid::int8::float8, c.relrowsecurity, c.relforcerowsecurity
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope("n")} AND (c.relrowsecurity OR c.relforcerowsecurity)
ORDER BY n.nspname, c.relname`,
  read: (rows, catalog) => {
    for (const [relation, enabled, forced] of rows) {
      const on = catalog.relations.get(relation);
      if (on === undefined) continue;
      const model: RowSecurityModel = compact({
        kind: "rowSecurity",
        schema: on.schema,
        table: on.name,
        name: on.name,
        enabled: enabled ? true : undefined,
        forced: forced ? true : undefined,
      });
      catalog.add(rowSecurityKey(on.schema, on.name), model);
    }
  },
});
