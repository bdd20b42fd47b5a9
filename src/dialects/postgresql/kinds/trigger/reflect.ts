/** Triggers of tables and views; those that a partition has from its parent belong to the parent. */
import { triggerKey, type Enabled, type TriggerModel } from "../../../../kinds/trigger/model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  relation: number,
  name: string,
  isConstraint: boolean,
  enabled: string,
  events: string,
  action: string,
];

/** `pg_get_triggerdef` cut at the table, so that a renamed table leaves the rest as it was. */
export const readTriggers = defineReader<Row>({
  sql: (_version, scope) => `
SELECT x.oid::int8::float8, x.tgrelid::int8::float8, x.tgname::text, x.tgconstraint <> 0, x.tgenabled::text,
       pg_catalog.substr(x.text, x.head, x.at - x.head), pg_catalog.substr(x.text, x.at + pg_catalog.length(x.marker))
FROM (
  SELECT d.*, pg_catalog.length('CREATE ' || CASE WHEN d.tgconstraint <> 0 THEN 'CONSTRAINT ' ELSE '' END || 'TRIGGER '
           || pg_catalog.quote_ident(d.tgname) || ' ') + 1 AS head, pg_catalog.strpos(d.text, d.marker) AS at
  FROM (
    SELECT t.oid, t.tgrelid, t.tgname, t.tgconstraint, t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid) AS text,
           ' ON ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ' ' AS marker
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE ${scope("n")} AND NOT t.tgisinternal AND t.tgparentid = 0
  ) d
) x
ORDER BY x.tgrelid, x.tgname`,
  read: (rows, catalog) => {
    for (const [oid, relation, name, isConstraint, enabled, events, action] of rows) {
      const on = catalog.relations.get(relation);
      if (on === undefined || catalog.belongsToExtension("pg_trigger", oid)) continue;
      const model: TriggerModel = compact({
        kind: "trigger",
        schema: on.schema,
        table: on.name,
        name,
        events,
        action,
        constraint: isConstraint ? true : undefined,
        enabled: enabledStates[enabled],
        comment: catalog.comment("pg_trigger", oid),
      });
      catalog.add(triggerKey(on.schema, on.name, name), model, "pg_trigger", oid);
    }
  },
});

export const enabledStates: Readonly<Record<string, Enabled>> = { D: "disabled", R: "replica", A: "always" };
