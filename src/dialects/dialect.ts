/** What limbeck needs of a flavour of SQL. Phase engines speak to this contract only, never to a dialect by name. */
import type { DriverConnection } from "../driver/driver.ts";
import type { Difference, RenameStep } from "../metadata/difference.ts";
import type { ChangeContext, Kind } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { Holding, Operation, OperationDefinitions } from "../operations/operation.ts";

/** The part of a connection that reflection needs; engine connections and driver connections both have it. */
export type Queryable = Pick<DriverConnection, "query" | "execute">;

/** What to leave out before anything is read. */
export interface ReflectOptions {
  /** True where the caller's transaction is open, which goes on. */
  readonly inTransaction?: boolean;
  /** Schemas to read; absent means every schema that is not the server's own. */
  readonly includeSchemas?: readonly string[];
  /** Objects that never count, such as the version table; called before an object is kept. */
  readonly includeName?: (
    name: string,
    kind: string,
    parent: { readonly schema?: string; readonly table?: string },
  ) => boolean;
}

/** An expression or type of the target that the server refused, with the object it belongs to. */
export interface SettleProblem {
  readonly key: string;
  readonly attribute: string;
  readonly text: string;
  readonly message: string;
  readonly sqlState?: string;
  /** Where in the text the server found the fault: 1-based, in characters. */
  readonly position?: number;
}

/** What a server made of the types and expressions of a target. */
export interface Settlement {
  /** The target with every type and expression as the server prints it; used to compare, never to render. */
  readonly canonical: MetaData;
  readonly problems: readonly SettleProblem[];
  /** The database in the same words, where another server than its own had to be asked. */
  readonly database?: MetaData;
  /** What a person should know of how it was done. */
  readonly notes?: readonly string[];
}

export interface Sides {
  readonly database: MetaData;
  readonly target: MetaData;
}

export interface RereadRequest extends Sides {
  /** What the connection's own database holds: one of the sides, or what has become of it. */
  readonly held: MetaData;
  /** True where objects may be the same under other names. */
  readonly renaming?: boolean;
}

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

export interface FillRequest {
  readonly tables: readonly TableName[];
  /** Rows made from different seeds differ. */
  readonly seed: number;
}

export interface UnfilledTable extends TableName {
  /** Why no row could be made. */
  readonly reason: string;
}

export interface FillResult {
  readonly rows: number;
  readonly unfilled: readonly UnfilledTable[];
}

export interface Tally extends TableName {
  readonly rows: number;
  /** Null where there are no rows. */
  readonly digest: string | null;
}

export interface TableColumns extends TableName {
  readonly columns: readonly string[];
  /** True where its rows lie in partitions. */
  readonly divided?: boolean;
}

