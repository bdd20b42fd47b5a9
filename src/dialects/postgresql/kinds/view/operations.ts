import type { MaterializedViewModel, ViewColumn, ViewModel } from "../../../../kinds/view/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteList, quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { objectName, splitParameter, tablespaceClause, withClause } from "../../ddl/clauses.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locate, written } from "../../ddl/locate.ts";
import { parameterStatements } from "../index/operations.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

/** What a column of a view has of its own. */
export type ViewColumnOptions = Partial<Pick<ViewColumn, "comment" | "default" | "storage" | "statistics">>;

export interface ViewOptions {
  /** `["security_barrier=true", "security_invoker=true"]` */
  readonly options?: readonly string[];
  readonly checkOption?: "local" | "cascaded";
  /** Names of the query's columns, in order. */
  readonly columnNames?: readonly string[];
  /** Comments and defaults of columns, by name. */
  readonly columns?: Readonly<Record<string, ViewColumnOptions>>;
  readonly comment?: string;
}

export interface ViewOp extends Operation, DropOptions {
  readonly type: "createView" | "replaceView" | "dropView";
  readonly object: ViewModel;
  readonly former?: ViewModel;
}

export const createViewOp = (object: ViewModel): ViewOp => ({ type: "createView", object });
export const dropViewOp = (object: ViewModel): ViewOp => ({ type: "dropView", object });
export const replaceViewOp = (object: ViewModel, former: ViewModel): ViewOp => ({
  type: "replaceView",
  object,
  former,
});

/** op.createView("active_customers", sql`SELECT … WHERE active`, { checkOption: "local" }) */
export const createView = defineOperation({
  type: "createView",
  build: (name: string, query: SqlFragment, options: ViewOptions = {}): ViewOp =>
    createViewOp(viewModel(name, query, options)),
  reverse: (op): readonly Operation[] => [dropViewOp(op.object)],
  statements: ({ object }) => [
    { sql: viewSql(object, "CREATE") },
    ...defaultStatements(object, undefined),
    ...commentStatements(object, ...columnComments(object)),
  ],
  render: ({ object }, source) => renderView("op.createView", object, source),
  describe: ({ object }) => `create view ${written(object.schema, object.name)}`,
});

/** op.replaceView("active_customers", sql`SELECT …`): the columns there are stay as they are; new ones come last. */
export const replaceView = defineOperation({
  type: "replaceView",
  build: (name: string, query: SqlFragment, options: ViewOptions = {}): ViewOp => ({
    type: "replaceView",
    object: viewModel(name, query, options),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`replaceView ${op.object.name}`, "the former definition is not known");
    // What was added at the end cannot be taken away by replacing.
    const grew = (op.object.columns ?? []).length > (op.former.columns ?? []).length;
    return grew ? [dropViewOp(op.object), createViewOp(op.former)] : [replaceViewOp(op.former, op.object)];
  },
  statements: ({ object, former }) => [
    { sql: viewSql(object, "CREATE OR REPLACE") },
    ...defaultStatements(object, former),
    ...commentStatements(...columnComments(object, former)),
  ],
  render: ({ object: { comment: _comment, ...object } }, source) => renderView("op.replaceView", object, source),
  describe: ({ object }) => `replace view ${written(object.schema, object.name)}`,
});

/** op.dropView("active_customers") */
export const dropView = droppable(
  defineOperation({
    type: "dropView",
    build: (name: string): ViewOp => dropViewOp({ kind: "view", ...locate(name), query: "" }),
    reverse: (op): readonly Operation[] => {
      if (op.object.query === "") throw new IrreversibleError(`dropView ${op.object.name}`, "its query is not known");
      return [createViewOp(op.object)];
    },
    statements: (op) => [{ sql: `DROP VIEW${ifExists(op)} ${objectName(op.object)}${cascadeClause(op)}` }],
    render: ({ object }) => `op.dropView(${literal(written(object.schema, object.name))})`,
    describe: ({ object }) => `drop view ${written(object.schema, object.name)}`,
  }),
);

export interface MaterializedViewOptions {
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  readonly using?: string;
  readonly withoutData?: boolean;
  readonly columnNames?: readonly string[];
  readonly columns?: Readonly<Record<string, ViewColumnOptions>>;
  readonly comment?: string;
}

export interface MaterializedViewOp extends Operation, DropOptions {
  readonly type: "createMaterializedView" | "dropMaterializedView";
  readonly object: MaterializedViewModel;
}

export interface AlterMaterializedViewOp extends Operation {
  readonly type: "alterMaterializedView";
  readonly schema: string;
  readonly name: string;
  readonly changes: MaterializedViewChanges;
  readonly former?: MaterializedViewChanges;
}

