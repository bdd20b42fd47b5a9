import { definitionReader, functionName, qualifiedName } from "../definition/reader.ts";

const type = (oid: string): string => `pg_catalog.format_type(${oid}, NULL)`;
const optional = (label: string, value: string): string => `coalesce(', ${label} = ' || ${value}, '')`;

/** `OPERATOR(shop.===)`; nothing for no operator. */
const operatorName = (oid: string): string => `(
  SELECT 'OPERATOR(' || pg_catalog.quote_ident(xn.nspname) || '.' || x.oprname || ')'
  FROM pg_catalog.pg_operator x JOIN pg_catalog.pg_namespace xn ON xn.oid = x.oprnamespace WHERE x.oid = ${oid})`;

const argument = (oid: string): string => `CASE WHEN ${oid} = 0 THEN 'NONE' ELSE ${type(oid)} END`;

export const readOperators = definitionReader({
  kind: "operator",
  catalog: "pg_operator",
  sql: (_version, scope) => `
SELECT o.oid::int8::float8, n.nspname::text, o.oprname::text,
       pg_catalog.quote_ident(n.nspname) || '.' || o.oprname || ' (' || ${argument("o.oprleft")} || ', ' || ${argument("o.oprright")} || ')',
       ARRAY['CREATE OPERATOR ' || pg_catalog.quote_ident(n.nspname) || '.' || o.oprname || ' (FUNCTION = ' || ${functionName("o.oprcode")}
         || ${optional("LEFTARG", `CASE WHEN o.oprleft <> 0 THEN ${type("o.oprleft")} END`)}
         || ${optional("RIGHTARG", `CASE WHEN o.oprright <> 0 THEN ${type("o.oprright")} END`)}
         || ${optional("COMMUTATOR", operatorName("o.oprcom"))} || ${optional("NEGATOR", operatorName("o.oprnegate"))}
         || ${optional("RESTRICT", functionName("o.oprrest"))} || ${optional("JOIN", functionName("o.oprjoin"))}
         || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')'], NULL
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE ${scope("n")} AND o.oprcode <> 0
ORDER BY 4`,
});

/** Operators and functions of a class or family, as `CREATE OPERATOR CLASS` lists them. */
const members = (catalog: "pg_opclass" | "pg_opfamily", owner: string): string => `ARRAY(
  SELECT z.text FROM (
    SELECT 'OPERATOR ' || a.amopstrategy || ' ' || pg_catalog.quote_ident(yn.nspname) || '.' || y.oprname
      || ' (' || ${type("a.amoplefttype")} || ', ' || ${type("a.amoprighttype")} || ')'
      || CASE WHEN a.amopsortfamily <> 0 THEN ' FOR ORDER BY ' || (
           SELECT ${qualifiedName("gn", "g.opfname")} FROM pg_catalog.pg_opfamily g
           JOIN pg_catalog.pg_namespace gn ON gn.oid = g.opfnamespace WHERE g.oid = a.amopsortfamily) ELSE '' END AS text,
      1 AS what, a.amopstrategy AS number, a.amoplefttype AS l, a.amoprighttype AS r
    FROM pg_catalog.pg_amop a
    JOIN pg_catalog.pg_operator y ON y.oid = a.amopopr
    JOIN pg_catalog.pg_namespace yn ON yn.oid = y.oprnamespace
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass AND d.objid = a.oid
     AND d.refclassid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.refobjid = ${owner}
    UNION ALL
    SELECT 'FUNCTION ' || a.amprocnum || ' (' || ${type("a.amproclefttype")} || ', ' || ${type("a.amprocrighttype")} || ') '
      || ${functionName("a.amproc")} || '(' || (SELECT pg_catalog.oidvectortypes(f.proargtypes) FROM pg_catalog.pg_proc f WHERE f.oid = a.amproc) || ')',
      2, a.amprocnum, a.amproclefttype, a.amprocrighttype
    FROM pg_catalog.pg_amproc a
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass AND d.objid = a.oid
     AND d.refclassid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.refobjid = ${owner}
  ) z ORDER BY z.what, z.number, z.l, z.r)`;

/** The rows of members stand for what they belong to. */
const memberRows = (catalog: "pg_opclass" | "pg_opfamily", owner: string): string => `ARRAY(
  SELECT d.classid::pg_catalog.regclass::text || ' ' || d.objid FROM pg_catalog.pg_depend d
  WHERE d.refclassid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.refobjid = ${owner}
    AND d.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass))`;

const familyIdentity = `${qualifiedName("n", "f.opfname")} || ' USING ' || pg_catalog.quote_ident(m.amname)`;

export const readOperatorFamilies = definitionReader({
  kind: "operatorFamily",
  catalog: "pg_opfamily",
  sql: (_version, scope) => `
SELECT f.oid::int8::float8, n.nspname::text, f.opfname::text, ${familyIdentity},
       ARRAY['CREATE OPERATOR FAMILY ' || ${familyIdentity},
         'ALTER OPERATOR FAMILY ' || ${familyIdentity} || ' ADD ' || nullif(pg_catalog.array_to_string(${members("pg_opfamily", "f.oid")}, ', '), '')],
       ${memberRows("pg_opfamily", "f.oid")}
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod
WHERE ${scope("n")}
ORDER BY 4`,
});

const classIdentity = `${qualifiedName("n", "c.opcname")} || ' USING ' || pg_catalog.quote_ident(m.amname)`;

export const readOperatorClasses = definitionReader({
  kind: "operatorClass",
  catalog: "pg_opclass",
  sql: (_version, scope) => `
SELECT c.oid::int8::float8, n.nspname::text, c.opcname::text, ${classIdentity},
       ARRAY['CREATE OPERATOR CLASS ' || ${qualifiedName("n", "c.opcname")} || CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END
         || ' FOR TYPE ' || ${type("c.opcintype")} || ' USING ' || pg_catalog.quote_ident(m.amname) || ' FAMILY ' || ${qualifiedName("gn", "g.opfname")}
         || ' AS ' || pg_catalog.array_to_string(
           CASE WHEN c.opckeytype <> 0 THEN ARRAY['STORAGE ' || ${type("c.opckeytype")}] ELSE '{}'::text[] END || x.members
           || CASE WHEN c.opckeytype = 0 AND x.members = '{}' THEN ARRAY['STORAGE ' || ${type("c.opcintype")}] ELSE '{}'::text[] END, ', ')],
       ${memberRows("pg_opclass", "c.oid")}
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_catalog.pg_am m ON m.oid = c.opcmethod
JOIN pg_catalog.pg_opfamily g ON g.oid = c.opcfamily
JOIN pg_catalog.pg_namespace gn ON gn.oid = g.opfnamespace
CROSS JOIN LATERAL (SELECT ${members("pg_opclass", "c.oid")} AS members) x
WHERE ${scope("n")}
ORDER BY 4`,
});
