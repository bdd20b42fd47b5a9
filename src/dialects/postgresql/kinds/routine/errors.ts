import { LimbeckError } from "../../../../util/errors.ts";

/** A text that is declared as a function is something else. */
export class NotARoutineError extends LimbeckError {
  readonly text: string;

  constructor(text: string) {
    super({
      code: "function.not-a-routine",
      message: `This is no CREATE FUNCTION, PROCEDURE or AGGREGATE with its arguments: ${text.slice(0, 80)}`,
      hint: "Write one whole statement: CREATE FUNCTION name(arguments) RETURNS … LANGUAGE … AS $$ … $$.",
    });
    this.text = text;
  }
}