export interface MaterializedViewChanges {
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string | null;
  readonly accessMethod?: string | null;
}

export const createMaterializedViewOp = (object: MaterializedViewModel): MaterializedViewOp => ({
  type: "createMaterializedView",
  object,
});
export const dropMaterializedViewOp = (object: MaterializedViewModel): MaterializedViewOp => ({
  type: "dropMaterializedView",
  object,
});

/** op.createMaterializedView("sales_by_month", sql`SELECT …`, { withoutData: true }) */
export const createMaterializedView = defineOperation({
  type: "createMaterializedView",
  build: (name: string, query: SqlFragment, options: MaterializedViewOptions = {}): MaterializedViewOp => {
    const { using, columns, ...rest } = options;
    return createMaterializedViewOp({
      kind: "materializedView",
      ...locate(name),
      query: fragmentText(query),
      ...rest,
      ...(using === undefined ? {} : { accessMethod: using }),
      ...(columns === undefined ? {} : { columns: columnModels(columns) }),
    });
  },
  reverse: (op): readonly Operation[] => [dropMaterializedViewOp(op.object)],
  statements: ({ object }) => [
    { sql: materializedViewSql(object) },
    ...columnSettings(object),
    ...commentStatements(object, ...columnComments(object)),
  ],
  render: ({ object }, source) => renderMaterializedView(object, source),
  describe: ({ object }) => `create materialized view ${written(object.schema, object.name)}`,
});

/** op.dropMaterializedView("sales_by_month") */
export const dropMaterializedView = droppable(
  defineOperation({
    type: "dropMaterializedView",
    build: (name: string): MaterializedViewOp =>
      dropMaterializedViewOp({ kind: "materializedView", ...locate(name), query: "" }),
    reverse: (op): readonly Operation[] => {
      if (op.object.query === "")
        throw new IrreversibleError(`dropMaterializedView ${op.object.name}`, "its query is not known");
      return [createMaterializedViewOp(op.object)];
    },
    statements: (op) => [{ sql: `DROP MATERIALIZED VIEW${ifExists(op)} ${objectName(op.object)}${cascadeClause(op)}` }],
    render: ({ object }) => `op.dropMaterializedView(${literal(written(object.schema, object.name))})`,
    describe: ({ object }) => `drop materialized view ${written(object.schema, object.name)}`,
  }),
);

