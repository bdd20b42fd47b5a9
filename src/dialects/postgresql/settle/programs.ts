/**
 * Views, functions, triggers, rules and policies in the server's own words: they are created in scratch schemas, over
 * empty copies of the tables they name, read back and rolled back. No object of the database is touched or locked.
 */
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { PrimaryKeyModel } from "../../../kinds/primary-key/model.ts";
import type { RoutineModel } from "../kinds/routine/model.ts";
import type { IndexModel } from "../../../kinds/index/model.ts";
import { definitionKinds } from "../kinds/definition/read-definition.ts";
import { tableKey } from "../../../kinds/table/model.ts";
import { materializedViewKey } from "../../../kinds/view/model.ts";
import { DatabaseError } from "../../../driver/errors.ts";
import type { Key } from "../../../metadata/key.ts";
import { kindOf } from "../../../metadata/kind.ts";
import { MetaData } from "../../../metadata/metadata.ts";
import { schemaOf, attributesOf, isA, type SchemaObject } from "../../../metadata/schema-object.ts";
import type { AnyOperationDefinition, DdlContext, Operation } from "../../../operations/operation.ts";
import { quoteIdentifier, quoteList, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import type { Queryable, SettleProblem, Settlement } from "../../dialect.ts";
import { bodyKeys } from "../body-keys.ts";
import { readScope } from "../catalog/read-catalog.ts";
import { defaultSchema } from "../ddl/locate.ts";
import { describeObject } from "../describe.ts";
import { kinds } from "../kinds.ts";
import { operations } from "../operations.ts";
import { partsOfTable } from "../table-parts.ts";
import { prerequisiteStatements } from "./prerequisites.ts";
import type { TextsRequest } from "./settle.ts";
import {
  databaseWideNames,
  fromScratch,
  isScratch,
  keyFromScratch,
  qualifiedNames,
  toScratch,
  type ScratchNames,
} from "./program-text.ts";

const programs: ReadonlySet<string> = new Set([
  "function",
  "procedure",
  "aggregate",
  "view",
  "materializedView",
  "rule",
  "trigger",
  "policy",
  ...[...definitionKinds].filter((kind) => kind !== "userMapping"),
  "publicationMember",
]);
/** Indexes of materialised views are of their sort, too: only the view says what their columns are. */
export function isProgram(object: SchemaObject, target: MetaData): boolean {
  if (programs.has(object.kind)) return true;
  if (!isA<IndexModel>(object, "index")) return false;
  return target.has(materializedViewKey(schemaOf(object), object.table));
}

const routines: ReadonlySet<string> = new Set(["function", "procedure", "aggregate"]);

/** Adds the canonical forms of a target's programs to a settlement. */
export async function settlePrograms(
  connection: Queryable,
  { held: database, target, wanted }: TextsRequest,
  settled: Settlement,
  serverVersion: number,
): Promise<Settlement> {
  const declared = programsOf(target, wanted);
  if (declared.length === 0) return settled;
  const tables = tablesNamed(declared, target);
  const names = scratchNames(declared, tables, target);
  await connection.execute(
    "BEGIN; SET LOCAL client_min_messages = error; SET LOCAL check_function_bodies = off; SET LOCAL jit = off",
  );
  try {
    const prepared = prerequisiteStatements(database, target, serverVersion);
    await connection.execute([...prepared, ...scratchStatements(tables, names, target)].join(";\n"));
    const isEventTrigger = ([, { kind }]: Entry): boolean => kind === "eventTrigger";
    const ordinary = declared.filter((entry) => !isEventTrigger(entry));
    const failed = await createAll(connection, ordinary, names, target, serverVersion);
    // From here on they would run at whatever is created.
    const eventTriggers = declared.filter(isEventTrigger);
    const refused = await createAll(connection, eventTriggers, names, target, serverVersion);
    const scratch = await readBack(connection, names);
    await dropAll(connection, eventTriggers, names);
    const merged = merge(settled, database, declared, new Map([...failed, ...refused]), scratch, names);
    if (wanted !== undefined) return merged;
    const broken = await brokenBodies(connection, changedRoutines(database, merged.canonical, declared, failed), names);
    return { ...merged, problems: [...merged.problems, ...broken] };
  } finally {
    await connection.execute("ROLLBACK");
  }
}

/** All programs, or those that are wanted with what they stand on. */
function programsOf(target: MetaData, wanted: ReadonlySet<Key> | undefined): Entry[] {
  if (wanted === undefined) return [...target.objects].filter(([, object]) => isProgram(object, target));
  const needed = new Set<Key>();
  const add = (key: Key): void => {
    const object = target.get(key);
    if (object === undefined || needed.has(key) || !isProgram(object, target)) return;
    needed.add(key);
    const above = kindOf(object, kinds).dependsOn(object, target);
    for (const other of [...above, ...(target.dependencies.get(key) ?? [])]) add(other);
  };
  for (const key of wanted) add(key);
  return [...target.objects].filter(([key]) => needed.has(key));
}

/** Functions that defaults, checks and indexes may call; those that need more than is there are left out. */
export async function createMissingRoutines(
  connection: Queryable,
  database: MetaData,
  target: MetaData,
  serverVersion: number,
): Promise<void> {
  for (const [key, object] of target.objects) {
    if (!routines.has(object.kind) || database.has(key)) continue;
    await attempt(connection, `SET LOCAL check_function_bodies = off;\n${creation(object, target, serverVersion)}`);
  }
}

export type Entry = readonly [Key, SchemaObject];

/** Tables that a program names or belongs to. */
export function tablesNamed(declared: readonly Entry[], target: MetaData): Key[] {
  const keys = new Set<Key>();
  for (const [, object] of declared) {
    const { table, schema } = object as { readonly table?: string; readonly schema: string };
    if (table !== undefined) keys.add(tableKey(schema, table));
    const text = Object.values(object)
      .flat()
      .filter((value) => typeof value === "string")
      .join("\n");
    for (const key of bodyKeys(text, target)) keys.add(key);
  }
  return [...keys].filter((key) => target.get(key)?.kind === "table");
}

function scratchNames(declared: readonly Entry[], tables: readonly Key[], target: MetaData): ScratchNames {
  const held = [...declared.map(([, object]) => object), ...tables.map((key) => target.at(key))];
  const used = [...new Set([defaultSchema(), ...held.flatMap(({ schema }) => schema ?? [])])];
  return {
    schemas: new Map(used.map((schema, at) => [schema, `limbeck_s${at + 1}`])),
    objects: qualifiedNames(held),
    databaseWide: databaseWideNames(held),
  };
}

function scratchStatements(tables: readonly Key[], { schemas }: ScratchNames, target: MetaData): string[] {
  const create = [...schemas.values()].map((schema) => `CREATE SCHEMA ${schema}`);
  return [...create, ...tables.map((key) => emptyCopy(target.at(key), schemas, target)), searchPath(schemas)];
}

export const searchPath = (schemas: ScratchNames["schemas"]): string =>
  `SET LOCAL search_path = ${[schemas.get(defaultSchema()) as string, defaultSchema()].map(quoteIdentifier).join(", ")}`;

/** Names and types of columns, and the primary key, which `GROUP BY` may rely on. */
function emptyCopy(table: SchemaObject, schemas: ReadonlyMap<string, string>, target: MetaData): string {
  const schema = schemaOf(table);
  const parts = partsOfTable(target, schema, table.name).map(([, part]) => part);
  const columns = parts.filter((part) => isA<ColumnModel>(part, "column"));
  const key = parts.find((part) => part.kind === "primaryKey") as PrimaryKeyModel | undefined;
  const lines = columns.map(
    ({ name, type, collation }) =>
      `${quoteIdentifier(name)} ${type}${collation === undefined ? "" : ` COLLATE ${collation}`}`,
  );
  if (key !== undefined) lines.push(`PRIMARY KEY (${quoteList(key.columns)})`);
  return `CREATE TABLE ${quoteQualified(schemas.get(schema) as string, table.name)} (${lines.join(", ")})`;
}

/** Creates programs, again and again as long as something that failed for want of another works out. */
export async function createAll(
  connection: Queryable,
  declared: readonly Entry[],
  names: ScratchNames,
  target: MetaData,
  serverVersion: number,
): Promise<Map<Key, DatabaseError>> {
  const rank = ([, object]: Entry): number => kindOf(object, kinds).rank;
  let left = [...declared].sort((a, b) => rank(a) - rank(b));
  if (left.length === 0) return new Map();
  const sqlOf = ([, object]: Entry): string => creation(toScratch(object, names), target, serverVersion);
  if ((await attempt(connection, left.map(sqlOf).join(";\n"))) === undefined) return new Map();
  for (;;) {
    const failed = new Map<Key, DatabaseError>();
    for (const entry of left) {
      const error = await attempt(connection, sqlOf(entry));
      if (error !== undefined) failed.set(entry[0], error);
    }
    if (failed.size === 0 || failed.size === left.length) return failed;
    left = left.filter(([key]) => failed.has(key));
  }
}

async function dropAll(connection: Queryable, eventTriggers: readonly Entry[], names: ScratchNames): Promise<void> {
  if (eventTriggers.length === 0) return;
  const scratch = eventTriggers.map(([, object]) => toScratch(object, names).name);
  await connection.execute(scratch.map((name) => `DROP EVENT TRIGGER IF EXISTS ${name}`).join(";\n"));
}

/** Runs a script; where it fails everything is as it was before. */
export async function attempt(connection: Queryable, script: string): Promise<DatabaseError | undefined> {
  await connection.execute("SAVEPOINT limbeck_program");
  try {
    await connection.execute(script);
    await connection.execute("RELEASE SAVEPOINT limbeck_program");
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await connection.execute("ROLLBACK TO SAVEPOINT limbeck_program");
    return error;
  }
}

export function creation(object: SchemaObject, target: MetaData, serverVersion: number): string {
  const context = { serverVersion, database: new MetaData({ objects: [] }), target };
  const created = kindOf(object, kinds).create(object, context, []);
  return created.flatMap((operation) => statementsOf(operation, context)).join(";\n");
}

export function statementsOf(operation: Operation, context: DdlContext): string[] {
  const definition = (operations as Readonly<Record<string, AnyOperationDefinition>>)[
    operation.type
  ] as AnyOperationDefinition;
  return definition.statements(operation as never, context).map(({ sql }) => sql);
}

/** Routines that are new or not what the database has. */
function changedRoutines(
  database: MetaData,
  canonical: MetaData,
  declared: readonly Entry[],
  failed: ReadonlyMap<Key, DatabaseError>,
): Entry[] {
  const known = new Set<unknown>();
  for (const object of database.objects.values())
    if (routines.has(object.kind)) known.add((object as RoutineModel).definition);
  const settled = new Set<string>();
  for (const object of canonical.objects.values()) {
    const isKnown = routines.has(object.kind) && known.has((object as RoutineModel).definition);
    if (isKnown) settled.add(`${object.kind} ${object.schema}.${object.name}`);
  }
  return declared.filter(
    ([key, { kind, schema, name }]) =>
      (kind === "function" || kind === "procedure") && !failed.has(key) && !settled.has(`${kind} ${schema}.${name}`),
  );
}

/**
 * Bodies that are not even SQL or PL/pgSQL. What a body names may come later or live elsewhere, so that only its grammar is
 * looked at here.
 */
async function brokenBodies(
  connection: Queryable,
  changed: readonly Entry[],
  names: ScratchNames,
): Promise<SettleProblem[]> {
  const problems: SettleProblem[] = [];
  if (changed.length === 0) return problems;
  await connection.execute(`${searchPath(names.schemas)}; SET LOCAL check_function_bodies = on`);
  for (const [key, object] of changed) {
    const script = (toScratch(object, names) as RoutineModel).definition.replace(/^create\s+/i, "CREATE OR REPLACE ");
    const error = await attempt(connection, script);
    if (error?.sqlState === "42601") problems.push(problem(key, object, error, names));
  }
  return problems;
}

export async function readBack(connection: Queryable, names: ScratchNames): Promise<MetaData> {
  await connection.query("SELECT pg_catalog.set_config('search_path', '', true)");
  const list = [...names.schemas.values()].map(quoteLiteral).join(", ");
  const scratch = await readScope(connection, (alias) => `${alias}.nspname IN (${list})`);
  const restoredKeys = new Map<Key, Key>();
  const objects: Entry[] = [];
  for (const [key, object] of scratch.objects) {
    if (!isScratch(object)) continue;
    const restored = Object.freeze(fromScratch(object, names));
    const own = kindOf(object, kinds).key(restored);
    restoredKeys.set(key, own);
    objects.push([own, restored]);
  }
  const keyOf = (key: Key): Key => restoredKeys.get(key) ?? keyFromScratch(key, names);
  const dependencies = new Map([...scratch.dependencies].map(([key, needed]) => [keyOf(key), needed.map(keyOf)]));
  return new MetaData({ objects, dependencies });
}

function merge(
  settled: Settlement,
  database: MetaData,
  declared: readonly Entry[],
  failed: ReadonlyMap<Key, DatabaseError>,
  scratch: MetaData,
  names: ScratchNames,
): Settlement {
  const objects = new Map(settled.canonical.objects);
  const dependencies = new Map(settled.canonical.dependencies);
  const claimed = new Set(declared.map(([key]) => key).filter((key) => scratch.has(key)));
  for (const [key, object] of declared) {
    const found = failed.has(key) ? undefined : answerFor(key, object, scratch, claimed);
    if (found === undefined) continue;
    objects.delete(key);
    objects.set(found, Object.freeze({ ...scratch.at(found), ...own(object) }));
    dependencies.set(found, scratch.dependencies.get(found) ?? []);
  }
  const problems: SettleProblem[] = [];
  const notes: string[] = [];
  for (const [key, error] of failed) {
    const object = settled.canonical.at(key);
    if (!needsRights(object, error)) problems.push(problem(key, object, error, names));
    else {
      const former = database.get(key);
      if (former !== undefined) objects.set(key, former);
      notes.push(
        `${describeObject(object)} was not compared: this role may not create it (${fromScratch(error.message, names)}).`,
      );
    }
  }
  return {
    ...settled,
    canonical: new MetaData({ ...settled.canonical, objects, dependencies }),
    problems: [...settled.problems, ...problems],
    ...(notes.length === 0 ? {} : { notes: [...(settled.notes ?? []), ...notes] }),
  };
}

/** Event triggers, foreign-data wrappers and some publications are made by superusers only. */
const needsRights = ({ kind }: SchemaObject, { sqlState }: DatabaseError): boolean =>
  sqlState === "42501" && (definitionKinds.has(kind) || kind === "publicationMember");

/** What the declaration says and the scratch copy does not: whether a view holds rows. */
function own(object: SchemaObject): object {
  return object.kind === "materializedView"
    ? { withoutData: (object as { readonly withoutData?: boolean }).withoutData }
    : {};
}

/** A routine whose argument types the server calls otherwise is found by its name. */
function answerFor(key: Key, object: SchemaObject, scratch: MetaData, claimed: Set<Key>): Key | undefined {
  if (scratch.has(key)) return key;
  if (!routines.has(object.kind)) return undefined;
  for (const [found, candidate] of scratch.objects) {
    const isSame =
      candidate.kind === object.kind && candidate.schema === object.schema && candidate.name === object.name;
    if (!isSame || claimed.has(found) || countTypes(candidate) !== countTypes(object)) continue;
    claimed.add(found);
    return found;
  }
  return undefined;
}

const countTypes = (object: SchemaObject): number => (object as RoutineModel).arguments.split(",").length;

function problem(key: Key, object: SchemaObject, error: DatabaseError, names: ScratchNames): SettleProblem {
  const { definition, query, action, using } = attributesOf(object);
  const text = definition ?? query ?? action ?? using ?? "";
  return {
    key,
    attribute: query === undefined ? "definition" : "query",
    text: Array.isArray(text) ? text.join(";\n") : String(text),
    message: fromScratch(error.message, names),
    sqlState: error.sqlState,
    ...positionIn(Array.isArray(text) ? String(text[0]) : String(text), error, names),
  };
}

/** The server counts from the beginning of the script that made the scratch copy. */
function positionIn(
  text: string,
  { statement, position }: DatabaseError,
  names: ScratchNames,
): { readonly position?: number } {
  if (statement === undefined || position === undefined) return {};
  const before = fromScratch([...statement].slice(0, position - 1).join(""), names);
  // What stands before the text is the head of the statement, which ends where the text begins.
  const whole = fromScratch(statement, names);
  const start = whole.indexOf(text);
  if (start !== -1) return before.length < start ? {} : { position: Array.from(before.slice(start)).length + 1 };
  // Two words more than the declaration has.
  const added = "OR REPLACE ".length;
  return whole.replace("OR REPLACE ", "") === text
    ? { position: Math.max(1, Array.from(before).length + 1 - added) }
    : {};
}
