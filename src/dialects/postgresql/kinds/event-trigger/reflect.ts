import { definitionReader, functionName } from "../definition/reader.ts";

export const readEventTriggers = definitionReader({
  kind: "eventTrigger",
  catalog: "pg_event_trigger",
  sql: () => `
SELECT e.oid::int8::float8, NULL::text, e.evtname::text, pg_catalog.quote_ident(e.evtname),
       ARRAY['CREATE EVENT TRIGGER ' || pg_catalog.quote_ident(e.evtname) || ' ON ' || e.evtevent
         || coalesce(' WHEN TAG IN (' || (
              SELECT pg_catalog.string_agg(pg_catalog.quote_literal(x.tag), ', ' ORDER BY x.ordinality)
              FROM pg_catalog.unnest(e.evttags) WITH ORDINALITY x(tag, ordinality)) || ')', '')
         || ' EXECUTE FUNCTION ' || ${functionName("e.evtfoid")} || '()',
         CASE WHEN e.evtenabled <> 'O' THEN 'ALTER EVENT TRIGGER ' || pg_catalog.quote_ident(e.evtname)
           || CASE e.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END END], NULL
FROM pg_catalog.pg_event_trigger e
ORDER BY 4`,
});
