/** How large tables are, from what the server knows already: nothing is counted, no value is read. */
import type { Queryable } from "../../dialect.ts";
import type { Statistics } from "../../statement-facts.ts";

const statisticsSql = `SELECT json_build_object(
  'serverVersion', pg_catalog.current_setting('server_version_num')::int,
  'timeZone', pg_catalog.current_setting('TimeZone'),
  'standbys', (SELECT count(*) FROM pg_catalog.pg_stat_replication),
  'tables', (SELECT coalesce(json_object_agg(n.nspname || '.' || c.relname, json_build_object(
      'rows', greatest(c.reltuples, s.n_live_tup, 0)::int8,
      'bytes', CASE WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0) FROM pg_catalog.pg_partition_tree(c.oid) t WHERE t.isleaf)
        ELSE pg_catalog.pg_total_relation_size(c.oid) END) ORDER BY n.nspname, c.relname), '{}')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema')) AS statistics`;

export async function readStatistics(connection: Queryable): Promise<Statistics> {
  const { rows } = await connection.query<{ statistics: Statistics }>(statisticsSql);
  return (rows[0] as { readonly statistics: Statistics }).statistics;
}
