/**
 * The base of every error that limbeck throws on purpose. An error is a fact: a stable `code`, readonly fields, a
 * message that names the thing at fault, and a hint that says what to do. Anything else that escapes is a bug.
 */

import type { ErrorCode } from "./error-codes.ts";

export type { ErrorCode };

/** A code that a plugin gives to an error of its own: `tenants:unknown-plan`. */
export type OwnErrorCode = `${string}:${string}`;

/** Exit codes of the command line, documented in docs/guide/exit-codes.md. */
export const exitCodes = {
  done: 0,
  usage: 1,
  differences: 2,
  locked: 3,
  failedUnchanged: 4,
  failedPartial: 5,
  integrity: 6,
  connection: 7,
  decision: 8,
  drift: 9,
} as const;

/** What the command line ends with; explained in docs/guide/exit-codes.md. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the constructor of an error takes. */
export interface LimbeckErrorOptions {
  /**
   * Stable identifier, `folder.situation`, such as `revision.multiple-heads`. Any text compiles here, for `ErrorCode` is made
   * from what the classes pass (`npm run error-codes`), and a test finds what it lacks.
   */
  readonly code: ErrorCode | OwnErrorCode | (string & {});
  readonly message: string;
  /** What the reader should do next; one or more sentences or a command to paste. */
  readonly hint?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** Every error limbeck throws on purpose; `code` is stable, the wording is not. */
export class LimbeckError extends Error {
  /** What is wrong, for programs: it stays the same from version to version. */
  readonly code: ErrorCode | OwnErrorCode;
  /** What to do next. */
  readonly hint: string | undefined;
  /** What the command line ends with. */
  readonly exitCode: ExitCode;

  constructor(options: LimbeckErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code as ErrorCode | OwnErrorCode;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodes.usage;
  }
}

/** True for errors limbeck threw on purpose, also across two copies of the package. */
export function isLimbeckError(error: unknown): error is LimbeckError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string" && "exitCode" in error;
}
