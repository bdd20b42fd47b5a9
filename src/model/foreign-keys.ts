/** Foreign keys between the tables of a data model: both ends found, their types and the uniqueness of the target checked. */
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import type { IndexModel } from "../kinds/index/model.ts";
import type { UniqueModel } from "../kinds/unique/model.ts";
import type { DeclaredTable } from "../kinds/table/declare.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { ForeignKeyTypeError, NotUniqueError, UnknownColumnError, UnknownTableError } from "./errors.ts";
import type { ColumnMapping, ForeignKeyMapping, TableMapping, UniqueSet } from "./mapper.ts";
import type { Registry } from "./registry.ts";

/** A table while the data model is being built. */
export interface TableUnderConstruction extends TableMapping {
  readonly foreignKeys: ForeignKeyMapping[];
  readonly declared: DeclaredTable;
}

const setKey = (columns: readonly string[]): string =>
  columns.length === 1 ? columns[0]! : [...columns].sort().join("\0");

/** Sets of columns whose values no two rows share. */
export function uniqueSets(declared: DeclaredTable): Map<string, UniqueSet> {
  const sets = new Map<string, UniqueSet>();
  const add = (columns: readonly string[], object: UniqueModel | IndexModel): void => {
    const key = setKey(columns);
    const known = sets.get(key);
    // Where several say the same, the strictest counts.
    if (known !== undefined && known.deferrable === undefined) return;
    const deferrable = object.kind === "index" ? undefined : object.deferrable;
    sets.set(key, { name: object.name, deferrable, nullsNotDistinct: object.nullsNotDistinct === true });
  };
  for (const [, object] of declared.objects) {
    if (object.kind === "primaryKey" || object.kind === "unique") {
      add((object as UniqueModel).columns, object as UniqueModel);
    } else if (object.kind === "index") {
      const { unique, where, elements } = object as IndexModel;
      if (unique !== true || where !== undefined) continue;
      const columns = elements.flatMap((element) => element.column ?? []);
      if (columns.length === elements.length) add(columns, object as IndexModel);
    }
  }
  return sets;
}

/**
 * Fills in the foreign keys of a table.
 *
 * @throws UnknownTableError, UnknownColumnError, ForeignKeyTypeError, NotUniqueError
 */
export function resolveForeignKeys(
  source: TableUnderConstruction,
  tables: ReadonlyMap<string, TableUnderConstruction>,
  registry: Registry,
): void {
  for (const entry of source.declared.objects) {
    if (entry[1].kind !== "foreignKey") continue;
    const model = entry[1] as ForeignKeyModel;
    const place = (): string => source.declared.origins.get(entry[0]) ?? source.name;
    const { referencedSchema, referencedTable } = model;
    if (registry.isExternal(referencedSchema, referencedTable)) continue;
    const target = tables.get(formatQualifiedName(referencedSchema, referencedTable));
    if (target === undefined) {
      throw new UnknownTableError(
        place(),
        registry.writtenName(referencedSchema, referencedTable),
        registry.tableNames(),
      );
    }
    source.foreignKeys.push(join(source, target, model, place));
  }
}

function join(
  source: TableUnderConstruction,
  target: TableUnderConstruction,
  model: ForeignKeyModel,
  place: () => string,
): ForeignKeyMapping {
  const pairs = model.columns.map((column, index) => {
    const local = source.columnOf.get(column)!;
    const referenced = model.referencedColumns[index]!;
    const remote = target.columnOf.get(referenced);
    if (remote === undefined) {
      throw new UnknownColumnError(place(), target.table.name, referenced, target.columnOf.keys());
    }
    checkTypes(place, local, remote, target);
    return { local, remote };
  });
  // Whether a period key fits is PostgreSQL's to judge.
  if (model.period !== true && !target.uniqueSets.has(setKey(model.referencedColumns))) {
    throw new NotUniqueError(place(), target.table.name, model.referencedColumns);
  }
  const { name, onDelete, onDeleteColumns, onUpdate } = model;
  const deferrable = model.deferrable !== undefined;
  return { name, source, target, pairs, onDelete, onDeleteColumns, onUpdate, deferrable };
}

const families: readonly (readonly [RegExp, string])[] = [
  [/^(smallint|integer|bigint|numeric|real|double precision)(\(|$)/, "number"],
  [/^(text|character varying|character|bpchar|name)(\(|$)/, "text"],
  [/^timestamp(\(\d\))? with(out)? time zone$|^date$/, "time"],
  [/^(uuid|boolean|bytea|inet|cidr|macaddr|macaddr8|interval|oid|money|jsonb)(\(|$)/, "$own"],
];

/** Types that PostgreSQL can compare for certain, or undefined where only the server knows. */
function family(type: string): string | undefined {
  const found = families.find(([pattern]) => pattern.test(type));
  return found?.[1] === "$own" ? type.replace("cidr", "inet") : found?.[1];
}

function checkTypes(place: () => string, local: ColumnMapping, remote: ColumnMapping, target: TableMapping): void {
  if (local.model.type === remote.model.type) return;
  const own = family(local.model.type);
  const referenced = family(remote.model.type);
  if (own === undefined || referenced === undefined || own === referenced) return;
  throw new ForeignKeyTypeError(place(), local.model.type, `${target.table.name}.${remote.name}`, remote.model.type);
}
