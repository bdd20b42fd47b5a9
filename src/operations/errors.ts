import { exitCodes, LimbeckError } from "../util/errors.ts";

/** An operation whose effect cannot be undone from what it knows. */
export class IrreversibleError extends LimbeckError {
  readonly operation: string;

  constructor(operation: string, reason: string) {
    super({
      code: "operation.irreversible",
      message: `${operation} cannot be reversed: ${reason}.`,
      hint: "Write the downgrade by hand, or leave a downgrade that throws with the reason.",
      exitCode: exitCodes.decision,
    });
    this.operation = operation;
  }
}

/** A call of an operation with arguments that it can't read. */
export class OperationArgumentsError extends LimbeckError {
  readonly operation: string;

  constructor(operation: string, cause: TypeError) {
    super({
      code: "operation.arguments",
      message: `op.${operation}() was called with arguments that it does not take (${cause.message}).`,
      hint: `Compare the call with what the editor shows for op.${operation}: tsc finds such calls.`,
      cause,
    });
    this.operation = operation;
  }
}

/** An operation type that no definition is registered for. */
export class UnknownOperationError extends LimbeckError {
  readonly operation: string;

  constructor(operation: string) {
    super({
      code: "operation.unknown",
      message: `There is no operation ${JSON.stringify(operation)}.`,
      hint: "Register it in the config: plugins: [{ operations: { … } }].",
    });
    this.operation = operation;
  }
}
