import { LimbeckError } from "../../../../util/errors.ts";

/** A file holds a statement that declares nothing. */
export class SqlFileStatementError extends LimbeckError {
  readonly file: string;
  readonly statement: string;

  constructor(file: string, statement: string) {
    super({
      code: "sql-file.statement",
      message: `${file} holds a statement that declares nothing here: ${statement.slice(0, 80)}`,
      hint:
        "Files may hold CREATE FUNCTION, PROCEDURE, AGGREGATE, VIEW, MATERIALIZED VIEW, TRIGGER, RULE, EVENT TRIGGER, STATISTICS (with a " +
        "name), FOREIGN DATA WRAPPER, SERVER, FOREIGN TABLE, USER MAPPING, PUBLICATION, TEXT SEARCH CONFIGURATION and DICTIONARY, " +
        "COLLATION and CONVERSION, and COMMENT ON these.",
    });
    this.file = file;
    this.statement = statement;
  }
}

/** A folder or file of SQL cannot be read. */
export class SqlFileMissingError extends LimbeckError {
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super({
      code: "sql-file.missing",
      message: `${file} cannot be read.`,
      hint: 'Give a file, a folder or a pattern, such as "functions/*.sql" or new URL("./functions/", import.meta.url).',
      cause,
    });
    this.file = file;
  }
}
