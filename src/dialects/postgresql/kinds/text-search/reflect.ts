import { definitionReader, functionName, qualifiedName } from "../definition/reader.ts";

const given = (label: string, column: string): string => `coalesce(', ${label} = ' || ${functionName(column)}, '')`;

export const readTextSearchParsers = definitionReader({
  kind: "textSearchParser",
  catalog: "pg_ts_parser",
  sql: (_version, scope) => `
SELECT p.oid::int8::float8, n.nspname::text, p.prsname::text, ${qualifiedName("n", "p.prsname")},
       ARRAY['CREATE TEXT SEARCH PARSER ' || ${qualifiedName("n", "p.prsname")} || ' (START = ' || ${functionName("p.prsstart")}
         || ${given("GETTOKEN", "p.prstoken")} || ${given("END", "p.prsend")} || ${given("HEADLINE", "p.prsheadline")}
         || ${given("LEXTYPES", "p.prslextype")} || ')'], NULL
FROM pg_catalog.pg_ts_parser p
JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});

export const readTextSearchTemplates = definitionReader({
  kind: "textSearchTemplate",
  catalog: "pg_ts_template",
  sql: (_version, scope) => `
SELECT t.oid::int8::float8, n.nspname::text, t.tmplname::text, ${qualifiedName("n", "t.tmplname")},
       ARRAY['CREATE TEXT SEARCH TEMPLATE ' || ${qualifiedName("n", "t.tmplname")} || ' (LEXIZE = ' || ${functionName("t.tmpllexize")}
         || ${given("INIT", "t.tmplinit")} || ')'], NULL
FROM pg_catalog.pg_ts_template t
JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});

export const readTextSearchDictionaries = definitionReader({
  kind: "textSearchDictionary",
  catalog: "pg_ts_dict",
  sql: (_version, scope) => `
SELECT d.oid::int8::float8, n.nspname::text, d.dictname::text, ${qualifiedName("n", "d.dictname")},
       ARRAY['CREATE TEXT SEARCH DICTIONARY ' || ${qualifiedName("n", "d.dictname")} || ' (TEMPLATE = ' || ${qualifiedName("tn", "t.tmplname")}
         || coalesce(', ' || d.dictinitoption, '') || ')'], NULL
FROM pg_catalog.pg_ts_dict d
JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});

export const readTextSearchConfigurations = definitionReader({
  kind: "textSearchConfiguration",
  catalog: "pg_ts_config",
  sql: (_version, scope) => `
SELECT c.oid::int8::float8, n.nspname::text, c.cfgname::text, ${qualifiedName("n", "c.cfgname")},
       'CREATE TEXT SEARCH CONFIGURATION ' || ${qualifiedName("n", "c.cfgname")} || ' (PARSER = ' || ${qualifiedName("pn", "p.prsname")} || ')'
       || ARRAY(
         SELECT 'ALTER TEXT SEARCH CONFIGURATION ' || ${qualifiedName("n", "c.cfgname")} || ' ADD MAPPING FOR '
           || (SELECT pg_catalog.quote_ident(k.alias) FROM pg_catalog.ts_token_type(c.cfgparser) k WHERE k.tokid = m.maptokentype)
           || ' WITH ' || pg_catalog.string_agg(${qualifiedName("dn", "d.dictname")}, ', ' ORDER BY m.mapseqno)
         FROM pg_catalog.pg_ts_config_map m
         JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
         JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
         WHERE m.mapcfg = c.oid GROUP BY m.maptokentype ORDER BY m.maptokentype), NULL
FROM pg_catalog.pg_ts_config c
JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
WHERE ${scope("n")}
ORDER BY 4`,
});
