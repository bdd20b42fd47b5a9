/**
 * What a column builder has gathered: plain frozen data, the same for models and revisions. Names that depend on where
 * the column stands (schema, naming) are filled in by `declareTable`.
 */
import type { SqlFragment } from "../../sql/sql.ts";
import type { DeclaredObject } from "../declared-object.ts";
import type { Deferrable, ReferentialAction } from "../foreign-key/model.ts";

/** The type of a column: canonical text, a declared type (enum, domain…), or that of the referenced column. */
export type DeclaredType =
  | { readonly kind: "named"; readonly text: string }
  | { readonly kind: "declared"; readonly object: DeclaredObject }
  | { readonly kind: "referenced" };

/** How values appear in JavaScript, where a type leaves a choice; absent means the type's own way. */
export type ValueMode = "number" | "string" | "bigint";

/** A whole number as an option; text or bigint where JavaScript's numbers are too small. */
export type WholeNumber = number | bigint | string;

export interface SequenceOptions {
  readonly start?: WholeNumber;
  readonly increment?: WholeNumber;
  readonly minValue?: WholeNumber;
  readonly maxValue?: WholeNumber;
  readonly cache?: WholeNumber;
  readonly cycle?: boolean;
}

/** Options of `identity()`: `GENERATED … AS IDENTITY (…)`. */
export interface IdentityOptions extends SequenceOptions {
  /** `GENERATED ALWAYS`: the database refuses values given by hand. Otherwise `BY DEFAULT`. */
  readonly always?: boolean;
  /** Name of the sequence behind it. */
  readonly name?: string;
}

export interface ConstraintOptions {
  readonly name?: string;
  readonly comment?: string;
}

export interface IndexedConstraintOptions extends ConstraintOptions {
  readonly deferrable?: Deferrable;
  readonly storageParameters?: StorageParameters;
  readonly tablespace?: string;
}

/** Options of a column's `unique()`. */
export interface UniqueOptions extends IndexedConstraintOptions {
  /** Two NULLs count as equal (PostgreSQL 15). */
  readonly nullsNotDistinct?: boolean;
}

/** Options of `references()`. */
export interface ForeignKeyOptions extends ConstraintOptions {
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** `full`: all columns are NULL or none. */
  readonly match?: "simple" | "full";
  readonly deferrable?: Deferrable;
  /** Rows that exist are not checked. */
  readonly notValid?: boolean;
  /** PostgreSQL 18. */
  readonly notEnforced?: boolean;
}

/** Options of `check()`. */
export interface CheckOptions extends ConstraintOptions {
  readonly noInherit?: boolean;
  readonly notValid?: boolean;
  /** PostgreSQL 18. */
  readonly notEnforced?: boolean;
}

/** `{ fillfactor: 70, "toast.autovacuum_enabled": false }`. */
export type StorageParameters = Readonly<Record<string, string | number | boolean>>;

/** Options of an index on one column. */
export interface ColumnIndexOptions {
  readonly name?: string;
  readonly comment?: string;
  readonly unique?: boolean;
  /** Access method; `btree` where absent. */
  readonly using?: string;
  readonly where?: SqlFragment;
  readonly nullsNotDistinct?: boolean;
  readonly concurrently?: boolean;
  readonly tablespace?: string;
  /** Storage parameters: `{ fillfactor: 70 }`. */
  readonly with?: StorageParameters;
}

/** Conversion of a column's values, both ways; NULL is never converted. */
export interface Conversion<Stored, Value> {
  // Methods, so that columns of a narrower type are columns of a wider one.
  read(stored: Stored): Value;
  write(value: Value): Stored;
}

/** Makes the next version of a row; the one before is undefined for a new row. */
export type NextVersion<Value> = { next(before: Value | undefined): Value }["next"];

/** A default as a column takes it: a value, or `sql`…`` for an expression. */
export type ServerDefault = string | number | bigint | boolean | SqlFragment;

export interface ColumnDeclaration {
  readonly type: DeclaredType;
  readonly array?: boolean;
  readonly mode?: ValueMode;
  /** `smallserial`, `serial`, `bigserial`: the type of the sequence. */
  readonly serial?: "smallint" | "integer" | "bigint";
  readonly name?: string;
  readonly notNull?: boolean;
  readonly primaryKey?: IndexedConstraintOptions;
  readonly unique?: UniqueOptions;
  readonly indexes?: readonly ColumnIndexOptions[];
  readonly references?: ForeignKeyOptions & { readonly target: string };
  readonly serverDefault?: ServerDefault;
  readonly identity?: IdentityOptions;
  readonly generated?: { readonly expression: SqlFragment; readonly virtual: boolean };
  /** Made by the client when a row is inserted without a value: a value or a function. */
  readonly clientDefault?: unknown;
  /** Made by the client whenever a row is updated without a value. */
  /** When the database sets a value of its own, which is then read back. */
  readonly serverValue?: "insert" | "update" | "both";
  readonly clientOnUpdate?: unknown;
  /** Makes the SQL of a property that is no column of the table: see `computed()`. */
  readonly computed?: unknown;
  /** Left out of what a session reads, until it is asked for. */
  readonly deferred?: boolean;
  /** Changes inside of a value are seen. */
  readonly tracked?: boolean;
  /** Between the value of the type and that of the property. */
  readonly conversion?: Conversion<unknown, unknown>;
  /** The column counts versions of the row; makes the next one from the one before, which is undefined for a new row. */
  readonly nextVersion?: (before: unknown) => unknown;
  readonly collation?: string;
  readonly storage?: "plain" | "external" | "extended" | "main";
  readonly compression?: "pglz" | "lz4";
  readonly statistics?: number;
  readonly attributeOptions?: StorageParameters;
  readonly comment?: string;
  readonly checks?: readonly (CheckOptions & { readonly expression: SqlFragment })[];
  readonly renamedFrom?: string;
}
