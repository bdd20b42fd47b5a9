/** Errors of the database in the words of the data model: which class, which properties, which constraint. */
import { DatabaseError } from "../driver/errors.ts";
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import type { DataModel } from "../model/data-model.ts";
import type { TableMapping } from "../model/mapper.ts";
import { quoteQualified } from "../sql/identifier.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { exitCodes, LimbeckError, type LimbeckErrorOptions } from "../util/errors.ts";
import { tableSql } from "./column-runtime.ts";

/** What a constraint violation is about. */
export interface ViolationFacts {
  readonly model: string;
  readonly properties: readonly string[];
  readonly constraint: string | undefined;
}

interface ViolationOptions extends Pick<LimbeckErrorOptions, "code" | "message" | "hint"> {
  readonly facts: ViolationFacts;
  readonly cause: DatabaseError;
}

/** The database refused rows of a model; `cause` is the database's own error. */
export class ConstraintError extends LimbeckError implements ViolationFacts {
  readonly model: string;
  readonly properties: readonly string[];
  readonly constraint: string | undefined;
  readonly sqlState: string;

  constructor({ facts, ...options }: ViolationOptions) {
    super({ ...options, exitCode: exitCodes.failedUnchanged });
    this.model = facts.model;
    this.properties = facts.properties;
    this.constraint = facts.constraint;
    this.sqlState = options.cause.sqlState;
  }
}

const place = ({ model, properties }: ViolationFacts): string =>
  properties.length === 0 ? model : properties.map((property) => `${model}.${property}`).join(", ");

/** A value that must be unique is there already. */
export class UniqueViolationError extends ConstraintError {
  constructor(facts: ViolationFacts, cause: DatabaseError) {
    super({
      code: "session.unique",
      message: `${place(facts)} must be unique; another row has the value.`,
      hint: "Look for the row first, or let the user choose another value.",
      facts,
      cause,
    });
  }
}

/** A row refers to one that isn't there, or is referred to and can't go. */
export class ForeignKeyViolationError extends ConstraintError {
  constructor(facts: ViolationFacts, cause: DatabaseError) {
    super({
      code: "session.foreign-key",
      message: `${place(facts)} refers to a row that is not there, or a row that is still referred to was to go.`,
      hint: "Add the row that is referred to, or delete what refers to it first.",
      facts,
      cause,
    });
  }
}

/** A value is missing. */
export class NotNullViolationError extends ConstraintError {
  constructor(facts: ViolationFacts, cause: DatabaseError) {
    super({
      code: "session.not-null",
      message: `${place(facts)} must have a value.`,
      hint: "Set the property, or the relationship that it follows, before the flush.",
      facts,
      cause,
    });
  }
}

/** A check constraint refused a value. */
export class CheckViolationError extends ConstraintError {
  constructor(facts: ViolationFacts, cause: DatabaseError) {
    super({
      code: "session.check",
      message: `${place(facts)} breaks the check "${facts.constraint ?? "unnamed"}".`,
      hint: "Correct the value.",
      facts,
      cause,
    });
  }
}

/** Two rows exclude each other. */
export class ExclusionViolationError extends ConstraintError {
  constructor(facts: ViolationFacts, cause: DatabaseError) {
    super({
      code: "session.exclusion",
      message: `${place(facts)} collides with another row by "${facts.constraint ?? "unnamed"}".`,
      hint: "Correct the value.",
      facts,
      cause,
    });
  }
}

/** Another transaction was in the way; doing the whole work again may succeed. */
export class TransactionConflictError extends LimbeckError {
  readonly reason: "serialization" | "deadlock";

  constructor(reason: "serialization" | "deadlock", cause: DatabaseError) {
    super({
      code: `session.${reason}`,
      message:
        reason === "deadlock"
          ? "the transaction and another one waited for each other."
          : "another transaction changed what this one has read.",
      hint: "Repeat the whole transaction; session.retry() does so.",
      cause,
      exitCode: exitCodes.failedUnchanged,
    });
    this.reason = reason;
  }
}

type Violation = new (facts: ViolationFacts, cause: DatabaseError) => ConstraintError;

const violations: Readonly<Record<string, Violation>> = {
  uniqueViolation: UniqueViolationError,
  foreignKeyViolation: ForeignKeyViolationError,
  notNullViolation: NotNullViolationError,
  checkViolation: CheckViolationError,
  exclusionViolation: ExclusionViolationError,
};

/** The error with the model's words; any other error as it is. */
export function translateError(error: unknown, model: DataModel): unknown {
  if (!(error instanceof DatabaseError)) return error;
  if (error.kind === "serializationFailure") return new TransactionConflictError("serialization", error);
  if (error.kind === "deadlock") return new TransactionConflictError("deadlock", error);
  const violation = violations[error.kind];
  return violation === undefined ? error : new violation(factsOf(error, model), error);
}

function factsOf(error: DatabaseError, model: DataModel): ViolationFacts {
  const { schema = defaultSchema(), table = "", column, constraint } = error;
  if (table === "" && error.dataType !== undefined) return domainFacts(error, schema, error.dataType, model);
  const mapping = mappingOf(model, schema, table);
  if (mapping === undefined) return { model: table, properties: column === undefined ? [] : [column], constraint };
  const columns = column === undefined ? columnsOf(model, mapping.table.schema, table, constraint) : [column];
  return { model: mapping.name, properties: columns.map((name) => propertyOf(mapping, name)), constraint };
}

/** The server names the schema that a connection looks in first, whose name the model need not know. */
function mappingOf(model: DataModel, schema: string, table: string): TableMapping | undefined {
  const named = model.tables.get(formatQualifiedName(schema, table));
  if (named?.namesSchema === true) return named;
  const unqualified = model.tables.get(formatQualifiedName(model.schema, table));
  return unqualified?.namesSchema === false ? unqualified : named;
}

/** The server names a domain and no column: the property is known where the table of the statement has one of it alone. */
function domainFacts(
  { constraint, statement = "" }: DatabaseError,
  schema: string,
  name: string,
  model: DataModel,
): ViolationFacts {
  const domain = formatQualifiedName(schema, name);
  const quoted = quoteQualified(schema, name);
  const properties = [...model.tables.values()]
    .filter((mapping) => ["INTO", "UPDATE"].some((word) => statement.includes(`${word} ${tableSql(mapping)} `)))
    .flatMap((mapping) =>
      mapping.columns
        .filter((column) => [domain, quoted].includes(column.model.type))
        .map((column) => [mapping.name, column.property] as const),
    );
  const [only] = properties;
  if (only === undefined || properties.length > 1) return { model: `A value of ${domain}`, properties: [], constraint };
  return { model: only[0], properties: [only[1]], constraint };
}

const propertyOf = (mapping: TableMapping, column: string): string => mapping.columnOf.get(column)?.property ?? column;

function columnsOf(model: DataModel, schema: string, table: string, constraint: string | undefined): readonly string[] {
  for (const object of model.metadata.objects.values()) {
    const part = object as Partial<ForeignKeyModel> & { readonly elements?: readonly { readonly column?: string }[] };
    if (part.schema !== schema || part.table !== table || part.name !== constraint) continue;
    return part.columns ?? (part.elements ?? []).flatMap((element) => element.column ?? []);
  }
  return [];
}
