import { LimbeckError } from "../util/errors.ts";

/** No dialect answers to the URL's scheme. The URL is never repeated: it may hold a password. */
export class UnknownSchemeError extends LimbeckError {
  constructor(schemes: readonly string[]) {
    super({
      code: "dialect.unknown-scheme",
      message: "The URL of the database does not begin with a scheme that limbeck knows.",
      hint: `Begin it with ${schemes.map((scheme) => `${scheme}:`).join(", ")}.`,
    });
  }
}
