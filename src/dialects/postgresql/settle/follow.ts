/**
 * Texts after a rename, in the server's words. What is renamed is copied empty into scratch schemas, together with what
 * names it; the renames run on the copies; the copies are read back and rolled back. Nothing of the database is touched
 * or locked, and no word of a text is replaced by a pattern.
 */
import type { CheckModel } from "../../../kinds/check/model.ts";
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { DomainCheckModel, DomainModel } from "../kinds/domain/model.ts";
import type { IndexModel } from "../../../kinds/index/model.ts";
import type { PartitionModel } from "../../../kinds/partition/model.ts";
import type { PrimaryKeyModel } from "../../../kinds/primary-key/model.ts";
import { tableKey, type TableModel } from "../../../kinds/table/model.ts";
import { materializedViewKey, viewKey } from "../../../kinds/view/model.ts";
import { DatabaseError } from "../../../driver/errors.ts";
import type { RenameStep } from "../../../metadata/difference.ts";
import type { Key } from "../../../metadata/key.ts";
import { kindOf } from "../../../metadata/kind.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { schemaOf, isA, type SchemaObject } from "../../../metadata/schema-object.ts";
import { quoteIdentifier, quoteList, quoteQualified } from "../../../sql/identifier.ts";
import type { Queryable } from "../../dialect.ts";
import { readServerVersion } from "../catalog/read-catalog.ts";
import { columnDefinition } from "../ddl/column.ts";
import { constraintDefinition } from "../ddl/constraint.ts";
import { createIndexSql } from "../ddl/index.ts";
import { defaultSchema } from "../ddl/locate.ts";
import { kinds } from "../kinds.ts";
import { partsOfTable } from "../table-parts.ts";
import { followScope } from "./follow-scope.ts";
import { asPlain } from "./requests.ts";
import { databaseWideNames, qualifiedNames, textToScratch, type ScratchNames } from "./program-text.ts";
import {
  attempt,
  createAll,
  creation,
  isProgram,
  readBack,
  searchPath,
  statementsOf,
  tablesNamed,
  type Entry,
} from "./programs.ts";

/** What the copies are made from, and under which names. */
interface Copy {
  readonly metadata: MetaData;
  readonly names: ScratchNames;
  readonly serverVersion: number;
  readonly types: readonly SchemaObject[];
  readonly sequences: readonly SchemaObject[];
  readonly tables: readonly TableModel[];
  readonly partitions: readonly PartitionModel[];
  readonly parts: readonly SchemaObject[];
  readonly programs: readonly Entry[];
}

/**
 * The objects whose texts name what is renamed, by their keys afterwards.
 *
 * @throws DatabaseError where the connection fails; what the server refuses to copy is left out.
 */
export async function follow(
  connection: Queryable,
  metadata: MetaData,
  renames: readonly RenameStep[],
): Promise<ReadonlyMap<Key, SchemaObject>> {
  const scope = followScope(metadata, renames);
  if (scope.affected.length === 0) return new Map();
  const copy = planCopy(metadata, scope.roots, scope.affected, renames, await readServerVersion(connection));
  await connection.execute("BEGIN; SET LOCAL client_min_messages = error; SET LOCAL check_function_bodies = off");
  try {
    return await followInCopy(connection, copy, renames);
  } catch (error) {
    // Without the right to create, and where a copy cannot be made, texts are compared as they are.
    if (error instanceof DatabaseError) return new Map();
    throw error;
  } finally {
    await connection.execute("ROLLBACK");
  }
}

async function followInCopy(
  connection: Queryable,
  copy: Copy,
  renames: readonly RenameStep[],
): Promise<ReadonlyMap<Key, SchemaObject>> {
  const { names, metadata, serverVersion, programs } = copy;
  await connection.execute([...schemas(names), ...typeStatements(copy), ...tableStatements(copy)].join(";\n"));
  // Defaults, checks and indexes may call functions, and functions may name tables.
  const routines = programs.filter(([, { kind }]) => routineKinds.has(kind));
  await createAll(connection, routines, names, metadata, serverVersion);
  await tryEach(connection, partStatements(copy));
  const others = programs.filter(([, { kind }]) => !routineKinds.has(kind));
  await createAll(connection, others, names, metadata, serverVersion);
  await connection.execute(renames.flatMap((step) => renameStatements(step, copy)).join(";\n"));
  return (await readBack(connection, names)).objects;
}

const routineKinds: ReadonlySet<string> = new Set(["function", "procedure", "aggregate"]);
const typeKinds: ReadonlySet<string> = new Set(["enum", "domain", "composite", "range"]);

