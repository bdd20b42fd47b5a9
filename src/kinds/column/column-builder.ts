/**
 * The vocabulary of columns, the same in models and revisions. Every method returns a new builder; the type parameters
 * follow what is known: the JavaScript value, and flags that decide nullability and what an insert must give.
 */
import type { SqlFragment } from "../../sql/sql.ts";
import type { TypeError } from "../../util/type-error.ts";
import type {
  CheckOptions,
  ColumnDeclaration,
  ColumnIndexOptions,
  Conversion,
  ForeignKeyOptions,
  IdentityOptions,
  IndexedConstraintOptions,
  NextVersion,
  ServerDefault,
  StorageParameters,
  UniqueOptions,
} from "./declaration.ts";
import { ReferenceTargetError } from "./errors.ts";

declare const traits: unique symbol;

/**
 * What a builder knows of its column: never NULL; filled when absent; written by the database alone; filled in from a
 * related object; part of the primary key; no column of the table.
 */
export type ColumnFlag = "notNull" | "default" | "generated" | "references" | "key" | "computed";

/** A column under construction: `varchar(50).notNull().unique()`. */
export class ColumnBuilder<out Value = unknown, out Flags extends ColumnFlag = never> {
  declare readonly [traits]: { readonly value: Value; readonly flags: Flags };
  readonly memberKind = "column";
  readonly declaration: ColumnDeclaration;

  constructor(declaration: ColumnDeclaration) {
    this.declaration = Object.freeze(declaration);
  }

  /** Not NULL. `integer().notNull()` → `integer NOT NULL` */
  notNull(): ColumnBuilder<Value, Flags | "notNull"> {
    return this.#with({ notNull: true });
  }

  /** May be NULL; undoes `notNull()` of a column taken from elsewhere. */
  nullable(): ColumnBuilder<Value, Exclude<Flags, "notNull">> {
    return this.#with({ notNull: undefined });
  }

  /** Part of the primary key, hence not NULL. Columns marked so form one key, in the order of their declaration. */
  primaryKey(options: IndexedConstraintOptions = {}): ColumnBuilder<Value, Flags | "notNull" | "key"> {
    return this.#with({ primaryKey: options });
  }

  /** `UNIQUE`. `text().unique({ nullsNotDistinct: true })` */
  unique(options: UniqueOptions = {}): this {
    return this.#with({ unique: options }) as this;
  }

  /** An index on this column alone. `timestamp().index({ using: "brin" })` */
  index(options: ColumnIndexOptions = {}): this {
    return this.#with({ indexes: [...(this.declaration.indexes ?? []), options] }) as this;
  }

  /**
   * A foreign key on this column alone; the target is `table.column` or `schema.table.column`, with the names of the
   * database. `integer().references("orders.order_id", { onDelete: "cascade" })`
   */
  references(target: string, options: ForeignKeyOptions = {}): ColumnBuilder<Value, Flags | "references"> {
    if (typeof target !== "string") throw new ReferenceTargetError(target);
    return this.#with({ references: { ...options, target } });
  }

  /**
   * Part of a foreign key over several columns, which the third argument of `model()` declares: a related object fills
   * it in, so that a constructor does not ask for it. Says nothing to the database.
   */
  related(): ColumnBuilder<Value, Flags | "references"> {
    return this.#with({});
  }

  /**
   * The server's default: text, numbers and booleans become literals, an `sql` fragment is an expression.
   * `serverDefault("1")` → `DEFAULT '1'`, `serverDefault(now())` → `DEFAULT now()`
   */
  serverDefault(value: ServerDefault): ColumnBuilder<Value, Flags | "default"> {
    return this.#with({ serverDefault: value });
  }

  /** `GENERATED … AS IDENTITY`, hence not NULL. Needs an integer type. */
  identity<const Options extends IdentityOptions = Record<never, never>>(
    this: Value extends number | bigint
      ? ColumnBuilder<Value, Flags>
      : TypeError<"identity() needs a column of type smallint, integer or bigint">,
    options?: Options,
  ): ColumnBuilder<Value, Flags | "notNull" | (Options extends { readonly always: true } ? "generated" : "default")> {
    return (this as ColumnBuilder<Value, Flags>).#with({ identity: options ?? {} });
  }

  /** `GENERATED ALWAYS AS (…) STORED`, or `VIRTUAL` (PostgreSQL 18). */
  generated(
    expression: SqlFragment,
    options: { readonly virtual?: boolean } = {},
  ): ColumnBuilder<Value, Flags | "generated"> {
    return this.#with({ generated: { expression, virtual: options.virtual ?? false } });
  }

