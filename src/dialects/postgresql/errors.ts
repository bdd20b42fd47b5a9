import { exitCodes, LimbeckError } from "../../util/errors.ts";

/** Values hold rows of a type whose columns come, go or move in the same revision in which others get another type. */
export class RowsOfChangingShapeError extends LimbeckError {
  /** The column that holds them: `people.addresses`. */
  readonly column: string;
  /** The table or type whose rows they are: `addresses`. */
  readonly type: string;

  constructor(column: string, type: string) {
    super({
      code: "postgresql.rows-of-changing-shape",
      message: `${column} holds rows of ${type} inside of its values, and PostgreSQL alters ${type} only while no column holds such rows. As text they go by the order of the columns, which changes, too.`,
      hint: `Make two revisions: first columns of ${type} that go, and new ones without a default, NOT NULL or an expression; then the rest. Or alter ${column} by hand in the revision before, and back in the one after.`,
    });
    this.column = column;
    this.type = type;
  }
}

/** A column that divides its table would have to step aside while its type changes, which PostgreSQL does not allow. */
export class PartitionKeyInTheWayError extends LimbeckError {
  /** `events.during` */
  readonly column: string;

  constructor(column: string, type: string) {
    super({
      code: "postgresql.partition-key-in-the-way",
      message: `${column} divides its table, and what its type ${type} is made of changes: PostgreSQL gives no column of a partition key another type.`,
      hint: "Make a new type and a new partitioned table of it, copy the rows with op.execute, and drop the old ones.",
    });
    this.column = column;
  }
}

/** A composite type changes that tables are made of (`CREATE TABLE … OF`): PostgreSQL changes them along or not at all. */
export class TypedTablesInTheWayError extends LimbeckError {
  /** The type: `address`. */
  readonly type: string;
  /** The tables of it: `people`. */
  readonly tables: readonly string[];

  constructor(type: string, tables: readonly string[]) {
    super({
      code: "postgresql.typed-tables-in-the-way",
      message: `${type} gets other attributes while ${tables.join(", ")} ${tables.length === 1 ? "is a table" : "are tables"} of that type, which PostgreSQL refuses.`,
      hint: "Make three revisions: the tables without `ofType`, then the attributes and the columns, then the tables with `ofType` again.",
    });
    this.type = type;
    this.tables = tables;
  }
}

/** An index that a concurrent build has left, which no query uses and which enforces nothing. */
export class InvalidIndexError extends LimbeckError {
  readonly indexes: readonly string[];

  constructor(indexes: readonly string[]) {
    const names = indexes.join(", ");
    super({
      code: "migration.invalid-index",
      message: `${indexes.length === 1 ? `The index ${names} is` : `The indexes ${names} are`} not valid: a concurrent build was cut off or failed, and IF NOT EXISTS passes over what it left.`,
      hint: `Drop what is left and run the command again: ${indexes.map((name) => `DROP INDEX CONCURRENTLY ${name};`).join(" ")}`,
      exitCode: exitCodes.failedPartial,
    });
    this.indexes = indexes;
  }
}

/** `op.addColumn(…, { ifNotExists: true })` whose builder brings constraints or an index. */
export class ConstraintsOfPossibleColumnError extends LimbeckError {
  readonly column: string;

  constructor(column: string) {
    super({
      code: "operation.constraints-of-possible-column",
      message: `op.addColumn() with ifNotExists cannot add constraints or an index to ${column}: they may be there already.`,
      hint: "Add the column without them. Then add each by an operation of its own, such as op.createIndex(…, { ifNotExists: true }).",
    });
    this.column = column;
  }
}

/** A type of a column is built with what it does not take, such as `varchar({ length: 30 })`. */
export class InvalidTypeArgumentError extends LimbeckError {
  readonly type: string;

  constructor(type: string, value: unknown, takes: string) {
    super({
      code: "model.type-argument",
      message: `The type ${type} takes ${takes}, not ${shown(value)}.`,
      hint: "A length is written as varchar(30), precision and scale as numeric(12, 2), a time zone as timestamp({ timezone: true }).",
      exitCode: exitCodes.usage,
    });
    this.type = type;
  }
}

/** As one would write it. */
function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
