import type { Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import { compact, orAbsent, storageParameterTexts } from "../canonical.ts";
import type { StorageParameters } from "../column/declaration.ts";
import type { Declared, DeclareContext, DeclaredObject } from "../declared-object.ts";
import { declaredOne } from "../declared-type.ts";
import { indexKey, type IndexModel } from "../index/model.ts";
import { qualify, withSchema } from "../qualify.ts";
import { materializedViewKey, viewKey, type MaterializedViewModel, type ViewColumn, type ViewModel } from "./model.ts";

interface SharedOptions {
  readonly schema?: string;
  readonly comment?: string;
  /** Comments of columns, by name. */
  readonly columnComments?: Readonly<Record<string, string>>;
  /** Names of the query's columns, in order: `CREATE VIEW totals (customer, total) AS …`. */
  readonly columnNames?: readonly string[];
}

/** Options of `view()`. */
export interface ViewDeclarationOptions extends SharedOptions {
  /** Keeps conditions of the view in front of those of the query that uses it. */
  readonly securityBarrier?: boolean;
  /** Checks permissions of who asks, not of the view's owner; from PostgreSQL 15 on. */
  readonly securityInvoker?: boolean;
  /** Refuses rows written through the view that it would not show. */
  readonly checkOption?: "local" | "cascaded";
}

/** A view: `` view("active_customers", sql`SELECT * FROM customers WHERE active`) ``. */
export function view(name: string, query: SqlFragment, options: ViewDeclarationOptions = {}): DeclaredObject {
  const { schema, securityBarrier, securityInvoker, ...rest } = options;
  return declaredView("view", withSchema(name, schema), (qualified) => {
    const flags = Object.entries({ security_barrier: securityBarrier, security_invoker: securityInvoker });
    const model = compact<ViewModel>({
      kind: "view",
      ...qualified,
      query: queryText(query),
      columns: columnsOf(rest.columnComments),
      options: orAbsent(flags.filter(([, value]) => value !== undefined).map(([flag, value]) => `${flag}=${value}`)),
      columnNames: rest.columnNames,
      checkOption: rest.checkOption,
      comment: rest.comment,
    });
    return declaredOne(model, viewKey, undefined);
  });
}

/** An index of a materialized view. */
export interface MaterializedViewIndex {
  /** Column names, or expressions. */
  readonly on: readonly (string | SqlFragment)[];
  readonly name?: string;
  readonly unique?: boolean;
  readonly using?: string;
  readonly where?: SqlFragment;
}

/** Options of `materializedView()`. */
export interface MaterializedViewDeclarationOptions extends SharedOptions {
  readonly storageParameters?: StorageParameters;
  readonly tablespace?: string;
  readonly using?: string;
  /** Creates it without rows; `REFRESH MATERIALIZED VIEW` fills it. */
  readonly withoutData?: boolean;
  readonly indexes?: readonly MaterializedViewIndex[];
}

/** A materialised view: `` materializedView("sales", sql`SELECT …`, { indexes: [{ on: ["month"], unique: true }] }) ``. */
export function materializedView(
  name: string,
  query: SqlFragment,
  options: MaterializedViewDeclarationOptions = {},
): DeclaredObject {
  const { indexes = [], ...rest } = options;
  return declaredView("materialized view", withSchema(name, rest.schema), (qualified) => {
    const model = compact<MaterializedViewModel>({
      kind: "materializedView",
      ...qualified,
      query: queryText(query),
      columns: columnsOf(rest.columnComments),
      columnNames: rest.columnNames,
      storageParameters: storageParameterTexts(rest.storageParameters),
      tablespace: rest.tablespace,
      accessMethod: rest.using,
      withoutData: rest.withoutData,
      comment: rest.comment,
    });
    const declared = declaredOne(model, materializedViewKey, undefined);
    return { ...declared, objects: [...declared.objects, ...indexes.map((index) => indexOf(index, qualified))] };
  });
}

type Qualified = { readonly schema: string; readonly name: string };

function declaredView(word: string, written: string, declare: (qualified: Qualified) => Declared): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word,
    name: written,
    calledAt: new Error("declared here"),
    declare: (context: DeclareContext): Declared => declare(qualify(written, context.schema)),
  });
}

const queryText = (query: SqlFragment): string => fragmentText(query).trim().replace(/;$/, "");

function columnsOf(comments: Readonly<Record<string, string>> | undefined): readonly ViewColumn[] | undefined {
  return comments === undefined
    ? undefined
    : Object.entries(comments).map(([name, comment]) => ({ name, type: "", comment }));
}

function indexOf(
  { on, name, unique, using, where }: MaterializedViewIndex,
  view: Qualified,
): readonly [Key, SchemaObject] {
  const words = on.map((element) => (isSqlFragment(element) ? "expr" : element));
  const model = compact<IndexModel>({
    kind: "index",
    schema: view.schema,
    table: view.name,
    name: name ?? `${view.name}_${words.join("_")}_idx`,
    elements: on.map((element) =>
      isSqlFragment(element) ? { expression: fragmentText(element) } : { column: element },
    ),
    unique,
    method: using === "btree" ? undefined : using,
    where: where === undefined ? undefined : fragmentText(where),
  });
  return [indexKey(model.schema, model.name), model];
}
