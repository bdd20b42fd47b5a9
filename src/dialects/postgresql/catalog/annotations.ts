/** What every object may have beside its own row: a comment, and an extension it belongs to. Read before all kinds. */
import { defineReader, firstUserOid } from "./reader.ts";

/** `pg_catalog.pg_class` under an empty search path is printed without its schema, since `pg_catalog` is always searched. */
export const readComments = defineReader<[catalog: string, oid: number, column: number, text: string]>({
  sql: () => `
SELECT d.classoid::pg_catalog.regclass::text, d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d
WHERE d.objoid >= ${firstUserOid} OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass`,
  read: (rows, catalog) => {
    for (const [table, oid, column, text] of rows) catalog.addComment(table, oid, column, text);
  },
});

export const readExtensionMembers = defineReader<[catalog: string, oid: number]>({
  sql: () => `
SELECT d.classid::pg_catalog.regclass::text, d.objid
FROM pg_catalog.pg_depend d
WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`,
  read: (rows, catalog) => {
    for (const [table, oid] of rows) catalog.addExtensionMember(table, oid);
  },
});
