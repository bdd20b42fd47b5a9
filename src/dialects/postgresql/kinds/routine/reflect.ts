/** Functions, procedures and aggregates: everything in `pg_proc`. */
import { keyOfRoutine, type RoutineKind, type RoutineModel } from "./model.ts";
import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { aggregateSql, type AggregateRow } from "./aggregate.ts";

type Row = [
  oid: number,
  namespace: number,
  name: string,
  code: string,
  types: string,
  language: string,
  definition: string | null,
  parameters: string,
  result: string | null,
  names: string[] | null,
  defaultCount: number,
  body: string | null,
  aggregate: string | null,
];

const operatorName = (column: string): string => `CASE WHEN ${column} <> 0 THEN (
  SELECT 'OPERATOR(' || pg_catalog.quote_ident(n.nspname) || '.' || o.oprname || ')'
  FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid = ${column}) END`;

/** A function as `CREATE AGGREGATE` names it: qualified, without arguments. */
const functionName = (column: string): string => `nullif(${column}::pg_catalog.regproc::text, '-')`;

const aggregateQuery = `(SELECT pg_catalog.row_to_json(x)::text FROM (SELECT a.aggkind AS kind, a.aggnumdirectargs AS direct,
  ${functionName("a.aggtransfn")} AS sfunc, pg_catalog.format_type(a.aggtranstype, NULL) AS stype, a.aggtransspace AS sspace,
  ${functionName("a.aggfinalfn")} AS finalfunc, a.aggfinalextra AS finalextra, a.aggfinalmodify AS finalmodify,
  ${functionName("a.aggcombinefn")} AS combinefunc, ${functionName("a.aggserialfn")} AS serialfunc,
  ${functionName("a.aggdeserialfn")} AS deserialfunc, a.agginitval AS initcond,
  ${functionName("a.aggmtransfn")} AS msfunc, ${functionName("a.aggminvtransfn")} AS minvfunc,
  CASE WHEN a.aggmtransfn <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END AS mstype, a.aggmtransspace AS msspace,
  ${functionName("a.aggmfinalfn")} AS mfinalfunc, a.aggmfinalextra AS mfinalextra, a.aggmfinalmodify AS mfinalmodify,
  a.aggminitval AS minitcond, ${operatorName("a.aggsortop")} AS sortop, p.proparallel AS parallel
  FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid) x)`;

export const readRoutines = defineReader<Row>({
  optional: ["function", "procedure", "aggregate"],
  sql: (version, scope) => `
SELECT p.oid::int8::float8, p.pronamespace::int8::float8, p.proname::text, p.prokind::text,
       pg_catalog.oidvectortypes(p.proargtypes), l.lanname::text,
       CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END,
       pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid), p.proargnames::text[],
       p.pronargdefaults,
       CASE WHEN l.lanname NOT IN ('internal', 'c') ${version >= 140000 ? "AND p.prosqlbody IS NULL" : ""} THEN p.prosrc END,
       CASE WHEN p.prokind = 'a' THEN ${aggregateQuery} END
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE ${scope("n")} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend d
  WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i')
ORDER BY n.nspname, p.proname, 5`,
  read: (rows, catalog) => {
    for (const [
      oid,
      namespace,
      name,
      code,
      types,
      language,
      definition,
      parameters,
      result,
      names,
      count,
      body,
      aggregate,
    ] of rows) {
      const schema = catalog.schemas.get(namespace);
      if (schema === undefined || catalog.belongsToExtension("pg_proc", oid)) continue;
      const base = { kind: kinds[code] ?? "function", schema, name, arguments: types };
      const comment = catalog.comment("pg_proc", oid);
      const model: RoutineModel = compact(
        aggregate === null
          ? {
              ...base,
              comment,
              definition: statement(definition as string),
              language,
              parameters,
              result: result ?? undefined,
              parameterNames: names ?? undefined,
              defaultCount: count === 0 ? undefined : count,
              body: body ?? undefined,
            }
          : {
              ...base,
              comment,
              definition: aggregateSql(schema, name, parameters, JSON.parse(aggregate) as AggregateRow),
            },
      );
      catalog.add(keyOfRoutine(model), model, "pg_proc", oid);
    }
  },
});

const kinds: Readonly<Record<string, RoutineKind>> = { p: "procedure", a: "aggregate" };

/** `pg_get_functiondef` writes `OR REPLACE`; the model keeps the plain statement. */
function statement(definition: string): string {
  return definition.replace(/^CREATE OR REPLACE /, "CREATE ").replace(/\n$/, "");
}
