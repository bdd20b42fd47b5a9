import type { DatabaseError } from "../../../driver/errors.ts";
import { exitCodes, LimbeckError } from "../../../util/errors.ts";

/** The role may not make databases on that server. */
export class ThrowAwayRefusedError extends LimbeckError {
  constructor(where: string, cause: DatabaseError) {
    super({
      code: "driver.throw-away-refused",
      message: `No scratch database could be made beside the ${where}: ${cause.message}`,
      hint: "Give the role CREATEDB, name another server as `scratch` of the environment, or leave `scratch` out to use the embedded database.",
      exitCode: exitCodes.connection,
      cause,
    });
  }
}
