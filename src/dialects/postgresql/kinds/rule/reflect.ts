import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { definitionKey, type DefinitionModel } from "../definition/model.ts";
import { enableClause } from "../trigger/operations.ts";
import { enabledStates } from "../trigger/reflect.ts";

type Row = [oid: number, relation: number, name: string, definition: string, enabled: string];

export const readRules = defineReader<Row>({
  optional: ["rule"],
  sql: (_version, scope) => `
SELECT r.oid::int8::float8, r.ev_class::int8::float8, r.rulename::text, pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled::text
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope("n")} AND r.rulename <> '_RETURN'
ORDER BY n.nspname, c.relname, r.rulename`,
  read: (rows, catalog) => {
    for (const [oid, relation, name, definition, enabled] of rows) {
      const on = catalog.relations.get(relation);
      if (on === undefined || catalog.belongsToExtension("pg_rewrite", oid)) continue;
      const table = quoteQualified(on.schema, on.name);
      const state = enabledStates[enabled];
      const model: DefinitionModel = compact({
        kind: "rule",
        schema: on.schema,
        table: on.name,
        name,
        identity: `${quoteIdentifier(name)} ON ${table}`,
        definition: [
          definition.replace(/;$/, ""),
          ...(state === undefined ? [] : [`ALTER TABLE ${table} ${enableClause(state)} RULE ${quoteIdentifier(name)}`]),
        ],
        comment: catalog.comment("pg_rewrite", oid),
      });
      catalog.add(definitionKey(model), model, "pg_rewrite", oid);
    }
  },
});
