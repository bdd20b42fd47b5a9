import { LimbeckError } from "../util/errors.ts";

/** A signal ended a command that changes no database, or changes it all at once. */
export class InterruptedError extends LimbeckError {
  constructor(command: string, outcome: string, cause: unknown) {
    super({ code: "cli.interrupted", message: `${command} was interrupted. ${outcome}`, cause });
  }
}

/** The command line itself is wrong. */
export class UsageError extends LimbeckError {
  constructor(message: string, hint?: string) {
    super({ code: "cli.usage", message, ...(hint === undefined ? {} : { hint }) });
  }
}
