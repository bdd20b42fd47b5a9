import { LimbeckError } from "../../../../util/errors.ts";

/** A statement makes no object that can be declared by its whole definition. */
export class DefinitionStatementError extends LimbeckError {
  readonly statement: string;

  constructor(statement: string) {
    super({
      code: "definition.statement",
      message: `This declares nothing here: ${statement.slice(0, 80)}`,
      hint:
        "Write CREATE RULE, EVENT TRIGGER, STATISTICS (with a name), FOREIGN DATA WRAPPER, SERVER, FOREIGN TABLE, USER MAPPING, " +
        "PUBLICATION, TEXT SEARCH CONFIGURATION or DICTIONARY, COLLATION or CONVERSION, and after it what changes or comments on it.",
    });
    this.statement = statement;
  }
}

/** A statement changes or comments on an object that nothing before it declares. */
export class DefinitionMissingError extends LimbeckError {
  readonly statement: string;
  readonly object: string;

  constructor(statement: string, object: string) {
    super({
      code: "definition.missing",
      message: `Nothing declares ${object}, which this is about: ${statement.slice(0, 80)}`,
      hint: "Write its CREATE statement before.",
    });
    this.statement = statement;
    this.object = object;
  }
}

/** A user mapping is declared with its options, which hold passwords. */
export class UserMappingSecretError extends LimbeckError {
  readonly mapping: string;

  constructor(mapping: string) {
    super({
      code: "definition.user-mapping-options",
      message: `The user mapping ${mapping} is declared with options, which hold secrets.`,
      hint: "Leave OPTIONS out: limbeck neither reads nor writes them. Set them by hand with ALTER USER MAPPING.",
    });
    this.mapping = mapping;
  }
}
