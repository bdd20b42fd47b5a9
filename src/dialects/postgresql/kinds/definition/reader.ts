/** Readers of kinds that are known by their whole definition: the query writes the statements. */
import { compact, type CatalogName } from "../../catalog/catalog.ts";
import { defineReader, type Reader, type Scope } from "../../catalog/reader.ts";
import { definitionKey, type DefinitionModel } from "./model.ts";

type Row = [
  oid: number,
  schema: string | null,
  name: string,
  identity: string,
  definition: (string | null)[],
  /** Rows of other catalogs that belong to the object: `pg_amop 16500`. */
  aliases: (string | null)[] | null,
];

export interface DefinitionReader {
  readonly kind: string;
  readonly catalog: CatalogName;
  /**
   * Columns: OID, schema, name, identity, statements (nulls are left out), and which other catalog rows stand for it.
   */
  readonly sql: (serverVersion: number, scope: Scope) => string;
}

export function definitionReader({ kind, catalog: table, sql }: DefinitionReader): Reader {
  return defineReader<Row>({
    optional: [kind],
    sql,
    read: (rows, catalog) => {
      for (const [oid, schema, name, identity, definition, aliases] of rows) {
        if (catalog.belongsToExtension(table, oid)) continue;
        const model: DefinitionModel = compact({
          kind,
          schema: schema ?? undefined,
          name,
          identity,
          definition: definition.filter((statement) => statement !== null),
          // A shell's comment is the type's.
          comment: kind === "shellType" ? undefined : catalog.comment(table, oid),
        });
        const key = definitionKey(model);
        catalog.add(key, model, table, oid);
        for (const alias of aliases ?? []) {
          const [other, number] = (alias as string).split(" ");
          catalog.alias(key, other as CatalogName, Number(number));
        }
      }
    },
  });
}

/** A qualified and quoted name from a namespace alias and a column. */
export const qualifiedName = (namespace: string, name: string): string =>
  `pg_catalog.quote_ident(${namespace}.nspname) || '.' || pg_catalog.quote_ident(${name})`;

/** `OPTIONS (user 'x', …)` of foreign objects by name, since their order means nothing; empty where there are none. */
export const optionsClause = (options: string): string => `coalesce((
  SELECT ' OPTIONS (' || pg_catalog.string_agg(pg_catalog.quote_ident(x.option_name) || ' ' || pg_catalog.quote_literal(x.option_value), ', ' ORDER BY x.option_name COLLATE "C") || ')'
  FROM pg_catalog.pg_options_to_table(${options}) x), '')`;

/** The qualified name of a function without its arguments. */
export const functionName = (oid: string): string => `(
  SELECT pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname)
  FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = ${oid})`;
