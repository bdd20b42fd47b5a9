import { exitCodes, LimbeckError } from "../util/errors.ts";
import { suggest } from "../util/suggest.ts";

/** A number in the database that JavaScript's numbers can't hold. */
export class ValueRangeError extends LimbeckError {
  constructor(property: string, type: string, value: string) {
    super({
      code: "session.value-range",
      message: `${property} is ${value}, which ${type} and a JavaScript number can't both hold exactly.`,
      hint: 'Declare the column without { mode: "number" }, or round the value.',
    });
  }
}

/** A value that the type of its column has no form for. */
export class ValueFormError extends LimbeckError {
  constructor(property: string, type: string, value: unknown, cause?: unknown) {
    const name =
      typeof value === "object" && value !== null
        ? `an object of ${value.constructor?.name ?? "no class"}`
        : `a ${typeof value}`;
    const why = cause instanceof Error ? ` (${cause.message})` : "";
    super({
      code: "session.value-form",
      message: `${property} is ${type} and can't hold ${name}${why}.`,
      hint: "Assign a value of the column's type, or give the column a conversion: .convert({ read, write }).",
      cause,
    });
  }
}

/** A relationship that was not loaded, or a column that was left out, is read. */
export class NotLoadedError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string) {
    const variable = model.charAt(0).toLowerCase() + model.slice(1);
    super({
      code: "session.not-loaded",
      message: `${model}.${property} is not loaded.`,
      hint: `Load it: await ${variable}.load("${property}"), or query with .with({ ${property}: true }).`,
    });
    this.model = model;
    this.property = property;
  }
}

/** A column whose value was expired is read. */
export class ExpiredError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string) {
    super({
      code: "session.expired",
      message: `${model}.${property} is expired: its value in the database may have changed.`,
      hint: "Load the object again: await session.refresh(object).",
    });
    this.model = model;
    this.property = property;
  }
}

/** An object was given to a session although another one has it. */
export class OtherSessionError extends LimbeckError {
  readonly model: string;

  constructor(model: string) {
    super({
      code: "session.other-session",
      message: `the ${model} belongs to another session.`,
      hint: "Expunge it there first, or bring a copy into this one with merge().",
    });
    this.model = model;
  }
}

/** Something that is no object of a model was given to a session. */
export class NotAnEntityError extends LimbeckError {
  constructor(given: unknown) {
    const name = typeof given === "object" && given !== null ? given.constructor.name : String(given);
    super({
      code: "session.not-an-entity",
      message: `${name} is no object of a model.`,
      hint: "Pass instances of classes that extend model(…) and are part of the session's data model.",
    });
  }
}

/** An operation needs an object that has a row, or is in the session. */
export class StateError extends LimbeckError {
  readonly model: string;
  readonly lifecycle: string;

  constructor(model: string, lifecycle: string, what: string) {
    super({
      code: "session.state",
      message: `the ${model} is ${lifecycle}; ${what} needs a persistent object.`,
      hint: "Add the object and flush first, or get it from the session.",
    });
    this.model = model;
    this.lifecycle = lifecycle;
  }
}

/** Two objects of one session claim the same row. */
export class DuplicateIdentityError extends LimbeckError {
  readonly model: string;
  readonly key: readonly unknown[];

