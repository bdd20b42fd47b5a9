import { LimbeckError } from "../util/errors.ts";

/** Another program listens on the port of `--port`. */
export class PortInUseError extends LimbeckError {
  readonly port: number;

  constructor(port: number) {
    super({
      code: "studio.port-in-use",
      message: `Port ${port} is in use.`,
      hint: "Leave out --port to take any free one, or name another.",
    });
    this.port = port;
  }
}
