/** Tables that foreign keys of the model lead to and that are no part of it, as a scratch database needs them. */
import type { Project } from "../config/config.ts";
import type { Driver } from "../driver/driver.ts";
import { DatabaseError } from "../driver/errors.ts";
import { columnKey } from "../kinds/column/model.ts";
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import { tableKey } from "../kinds/table/model.ts";
import { MetaData } from "../metadata/metadata.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/identifier.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { isA } from "../metadata/schema-object.ts";
import { readModels } from "./model-target.ts";

export interface ExternalTable {
  readonly schema: string;
  readonly name: string;
  /** Columns that are referred to, with the types of those that refer. */
  readonly columns: ReadonlyMap<string, string>;
  /** Sets of columns that have to be unique. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

export interface MadeUpTable {
  readonly schema: string;
  readonly name: string;
  readonly note: string;
}

/** What revisions have made: without tables that were made up, and schemas that hold nothing else. */
export function withoutMadeUp(metadata: MetaData, made: readonly MadeUpTable[]): MetaData {
  if (made.length === 0) return metadata;
  const isMadeUp = (schema: unknown, name: unknown): boolean =>
    made.some((table) => table.schema === schema && table.name === name);
  const kept = [...metadata.objects].filter(
    ([, object]) =>
      !isMadeUp(object.schema, object.table) && !(object.kind === "table" && isMadeUp(object.schema, object.name)),
  );
  const used = new Set(kept.map(([, { schema }]) => schema));
  const objects = kept.filter(
    ([, { kind, name }]) => kind !== "schema" || used.has(name) || !made.some(({ schema }) => schema === name),
  );
  return new MetaData({ ...metadata, objects });
}

/** None where there is no model, or it is refused: whoever needs it says so. */
export async function externalTables(project: Project): Promise<readonly ExternalTable[]> {
  if (project.config.target === undefined) return [];
  return readModels(project).then(externalsOf, () => []);
}

function externalsOf(model: MetaData): readonly ExternalTable[] {
  const found = new Map<
    string,
    { schema: string; name: string; columns: Map<string, string>; keys: Map<string, readonly string[]> }
  >();
  for (const object of model.objects.values()) {
    if (!isA<ForeignKeyModel>(object, "foreignKey")) continue;
    const { schema, table, columns, referencedSchema, referencedTable, referencedColumns } = object;
    if (model.has(tableKey(referencedSchema, referencedTable))) continue;
    const key = formatQualifiedName(referencedSchema, referencedTable);
    const external = found.get(key) ?? {
      schema: referencedSchema,
      name: referencedTable,
      columns: new Map(),
      keys: new Map(),
    };
    found.set(key, external);
    external.keys.set(referencedColumns.join("\0"), referencedColumns);
    for (const [at, column] of referencedColumns.entries()) {
      const own = model.get(columnKey(schema, table, columns[at] as string));
      external.columns.set(column, own?.type ?? "integer");
    }
  }
  return [...found.values()];
}

/**
 * Makes those that are missing.
 *
 * @returns what was made; nothing where all of them are there or can't be made yet
 */
export async function makeExternalTables(
  driver: Driver,
  tables: readonly ExternalTable[],
): Promise<readonly MadeUpTable[]> {
  const made: MadeUpTable[] = [];
  const connection = await driver.connect();
  try {
    for (const { schema, name, columns, keys } of tables) {
      const table = quoteQualified(schema, name);
      const { rows } = await connection.query<{ there: boolean }>(
        `SELECT pg_catalog.to_regclass(${quoteLiteral(table)}) IS NOT NULL AS there`,
      );
      if (rows[0]?.there === true) continue;
      const parts = [
        ...[...columns].map(([column, type]) => `${quoteIdentifier(column)} ${type}`),
        ...[...keys.values()].map((key) => `UNIQUE (${key.map(quoteIdentifier).join(", ")})`),
      ];
      await connection.execute(
        `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}; CREATE TABLE ${table} (${parts.join(", ")})`,
      );
      const words = [...columns].map(([column, type]) => `${column} ${type}`).join(", ");
      const note = `The external table ${formatQualifiedName(schema, name)} (${words}) was made up on the scratch database.`;
      made.push({ schema, name, note });
    }
  } catch (error) {
    // A type that a revision is yet to make, for one.
    if (!(error instanceof DatabaseError)) throw error;
  } finally {
    await connection.close();
  }
  return made;
}