  constructor(model: string, key: readonly unknown[]) {
    super({
      code: "session.duplicate-identity",
      message: `two objects of ${model} have the key (${key.map(String).join(", ")}).`,
      hint: "Change the object that is there instead of adding another one, or remove it first.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.model = model;
    this.key = key;
  }
}

/** Rows that should have been changed or deleted were not there as expected. */
export class StaleDataError extends LimbeckError {
  readonly model: string;
  readonly expected: number;
  readonly matched: number;

  constructor(model: string, what: "insert" | "update" | "delete" | "merge", expected: number, matched: number) {
    super({
      code: "session.stale",
      message: `${what} of ${model}: ${expected} row(s) expected, ${matched} matched; somebody changed or deleted them.`,
      hint: "Roll back, load the objects again and repeat the work; session.retry() does so.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.model = model;
    this.expected = expected;
    this.matched = matched;
  }
}

/** A row is gone that an object stands for. */
export class ObjectDeletedError extends LimbeckError {
  readonly model: string;

  constructor(model: string, key: readonly unknown[]) {
    super({
      code: "session.object-deleted",
      message: `the row of ${model} (${key.map(String).join(", ")}) is gone.`,
      hint: "Somebody deleted it; expunge the object.",
    });
    this.model = model;
  }
}

/** The session was used after a flush failed and before it was rolled back. */
export class InactiveSessionError extends LimbeckError {
  constructor(cause: unknown) {
    super({
      code: "session.inactive",
      message: "the transaction of the session was rolled back because a flush failed.",
      hint: "Call session.rollback() first; the objects are then as they were before.",
      cause,
    });
  }
}

/** A transaction with options of its own was asked for while another one is open, which they would not reach. */
export class TransactionOpenError extends LimbeckError {
  constructor(what: string, why: string) {
    super({
      code: "session.transaction-open",
      message: `${what} needs a new transaction, but one is open already: ${why}.`,
      hint: "Commit or roll back first, or pass the options where the transaction begins.",
    });
  }
}

/** Hooks add or change objects with each flush, so that none is the last. */
export class EndlessFlushError extends LimbeckError {
  readonly models: readonly string[];

  constructor(rounds: number, models: readonly string[]) {
    super({
      code: "session.endless-flush",
      message: `after ${rounds} flushes there is still something to write: objects of ${models.join(", ")}.`,
      hint: "A hook (beforeFlush, afterFlush, afterInsert, afterUpdate …) adds or changes objects each time; let it stop.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.models = models;
  }
}

/** A hook asks for what has to wait for the hook. */
export class FlushingError extends LimbeckError {
  constructor(what: string) {
    super({
      code: "session.flushing",
      message: `${what} was called by a hook of a flush, which waits for the hook.`,
      hint: "Leave the call out: what hooks add or change is written by the same flush.",
    });
  }
}

/** The session is closed. */
export class SessionClosedError extends LimbeckError {
  constructor() {
    super({ code: "session.closed", message: "the session is closed.", hint: "Open another one." });
  }
}

/** An object refers to one that has no row and isn't in the session. */
export class UnsavedRelatedError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string, target: string) {
    super({
      code: "session.unsaved-related",
      message: `${model}.${property} is a ${target} that is not in the session.`,
      hint: "Add the related object too, or give the relationship the cascade save-update.",
    });
    this.model = model;
    this.property = property;
  }
}

/** New objects refer to one another in a circle. */
export class CircularDependencyError extends LimbeckError {
  readonly models: readonly string[];

  constructor(models: readonly string[]) {
    super({
      code: "session.circular-dependency",
      message: `objects of ${models.join(", ")} refer to one another in a circle, so none can be inserted first.`,
      hint: "Give one of the relationships { postUpdate: true }: its key is then written by an UPDATE of its own.",
    });
    this.models = models;
  }
}

/** Unique values go round among objects, and none of them can be without one meanwhile. */
export class UniqueCycleError extends LimbeckError {
  readonly model: string;
  readonly properties: readonly string[];

  constructor(model: string, properties: readonly string[]) {
    super({
      code: "session.unique-cycle",
      message: `objects of ${model} take one another's ${properties.join(", ")} in a circle, so no row can be updated first.`,
      hint: 'Declare the unique constraint with { deferrable: "immediate" }, or flush once with another value in between.',
      exitCode: exitCodes.failedUnchanged,
    });
    this.model = model;
    this.properties = properties;
  }
}

/** A query that must return one row returned none, or several. */
export class RowCountError extends LimbeckError {
  readonly model: string;

  constructor(model: string, found: "none" | "several") {
    super({
      code: found === "none" ? "session.no-row" : "session.several-rows",
      message: `one ${model} was expected, ${found} found.`,
      hint: found === "none" ? "oneOrNull() returns null instead." : "first() returns the first of them.",
    });
    this.model = model;
  }
}

/** A key was given in a form that doesn't fit the class. */
export class KeyFormError extends LimbeckError {
  readonly model: string;

  constructor(model: string, properties: readonly string[]) {
    super({
      code: "session.key",
      message: `the key of ${model} is (${properties.join(", ")}).`,
      hint: properties.length === 1 ? "Pass its value." : `Pass { ${properties.join(", ")} }.`,
    });
    this.model = model;
  }
}

/** A property was named that the class doesn't have. */
export class UnknownPropertyError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string, known: readonly string[]) {
    const closest = suggest(property, known);
    super({
      code: "session.unknown-property",
      message: `${model} has no property "${property}".`,
      hint: closest === undefined ? `Known: ${known.join(", ")}.` : `Did you mean "${closest}"?`,
    });
    this.model = model;
    this.property = property;
  }
}

/** A value is undefined where it decides which rows are meant, or what they become. */
export class UndefinedValueError extends LimbeckError {
  readonly model: string;
  readonly property: string | undefined;

  constructor(model: string, property: string | undefined, where: "condition" | "update" | "key") {
    const place = property === undefined ? `a value for ${model}` : `${model}.${property}`;
    super({
      code: "session.undefined",
      message: `${place} is undefined in ${where === "update" ? "an" : "a"} ${where}.`,
      hint:
        where === "condition"
          ? "Pass null for IS NULL, or leave the condition out."
          : "Pass null for NULL, or leave it out.",
    });
    this.model = model;
    this.property = property;
  }
}

/** Something that is no condition was given as one. */
export class ConditionError extends LimbeckError {
  readonly place: string;

  constructor(place: string, given: unknown, instead?: string) {
    const known =
      typeof given === "object" && given !== null ? `an object of ${given.constructor.name}` : String(given);
    super({
      code: "session.condition",
      message: `${known} is no condition on ${place}.`,
      hint:
        instead === undefined
          ? 'Write where({ name: "x" }), where("price", ">", 3), or where((eb) => …).'
          : `Write ${instead}.`,
    });
    this.place = place;
  }
}

/** A condition asks for an object that has no key yet. */
export class UnsavedConditionError extends LimbeckError {
  readonly place: string;

  constructor(place: string, target: string) {
    super({
      code: "session.unsaved-condition",
      message: `${place} is compared with a ${target} that has no key yet.`,
      hint: `Flush the ${target} first, or pass null for objects without one.`,
    });
    this.place = place;
  }
}

/** An update by criteria that changes nothing. */
export class EmptyUpdateError extends LimbeckError {
  readonly model: string;

  constructor(model: string) {
    super({
      code: "session.empty-update",
      message: `the update by criteria of ${model} sets no property.`,
      hint: 'Name at least one: .update({ name: "x" }).',
    });
    this.model = model;
  }
}

/** A number of rows that is none. */
export class RowNumberError extends LimbeckError {
  constructor(what: "limit()" | "offset()" | "page({ size })", given: unknown, least: 0 | 1) {
    super({
      code: "session.row-number",
      message: `${what} got ${String(given)}, which is no number of rows.`,
      hint: `Pass a whole number from ${least} on.`,
    });
  }
}

/** An option that has a few values was given another one. */
export class ChoiceError extends LimbeckError {
  constructor(what: string, given: unknown, known: readonly string[]) {
    super({
      code: "session.choice",
      message: `"${String(given)}" is no ${what}.`,
      hint: `Known: ${known.join(", ")}.`,
    });
  }
}

/** Pages by keyset need an order by columns. */
export class PageOrderError extends LimbeckError {
  constructor(model: string, by: string) {
    super({
      code: "session.page-order",
      message: `pages of ${model} are ordered by ${by}.`,
      hint: "Order by columns of the class, or use limit() and offset().",
    });
  }
}

/** An update or delete by criteria was given a limit. */
export class BulkLimitError extends LimbeckError {
  readonly model: string;

  constructor(model: string, what: string) {
    super({
      code: "session.bulk-limit",
      message: `${what} by criteria of ${model} reaches all rows that fit; limit() and offset() would be ignored.`,
      hint: "Select the objects first and name their keys: .where({ id: [...] }), or leave the limit out.",
    });
    this.model = model;
  }
}

/** A cursor that is none, or one of another query. */
export class CursorError extends LimbeckError {
  constructor() {
    super({
      code: "session.cursor",
      message: "the cursor does not belong to this query.",
      hint: "Pass `next` of the page before, with the same order.",
    });
  }
}

/** Savepoints were not ended from the inside out. */
export class SavepointError extends LimbeckError {
  constructor() {
    super({
      code: "session.savepoint",
      message: "the savepoint is not the innermost one, or has ended.",
      hint: "End savepoints in the reverse order of their beginning.",
    });
  }
}

/** An object was to become one of another class of its hierarchy. */
export class DiscriminatorChangeError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string, given: unknown, own: unknown) {
    const shown = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));
    super({
      code: "session.discriminator-change",
      message: `${model}.${property} is ${shown(own)} for every ${model} and can't be ${shown(given)}: it says of which class the row is.`,
      hint: "Add an object of the other class and delete this one, or change the rows with session.kysely and load them anew.",
    });
    this.model = model;
    this.property = property;
  }
}

/** A row says of itself that it is of a class that is not known. */
export class UnknownDiscriminatorError extends LimbeckError {
  readonly model: string;

  constructor(model: string, value: unknown) {
    const known = typeof value === "string" ? JSON.stringify(value) : String(value);
    super({
      code: "session.unknown-discriminator",
      message: `a row of ${model} is of class ${known}, which no class of the data model has for its polymorphicIdentity.`,
      hint: "Pass the class to dataModel(), or correct the row.",
    });
    this.model = model;
  }
}
