/** Errors of names that PostgreSQL keeps once in a schema. */
import { LimbeckError } from "../util/errors.ts";

/** Two declarations take one name among the relations or the types of a schema. */
export class ClaimedNameError extends LimbeckError {
  readonly claimed: string;
  readonly declarations: readonly string[];

  constructor(
    space: "relation" | "type",
    name: string,
    claims: readonly { readonly what: string; readonly origin: string }[],
  ) {
    const said = claims.map(({ what, origin }) => `${origin} (${what})`).join(" and ");
    const why =
      space === "type"
        ? "a schema holds one type of a name, and each table and view makes one"
        : "tables, views, sequences, indexes and composite types of a schema share their names";
    super({
      code: "model.name-taken",
      message: `${said} take one name, ${name}: ${why}.`,
      hint: "Give one of them another name or schema.",
    });
    this.claimed = name;
    this.declarations = claims.map(({ origin }) => origin);
  }
}
