import { schemaKey } from "../../../../kinds/schema/model.ts";
import {
  materializedViewKey,
  viewKey,
  type MaterializedViewModel,
  type ViewColumn,
  type ViewModel,
} from "../../../../kinds/view/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { AlterRequest, Change, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { bodyKeys } from "../../body-keys.ts";
import { rowsIn } from "../../type-parts.ts";
import { renameRelationOps } from "../rename/operations.ts";
import { commentOp } from "../comment/operations.ts";
import {
  alterMaterializedView,
  createMaterializedView,
  createMaterializedViewOp,
  createView,
  createViewOp,
  dropMaterializedView,
  dropMaterializedViewOp,
  dropView,
  dropViewOp,
  replaceView,
  replaceViewOp,
  type AlterMaterializedViewOp,
} from "./operations.ts";

type AnyView = ViewModel | MaterializedViewModel;

/** What a declared view needs is known from its words until the server has said it. */
const namedInQuery = (view: AnyView, metadata: MetaData) => bodyKeys(view.query, metadata);

export const viewKind = definePostgresqlKind<ViewModel>({
  name: "view",
  rank: 24,
  readers: ["readViews"],
  key: (view) => viewKey(view.schema, view.name),
  dependsOn: (view) => [schemaKey(view.schema)],
  isProgram: true,
  renaming: { word: "view", moves: true },
  rename: renameRelationOps,
  prefers: namedInQuery,
  texts: { sql: ["query"], types: ["columns"] },
  attributes: {
    query: "alter",
    columns: { change: columnsChange, equal: sameColumns },
    options: "alter",
    checkOption: "alter",
    comment: "alter",
  },
  occupies: relationNames,
  create: (view) => [createViewOp(view)],
  drop: (view) => [dropViewOp(view)],
  alter: (request) => alterView(request),
  operations: { createView, replaceView, dropView },
});

/**
 * Replacing a view keeps its first columns, their names and types, and adds others after them (manual, CREATE VIEW). The
 * way back takes a drop, so a view that others use is made anew in both directions.
 */
function columnsChange(database: ViewModel, target: ViewModel, { database: all }: ChangeContext): Change {
  const before = database.columns ?? [];
  const after = target.columns ?? [];
  if (!before.every((column, at) => sameShape(column, after[at]))) return "recreate";
  return before.length === after.length || !isUsed(viewKey(database.schema, database.name), all) ? "alter" : "recreate";
}

const isUsed = (key: Key, { dependencies }: MetaData): boolean =>
  [...dependencies.values()].some((needed) => needed.includes(key));

const sameShape = (a: ViewColumn, b: ViewColumn | undefined): boolean =>
  a.name === b?.name && a.type === b.type && a.collation === b.collation;

const settings = ["comment", "default", "storage", "statistics"] as const;

/** A declared view that was not settled says nothing about its columns. */
function sameColumns(database: AnyView, target: AnyView): boolean {
  const { columns: before = [] } = database;
  const { columns: after = before } = target;
  return (
    before.length === after.length &&
    before.every(
      (column, at) => sameShape(column, after[at]) && settings.every((name) => column[name] === after[at]?.[name]),
    )
  );
}

function alterView({ database, target, attributes, context }: AlterRequest<ViewModel>): readonly Operation[] {
  // A declared view knows its columns only in the server's words.
  const settled = context.target.get(viewKey(target.schema, target.name)) ?? target;
  const keepsShape =
    attributes.every((name) => name === "comment" || name === "columns") && !shapeChanged(database, settled);
  const replacing = { ...settled, query: target.query };
  return [
    ...(keepsShape ? columnCommentOps(database, settled) : [replaceViewOp(replacing, database)]),
    ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
  ];
}

const shapeChanged = (database: AnyView, target: AnyView): boolean =>
  (database.columns ?? []).length !== (target.columns ?? []).length ||
  (target.columns ?? []).some((column, at) => column.default !== database.columns?.[at]?.default);

function columnCommentOps(database: AnyView, target: AnyView): Operation[] {
  return (target.columns ?? []).flatMap(({ name, comment }, at) => {
    const former = database.columns?.[at]?.comment;
    const column = { kind: "column", schema: target.schema, table: target.name, name };
    return former === comment ? [] : [commentOp(column, comment, former)];
  });
}

function relationNames(view: AnyView): readonly string[] {
  return [`relation ${view.schema}.${view.name}`, `type ${view.schema}.${view.name}`];
}

export const materializedViewKind = definePostgresqlKind<MaterializedViewModel>({
  name: "materializedView",
  rank: 24,
  readers: ["readViews"],
  key: (view) => materializedViewKey(view.schema, view.name),
  dependsOn: (view, metadata) => [
    schemaKey(view.schema),
    ...(view.columns ?? []).flatMap(({ type }) => rowsIn(type, metadata)),
  ],
  isProgram: true,
  renaming: { word: "materialised view", moves: true },
  rename: renameRelationOps,
  prefers: namedInQuery,
  texts: { sql: ["query"], types: ["columns"] },
  attributes: {
    query: "recreate",
    columns: { change: materializedColumnsChange, equal: sameColumns },
    storageParameters: "alter",
    tablespace: "alter",
    accessMethod: {
      change: (_database, _target, { serverVersion }) => (serverVersion >= 150000 ? "alter" : "recreate"),
    },
    withoutData: "ignore",
    clustered: "ignore",
    comment: "alter",
  },
  occupies: relationNames,
  create: (view) => [createMaterializedViewOp(view)],
  drop: (view) => [dropMaterializedViewOp(view)],
  alter: (request) => alterMaterialized(request),
  operations: { createMaterializedView, alterMaterializedView, dropMaterializedView },
});

function materializedColumnsChange(database: MaterializedViewModel, target: MaterializedViewModel): Change {
  const after = target.columns ?? [];
  const same = (database.columns ?? []).every(
    (column, at) =>
      sameShape(column, after[at]) &&
      column.storage === after[at]?.storage &&
      column.statistics === after[at]?.statistics,
  );
  return same && database.columns?.length === after.length ? "alter" : "recreate";
}

const changeable = ["storageParameters", "tablespace", "accessMethod"] as const;

function alterMaterialized({
  database,
  target,
  attributes,
}: AlterRequest<MaterializedViewModel>): readonly Operation[] {
  const changed = changeable.filter((name) => attributes.includes(name));
  const state = (view: MaterializedViewModel) =>
    Object.fromEntries(changed.map((name) => [name, view[name] ?? (name === "storageParameters" ? [] : null)]));
  const op: AlterMaterializedViewOp = {
    type: "alterMaterializedView",
    schema: target.schema,
    name: target.name,
    changes: state(target),
    former: state(database),
  };
  return [
    ...(changed.length === 0 ? [] : [op]),
    ...(attributes.includes("columns") ? columnCommentOps(database, target) : []),
    ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
  ];
}
