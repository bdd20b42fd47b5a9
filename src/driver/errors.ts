/**
 * What goes wrong between limbeck and a database, told apart by SQLSTATE and errno only: the texts of a server are
 * translated by its `lc_messages`, and a text may quote a secret.
 */
import { exitCodes, LimbeckError } from "../util/errors.ts";

/** The situation that a SQLSTATE stands for; `other` where limbeck has no word for it. */
export type DatabaseErrorKind =
  | "uniqueViolation"
  | "foreignKeyViolation"
  | "notNullViolation"
  | "checkViolation"
  | "exclusionViolation"
  | "serializationFailure"
  | "deadlock"
  | "lockNotAvailable"
  | "queryCanceled"
  | "readOnly"
  | "insufficientPrivilege"
  | "undefinedTable"
  | "undefinedColumn"
  | "undefinedFunction"
  | "undefinedSchema"
  | "undefinedObject"
  | "duplicateObject"
  | "dependentObjects"
  | "syntax"
  | "dataException"
  | "transactionFailed"
  | "unsupported"
  | "other";

const kindsByState: Readonly<Record<string, DatabaseErrorKind>> = {
  "23505": "uniqueViolation",
  "23503": "foreignKeyViolation",
  "23502": "notNullViolation",
  "23514": "checkViolation",
  "23P01": "exclusionViolation",
  "40001": "serializationFailure",
  "40P01": "deadlock",
  "55P03": "lockNotAvailable",
  "57014": "queryCanceled",
  "25006": "readOnly",
  "42501": "insufficientPrivilege",
  "42P01": "undefinedTable",
  "42703": "undefinedColumn",
  "42883": "undefinedFunction",
  "3F000": "undefinedSchema",
  "42704": "undefinedObject",
  "42P07": "duplicateObject",
  "42P06": "duplicateObject",
  "42701": "duplicateObject",
  "42710": "duplicateObject",
  "42712": "duplicateObject",
  "42723": "duplicateObject",
  "42P04": "duplicateObject",
  "2BP01": "dependentObjects",
  "42601": "syntax",
  "25P02": "transactionFailed",
};

const kindsByClass: Readonly<Record<string, DatabaseErrorKind>> = { "22": "dataException", "0A": "unsupported" };

/** The situation that a SQLSTATE stands for. */
function kindOfSqlState(sqlState: string): DatabaseErrorKind {
  return kindsByState[sqlState] ?? kindsByClass[sqlState.slice(0, 2)] ?? "other";
}

/** The fields of an error or notice as PostgreSQL's protocol sends them. */
export interface ServerErrorFields {
  readonly message: string;
  readonly sqlState: string;
  readonly severity: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** 1-based, in characters of `statement`. */
  readonly position?: number | undefined;
  readonly where?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly dataType?: string | undefined;
}

/**
 * The database refused a statement; the connection lives on. `code` is `database.` and the kind in kebab case, such as
 * `database.unique-violation`.
 *
 * @remedy Read the message of the server and its hint; it names the object.
 */
export class DatabaseError extends LimbeckError implements ServerErrorFields {
  readonly kind: DatabaseErrorKind;
  readonly sqlState: string;
  readonly severity: string;
  readonly detail: string | undefined;
  readonly position: number | undefined;
  readonly where: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  readonly dataType: string | undefined;
  /** The SQL that was sent; print it with `renderStatementExcerpt`, which hides passwords. */
  readonly statement: string | undefined;
  /** How many statements of the same message had run before. */
  readonly completed: number;

  constructor(fields: ServerErrorFields, statement?: string, completed = 0) {
    const kind = kindOfSqlState(fields.sqlState);
    super({ code: `database.${kebabCase(kind)}`, message: fields.message, hint: fields.hint });
    this.kind = kind;
    this.sqlState = fields.sqlState;
    this.severity = fields.severity;
    this.detail = fields.detail;
    this.position = fields.position;
    this.where = fields.where;
    this.schema = fields.schema;
    this.table = fields.table;
    this.column = fields.column;
    this.constraint = fields.constraint;
    this.dataType = fields.dataType;
    this.statement = statement;
    this.completed = completed;
  }

  /** True where running the whole transaction again may succeed. */
  get isTransient(): boolean {
    return this.kind === "serializationFailure" || this.kind === "deadlock" || this.kind === "lockNotAvailable";
  }
}

type KebabCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${KebabCase<Rest>}`
  : Name;

function kebabCase<Name extends string>(name: Name): KebabCase<Name> {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as KebabCase<Name>;
}

/** Why there is no connection. */
export type ConnectionErrorKind =
  | "unreachable"
  | "timeout"
  | "authentication"
  | "databaseMissing"
  | "tooManyConnections"
  | "notReady"
  | "refused"
  | "tls"
  | "lost"
  | "closed";

const connectionHints: Readonly<Record<ConnectionErrorKind, string>> = {
  unreachable: "Check that the server runs, and the host, port or socket folder it listens on.",
  timeout: "The server or a firewall did not answer in time; check the address, or allow more time for connecting.",
  authentication: "Check the user and the password, and what the server's pg_hba.conf allows for this address.",
  databaseMissing: "Create the database first, or correct its name.",
  tooManyConnections: "Close other connections, lower the size of the pool, or raise max_connections.",
  notReady: "The server is starting up or shutting down; try again in a moment.",
  refused: "The server answered but did not accept the connection; its log says more.",
  tls: "Check sslmode and sslrootcert, and whether the server offers TLS at all.",
  lost: "Whether the last statement took effect is unknown; look before you run it again.",
  closed: "Use the connection before it is closed or given back.",
};

/** No connection could be made, or one was lost. Says where it led (`where`), never with a password or a whole URL. */
export class ConnectionError extends LimbeckError {
  readonly kind: ConnectionErrorKind;
  /** Printable place, such as `database shop on db.example.org:5432`. */
  readonly where: string;
  readonly sqlState: string | undefined;
  /** System error, such as `ECONNREFUSED`. */
  readonly errno: string | undefined;
  /** True where the connection was lost and it is sure that nothing of what was asked for took effect. */
  readonly undone: boolean;

  constructor(options: {
    readonly kind: ConnectionErrorKind;
    readonly where: string;
    readonly message: string;
    readonly sqlState?: string | undefined;
    readonly errno?: string | undefined;
    readonly undone?: boolean;
    readonly hint?: string;
    readonly cause?: unknown;
  }) {
    super({
      code: `connection.${kebabCase(options.kind)}`,
      message: options.message,
      hint: options.hint ?? connectionHints[options.kind],
      exitCode: exitCodes.connection,
      cause: options.cause,
    });
    this.kind = options.kind;
    this.where = options.where;
    this.sqlState = options.sqlState;
    this.errno = options.errno;
    this.undone = options.undone ?? false;
  }
}

/**
 * The caller's AbortSignal ended the wait or the statement.
 *
 * @remedy Nothing, where it was meant; otherwise run it again.
 */
export class CancelledError extends LimbeckError {
  constructor(what: "statement" | "connection", cause?: unknown) {
    super({ code: "driver.cancelled", message: `the ${what} was cancelled`, cause });
  }
}

/** The connection URL has no readable form. The text itself is never repeated: it may hold a password. */
export class InvalidUrlError extends LimbeckError {
  constructor(reason: string, hint?: string) {
    super({
      code: "driver.invalid-url",
      message: `the URL of the database could not be read: ${reason}`,
      hint:
        hint ??
        "Write postgres://user@host:5432/database, pglite://folder or pglite:memory; percent-encode special characters.",
    });
  }
}

/** A parameter has no form that the database understands. */
export class ParameterError extends LimbeckError {
  constructor(reason: string) {
    super({
      code: "driver.parameter",
      message: `a parameter can't be sent to the database: ${reason}`,
      hint: "Pass a string, number, bigint, boolean, Date, Uint8Array, array, plain object or null.",
    });
  }
}

/** Whoever holds the connection has a transaction open that accepts nothing but its end. */
export class CallerTransactionFailedError extends LimbeckError {
  constructor() {
    super({
      code: "driver.caller-transaction-failed",
      message: "the transaction of the connection that was handed over has failed and accepts no statement",
      hint: "Roll it back, or back to a savepoint, before you hand the connection over.",
      exitCode: exitCodes.failedUnchanged,
    });
  }
}

/** What was handed over as a connection is none that limbeck can use. */
export class CallerConnectionError extends LimbeckError {
  constructor(reason: string) {
    super({
      code: "driver.caller-connection",
      message: `the connection that was handed over can't be used: ${reason}`,
      hint: "Hand over a Client, PoolClient or Pool of pg, a PGlite or its transaction, or a Connection or Engine of limbeck.",
    });
  }
}
