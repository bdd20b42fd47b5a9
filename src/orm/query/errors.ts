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
