import { LimbeckError } from "../../util/errors.ts";

/** A column that objects can't be without is to be left out of what is read. */
export class NeededColumnError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string) {
    super({
      code: "session.needed-column",
      message: `${model}.${property} can't be left out: keys, foreign keys of relationships, versions and what says of which class a row is are always read.`,
      hint: "Leave other columns out.",
    });
    this.model = model;
    this.property = property;
  }
}
