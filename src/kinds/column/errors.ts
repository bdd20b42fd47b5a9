import { LimbeckError } from "../../util/errors.ts";

/** A constraint or index is over a property that its table doesn't have. */
export class MissingColumnRefError extends LimbeckError {
  readonly call: string;
  /** Counted from 0. */
  readonly position: number;

  constructor(call: string, position: number) {
    super({
      code: "table.missing-column",
      message: `${call}([…]) was given undefined as its ${position === 0 ? "first" : `${position + 1}.`} column.`,
      hint: "The table has no such property: the third argument sees columns by the names of their properties.",
    });
    this.call = call;
    this.position = position;
  }
}
