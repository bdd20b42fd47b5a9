/**
 * The temporary tables in which requests are tried: as few as the columns' types allow, so that a thousand tables with
 * the same check cost one.
 */
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { IndexModel } from "../../../kinds/index/model.ts";
import type { PartitionKey } from "../../../kinds/table/model.ts";
import { quoteIdentifier } from "../../../sql/identifier.ts";
import { columnDefinition } from "../ddl/column.ts";
import { constraintDefinition } from "../ddl/constraint.ts";
import { createIndexSql } from "../ddl/index.ts";
import type { Request, RequestFor } from "./requests.ts";

/** PostgreSQL allows 1,600 columns. */
const columnLimit = 1000;

export interface ScratchTable {
  readonly name: string;
  readonly columns: Map<string, string>;
  readonly lines: string[];
  readonly after: string[];
}

/** The statements that try all requests. Objects are called `limbeck_<id>`, so that they can be found again. */
export function scratchStatements(requests: readonly Request[]): string[] {
  const tables: ScratchTable[] = [];
  const alone: string[] = [];
  for (const request of requests) {
    if (request.sort === "domain") alone.push(...domainStatements(request));
    else if (request.sort === "partitionKey" || request.sort === "partition")
      alone.push(...partitionStatements(request));
    else place(request, tables);
  }
  return [...tables.flatMap(tableStatements), ...alone];
}

const nameOf = (request: Request): string => `limbeck_${request.id}`;

function place(request: Request, tables: ScratchTable[]): void {
  const needed = neededColumns(request);
  const table = tables.find((candidate) => fits(candidate, needed, request.table)) ?? open(tables, request.table);
  for (const column of needed) table.columns.set(column.name, signature(column));
  switch (request.sort) {
    case "type":
      placeType(request, table);
      break;
    case "default":
      table.columns.set(
        nameOf(request),
        `${quoteIdentifier(nameOf(request))} ${(request.columns[0] as ColumnModel).type} DEFAULT ${request.object.expression}`,
      );
      break;
    case "generated":
      table.lines.push(columnDefinition({ ...request.object, name: nameOf(request), notNull: false }));
      break;
    case "check":
      table.lines.push(`CONSTRAINT ${nameOf(request)} CHECK (${request.object.expression})`);
      break;
    case "index":
      table.after.push(createIndexSql(bare(request.object, request, table)));
      break;
    case "exclusion":
      table.after.push(
        `ALTER TABLE pg_temp.${quoteIdentifier(table.name)} ADD ${constraintDefinition({ ...request.object, name: nameOf(request) })}`,
      );
      break;
  }
}

/** `STORAGE` in `CREATE TABLE` exists only from PostgreSQL 16 on. */
function placeType(request: RequestFor<"type">, table: ScratchTable): void {
  const { type, collation, storage } = request.object;
  const name = quoteIdentifier(nameOf(request));
  table.columns.set(nameOf(request), `${name} ${type}${collation === undefined ? "" : ` COLLATE ${collation}`}`);
  if (storage === undefined) return;
  table.after.push(
    `ALTER TABLE pg_temp.${quoteIdentifier(table.name)} ALTER COLUMN ${name} SET STORAGE ${storage.toUpperCase()}`,
  );
}

const neededColumns = (request: Request): readonly ColumnModel[] =>
  request.sort === "type" || request.sort === "default" ? [] : request.columns;

const signature = (column: ColumnModel): string => columnDefinition(column);

function fits(table: ScratchTable, columns: readonly ColumnModel[], name: string | undefined): boolean {
  if (name !== undefined ? table.name !== name : !table.name.startsWith("limbeck ")) return false;
  if (table.columns.size + table.lines.length + columns.length >= columnLimit) return false;
  return columns.every((column) => (table.columns.get(column.name) ?? signature(column)) === signature(column));
}

function open(tables: ScratchTable[], name: string | undefined): ScratchTable {
  const table: ScratchTable = {
    name: name ?? `limbeck ${tables.length + 1}`,
    columns: new Map(),
    lines: [],
    after: [],
  };
  tables.push(table);
  return table;
}

/** Only what the server must put into words: not where the index is kept, not whether it is unique. */
function bare(index: IndexModel, request: Request, table: ScratchTable): IndexModel {
  const { method, elements, include, where } = index;
  return {
    kind: "index",
    schema: "pg_temp",
    table: table.name,
    name: nameOf(request),
    method,
    elements,
    include,
    where,
  };
}

function tableStatements(table: ScratchTable): string[] {
  const lines = [...table.columns.values(), ...table.lines];
  return [
    `CREATE TEMPORARY TABLE ${quoteIdentifier(table.name)} (\n  ${lines.join(",\n  ")}\n) ON COMMIT DROP`,
    ...table.after,
  ];
}

function domainStatements(request: RequestFor<"domain">): string[] {
  const name = `pg_temp.${nameOf(request)}`;
  if (request.object.kind === "domainCheck") {
    const { expression } = request.object;
    return [`CREATE DOMAIN ${name} AS ${(request.columns[0] as ColumnModel).type} CHECK (${expression})`];
  }
  const domain = request.object;
  const collation = domain.collation === undefined ? "" : ` COLLATE ${domain.collation}`;
  const expression = domain.default === undefined ? "" : ` DEFAULT ${domain.default}`;
  return [`CREATE DOMAIN ${name} AS ${domain.type}${collation}${expression}`];
}

function partitionStatements(request: RequestFor<"partitionKey" | "partition">): string[] {
  const columns = request.columns.map((column) => columnDefinition(column)).join(", ");
  const by = request.sort === "partitionKey" ? request.object.partitionBy : request.object.by;
  const parent = request.sort === "partitionKey" ? nameOf(request) : `${nameOf(request)}_parent`;
  const { method, key } = by as PartitionKey;
  const create = `CREATE TEMPORARY TABLE ${parent} (${columns}) PARTITION BY ${method.toUpperCase()} (${key}) ON COMMIT DROP`;
  if (request.sort === "partitionKey") return [create];
  return [create, `CREATE TEMPORARY TABLE ${nameOf(request)} PARTITION OF ${parent} ${request.text} ON COMMIT DROP`];
}
