import { LimbeckError } from "../../util/errors.ts";

/** Rows can't be inserted or changed by one statement. */
export class UpsertTargetError extends LimbeckError {
  readonly model: string;

  constructor(model: string, why: string) {
    super({
      code: "session.upsert-target",
      message: `${model} can't be upserted: ${why}.`,
      hint: 'Name properties that are unique together: { on: ["code"] }; or get() the object and add() it where there is none.',
    });
    this.model = model;
  }
}

/** A row of a query of one's own has no object where there must be one. */
export class NoObjectError extends LimbeckError {
  readonly model: string;

  constructor(name: string, model: string) {
    super({
      code: "session.no-object",
      message: `"${name}" is no ${model} in one of the rows: it is NULL, of another class, or hidden by a filter.`,
      hint: `Say so where it may be missing: { ${name}: nullable(${model}) }.`,
    });
    this.model = model;
  }
}

/** Rows of a query of one's own can't be changed by criteria. */
export class SourceChangeError extends LimbeckError {
  readonly model: string;

  constructor(model: string, what: string) {
    super({
      code: "session.source-change",
      message: `${what} of ${model} can't change the rows of a query given by from().`,
      hint: "Say which rows by where(), or run SQL of your own on session.connection().",
    });
    this.model = model;
  }
}
