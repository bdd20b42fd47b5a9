import { LimbeckError } from "../util/errors.ts";

/** The command line itself is wrong. */
export class UsageError extends LimbeckError {
  constructor(message: string, hint?: string) {
    super({ code: "cli.usage", message, ...(hint === undefined ? {} : { hint }) });
  }
}
