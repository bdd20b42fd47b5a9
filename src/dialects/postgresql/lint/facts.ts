/** What the catalog holds of the names of one statement, in one query. */
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import type { Queryable } from "../../dialect.ts";
import type { CatalogFacts, ObjectName, ParsedStatement, RelationFacts, TypeFacts } from "../../statement-facts.ts";
import { nameOfParts, spokenOf } from "./names.ts";

const noFacts: CatalogFacts = {
  relation: () => undefined,
  tableOfIndex: () => undefined,
  type: () => undefined,
  standsOn: [],
};

interface Found {
  readonly names: Readonly<Record<string, { readonly id: number; readonly table: number }>> | null;
  readonly relations: readonly RelationFacts[] | null;
  readonly types: Readonly<Record<string, TypeFacts>> | null;
  readonly standsOn: readonly string[] | null;
}

export async function readFacts(connection: Queryable, statement: ParsedStatement | undefined): Promise<CatalogFacts> {
  if (statement === undefined) return noFacts;
  const { relations, types } = spokenOf(statement.kind, statement.node);
  const routine = statement.kind === "CreateFunctionStmt" ? nameOfParts(statement.node["funcname"]) : undefined;
  if (relations.length + types.length === 0 && routine === undefined) return noFacts;
  const { rows } = await connection.query<{ found: Found }>(factsSql(relations, types, routine));
  const { found } = rows[0] as { readonly found: Found };
  const byId = new Map((found.relations ?? []).map((relation) => [relation.id, relation]));
  const named = (name: ObjectName) => found.names?.[textOf(name)];
  return {
    relation: (name) => byId.get(named(name)?.id ?? -1),
    tableOfIndex: (name) => {
      const at = named(name);
      return at === undefined || at.id === at.table ? undefined : byId.get(at.table);
    },
    type: (name) => found.types?.[textOf(name)],
    standsOn: found.standsOn ?? [],
  };
}

const textOf = ({ schema, name }: ObjectName): string =>
  schema === undefined ? quoteIdentifier(name) : quoteQualified(schema, name);

function textsSql(names: readonly ObjectName[]): string {
  const texts = [...new Set(names.map(textOf))].map(quoteLiteral);
  return `unnest(ARRAY[${texts.join(", ")}]::text[])`;
}

/** What an index, a check or a generated column of a table makes of a function stays as it was computed. */
function standsOnSql(routine: ObjectName): string {
  const schema = routine.schema === undefined ? "" : ` AND n.nspname = ${quoteLiteral(routine.schema)}`;
  return `(SELECT json_agg(DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid))
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    LEFT JOIN pg_catalog.pg_class i ON d.classid = 'pg_catalog.pg_class'::regclass AND i.oid = d.objid AND i.relkind = 'i'
    LEFT JOIN pg_catalog.pg_attrdef a ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND a.oid = d.objid
    LEFT JOIN pg_catalog.pg_attribute t ON t.attrelid = a.adrelid AND t.attnum = a.adnum AND t.attgenerated <> ''
    WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass AND p.proname = ${quoteLiteral(routine.name)}${schema}
    AND (i.oid IS NOT NULL OR t.attrelid IS NOT NULL OR d.classid = 'pg_catalog.pg_constraint'::regclass))`;
}

const namesOfKeys = (keys: string, table: string): string =>
  `(SELECT coalesce(json_agg(coalesce(a.attname::text, '') ORDER BY u.at), '[]') FROM unnest(${keys}) WITH ORDINALITY u (attnum, at)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.attnum AND u.attnum > 0)`;

const columnsSql = `(SELECT coalesce(json_agg(json_build_object('name', a.attname::text,
        'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull, 'hasDefault', a.atthasdef)
        ORDER BY a.attnum), '[]')
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

const indexesSql = `(SELECT coalesce(json_agg(json_build_object('name', ic.relname::text, 'valid', i.indisvalid,
        'unique', i.indisunique, 'primary', i.indisprimary, 'partial', i.indpred IS NOT NULL,
        'columns', ${namesOfKeys("(i.indkey::int2[])[0:i.indnkeyatts - 1]", "i.indrelid")},
        'constraint', (SELECT k.conname::text FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid LIMIT 1))
        ORDER BY ic.relname), '[]')
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid)`;

const constraintsSql = `(SELECT coalesce(json_agg(json_build_object('name', k.conname::text, 'type', k.contype::text,
        'columns', ${namesOfKeys("k.conkey", "k.conrelid")}, 'validated', k.convalidated,
        'references', CASE WHEN k.contype = 'f' THEN (SELECT json_build_object('id', f.oid::int8, 'schema', fn.nspname::text, 'name', f.relname::text)
          FROM pg_catalog.pg_class f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = k.confrelid) END)
        ORDER BY k.conname), '[]')
      FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid)`;

const referencesSql = `(SELECT coalesce(json_agg(json_build_object('constraint', k.conname::text, 'id', f.oid::int8,
        'schema', fn.nspname::text, 'name', f.relname::text) ORDER BY fn.nspname, f.relname, k.conname), '[]')
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class f ON f.oid = k.conrelid
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
      WHERE k.contype = 'f' AND k.confrelid = c.oid AND k.conrelid <> c.oid AND k.conparentid = 0)`;

const typesSql = `json_build_object('kind', t.typtype::text,
      'labels', (SELECT coalesce(json_agg(e.enumlabel::text ORDER BY e.enumsortorder), '[]') FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
      'columns', (SELECT coalesce(json_agg(json_build_object('id', uc.oid::int8, 'schema', un.nspname::text, 'name', uc.relname::text,
          'column', ua.attname::text) ORDER BY un.nspname, uc.relname, ua.attname), '[]')
        FROM pg_catalog.pg_attribute ua JOIN pg_catalog.pg_class uc ON uc.oid = ua.attrelid AND uc.relkind IN ('r', 'p', 'm')
        JOIN pg_catalog.pg_namespace un ON un.oid = uc.relnamespace
        WHERE ua.atttypid IN (t.oid, t.typarray) AND t.typtype IN ('e', 'd', 'c') AND ua.attnum > 0 AND NOT ua.attisdropped))`;

function factsSql(
  relations: readonly ObjectName[],
  types: readonly ObjectName[],
  routine: ObjectName | undefined,
): string {
  return `WITH named AS (
    SELECT w.text, c.oid, coalesce(i.indrelid, c.oid) AS table_id
    FROM ${textsSql(relations)} AS w (text)
    JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(w.text)
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid)
  SELECT json_build_object(
    'names', (SELECT json_object_agg(text, json_build_object('id', oid::int8, 'table', table_id::int8)) FROM named),
    'relations', (SELECT json_agg(json_build_object('id', c.oid::int8, 'schema', n.nspname::text, 'name', c.relname::text,
      'kind', c.relkind::text, 'policies', (SELECT count(*) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid),
      'hasDefaultPartition', EXISTS (SELECT FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = c.oid AND p.partdefid <> 0),
      'columns', ${columnsSql},
      'indexes', ${indexesSql},
      'constraints', ${constraintsSql},
      'referencedBy', ${referencesSql}))
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid IN (SELECT oid FROM named UNION SELECT table_id FROM named)),
    'types', (SELECT json_object_agg(w.text, ${typesSql})
      FROM ${textsSql(types)} AS w (text) JOIN pg_catalog.pg_type t ON t.oid = pg_catalog.to_regtype(w.text)),
    'standsOn', ${routine === undefined ? "NULL::json" : standsOnSql(routine)}) AS found`;
}