function planCopy(
  metadata: MetaData,
  roots: readonly SchemaObject[],
  affected: readonly Entry[],
  renames: readonly RenameStep[],
  serverVersion: number,
): Copy {
  const programs = new Map<Key, SchemaObject>();
  const tables = new Map<Key, TableModel>();
  const addRelation = (schema: string, name: string): void => {
    const table = metadata.get(tableKey(schema, name));
    if (table !== undefined) tables.set(tableKey(schema, name), table);
    for (const key of [viewKey(schema, name), materializedViewKey(schema, name)]) {
      const view = metadata.objects.get(key);
      if (view !== undefined) programs.set(key, view);
    }
  };
  for (const [key, object] of affected) {
    if (isProgram(object, metadata)) for (const entry of withOverloads(key, object, metadata)) programs.set(...entry);
    const { table } = object;
    if (table !== undefined) addRelation(schemaOf(object), table);
    if (object.kind === "table") addRelation(schemaOf(object), object.name);
    if (isA<PartitionModel>(object, "partition")) addRelation(object.parentSchema, object.parent);
  }
  for (const { kind, schema, name } of roots)
    if (kind === "table" || kind === "view" || kind === "materializedView") addRelation(schema as string, name);
  for (const key of tablesNamed([...programs], metadata)) tables.set(key, metadata.get(key) as TableModel);
  const domains = affected.flatMap(([, object]) => domainOf(object, metadata));
  const types = [...new Set([...roots.filter(({ kind }) => typeKinds.has(kind)), ...domains])];
  const sequences = roots.filter(({ kind }) => kind === "sequence");
  const partitions = affected.flatMap(([, object]) => (isA<PartitionModel>(object, "partition") ? [object] : []));
  const held = [...types, ...sequences, ...tables.values(), ...programs.values(), ...partitions];
  return {
    metadata,
    serverVersion,
    types,
    sequences,
    tables: [...tables.values()].filter((table) => !partitions.some(isOf(table))),
    partitions,
    parts: affected.map(([, object]) => object).filter((object) => !isProgram(object, metadata)),
    programs: [...programs],
    names: namesOf(held, renames),
  };
}

const isOf =
  (table: TableModel) =>
  ({ schema, name }: PartitionModel): boolean =>
    schema === table.schema && name === table.name;

/** A call by a name that only some of its overloads have in the copy would mean another function. */
function withOverloads(key: Key, object: SchemaObject, metadata: MetaData): readonly Entry[] {
  if (!routineKinds.has(object.kind)) return [[key, object]];
  return [...metadata.objects].filter(
    ([, each]) => each.name === object.name && each.schema === object.schema && routineKinds.has(each.kind),
  );
}

function domainOf(object: SchemaObject, metadata: MetaData): SchemaObject[] {
  if (object.kind === "domain") return [object];
  if (!isA<DomainCheckModel>(object, "domainCheck")) return [];
  const { domain } = object;
  return [...metadata.objects.values()].filter(
    ({ kind, schema, name }) => kind === "domain" && schema === object.schema && name === domain,
  );
}

function namesOf(held: readonly SchemaObject[], renames: readonly RenameStep[]): ScratchNames {
  const after = renames.map((step) => step.after.schema);
  const used = [...new Set([defaultSchema(), ...held.map(({ schema }) => schema), ...after])].filter(
    (schema) => schema !== undefined,
  );
  return {
    schemas: new Map(used.map((schema, at) => [schema, `limbeck_s${at + 1}`])),
    objects: qualifiedNames(held),
    databaseWide: databaseWideNames(held),
  };
}

const schemas = (names: ScratchNames): string[] => [
  ...[...names.schemas.values()].map((schema) => `CREATE SCHEMA ${schema}`),
  searchPath(names.schemas),
];

/** The object in its scratch schema, with every text that names copies. */
function inScratch<O extends SchemaObject>(object: O, { names }: Copy): O {
  const mapped = (value: unknown): unknown => {
    if (typeof value === "string") return textToScratch(value, names);
    if (Array.isArray(value)) return value.map(mapped);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mapped(entry)]));
  };
  const entries = Object.entries(object).map(([name, value]: [string, unknown]) => {
    if (name === "kind" || name === "name" || name === "table" || name === "values") return [name, value];
    if (name === "schema" || name === "parentSchema") return [name, names.schemas.get(value as string) ?? value];
    return [name, mapped(value)];
  });
  return Object.fromEntries(entries) as O;
}

function typeStatements(copy: Copy): string[] {
  const { types, sequences, metadata, serverVersion } = copy;
  // Checks and defaults of domains are parts of their own.
  const bare = (object: SchemaObject): SchemaObject =>
    isA<DomainModel>(object, "domain") ? withoutDefault(object) : object;
  return [...types, ...sequences].map((object) => creation(inScratch(bare(object), copy), metadata, serverVersion));
}

const withoutDefault = ({ default: _, ...domain }: DomainModel): DomainModel => ({ ...domain, notNull: undefined });