  /** The client's default: a value, or a function that makes one for each inserted row. Not known to the database. */
  default(value: Value | (() => Value)): ColumnBuilder<Value, Flags | "default"> {
    return this.#with({ clientDefault: value });
  }

  /** What the client sets whenever it updates the row and nothing else was set. Not known to the database. */
  onUpdate(value: Value | (() => Value)): this {
    return this.#with({ clientOnUpdate: value }) as this;
  }

  /**
   * The database sets the value by itself, by a trigger: it is read back after each insert and update. Says nothing to the
   * database. `timestamp().serverValue()`, `text().serverValue({ on: "insert" })`
   */
  serverValue(options: { readonly on?: "insert" | "update" } = {}): ColumnBuilder<Value, Flags | "default"> {
    return this.#with({ serverValue: options.on ?? "both" });
  }

  /**
   * Left out when objects are read, until it is asked for by `with({ body: true })` or `object.load("body")`: for large
   * values. Says nothing to the database. `text().deferred()`
   */
  deferred(): this {
    return this.#with({ deferred: true }) as this;
  }

  /**
   * Changes inside of a value are seen and written, as `order.details.gift = true` or `order.codes.push("x")`: for JSON, arrays
   * and composite values. Says nothing to the database. `jsonb<Details>().tracked()`
   */
  tracked(): this {
    return this.#with({ tracked: true }) as this;
  }

  /**
   * Another value in JavaScript than in the database: encrypted, validated, a class of one's own. NULL stays null.
   * `text().convert({ read: decrypt, write: encrypt })`
   */
  convert<Converted>(conversion: Conversion<Value, Converted>): ColumnBuilder<Converted, Flags> {
    return this.#with({ conversion: conversion as Conversion<unknown, unknown> });
  }

  /**
   * Optimistic locking: an update or delete finds only the version it loaded, and sets the next one. Numbers count from
   * 1, dates are the present; anything else needs a function of the version before.
   * `integer().notNull().version()`, `` uuid().notNull().version(() => randomUUID()) ``
   */
  version(next?: NextVersion<Value>): ColumnBuilder<Value, Flags | "default"> {
    return this.#with({ nextVersion: (next ?? nextVersion) as (before: unknown) => unknown });
  }

  /** `COLLATE`; a name without schema is one of PostgreSQL's own: `collate("C")`, `collate("shop.german")`. */
  collate(collation: string): this {
    return this.#with({ collation }) as this;
  }

  /** Compression method of large values. */
  compression(method: "pglz" | "lz4"): this {
    return this.#with({ compression: method }) as this;
  }

  /** Where large values are kept. */
  storage(storage: "plain" | "external" | "extended" | "main"): this {
    return this.#with({ storage }) as this;
  }

  /** Statistics target of `ANALYZE`. */
  statistics(target: number): this {
    return this.#with({ statistics: target }) as this;
  }

  /** Planner options: `attributeOptions({ n_distinct: -0.5 })`. */
  attributeOptions(options: StorageParameters): this {
    return this.#with({ attributeOptions: options }) as this;
  }

  /** `COMMENT ON COLUMN`. */
  comment(text: string): this {
    return this.#with({ comment: text }) as this;
  }

  /** A check on this column: `` integer().check(sql`price > 0`) ``. */
  check(expression: SqlFragment, options: CheckOptions = {}): this {
    return this.#with({ checks: [...(this.declaration.checks ?? []), { ...options, expression }] }) as this;
  }

  /** The column's name in the database, where it is not the property's in the model's naming. */
  named(name: string): this {
    return this.#with({ name }) as this;
  }

  /** The name the column had before: autogenerate renames instead of dropping and adding. */
  renamedFrom(name: string): this {
    return this.#with({ renamedFrom: name }) as this;
  }

  /** An array of the type: `text().array()` → `text[]`, values `string[]`. */
  array(): ColumnBuilder<Value[], Flags> {
    return this.#with({ array: true });
  }

  // The flags live in types only, so every change may claim the type its method declares.
  #with<NewValue, NewFlags extends ColumnFlag>(change: Partial<ColumnDeclaration>): ColumnBuilder<NewValue, NewFlags> {
    return new ColumnBuilder<NewValue, NewFlags>({ ...this.declaration, ...change });
  }
}

function nextVersion(before: unknown): unknown {
  if (before instanceof Date) return new Date(Math.max(Date.now(), before.getTime() + 1));
  return typeof before === "bigint" ? before + 1n : Number(before ?? 0) + 1;
}

/** A column of any type. */
export type AnyColumn = ColumnBuilder<unknown, ColumnFlag>;

export function isColumn(value: unknown): value is AnyColumn {
  return typeof value === "object" && value !== null && (value as { memberKind?: unknown }).memberKind === "column";
}
