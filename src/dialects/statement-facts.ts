/**
 * What lint rules are told of one statement: what the database's own parser makes of it, what the catalog held before it,
 * and which locks, rewrites and scans were measured while it ran on a scratch database.
 */
import type { Queryable } from "./dialect.ts";

/** A node of the parser's tree. */
export type SqlNode = Readonly<Record<string, unknown>>;

export interface ParsedStatement {
  /** `AlterTableStmt`, `IndexStmt`… */
  readonly kind: string;
  readonly node: SqlNode;
  readonly text: string;
  /** Where it begins in the text that was read, in characters. */
  readonly offset: number;
  /** Unquoted names with capitals, which the server folds, and names that it cuts. */
  readonly names: { readonly folded: readonly string[]; readonly cut: readonly string[] };
}

export interface ObjectName {
  readonly schema?: string | undefined;
  readonly name: string;
}

export interface ColumnFacts {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

export interface IndexFacts {
  readonly name: string;
  readonly valid: boolean;
  readonly unique: boolean;
  readonly primary: boolean;
  /** Plain key columns; an expression is an empty name. */
  readonly columns: readonly string[];
  readonly partial: boolean;
  readonly constraint: string | null;
}

export interface ConstraintFacts {
  readonly name: string;
  /** `p`, `u`, `f`, `c`, `x`, `n`. */
  readonly type: string;
  readonly columns: readonly string[];
  readonly validated: boolean;
  /** The table that a foreign key refers to. */
  readonly references: (ObjectName & { readonly id: number }) | null;
}

export interface ReferenceFacts extends ObjectName {
  readonly id: number;
  readonly constraint: string;
}

export interface RelationFacts {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  /** `r` table, `p` partitioned, `m` materialized view, `v` view, `S` sequence… */
  readonly kind: string;
  readonly policies: number;
  readonly hasDefaultPartition: boolean;
  readonly columns: readonly ColumnFacts[];
  readonly indexes: readonly IndexFacts[];
  readonly constraints: readonly ConstraintFacts[];
  /** Foreign keys of other tables to this one. */
  readonly referencedBy: readonly ReferenceFacts[];
}

export interface TypeFacts {
  /** `e` enum, `d` domain, `c` composite… */
  readonly kind: string;
  readonly labels: readonly string[];
  /** Columns of tables that have it. */
  readonly columns: readonly (ObjectName & { readonly id: number; readonly column: string })[];
}

/** What the catalog holds of the names that a statement speaks of. */
export interface CatalogFacts {
  readonly relation: (name: ObjectName) => RelationFacts | undefined;
  /** The table of an index. */
  readonly tableOfIndex: (name: ObjectName) => RelationFacts | undefined;
  readonly type: (name: ObjectName) => TypeFacts | undefined;
  /** What stands on a function that is replaced: `index orders_total_idx`. */
  readonly standsOn: readonly string[];
}

/** From the weakest to the strongest. */
export const lockModes = [
  "AccessShare",
  "RowShare",
  "RowExclusive",
  "ShareUpdateExclusive",
  "Share",
  "ShareRowExclusive",
  "Exclusive",
  "AccessExclusive",
] as const;

export type LockMode = (typeof lockModes)[number];

export interface MeasuredRelation {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  /** As of `pg_class.relkind`. */
  readonly kind: string;
  /** The table of an index, otherwise its own identifier. */
  readonly table: number;
}

export interface MeasuredLock extends MeasuredRelation {
  readonly mode: LockMode;
}

/** What a statement did, as far as one session can see. */
export interface Measurement {
  /** Locks that this statement took. */
  readonly acquired: readonly MeasuredLock[];
  /** Locks of the transaction once it had run, those of earlier statements among them. */
  readonly held: readonly MeasuredLock[];
  /** Tables and indexes whose files are new ones. */
  readonly rewritten: readonly MeasuredRelation[];
  /** Tables that were read from end to end. */
  readonly scanned: readonly MeasuredRelation[];
  /** Indexes that were built. */
  readonly built: readonly MeasuredRelation[];
}

/** Follows one session of a scratch database. */
export interface StatementProbe {
  /** Relations that are there now, by identifier. */
  readonly relations: ReadonlyMap<number, MeasuredRelation>;
  /** What has happened since the last call. */
  measure(): Promise<Measurement>;
}

/** What a database can tell of statements. */
export interface StatementReader {
  /** The statements of a text; undefined where the parser does not understand it. */
  parse(sql: string): Promise<readonly ParsedStatement[] | undefined>;
  facts(connection: Queryable, statement: ParsedStatement | undefined): Promise<CatalogFacts>;
  probe(connection: Queryable): Promise<StatementProbe>;
  statistics(connection: Queryable): Promise<Statistics>;
}

export interface TableStatistics {
  readonly rows: number;
  readonly bytes: number;
}

/** Of a database that holds the rows: sizes only, no values. */
export interface Statistics {
  /** `server_version_num` */
  readonly serverVersion: number;
  readonly timeZone: string;
  /** Servers that replay this one's log. */
  readonly standbys: number;
  /** By qualified name, `public.orders`; indexes and TOAST count for their table. */
  readonly tables: Readonly<Record<string, TableStatistics>>;
}
