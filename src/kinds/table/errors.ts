import { LimbeckError } from "../../util/errors.ts";

/** Two properties name the same column. */
export class DuplicateColumnError extends LimbeckError {
  readonly table: string;
  readonly column: string;

  constructor(table: string, column: string, properties: readonly string[]) {
    super({
      code: "table.duplicate-column",
      message: `${properties.join(" and ")} are both column "${column}" of table "${table}".`,
      hint: 'Give one of them another name with .named("…").',
    });
    this.table = table;
    this.column = column;
  }
}

/** Two constraints or indexes have the same name where names must differ. */
export class DuplicateNameError extends LimbeckError {
  readonly duplicate: string;
  readonly places: readonly string[];

  constructor(duplicate: string, places: readonly string[]) {
    super({
      code: "table.duplicate-name",
      message: `The name "${duplicate}" is given twice: ${places.join(" and ")}.`,
      hint: "Names of constraints are unique in their table, names of tables, indexes and sequences in their schema.",
    });
    this.duplicate = duplicate;
    this.places = places;
  }
}

/** A table has two primary keys. */
export class SeveralPrimaryKeysError extends LimbeckError {
  readonly place: string;

  constructor(place: string) {
    super({
      code: "table.several-primary-keys",
      message: `${place} declares a primary key twice.`,
      hint: "Either mark columns with .primaryKey() or write primaryKey([…]) in the third argument.",
    });
    this.place = place;
  }
}

/**
 * A column combines what PostgreSQL doesn't allow together.
 *
 * @remedy Keep one of the two declarations.
 */
export class ColumnConflictError extends LimbeckError {
  readonly place: string;

  constructor(place: string, problem: string, hint: string) {
    super({ code: "table.column-conflict", message: `${place} ${problem}.`, hint });
    this.place = place;
  }
}

/** A foreign key's target isn't written as a column. */
export class InvalidTargetError extends LimbeckError {
  readonly place: string;
  readonly target: string;

  constructor(place: string, target: string) {
    super({
      code: "table.invalid-target",
      message: `${place} references ${JSON.stringify(target)}, which is not the name of a column.`,
      hint: 'Write "table.column" or "schema.table.column", with the names of the database: references("orders.order_id").',
    });
    this.place = place;
    this.target = target;
  }
}

/** A column takes its type from another one, which isn't known here. */
export class UnknownColumnTypeError extends LimbeckError {
  readonly place: string;
  readonly target: string;

  constructor(place: string, target: string) {
    super({
      code: "table.unknown-column-type",
      message: `${place} takes its type from ${target}, which is not known here.`,
      hint: 'Say the type: integer().references("orders.order_id").',
    });
    this.place = place;
    this.target = target;
  }
}

/** A foreign key has more columns on one side. */
export class ForeignKeyColumnsError extends LimbeckError {
  readonly place: string;

  constructor(place: string, own: number, referenced: number) {
    super({
      code: "table.foreign-key-columns",
      message: `A foreign key of ${place} has ${own} columns and references ${referenced}.`,
      hint: 'Name as many referenced columns: foreignKey([t.a, t.b], "other", ["a", "b"]).',
    });
    this.place = place;
  }
}
