import { LimbeckError } from "../../util/errors.ts";

/** A constraint or index is over a property that its table doesn't have. */
export class MissingColumnRefError extends LimbeckError {
  readonly call: string;
  /** Counted from 0. */
  readonly position: number;

  constructor(call: string, position: number, given: unknown) {
    const what = typeof given === "string" ? JSON.stringify(given) : String(given);
    super({
      code: "table.missing-column",
      message: `${call}([…]) was given ${what} as its ${position === 0 ? "first" : `${position + 1}.`} column.`,
      hint:
        given === undefined
          ? "The table has no such property: the third argument sees columns by the names of their properties."
          : `Models name columns by their properties: \`(t) => [${call}([t.name])]\`.`,
    });
    this.call = call;
    this.position = position;
  }
}

/** A class, or what is undefined while files import one another, where the name of a column is asked for. */
export class ReferenceTargetError extends LimbeckError {
  constructor(target: unknown) {
    super({
      code: "column.reference-target",
      message: `references() takes a column by name, and was given ${typeof target === "function" ? "a class or function" : String(target)}.`,
      hint: 'Write `references("orders.order_id")`, with the names of the database.',
    });
  }
}