function tableStatements(copy: Copy): string[] {
  return copy.tables.map((table) => {
    const { schema, name, partitionBy } = inScratch(table, copy);
    const columns = columnsOf(table, copy).map((column) => columnDefinition(asPlain(inScratch(column, copy))));
    const by =
      partitionBy === undefined ? "" : ` PARTITION BY ${partitionBy.method.toUpperCase()} (${partitionBy.key})`;
    // `GROUP BY` may rely on the primary key; a partitioned table's needs the columns that divide it, which it has.
    const key = partsOfTable(copy.metadata, table.schema, table.name).find(([, part]) => part.kind === "primaryKey");
    const lines =
      by !== "" || key === undefined ? [] : [`PRIMARY KEY (${quoteList((key[1] as PrimaryKeyModel).columns)})`];
    return `CREATE TABLE ${quoteQualified(schema, name)} (${[...columns, ...lines].join(", ")})${by}`;
  });
}

const columnsOf = (table: TableModel, { metadata }: Copy): ColumnModel[] =>
  partsOfTable(metadata, table.schema, table.name)
    .map(([, part]) => part)
    .filter((part): part is ColumnModel => isA<ColumnModel>(part, "column") && !isComputedHere(part));

/** Added after the functions that its expression may call. */
const isComputedHere = ({ generated }: ColumnModel): boolean => generated !== undefined;

/** Computed columns of the copied tables, then the parts of tables and types whose texts are asked for. */
function partStatements(copy: Copy): string[] {
  const computed = copy.tables.flatMap((table) =>
    partsOfTable(copy.metadata, table.schema, table.name)
      .map(([, part]) => part as ColumnModel)
      .filter((part) => part.kind === "column" && isComputedHere(part))
      .map((column) => computedColumn(column, copy)),
  );
  const partitions = copy.partitions.map((partition) => {
    const { schema, name, parentSchema, parent, bound } = inScratch(partition, copy);
    return `CREATE TABLE ${quoteQualified(schema, name)} PARTITION OF ${quoteQualified(parentSchema, parent)} ${bound}`;
  });
  return [...computed, ...partitions, ...copy.parts.flatMap((part) => partStatement(inScratch(part, copy)))];
}

function computedColumn(column: ColumnModel, copy: Copy): string {
  const { generated, schema, table, ...rest } = inScratch(column, copy);
  const expression = generated === undefined ? undefined : { ...generated, ofParent: undefined };
  const own = {
    ...asPlain({ ...rest, schema, table }),
    ...(expression === undefined ? {} : { generated: expression }),
  };
  return `ALTER TABLE ${quoteQualified(schema, table)} ADD COLUMN ${columnDefinition(own)}`;
}

function partStatement(part: SchemaObject): string[] {
  const { schema, table, name } = part as SchemaObject & { readonly schema: string; readonly table: string };
  switch (part.kind) {
    case "default": {
      const { expression } = part as SchemaObject & { readonly expression: string };
      return [
        `ALTER TABLE ${quoteQualified(schema, table)} ALTER COLUMN ${quoteIdentifier(name)} SET DEFAULT ${expression}`,
      ];
    }
    case "check":
    case "exclusion":
      return [`ALTER TABLE ${quoteQualified(schema, table)} ADD ${constraintDefinition(part as CheckModel)}`];
    case "index": {
      const { kind, method, elements, include, where } = part as IndexModel;
      return [createIndexSql({ kind, schema, table, name, method, elements, include, where } as IndexModel)];
    }
    case "domain": {
      const { default: expression } = part as DomainModel;
      return expression === undefined ? [] : [`ALTER DOMAIN ${quoteQualified(schema, name)} SET DEFAULT ${expression}`];
    }
    case "domainCheck": {
      const { domain, expression } = part as DomainCheckModel;
      return [
        `ALTER DOMAIN ${quoteQualified(schema, domain)} ADD CONSTRAINT ${quoteIdentifier(name)} CHECK (${expression})`,
      ];
    }
    default:
      return [];
  }
}

/** All at once; where that fails, each by itself, and what the server refuses is left out. */
async function tryEach(connection: Queryable, statements: readonly string[]): Promise<void> {
  if (statements.length === 0 || (await attempt(connection, statements.join(";\n"))) === undefined) return;
  for (const statement of statements) await attempt(connection, statement);
}

/** Columns of partitions follow those of the table that they are copied below. */
function renameStatements({ before, after }: RenameStep, copy: Copy): string[] {
  const { table, schema } = before;
  if (copy.partitions.some((each) => each.schema === schema && each.name === table)) return [];
  const context = { serverVersion: copy.serverVersion };
  const rename = kindOf(before, kinds).rename;
  return (rename?.(inScratch(before, copy), inScratch(after, copy)) ?? []).flatMap((operation) =>
    statementsOf(operation, context),
  );
}
