import { definitionReader, qualifiedName } from "../definition/reader.ts";

const name = "pg_catalog.quote_ident(p.pubname)";

export const readPublications = definitionReader({
  kind: "publication",
  catalog: "pg_publication",
  sql: (version) => `
SELECT p.oid::int8::float8, NULL::text, p.pubname::text, ${name},
       ARRAY['CREATE PUBLICATION ' || ${name} || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE '' END
         || ' WITH (publish = ' || pg_catalog.quote_literal(pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
              CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END))
         || CASE WHEN p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END
         ${version >= 180000 ? "|| CASE p.pubgencols WHEN 's' THEN ', publish_generated_columns = stored' ELSE '' END" : ""} || ')'], NULL
FROM pg_catalog.pg_publication p
ORDER BY 4`,
});

const details = `coalesce(' (' || (
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY x.ordinality)
    FROM pg_catalog.unnest(r.prattrs::int2[]) WITH ORDINALITY x(number, ordinality)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = x.number) || ')', '')
  || coalesce(' WHERE (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')', '')`;

/** Tables of publications, with their columns and conditions from 15 on. */
export const readPublicationTables = definitionReader({
  kind: "publicationMember",
  catalog: "pg_publication_rel",
  sql: (version, scope) => `
SELECT r.oid::int8::float8, NULL::text, ${name} || ' TABLE ' || ${qualifiedName("n", "c.relname")}, ${name} || ' TABLE ' || ${qualifiedName("n", "c.relname")},
       ARRAY['ALTER PUBLICATION ' || ${name} || ' ADD TABLE ONLY ' || ${qualifiedName("n", "c.relname")} || ${version >= 150000 ? details : "''"}], NULL
FROM pg_catalog.pg_publication_rel r
JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});

export const readPublicationSchemas = definitionReader({
  kind: "publicationMember",
  catalog: "pg_publication_namespace",
  sql: (version) =>
    version < 150000
      ? "SELECT NULL WHERE false"
      : `
SELECT r.oid::int8::float8, NULL::text, ${name} || ' TABLES IN SCHEMA ' || pg_catalog.quote_ident(n.nspname),
       ${name} || ' TABLES IN SCHEMA ' || pg_catalog.quote_ident(n.nspname),
       ARRAY['ALTER PUBLICATION ' || ${name} || ' ADD TABLES IN SCHEMA ' || pg_catalog.quote_ident(n.nspname)], NULL
FROM pg_catalog.pg_publication_namespace r
JOIN pg_catalog.pg_publication p ON p.oid = r.pnpubid
JOIN pg_catalog.pg_namespace n ON n.oid = r.pnnspid
ORDER BY 4`,
});
