/** What must be known of tables before rows can be made for them: columns with their types, checks, foreign keys, bounds. */
import { quoteLiteral } from "../../../sql/identifier.ts";
import type { Queryable, TableName } from "../../dialect.ts";

export interface TypeShape {
  readonly name: string;
  /** `b`ase, `c`omposite, `d`omain, `e`num, `r`ange, `m`ultirange, as `pg_type.typtype`. */
  readonly sort: string;
  /** As `pg_type.typcategory`: `N`umeric, `S`tring, `D`ate… */
  readonly category: string;
  /** Of an array the element, of a domain what it stands on, of a range the bounds. */
  readonly inner: string | null;
  readonly innerModifier: number;
  readonly labels: readonly string[] | null;
  readonly fields: number;
  readonly notNull: boolean;
  /** Checks of a domain. */
  readonly checks: readonly { readonly name: string; readonly text: string }[] | null;
}

export interface ColumnShape {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly modifier: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** The database makes the value by itself: generated, identity, a sequence. */
  readonly automatic: boolean;
}

export interface KeyShape {
  readonly columns: readonly string[];
  readonly schema: string;
  readonly table: string;
  readonly referenced: readonly string[];
}

export interface TableShape extends TableName {
  readonly isPartition: boolean;
  readonly columns: readonly ColumnShape[];
  readonly checks: readonly { readonly name: string; readonly columns: readonly string[]; readonly text: string }[];
  readonly keys: readonly KeyShape[];
  /** Columns that route rows to partitions, and the bounds of these; null where the table has none. */
  readonly partitioning: { readonly columns: readonly string[]; readonly bounds: string } | null;
}

/** The shapes of tables, in the order of the catalog; what is no table is left out. */
export async function readShapes(connection: Queryable, tables: readonly TableName[]): Promise<readonly TableShape[]> {
  if (tables.length === 0) return [];
  const names = tables.map(({ schema, name }) => `(${quoteLiteral(schema)}, ${quoteLiteral(name)})`).join(", ");
  const { rows } = await connection.query<{ shape: string }>(shapesSql.replace("$names", () => names));
  return rows.map(({ shape }) => JSON.parse(shape) as TableShape);
}

const columnNames = (relation: string, numbers: string): string =>
  `(SELECT json_agg(col.attname ORDER BY at.place) FROM unnest(${numbers}) WITH ORDINALITY AS at(number, place)
     JOIN pg_catalog.pg_attribute col ON col.attrelid = ${relation} AND col.attnum = at.number)`;

const shapesSql = `SELECT json_build_object(
  'schema', n.nspname, 'name', c.relname, 'isPartition', c.relispartition,
  'columns', COALESCE((SELECT json_agg(json_build_object(
      'name', a.attname, 'number', a.attnum, 'type', a.atttypid::text, 'modifier', a.atttypmod,
      'notNull', a.attnotnull, 'hasDefault', a.atthasdef,
      'automatic', a.attgenerated <> '' OR a.attidentity <> ''
        OR COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false)) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  'checks', COALESCE((SELECT json_agg(json_build_object('name', k.conname, 'text', pg_catalog.pg_get_constraintdef(k.oid),
      'columns', COALESCE(${columnNames("k.conrelid", "k.conkey")}, '[]')))
    FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'), '[]'),
  'keys', COALESCE((SELECT json_agg(json_build_object('columns', ${columnNames("k.conrelid", "k.conkey")},
      'schema', rn.nspname, 'table', r.relname, 'referenced', ${columnNames("k.confrelid", "k.confkey")}))
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
    JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
    WHERE k.conrelid = c.oid AND k.contype = 'f' AND (k.conparentid = 0 OR c.relispartition)), '[]'),
  'partitioning', (SELECT json_build_object(
      'columns', COALESCE(${columnNames("c.oid", "p.partattrs::int2[]")}, '[]'),
      'bounds', COALESCE((SELECT string_agg(pg_catalog.pg_get_expr(i.relpartbound, i.oid), ' ' ORDER BY i.relname)
         FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class i ON i.oid = h.inhrelid WHERE h.inhparent = c.oid), ''))
    FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = c.oid))::text AS shape
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND (n.nspname, c.relname) IN ($names)
ORDER BY c.oid`;

/** The types of the columns and whatever these are made of, by identifier. */
export async function readTypes(
  connection: Queryable,
  shapes: readonly TableShape[],
): Promise<ReadonlyMap<string, TypeShape>> {
  const wanted = new Set(shapes.flatMap(({ columns }) => columns.map(({ type }) => type)));
  if (wanted.size === 0) return new Map();
  const { rows } = await connection.query<{ id: string; shape: string }>(
    typesSql.replace("$types", () => [...wanted].join(", ")),
  );
  return new Map(rows.map(({ id, shape }) => [id, JSON.parse(shape) as TypeShape]));
}

const inner = (type: string): string => `COALESCE(
  NULLIF(${type}.typbasetype, 0::oid),
  (SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = ${type}.oid OR r.rngmultitypid = ${type}.oid),
  NULLIF(CASE WHEN ${type}.typcategory = 'A' THEN ${type}.typelem ELSE 0::oid END, 0::oid))`;

const typesSql = `WITH RECURSIVE needed(id) AS (
  SELECT t.oid FROM pg_catalog.pg_type t WHERE t.oid IN ($types)
  UNION
  SELECT ${inner("t")} FROM needed JOIN pg_catalog.pg_type t ON t.oid = needed.id WHERE ${inner("t")} IS NOT NULL
)
SELECT t.oid::text AS id, json_build_object(
  'name', t.typname, 'sort', t.typtype, 'category', t.typcategory, 'inner', ${inner("t")}::text,
  'innerModifier', t.typtypmod, 'notNull', t.typnotnull,
  'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
  'fields', (SELECT count(*) FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped),
  'checks', (SELECT json_agg(json_build_object('name', k.conname, 'text', pg_catalog.pg_get_constraintdef(k.oid)))
     FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))::text AS shape
FROM needed JOIN pg_catalog.pg_type t ON t.oid = needed.id`;
