import { LimbeckError } from "../util/errors.ts";

/** What a case proved false; `expected` and `actual` let a test runner show the difference. */
export class CaseFailedError extends LimbeckError {
  readonly expected: unknown;
  readonly actual: unknown;
  /** True makes test runners print the two sides. */
  readonly showDiff = true;

  constructor(claim: string, expected: unknown, actual: unknown, details?: string) {
    super({
      code: "testing.case-failed",
      message: details === undefined ? claim : `${claim}\n${details}`,
      hint: "Compare what was expected with what came out, below.",
    });
    this.expected = expected;
    this.actual = actual;
  }
}

/** A statement of a case was refused by the database. */
export class CaseStatementError extends LimbeckError {
  readonly statement: string;

  constructor(doing: string, statement: string, cause: unknown) {
    super({
      code: "testing.case-statement",
      message: `${doing} failed: ${cause instanceof Error ? cause.message : String(cause)}\n\n${statement}`,
      hint: "Every statement of a case runs on a real database.",
      cause,
    });
    this.statement = statement;
  }
}
