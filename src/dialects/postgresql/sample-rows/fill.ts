/**
 * Makes rows for tables: one with a value in every column, one with as few as the table allows. A table that accepts none
 * of what is tried is reported with the reason of its last refusal.
 */
import { DatabaseError } from "../../../driver/errors.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";
import type { FillRequest, FillResult, Queryable, UnfilledTable } from "../../dialect.ts";
import { candidatesOf, type Value } from "./candidates.ts";
import { readShapes, readTypes, type ColumnShape, type KeyShape, type TableShape, type TypeShape } from "./shapes.ts";

const attemptsPerRow = 120;
const rowsToChooseFrom = 8;

/** Fills tables in an order in which referenced rows are there first. */
export async function fill(connection: Queryable, request: FillRequest): Promise<FillResult> {
  const shapes = await readShapes(connection, request.tables);
  const types = await readTypes(connection, shapes);
  const unfilled: UnfilledTable[] = [];
  let rows = 0;
  for (const table of referencedFirst(shapes.filter(({ isPartition }) => !isPartition))) {
    const row = { connection, types, table };
    const full = await insertRow(row, request.seed, true);
    const sparse = full === undefined || full.isFatal !== true ? await insertRow(row, request.seed + 1, false) : full;
    rows += [full, sparse].filter((refusal) => refusal === undefined).length;
    if (full !== undefined && sparse !== undefined)
      unfilled.push({ schema: table.schema, name: table.name, reason: full.reason });
  }
  return { rows, unfilled };
}

function referencedFirst(shapes: readonly TableShape[]): readonly TableShape[] {
  const byName = new Map(shapes.map((shape) => [nameOf(shape.schema, shape.name), shape]));
  const done = new Set<TableShape>();
  const visit = (shape: TableShape, path: ReadonlySet<TableShape>): void => {
    if (done.has(shape) || path.has(shape)) return;
    for (const key of shape.keys) {
      const other = byName.get(nameOf(key.schema, key.table));
      if (other !== undefined) visit(other, new Set([...path, shape]));
    }
    done.add(shape);
  };
  for (const shape of shapes) visit(shape, new Set());
  return [...done];
}

const nameOf = (schema: string, name: string): string => quoteQualified(schema, name);

interface RowContext {
  readonly connection: Queryable;
  readonly types: ReadonlyMap<string, TypeShape>;
  readonly table: TableShape;
}

interface Refusal {
  readonly reason: string;
  /** No other value would help. */
  readonly isFatal?: true;
}

/** One row; undefined where the table took it. */
async function insertRow(context: RowContext, seed: number, full: boolean): Promise<Refusal | undefined> {
  const { table } = context;
  if (table.partitioning?.bounds === "") return { reason: "it has no partitions", isFatal: true };
  let referenced = await referencedValues(context, seed, full);
  if (typeof referenced === "string") return { reason: referenced, isFatal: true };
  const choice = new Choice(context, seed, full);
  let reason = "";
  for (let attempt = 0; attempt < attemptsPerRow; attempt++) {
    try {
      await context.connection.query(insertSql(table, choice.values(referenced)));
      return undefined;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      reason = error.message;
      if (error.kind === "uniqueViolation" || error.kind === "exclusionViolation") {
        referenced = (await referencedValues(context, choice.nextSeed(), full)) as ReadonlyMap<string, Value>;
        if (attempt > 3 * rowsToChooseFrom) break;
      } else if (!choice.advance(error)) break;
    }
  }
  return { reason };
}

/** The values tried in the columns of one row, and which to try next. */
class Choice {
  readonly #context: RowContext;
  readonly #full: boolean;
  readonly #columns: readonly ColumnShape[];
  #candidates = new Map<string, readonly Value[]>();
  readonly #at = new Map<string, number>();
  readonly #forced = new Set<string>();
  #seed: number;

  constructor(context: RowContext, seed: number, full: boolean) {
    this.#context = context;
    this.#full = full;
    this.#columns = context.table.columns.filter(({ automatic }) => !automatic);
    this.#seed = seed;
    this.#load();
  }

  /** Other values everywhere. */
  nextSeed(): number {
    this.#seed++;
    this.#load();
    return this.#seed;
  }

