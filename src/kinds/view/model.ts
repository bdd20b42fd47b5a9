import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** A column that a view shows. */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  readonly collation?: string;
  readonly comment?: string;
  /** Default of an updatable view's column. */
  readonly default?: string;
  /** Storage and statistics target of a materialised column. */
  readonly storage?: string;
  readonly statistics?: number;
}

export interface ViewModel extends SchemaObject {
  readonly kind: "view";
  readonly schema: string;
  /** Without a semicolon at the end. */
  readonly query: string;
  /** As the server sees them; a declared view has them once it was settled. */
  readonly columns?: readonly ViewColumn[];
  /** Names that a declaration gives to the query's columns, in order; the server keeps them as aliases in the query. */
  readonly columnNames?: readonly string[];
  /** `security_barrier=true` and the like, without the check option. */
  readonly options?: readonly string[];
  readonly checkOption?: "local" | "cascaded";
}

export interface MaterializedViewModel extends SchemaObject {
  readonly kind: "materializedView";
  readonly schema: string;
  readonly query: string;
  readonly columns?: readonly ViewColumn[];
  readonly columnNames?: readonly string[];
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  readonly accessMethod?: string;
  /** True where the view holds no rows yet (`WITH NO DATA`). State, not definition: never compared. */
  readonly withoutData?: boolean;
  readonly clustered?: string;
}

export const viewKey = (schema: string, name: string): Key<ViewModel> => keyOf("view", schema, name);
export const materializedViewKey = (schema: string, name: string): Key<MaterializedViewModel> =>
  keyOf("materializedView", schema, name);
