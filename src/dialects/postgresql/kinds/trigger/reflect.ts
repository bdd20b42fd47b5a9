/** Triggers of tables and views; those that a partition has from its parent belong to the parent, unless they fire otherwise. */
import { triggerKey, type Enabled, type TriggerModel } from "./model.ts";
import { triggerStateKey, type TriggerStateModel } from "../trigger-state/model.ts";
import { compact, type Catalog, type Relation } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  relation: number,
  name: string,
  isConstraint: boolean,
  enabled: string,
  events: string,
  action: string,
  /** On the table above, where that is otherwise. */
  above: string | null,
];

/** `pg_get_triggerdef` cut at the table, so that a renamed table leaves the rest as it was. */
export const readTriggers = defineReader<Row>({
  optional: ["trigger", "triggerState"],
  sql: (_version, scope) => `
SELECT x.oid::int8::float8, x.tgrelid::int8::float8, x.tgname::text, x.tgconstraint <> 0, x.tgenabled::text,
       pg_catalog.substr(x.text, x.head, x.at - x.head), pg_catalog.substr(x.text, x.at + pg_catalog.length(x.marker)),
       x.above::text
FROM (
  SELECT d.*, pg_catalog.length('CREATE ' || CASE WHEN d.tgconstraint <> 0 THEN 'CONSTRAINT ' ELSE '' END || 'TRIGGER '
           || pg_catalog.quote_ident(d.tgname) || ' ') + 1 AS head, pg_catalog.strpos(d.text, d.marker) AS at
  FROM (
    SELECT p.tgenabled AS above, t.oid, t.tgrelid, t.tgname, t.tgconstraint, t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid) AS text,
           ' ON ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ' ' AS marker
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_trigger p ON p.oid = t.tgparentid
    WHERE ${scope("n")} AND (p.oid IS NULL OR p.tgenabled <> t.tgenabled)
      -- Before 15 the copies on partitions count as internal, as those of foreign keys always do.
      AND (NOT t.tgisinternal OR p.oid IS NOT NULL AND t.tgconstraint = 0)
  ) d
) x
ORDER BY x.tgrelid, x.tgname`,
  read: (rows, catalog) => {
    for (const [oid, relation, name, isConstraint, enabled, events, action, above] of rows) {
      const on = catalog.relations.get(relation);
      if (on === undefined || catalog.belongsToExtension("pg_trigger", oid)) continue;
      if (above !== null) {
        readState(on, name, enabled, above, catalog);
        continue;
      }
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

function readState(
  { schema, name: table }: Relation,
  name: string,
  enabled: string,
  above: string,
  catalog: Catalog,
): void {
  const model: TriggerStateModel = compact({
    kind: "triggerState",
    schema,
    table,
    name,
    enabled: enabledStates[enabled],
    above: enabledStates[above],
  });
  catalog.add(triggerStateKey(schema, table, name), model);
}

export const enabledStates: Readonly<Record<string, Enabled>> = { D: "disabled", R: "replica", A: "always" };