  values(referenced: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>();
    for (const column of this.#columns) {
      const { name } = column;
      if (referenced.has(name)) values.set(name, referenced.get(name) as Value);
      else if (this.#full || this.#isNeeded(column))
        values.set(name, this.#candidates.get(name)?.[this.#at.get(name) ?? 0] ?? null);
    }
    return values;
  }

  /** Takes the next values of the columns that an error is about; false where there are no more. */
  advance(error: DatabaseError): boolean {
    const names = this.#culprits(error).filter((name) => (this.#candidates.get(name)?.length ?? 0) > 0);
    for (const name of names) {
      if (!this.#full && !this.#forced.has(name)) {
        this.#forced.add(name);
        return true;
      }
    }
    for (const name of names) {
      const next = (this.#at.get(name) ?? 0) + 1;
      if (next < (this.#candidates.get(name) as readonly Value[]).length) {
        this.#at.set(name, next);
        return true;
      }
      this.#at.set(name, 0);
    }
    return false;
  }

  #isNeeded({ name, notNull, hasDefault, type }: ColumnShape): boolean {
    const isNotNullDomain = this.#context.types.get(type)?.notNull === true;
    return this.#forced.has(name) || ((notNull || isNotNullDomain) && !hasDefault);
  }

  #load(): void {
    const { table, types } = this.#context;
    this.#candidates = new Map(
      this.#columns.map((column) => [column.name, candidatesOf({ table, column, types, seed: this.#seed })]),
    );
  }

  #culprits(error: DatabaseError): readonly string[] {
    const { table, types } = this.#context;
    if (error.kind === "notNullViolation" && error.column !== undefined) return [error.column];
    if (error.kind === "checkViolation") {
      const check = table.checks.find(({ name }) => name === error.constraint);
      if (check !== undefined) return check.columns;
      if (error.dataType === undefined && table.partitioning !== null) return table.partitioning.columns;
      const ofDomain = this.#columns.filter(({ type }) => types.get(type)?.sort === "d");
      return ofDomain.map(({ name }) => name);
    }
    // A value that its type refuses is not named: whichever is no plain number, text or date may be the one.
    if (error.kind === "dataException") return this.#columns.map(({ name }) => name);
    return [];
  }
}

/**
 * Values of the columns of foreign keys, from rows that are there; or why there are none. A sparse row leaves a key empty
 * where it may.
 */
async function referencedValues(
  context: RowContext,
  seed: number,
  full: boolean,
): Promise<ReadonlyMap<string, Value> | string> {
  const values = new Map<string, Value>();
  for (const key of context.table.keys) {
    if (key.columns.every((column) => values.has(column))) continue;
    const isOptional = key.columns.some((column) => !isRequired(context, column));
    if (isOptional && !full) {
      setMissing(values, key, () => null);
      continue;
    }
    const rows = await readReferenced(context, key, values);
    const row = rows[seed % Math.max(1, rows.length)];
    if (row !== undefined) setMissing(values, key, (at) => row[at] as Value);
    else if (isOptional) setMissing(values, key, () => null);
    else if (key.schema === context.table.schema && key.table === context.table.name)
      pointToItself(context, key, values, seed);
    else return `${nameOf(key.schema, key.table)}, which it references, holds no rows`;
  }
  return values;
}

function setMissing(values: Map<string, Value>, key: KeyShape, valueAt: (at: number) => Value): void {
  for (const [at, column] of key.columns.entries()) if (!values.has(column)) values.set(column, valueAt(at));
}

const isRequired = ({ table }: RowContext, name: string): boolean =>
  table.columns.find((column) => column.name === name)?.notNull ?? true;

async function readReferenced(
  { connection }: RowContext,
  { schema, table, referenced, columns }: KeyShape,
  values: ReadonlyMap<string, Value>,
): Promise<readonly (readonly Value[])[]> {
  const list = referenced.map((name) => `${quoteIdentifier(name)}::text`);
  const fixed = referenced.flatMap((name, at) => {
    const value = values.get(columns[at] as string);
    return value === undefined || value === null ? [] : [`${quoteIdentifier(name)}::text = ${quoteLiteral(value)}`];
  });
  const given = referenced.map((name) => `${quoteIdentifier(name)} IS NOT NULL`);
  const { rows } = await connection.query<readonly Value[]>(
    `SELECT ${list.join(", ")} FROM ${nameOf(schema, table)} WHERE ${[...given, ...fixed].join(" AND ")} LIMIT ${rowsToChooseFrom}`,
    [],
    { rowMode: "array" },
  );
  return rows;
}

/** The first row of a table that refers to itself. */
function pointToItself(context: RowContext, key: KeyShape, values: Map<string, Value>, seed: number): void {
  const { table, types } = context;
  for (const [at, name] of key.columns.entries()) {
    const own = table.columns.find((column) => column.name === key.referenced[at]);
    if (own !== undefined && !values.has(name))
      values.set(name, candidatesOf({ table, column: own, types, seed })[0] ?? null);
  }
}

function insertSql(table: TableShape, values: ReadonlyMap<string, Value>): string {
  const into = `INSERT INTO ${nameOf(table.schema, table.name)}`;
  if (values.size === 0) return `${into} DEFAULT VALUES`;
  const names = [...values.keys()].map(quoteIdentifier).join(", ");
  const list = [...values.values()].map((value) => (value === null ? "NULL" : quoteLiteral(value))).join(", ");
  return `${into} (${names}) VALUES (${list})`;
}
