import type { IndexModel } from "../../../../kinds/index/model.ts";
import type { MaterializedViewModel, ViewColumn, ViewModel } from "../../../../kinds/view/model.ts";
import { literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { written } from "../../ddl/locate.ts";
import { sqlSource, trailingOptions } from "../../ddl/source-options.ts";
import { parameterObject } from "../column/source.ts";

/** `` view("big_orders", sql`SELECT …`) ``; undefined where the builder can't say all of it. */
export function viewSource(model: ViewModel, source: SourceWriter): string | undefined {
  const { schema, name, query, columns, options = [], checkOption, comment } = model;
  const flags = new Map(options.map((option) => option.split("=") as [string, string]));
  const known = ["security_barrier", "security_invoker"];
  if ([...flags.keys()].some((flag) => !known.includes(flag)) || hasSettings(columns)) return undefined;
  const flag = (of: string): boolean | undefined => (flags.has(of) ? flags.get(of) === "true" : undefined);
  const rest = trailingOptions({
    securityBarrier: flag("security_barrier"),
    securityInvoker: flag("security_invoker"),
    checkOption,
    columnComments: commentsOf(columns),
    comment,
  });
  return `${source.use("view")}(${literal(written(schema, name))}, ${sqlSource(query, source)}${rest})`;
}

/** `` materializedView("sales", sql`SELECT …`, { indexes: [{ on: ["month"] }] }) ``; undefined as above. */
export function materializedViewSource(
  model: MaterializedViewModel,
  indexes: readonly IndexModel[],
  source: SourceWriter,
): string | undefined {
  const { schema, name, query, columns, storageParameters, tablespace, accessMethod, withoutData, comment } = model;
  if (hasSettings(columns) || model.clustered !== undefined) return undefined;
  const written_ = indexes.map((index) => indexEntry(index, source));
  if (written_.includes(undefined)) return undefined;
  const options = trailingOptions(
    { tablespace, using: accessMethod, withoutData, columnComments: commentsOf(columns), comment },
    {
      storageParameters: storageParameters && parameterObject(storageParameters),
      indexes: written_.length === 0 ? undefined : `[${written_.join(", ")}]`,
    },
  );
  return `${source.use("materializedView")}(${literal(written(schema, name))}, ${sqlSource(query, source)}${options})`;
}

function indexEntry(index: IndexModel, source: SourceWriter): string | undefined {
  const { elements, name, table, unique, method, where, kind: _k, schema: _s, ...rest } = index;
  const isPlain = elements.every(({ column: _column, expression: _expression, ...settings }) =>
    Object.values(settings).every((value) => value === undefined),
  );
  if (!isPlain || Object.values(rest).some((value) => value !== undefined)) return undefined;
  const on = elements.map(({ column, expression }) =>
    column === undefined ? sqlSource(expression ?? "", source) : literal(column),
  );
  const automatic = `${table}_${elements.map(({ column }) => column ?? "expr").join("_")}_idx`;
  const options = trailingOptions(
    { name: name === automatic ? undefined : name, unique, using: method },
    { where: where === undefined ? undefined : (source.use("sql"), sqlTemplate(where)) },
  );
  return `{ on: [${on.join(", ")}]${options === "" ? "" : options.replace(/^, \{ (.*) \}$/s, ", $1")} }`;
}

const hasSettings = (columns: readonly ViewColumn[] | undefined): boolean =>
  (columns ?? []).some((column) =>
    [column.default, column.storage, column.statistics].some((value) => value !== undefined),
  );

function commentsOf(columns: readonly ViewColumn[] | undefined): Readonly<Record<string, string>> | undefined {
  const found = (columns ?? []).filter(({ comment }) => comment !== undefined);
  return found.length === 0 ? undefined : Object.fromEntries(found.map(({ name, comment }) => [name, comment!]));
}
