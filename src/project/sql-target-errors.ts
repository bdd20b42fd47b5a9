/** What can be wrong with a target that is SQL. */
import { LimbeckError } from "../util/errors.ts";

/** The program of `sqlProgram()` is neither in the project's `node_modules` nor on the search path. */
export class SqlProgramMissingError extends LimbeckError {
  readonly program: string;

  constructor(program: string, command: string) {
    super({
      code: "sql-program.missing",
      message: `The target is what \`${command}\` prints, and there is no program ${program}.`,
      hint: `Install the package that brings it (\`npm install --save-dev …\`), or write its path into sqlProgram().`,
    });
    this.program = program;
  }
}

/** The program of `sqlProgram()` failed, or did not end. */
export class SqlProgramFailedError extends LimbeckError {
  readonly command: string;

  constructor(command: string, reason: string, said: string) {
    super({
      code: "sql-program.failed",
      message: `The target is what \`${command}\` prints, and ${reason}.${said === "" ? "" : `\n${said}`}`,
      hint: "Run the command by itself in the folder of the config; it has to print SQL and to end with exit code 0.",
    });
    this.command = command;
  }
}

/** The program of `sqlProgram()` printed no statement. */
export class SqlProgramSilentError extends LimbeckError {
  readonly command: string;

  constructor(command: string) {
    super({
      code: "sql-program.silent",
      message: `The target is what \`${command}\` prints, and it printed no SQL.`,
      hint: "Run the command by itself: it has to print the whole schema, as for an empty database, and not to write it into a file.",
    });
    this.command = command;
  }
}

/** No file is where `inputs` of `sqlProgram()` point. */
export class SqlProgramInputsMissingError extends LimbeckError {
  readonly pattern: string;

  constructor(pattern: string, command: string) {
    super({
      code: "sql-program.inputs-missing",
      message: `No file is called ${pattern}, which is among the inputs of \`${command}\`.`,
      hint: "`inputs` are patterns relative to the folder of the config, such as `src/schema/**/*.ts`.",
    });
    this.pattern = pattern;
  }
}