export interface HeldRows extends TableColumns {
  /** Values as text, in the order of the columns. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A table that can't be used as it should be. */
export interface UseProblem extends TableName {
  readonly doing: "insert" | "update" | "delete" | "sequence";
  /** The column that a sequence numbers. */
  readonly column?: string;
  readonly message: string;
  readonly sqlState?: string;
}

/** How much there is of what would be lost. */
export interface Held {
  readonly holding: Holding;
  /** Rows of a table; values of a column that are not NULL; rows that hold a value of an enum. Undefined where nobody knows. */
  readonly rows: number | undefined;
  /** False where `rows` is what the server estimates, or counted as far as is cheap. */
  readonly isExact: boolean;
  /** The tables that this one is a partition of, also of partitions. */
  readonly above?: readonly TableName[];
}

/** What statements do to tables; a name without a schema has an empty one, and a whole schema an empty name. */
export interface Dropped {
  readonly drops: readonly Holding[];
  readonly makes: readonly Holding[];
}

export type NamedThing =
  | "schema"
  | "relation"
  | "type"
  | "column"
  | "value"
  | "constraint"
  | "index"
  | "trigger"
  | "policy";

/** What a statement does to a name: `ALTER TABLE orders RENAME mail TO email`. */
export interface NameStep {
  readonly does: "rename" | "make" | "drop";
  readonly on: NamedThing;
  /** Empty where the statement names none. */
  readonly schema: string;
  /** Of the object, or of the table or type that the part belongs to; empty for a schema. */
  readonly name: string;
  /** The column, value, constraint, trigger or policy. */
  readonly part?: string;
  /** What is new of the name, by itself. */
  readonly to?: { readonly schema?: string; readonly name?: string; readonly part?: string };
}

/** Tells whether a database is what it was, without reading it; apart from the dialect, which takes longer to load. */
export interface Fingerprints {
  /** A moment of the server's history. */
  moment(connection: Queryable): Promise<string>;
  /**
   * A digest of all that `reflect` and `settle` look at: where it is the same, they see the same. With a moment, undefined
   * where something may have changed since then. `onAsked` is called once the server is at work.
   */
  digest(
    connection: Queryable,
    options?: { readonly since?: string; readonly onAsked?: () => void },
  ): Promise<string | undefined>;
}

/** What is known of one statement; all of it looks at the database when it is asked. */
export interface Outside {
  /** True where it has taken effect; asked only of one that an earlier run may have begun. */
  readonly isDone?: (connection: Queryable) => Promise<boolean>;
  /** Finishes or removes what an earlier run has left of it. */
  readonly takeUp?: (connection: Queryable) => Promise<void>;
  /** Called before a first run; what it returns removes what that leaves if it fails. */
  readonly begin?: (connection: Queryable) => Promise<() => Promise<void>>;
  /** @throws InvalidIndexError where the statement has passed over what is not valid */
  readonly check?: (connection: Queryable) => Promise<void>;
}

export interface OnlineRequest {
  readonly operations: readonly Operation[];
  /** Partitioned tables refuse some of the careful ways. */
  readonly isPartitioned: (table: TableName) => boolean;
}

export interface OnlineResult {
  readonly operations: readonly Operation[];
  /** Columns whose type changes as directly as before: `orders.total`. */
  readonly directTypeChanges: readonly string[];
}

/** A database by its dialect: names, kinds, operations, what it reads from catalogs and how it settles expressions. */
export interface Dialect {
  readonly name: string;
  readonly kinds: Readonly<Record<string, Kind>>;
  /** Operations of all kinds and those of none, keyed by type. */
  readonly operations: OperationDefinitions;
  /** Of the database that is spoken of. */
  readonly defaultSchema: string;
  readonly supports: {
    readonly transactionalDdl: boolean;
  };
  /** `server_version_num` of a connection. */
  serverVersion(connection: Queryable): Promise<number>;
  /** What a person should know of a server that came after this release; nothing where the release knows it. */
  notices(connection: Queryable, serverVersion: number): Promise<readonly string[]>;
  /** Reads a whole database in a constant number of catalog queries. */
  reflect(connection: Queryable, options?: ReflectOptions): Promise<MetaData>;
  /** The same connection for one who reflects it again and again, which is quicker then. */
  forRepetition(connection: Queryable): Queryable;
  /**
   * Puts the target's types and expressions into the server's own words by creating what differs in text in a
   * transaction that is rolled back.
   */
  settle(connection: Queryable, database: MetaData, target: MetaData): Promise<Settlement>;
  /**
   * Two sides that the server has printed, each text like the other side's where they differ in form only: servers print
   * some of what they are first given in another way than what they have printed themselves. Costs nothing where texts agree.
   */
  reread(connection: Queryable, request: RereadRequest): Promise<Sides>;
  /**
   * Runs renames on temporary copies of what they concern, in a transaction that is rolled back, and reads back the
   * objects whose texts (`Kind.texts`) name what was renamed. The keys are those under the new names. An object that the
   * server does not let this role copy is absent.
   */
  follow(
    connection: Queryable,
    metadata: MetaData,
    renames: readonly RenameStep[],
  ): Promise<ReadonlyMap<Key, SchemaObject>>;
  /** Makes rows for tables of a scratch database, which respect foreign keys, checks, keys and types. */
  fill(connection: Queryable, request: FillRequest): Promise<FillResult>;
  /** How many rows tables hold, and a digest of them. */
  tally(connection: Queryable, tables: readonly TableName[]): Promise<readonly Tally[]>;
  /** The rows of tables, value by value; of scratch databases, where they are few. */
  values(connection: Queryable, tables: readonly TableColumns[]): Promise<readonly HeldRows[]>;
  /**
   * Tries whether tables can be used, in a transaction that is rolled back: a row by defaults alone, an update, a delete. Told is
   * what no value is to blame for, and each sequence that stands behind the rows it numbers.
   */
  use(connection: Queryable, tables: readonly TableName[]): Promise<readonly UseProblem[]>;
  /** Which of these hold any rows, and how many; counted as far as is cheap, then estimated. What is not there holds none. */
  held(connection: Queryable, holdings: readonly Holding[]): Promise<readonly Held[]>;
  /** What statements drop that may hold rows, and the tables that they make, as PostgreSQL's own parser reads them. */
  droppedBy(sql: string): Promise<Dropped>;
  /** Leaves out differences that another one brings about by itself, such as those of partitions. */
  refine(differences: readonly Difference[], context: ChangeContext): readonly Difference[];
  /** An object of a kind, as people call it: `table shop.orders`. */
  describe(object: SchemaObject): string;
}
