/** Security labels of what a database holds; those of databases, roles and tablespaces belong to the server. */
import { securityLabelKey, type SecurityLabelModel } from "./model.ts";
import { defineReader } from "../../catalog/reader.ts";

export const readSecurityLabels = defineReader<[type: string, name: string, provider: string, label: string]>({
  optional: ["securityLabel"],
  // The view names objects as SECURITY LABEL does, routines with the names and defaults of their arguments, which are no
  // part of what they are called, and columns without quotes. It joins a dozen catalogs: most databases have nothing to join.
  sql: () => `
SELECT upper(l.objtype),
       coalesce(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) || '('
         || pg_catalog.oidvectortypes(p.proargtypes) || ')',
         pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.relname) || '.' || pg_catalog.quote_ident(a.attname),
         l.objname), l.provider, l.label
FROM pg_catalog.pg_seclabels l
LEFT JOIN pg_catalog.pg_proc p ON p.oid = l.objoid AND l.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_attribute a
  ON a.attrelid = l.objoid AND a.attnum = l.objsubid AND l.objsubid <> 0 AND l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
LEFT JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
WHERE EXISTS (SELECT FROM pg_catalog.pg_seclabel)
  AND l.classoid = ANY (ARRAY['pg_catalog.pg_class', 'pg_catalog.pg_proc', 'pg_catalog.pg_type', 'pg_catalog.pg_namespace',
    'pg_catalog.pg_event_trigger', 'pg_catalog.pg_language', 'pg_catalog.pg_publication', 'pg_catalog.pg_subscription']::pg_catalog.regclass[])
ORDER BY 1, 2, 3`,
  read: (rows, catalog) => {
    for (const [type, identity, name, label] of rows) {
      const model: SecurityLabelModel = { kind: "securityLabel", name, on: `${type} ${identity}`, label };
      catalog.add(securityLabelKey(model), model);
    }
  },
});
