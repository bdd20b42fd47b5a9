import { exitCodes, LimbeckError } from "../util/errors.ts";

/**
 * A signal ended a command that changes no database, or changes it all at once.
 *
 * @remedy Run the command again; its last line says what was done.
 */
export class InterruptedError extends LimbeckError {
  constructor(command: string, outcome: string, cause: unknown) {
    super({ code: "cli.interrupted", message: `${command} was interrupted. ${outcome}`, cause });
  }
}

/**
 * The command line itself is wrong.
 *
 * @remedy Follow the message, or read `limbeck help <command>`.
 */
export class UsageError extends LimbeckError {
  constructor(message: string, hint?: string) {
    super({ code: "cli.usage", message, ...(hint === undefined ? {} : { hint }) });
  }
}

/** Thrown in the place of an end of the process: by a model, a revision or a hook, in the middle of a command. */
export class ProcessExitError extends Error {
  constructor(code: unknown) {
    super(
      `process.exit(${code === undefined ? "" : String(code)}) was called, which would have ended limbeck half-way; throw an error instead`,
    );
    this.name = "ProcessExitError";
  }
}

/** A rejection or exception that nobody waited for, while a command was running. */
export class UnawaitedFailureError extends LimbeckError {
  constructor(
    command: string,
    { where, isDone }: { readonly where: string | undefined; readonly isDone: boolean },
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super({
      code: "cli.unawaited-failure",
      message: `Something that nobody waited for failed while ${command} was running${where === undefined ? "" : `, at ${where}`}: ${reason}`,
      hint: "Write `await` before the call that gives the promise, in a function that is `async`. `limbeck current` tells what is applied.",
      exitCode: isDone ? exitCodes.failedPartial : exitCodes.failedUnchanged,
      cause,
    });
  }
}