/** op.alterMaterializedView("sales_by_month", { storageParameters: ["fillfactor=70"] }) */
export const alterMaterializedView = defineOperation({
  type: "alterMaterializedView",
  build: (
    name: string,
    changes: MaterializedViewChanges,
    former?: MaterializedViewChanges,
  ): AlterMaterializedViewOp => ({
    type: "alterMaterializedView",
    ...locate(name),
    changes,
    ...(former === undefined ? {} : { former }),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterMaterializedView ${op.name}`, "the former options are not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: ({ schema, name, changes, former }) => {
    const target = `ALTER MATERIALIZED VIEW ${quoteQualified(schema, name)}`;
    const { tablespace, accessMethod } = changes;
    return [
      ...parameterStatements(target, changes.storageParameters, former?.storageParameters),
      ...(tablespace === undefined ? [] : [{ sql: `${target} SET${tablespaceClause(tablespace ?? "pg_default")}` }]),
      ...(accessMethod === undefined
        ? []
        : [{ sql: `${target} SET ACCESS METHOD ${quoteIdentifier(accessMethod ?? "heap")}` }]),
    ];
  },
  render: (op) => {
    // What goes back to its default is known from what was there.
    const former = op.former?.storageParameters === undefined ? "" : `, ${literal(op.former)}`;
    return `op.alterMaterializedView(${literal(written(op.schema, op.name))}, ${literal(op.changes)}${former})`;
  },
  describe: (op) => `alter materialized view ${written(op.schema, op.name)}`,
});

function viewModel(name: string, query: SqlFragment, { columns, ...options }: ViewOptions): ViewModel {
  const base = { kind: "view" as const, ...locate(name), query: fragmentText(query), ...options };
  return columns === undefined ? base : { ...base, columns: columnModels(columns) };
}

const columnModels = (columns: Readonly<Record<string, ViewColumnOptions>>): ViewColumn[] =>
  Object.entries(columns).map(([name, options]) => ({ name, type: "", ...options }));

/** A view's options as `WITH (…)` takes them: names without a value are true. */
function viewSql(view: ViewModel, verb: string): string {
  const options = (view.options ?? []).map((option) => {
    const [name, value] = splitParameter(option);
    return value === undefined ? name : `${name}=${/^\w+$/.test(value) ? value : quoteLiteral(value)}`;
  });
  const list = options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
  const check = view.checkOption === undefined ? "" : `\n WITH ${view.checkOption.toUpperCase()} CHECK OPTION`;
  return `${verb} VIEW ${objectName(view)}${nameList(view)}${list} AS\n${view.query}${check}`;
}

const nameList = ({ columnNames }: ViewModel | MaterializedViewModel): string =>
  columnNames === undefined ? "" : ` (${quoteList(columnNames)})`;

function materializedViewSql(view: MaterializedViewModel): string {
  const method = view.accessMethod === undefined ? "" : ` USING ${quoteIdentifier(view.accessMethod)}`;
  const clauses = method + withClause(view.storageParameters) + tablespaceClause(view.tablespace);
  return `CREATE MATERIALIZED VIEW ${objectName(view)}${nameList(view)}${clauses} AS\n${view.query}${view.withoutData === true ? "\n WITH NO DATA" : ""}`;
}

function defaultStatements(view: ViewModel, former: ViewModel | undefined): Statement[] {
  const before = new Map((former?.columns ?? []).map((column) => [column.name, column.default]));
  return (view.columns ?? [])
    .filter((column) => column.default !== before.get(column.name))
    .map((column) => ({
      sql: `ALTER VIEW ${objectName(view)} ALTER COLUMN ${quoteIdentifier(column.name)} ${column.default === undefined ? "DROP DEFAULT" : `SET DEFAULT ${column.default}`}`,
    }));
}

function columnSettings(view: MaterializedViewModel): Statement[] {
  const target = `ALTER MATERIALIZED VIEW ${objectName(view)} ALTER COLUMN`;
  return (view.columns ?? []).flatMap(({ name, storage, statistics }) => [
    ...(storage === undefined
      ? []
      : [{ sql: `${target} ${quoteIdentifier(name)} SET STORAGE ${storage.toUpperCase()}` }]),
    ...(statistics === undefined ? [] : [{ sql: `${target} ${quoteIdentifier(name)} SET STATISTICS ${statistics}` }]),
  ]);
}

/** Columns as objects whose comments are to be written: all that have one and had not the same before. */
export function columnComments(view: ViewModel | MaterializedViewModel, former?: ViewModel | MaterializedViewModel) {
  const before = new Map((former?.columns ?? []).map((column) => [column.name, column.comment]));
  return (view.columns ?? [])
    .filter((column) => column.comment !== before.get(column.name))
    .map(({ name, comment }) => ({ kind: "column", schema: view.schema, table: view.name, name, comment }));
}

function renderView(name: string, view: ViewModel, source: SourceWriter): string {
  const { options, checkOption, comment } = view;
  return renderCall(
    name,
    view,
    [
      ["columnNames", view.columnNames],
      ["options", options],
      ["checkOption", checkOption],
      ["columns", ownColumns(view.columns)],
      ["comment", comment],
    ],
    source,
  );
}

function renderMaterializedView(view: MaterializedViewModel, source: SourceWriter): string {
  const { storageParameters, tablespace, accessMethod, withoutData, comment } = view;
  const entries: [string, unknown][] = [
    ["columnNames", view.columnNames],
    ["storageParameters", storageParameters],
    ["tablespace", tablespace],
    ["using", accessMethod],
    ["withoutData", withoutData],
    ["columns", ownColumns(view.columns)],
    ["comment", comment],
  ];
  return renderCall("op.createMaterializedView", view, entries, source);
}

function renderCall(
  name: string,
  view: ViewModel | MaterializedViewModel,
  entries: [string, unknown][],
  source: SourceWriter,
): string {
  source.use("sql");
  const options = entries.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${literal(value)}`);
  return call(name, [
    literal(written(view.schema, view.name)),
    sqlTemplate(view.query),
    ...(options.length === 0 ? [] : [block("{", options, "}")]),
  ]);
}

/** Columns with something of their own; the rest follows from the query. */
function ownColumns(
  columns: readonly ViewColumn[] | undefined,
): Readonly<Record<string, ViewColumnOptions>> | undefined {
  const own = (columns ?? [])
    .map(
      ({ name, comment, default: expression, storage, statistics }) =>
        [name, { comment, default: expression, storage, statistics }] as const,
    )
    .filter(([, options]) => Object.values(options).some((value) => value !== undefined));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** What `op` has of it. */
export const viewOperations = {
  alterMaterializedView,
  createMaterializedView,
  createView,
  dropMaterializedView,
  dropView,
  replaceView,
};
