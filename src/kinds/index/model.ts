import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** One key column of an index: a column or an expression, and how it is ordered. Absent means the default. */
export interface IndexElement {
  readonly column?: string;
  /** Without outer parentheses; set when `column` is not. */
  readonly expression?: string;
  /** Qualified and quoted as SQL. */
  readonly collation?: string;
  /** Qualified and quoted as SQL, only where it is not the type's default for the method. */
  readonly operatorClass?: string;
  /** `siglen=32` and the like. */
  readonly operatorClassParameters?: readonly string[];
  readonly descending?: boolean;
  /** Only where it is not the default (last when ascending, first when descending). */
  readonly nulls?: "first" | "last";
}

export interface IndexModel extends SchemaObject {
  readonly kind: "index";
  readonly schema: string;
  readonly table: string;
  /** `btree` when absent. */
  readonly method?: string;
  readonly unique?: boolean;
  readonly elements: readonly IndexElement[];
  readonly include?: readonly string[];
  /** Predicate of a partial index, without the outer parentheses. */
  readonly where?: string;
  readonly nullsNotDistinct?: boolean;
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  /** The table's `CLUSTER ON` index. */
  readonly clustered?: boolean;
  /** Statistics targets of expression columns by position (1-based), `2=100`. */
  readonly statistics?: readonly string[];
  /** Built by `CREATE INDEX CONCURRENTLY`. A wish, not state: never compared. */
  readonly concurrently?: boolean;
  /** The table's rows are identified by it from its creation on (`REPLICA IDENTITY`). Set in operations, never compared. */
  readonly identifiesRows?: boolean;
  /** `CONCURRENTLY` builds that failed leave an index that is not valid; such an index is recreated. */
  readonly invalid?: boolean;
}

export const indexKey = (schema: string, name: string): Key<IndexModel> => keyOf("index", schema, name);
